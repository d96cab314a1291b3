"""A formula's elements -> TeX: what they say of their source, else MathML in a linear form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from cleaner.segment.html.parser import feed

_MAX_DEPTH = 40
"""Elements in each other that are told apart; what lies deeper is read as a row of the last."""
_MAX_ATTRIBUTE = 20_000
"""Characters of an attribute that is read as MathML."""
_TOKENS = frozenset({"mi", "mo", "mn", "mtext", "ms"})
_ROWS = frozenset(
    {"math", "mrow", "mstyle", "mpadded", "menclose", "merror", "mtd", "semantics", "texatom", "",
     "mphantom", "maction"}
)  # fmt: skip
_SPLICED = frozenset(
    {"script", "num", "den", "dbox", "dtable", "row", "frac", "box", "base", "over", "under",
     "sqrt", "itable", "table", "g", "svg", "span", "nobr", "assistive-mml", "c", "utext"}
)  # fmt: skip
"""What MathJax draws around the children of an element."""
_FUNCTIONS = frozenset(
    {"arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim",
     "exp", "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min",
     "Pr", "sec", "sin", "sinh", "sup", "tan", "tanh"}
)  # fmt: skip
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "overline",
    "_": "bar", "→": "vec", "⃗": "vec", "˙": "dot", ".": "dot", "¨": "ddot", "⏞": "overbrace",
}  # fmt: skip
_SIGNS = str.maketrans(
    {"\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u200b": "", "−": "-", "\xa0": " ",
     "\\": "\\backslash ", "{": "\\{", "}": "\\}", "%": "\\%", "&": "\\&", "#": "\\#",
     "$": "\\$", "_": "\\_"}
)  # fmt: skip
_LETTERLIKE = re.compile("[\U0001d400-\U0001d7ff\u2100-\u214f]")
_TEX = re.compile(r"(?:application|text)/(?:x-)?(?:la)?tex|(?:la)?tex", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_IN_TEX = re.compile(r"[\\^_={}+]")
_DRAWN = re.compile(r"(?:\bmjx-c|\A)([0-9A-F]{2,5})\b")


class _Node(NamedTuple):
    """An open element and what is inside it so far: the TeX of its children, or its text."""

    tag: str
    attributes: Mapping[str, str]
    parts: list[str]
    is_drawn: bool
    """Whether it is MathJax's, who sets the superscript before the subscript."""


