"""The programming language of a listing, from what highlighters write into attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LANGUAGE = "the language"
"""Attribute of a <pre> that `Listings` sets; with its space, no page can write it."""
_ATTRIBUTES = ("data-language", "data-lang", "data-code-language", "data-enlighter-language")
_PREFIXED = re.compile(
    r"(?:language|lang|highlight-source|highlight-text|highlight|src|brush)[-:]\s*([\w+#.-]{1,30});?"
)
_NAME = re.compile(r"[\w+#.-]+")
_BRUSH = re.compile(r"\bbrush:\s*([\w+#.-]{1,30})")
_MARKERS = frozenset(
    {"hljs", "highlight", "sourcecode", "prettyprint", "prism", "code", "codehilite", "shiki"}
)
"""Classes beside which a bare name is that of the language."""
_NONE = frozenset({"none", "default", "undefined", "nohighlight", "auto", "unknown", "", "plain"})
_SPELLED = {"html-basic": "html", "html-erb": "erb", "source": ""}
_KNOWN = frozenset(
    {"abap", "actionscript", "ada", "apache", "apex", "applescript", "arduino", "armasm", "asm",
     "asp", "aspnet", "assembly", "autohotkey", "awk", "bash", "basic", "bat", "batch", "bibtex",
     "brainfuck", "c", "c#", "c++", "cfg", "clj", "clojure", "cmake", "cmd", "coffee",
     "coffeescript", "console", "cpp", "crystal", "cs", "csh", "csharp", "css", "csv", "cuda",
     "cypher", "cython", "d", "dart", "delphi", "diff", "django", "docker", "dockerfile", "dos",
     "dot", "elixir", "elm", "emacs-lisp", "erb", "erlang", "ex", "excel", "f#", "fish", "fortran",
     "fsharp", "gdscript", "gherkin", "glsl", "gnuplot", "go", "golang", "graphql", "groovy",
     "haml", "handlebars", "haskell", "hcl", "hlsl", "hs", "html", "html5", "http", "ini",
     "ipython", "ipython3", "java", "javascript", "jinja", "jinja2", "jl", "js", "json", "json5",
     "jsonc", "jsx", "julia", "kotlin", "kt", "latex", "less", "lisp", "llvm", "lua", "makefile",
     "markdown", "mathematica", "matlab", "md", "mdx", "mermaid", "mips", "mysql", "nasm", "nginx",
     "nim", "nix", "objc", "objective-c", "objectivec", "ocaml", "octave", "pascal", "patch",
     "perl", "pgsql", "php", "php-template", "pl", "plaintext", "plpgsql", "postgresql",
     "powershell", "processing", "prolog", "properties", "proto", "protobuf", "ps", "ps1", "puppet",
     "purescript", "pwsh", "py", "pycon", "python", "python2", "python3", "qml", "r", "racket",
     "rb", "reason", "rest", "rst", "ruby", "rs", "rust", "sas", "sass", "scala", "scheme", "scss",
     "sh", "shell", "shell-session", "smalltalk", "sml", "sol", "solidity", "sparql", "sql",
     "sqlite", "stata", "svelte", "swift", "systemverilog", "tcl", "terraform", "tex", "text",
     "toml", "ts", "tsx", "twig", "txt", "typescript", "vb", "vb.net", "vba", "vbnet", "verilog",
     "vhdl", "vim", "vue", "wasm", "webassembly", "x86asm", "xhtml", "xml", "xquery", "xslt",
     "yaml", "yml", "zig", "zsh"}
)  # fmt: skip


def find_language(inner: Iterable[Mapping[str, str]], around: Iterable[Mapping[str, str]]) -> str:
    """The language in lower case, by the attributes of the listing's elements and of those around.

    What is around it may speak of its own language, as `lang-en` does, so that only names of
    programming languages count there. "" where none is named.
    """
    for attributes in inner:
        if language := _read(attributes):
            return language
    return next((name for name in map(_read, around) if name in _KNOWN), "")


def _read(attributes: Mapping[str, str]) -> str:
    """The language that an element's attributes name, or ""."""
    for name in _ATTRIBUTES:
        if language := _clean(attributes.get(name, "")):
            return language
    if (spoken := _clean(attributes.get("lang", ""))) in _KNOWN:
        return spoken
    classes = attributes.get("class", "")[:300]
    if brush := _BRUSH.search(classes):
        return _clean(brush[1])
    words = classes.split()
    for word in words:
        if (match := _PREFIXED.fullmatch(word)) and (language := _clean(match[1])):
            return language
    if _MARKERS.isdisjoint(map(str.lower, words)):
        return ""
    bare = (word.lower() for word in words if word.lower() not in _MARKERS)
    return next((word for word in bare if word in _KNOWN), "")


def _clean(name: str) -> str:
    name = name.strip().lower().removeprefix("language-")
    name = _SPELLED.get(name, name)
    is_name = len(name) <= 30 and _NAME.fullmatch(name)
    return name if is_name and name not in _NONE and name not in ("notranslate", "line") else ""