class FormulaReader:
    """A parser target: the TeX of one formula."""

    def __init__(self) -> None:
        self.is_display = False
        self._sources: dict[str, str] = {}
        """TeX by where it was found; the first of each."""
        self._open = [_Node("", {}, [], False)]
        self._n_deeper = 0
        self._loose: list[str] = []
        """Text that is in no element of MathML."""
        self.n_loose = 0
        """Its characters."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element of the formula begins."""
        if len(self._open) > _MAX_DEPTH:
            self._n_deeper += 1
            return
        is_drawn = tag.startswith("mjx-") or "data-mml-node" in attributes
        name = attributes.get("data-mml-node") or tag.rpartition(":")[2].removeprefix("mjx-")
        self._see_attributes(tag, name, attributes)
        code = attributes.get("data-c") or attributes.get("class", "")
        if drawn := _DRAWN.search(code):
            self._add(chr(min(0x10FFFF, int(drawn[1], 16))))
        self._open.append(_Node(name, attributes, [], is_drawn))

    def _see_attributes(self, tag: str, name: str, attributes: Mapping[str, str]) -> None:
        words = attributes.get("class", "").split()
        self.is_display |= (
            attributes.get("display") in ("true", "block")
            or attributes.get("data-math-style") == "display"
            or "mode=display" in attributes.get("type", "")
            or any(word.lower().endswith(("display", "-block")) for word in words)
        )
        for source in ("data-latex", "data-tex"):
            self._find("attribute", attributes.get(source, ""))
        if name == "math" and _is_tex(alt := attributes.get("alttext", "")):
            self._find("alttext", alt)
        if tag == "img":
            self._find("alt", attributes.get("alt", ""))
        if 0 < len(markup := attributes.get("data-mathml", "")) <= _MAX_ATTRIBUTE:
            reader = FormulaReader()
            feed(markup.replace("data-mathml", ""), reader)
            self._find("mathml", reader.tex())

    def _find(self, where: str, tex: str) -> None:
        if tex.strip():
            self._sources.setdefault(where, tex)

    def _add(self, text: str) -> None:
        node = self._open[-1]
        if node.tag in _TOKENS or node.tag in ("annotation", "script", "utext"):
            node.parts.append(text)
        elif self._n_deeper:
            node.parts.append(text.strip())
        elif not text.isspace() and "annotation-xml" not in (open_.tag for open_ in self._open):
            self._loose.append(text)
            self.n_loose += len(text)

    def data(self, text: str) -> None:
        """Text of the formula."""
        self._add(text)

    def end(self, tag: str) -> None:
        """The innermost element of the formula ends."""
        if self._n_deeper:
            self._n_deeper -= 1
            return
        if len(self._open) == 1:
            return
        node = self._open.pop()
        parent = self._open[-1]
        if tag == "script":
            is_markup = "mml" in node.attributes.get("type", "")
            self._find_script("".join(node.parts), is_markup)
        elif node.tag == "annotation":
            if _TEX.fullmatch(node.attributes.get("encoding", "")):
                self._find("annotation", "".join(node.parts))
        elif node.tag == "annotation-xml":
            return
        elif node.tag in _SPLICED:
            parent.parts.extend(node.parts)
        elif node.parts or node.tag.startswith("m") or node.tag == "none":
            parent.parts.append(_linear(node))
        if node.tag == "math":
            self._find("drawn" if node.is_drawn else "mathml", parent.parts[-1])

    def _find_script(self, text: str, is_markup: bool) -> None:
        if is_markup:
            reader = FormulaReader()
            feed(text[:_MAX_ATTRIBUTE], reader)
            self._find("mathml", reader.tex())
        else:
            self._find("script", text)

    def close(self) -> None:
        """The formula ends."""

    def tex(self) -> str:
        """The formula's source if it says so, else its elements, else its text; "" if empty."""
        for where in ("script", "annotation", "attribute", "alttext", "mathml", "drawn", "alt"):
            if where in self._sources:
                return self._sources[where]
        return "".join(self._loose).replace("\u200b", "").strip()


def _is_tex(alt: str) -> bool:
    """Whether the text is TeX, and neither the formula read aloud nor a name of it."""
    return not alt.startswith("urn:") and (len(alt.split()) < 3 or _IN_TEX.search(alt) is not None)


def _linear(node: _Node) -> str:
    """TeX of an element whose children are TeX already."""
    if node.tag in _TOKENS:
        return _token(node.tag, "".join(node.parts))
    if node.tag in _ROWS:
        return _join(node.parts)
    if node.tag in _FORMS:
        parts = [*node.parts, "", "", ""]
        if node.is_drawn and node.tag == "msubsup":
            parts[1], parts[2] = parts[2], parts[1]
        return _FORMS[node.tag](parts)
    if node.tag in _WHOLE:
        return _WHOLE[node.tag](node)
    return " ".join(filter(None, node.parts))


def _token(tag: str, text: str) -> str:
    text = _LETTERLIKE.sub(lambda match: normalize("NFKC", match[0]), text)
    text = text.translate(_SIGNS)
    if tag in ("mtext", "ms"):
        text = _SPACE.sub(" ", text)
        return f"\\text{{{text}}}" if text.strip() else text
    text = " ".join(text.split())
    if text in _FUNCTIONS:
        return f"\\{text}"
    is_name = tag != "mn" and len(text) > 1 and text.isascii() and text.isalpha()
    return f"\\mathrm{{{text}}}" if is_name else text


def _join(parts: Sequence[str]) -> str:
    """The parts in a row, with a space where a command would run into a letter."""
    out: list[str] = []
    for part in filter(None, parts):
        if out and part[0].isalpha() and _ends_in_command(out[-1]):
            out.append(" ")
        out.append(part)
    return "".join(out)


def _ends_in_command(tex: str) -> bool:
    name = tex[tex.rfind("\\") + 1 :]
    return len(name) < len(tex) and name.isalpha()


def _group(tex: str) -> str:
    return tex if len(tex) == 1 or (tex[:1] == "\\" and tex[1:].isalpha()) else f"{{{tex}}}"


def _base(tex: str) -> str:
    return f"{{{tex}}}" if not tex or "^" in tex or "_" in tex else tex


def _scripts(base: str, below: str, above: str) -> str:
    tex = _base(base) + (f"_{_group(below)}" if below else "")
    if above and not above.strip("′'"):
        return tex + "'" * len(above)
    return tex + (f"^{_group(above)}" if above else "")


def _over(base: str, above: str) -> str:
    if above in _ACCENTS:
        return f"\\{_ACCENTS[above]}{{{base}}}"
    is_operator = len(base) == 1 or base[:1] == "\\"
    return _scripts(base, "", above) if is_operator else f"\\overset{{{above}}}{{{base}}}"


def _multiscripts(node: _Node) -> str:
    """A base with pairs of scripts behind it, and in front of it those behind <mprescripts>."""
    base, *rest = node.parts or [""]
    split = rest.index("\0") if "\0" in rest else len(rest)
    before = "".join(_pairs("{}", rest[split + 1 :]))
    return before + (_pairs(_base(base), rest[:split]) or base)


def _pairs(base: str, scripts: Sequence[str]) -> str:
    out = ""
    for i in range(0, len(scripts), 2):
        below, above = scripts[i], "".join(scripts[i + 1 : i + 2])
        out += "{}" if out else base
        out += (f"_{_group(below)}" if below else "") + (f"^{_group(above)}" if above else "")
    return out


def _fenced(node: _Node) -> str:
    opening, closing = node.attributes.get("open", "("), node.attributes.get("close", ")")
    separators = "".join(node.attributes.get("separators", ",").split())
    tex = ""
    for i, part in enumerate(node.parts):
        tex += (separators[min(i, len(separators)) - 1] if i and separators else "") + part
    return opening.translate(_SIGNS) + tex + closing.translate(_SIGNS)


def _fraction(node: _Node) -> str:
    above, below = [*node.parts, "", ""][:2]
    is_bare = node.attributes.get("linethickness") in ("0", "0px", "0pt")
    return f"\\{'binom' if is_bare else 'frac'}{{{above}}}{{{below}}}"


_FORMS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "msup": lambda parts: _scripts(parts[0], "", parts[1]),
    "msub": lambda parts: _scripts(parts[0], parts[1], ""),
    "msubsup": lambda parts: _scripts(parts[0], parts[1], parts[2]),
    "munder": lambda parts: _scripts(parts[0], parts[1], ""),
    "mover": lambda parts: _over(parts[0], parts[1]),
    "munderover": lambda parts: _scripts(parts[0], parts[1], parts[2]),
    "mroot": lambda parts: f"\\sqrt[{parts[1]}]{{{parts[0]}}}",
}
"""TeX of elements with a certain number of children, which are never fewer."""
_WHOLE: Mapping[str, Callable[[_Node], str]] = {
    "msqrt": lambda node: f"\\sqrt{{{_join(node.parts)}}}",
    "mfrac": _fraction,
    "mfenced": _fenced,
    "mmultiscripts": _multiscripts,
    "mprescripts": lambda _: "\0",
    "mspace": lambda _: " ",
    "none": lambda _: "",
    "mtr": lambda node: " & ".join(node.parts),
    "mlabeledtr": lambda node: " & ".join(node.parts),
    "mtable": lambda node: "\\begin{matrix}" + " \\\\ ".join(node.parts) + "\\end{matrix}",
}
