"""What the tags of HTML do to the blocks around and inside them."""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.types import Kind, MarkTag

SKIPPED = frozenset({"script", "style", "template", "svg", "iframe", "canvas"})
"""What is no text of the page."""
VOID = frozenset(
    {"area", "base", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr", "br"}
)  # fmt: skip
INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "math", "nobr", "option",
     "output", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "source", "span",
     "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)  # fmt: skip
MARKS: Mapping[str, MarkTag] = {
    "a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code",
    "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
}  # fmt: skip
HEADINGS = {f"h{n}": n for n in range(1, 7)}
KINDS = {
    "dt": Kind.TERM,
    "dd": Kind.DEFINITION,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "blockquote": Kind.QUOTE,
}
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
SCOPED = frozenset({*HEADINGS, *KINDS, *LISTS, "li", "pre", "tr", "td", "th", "table"})
"""Tags that change what the blocks inside them are."""

BLOCK, SCOPE, HEAD, PLAIN, MARK, OPTION, EMPTY, SKIP = range(8)
"""What the pass does at a tag; the first three begin and end a block, as unknown tags do."""
ACTIONS = {
    **dict.fromkeys(INLINE, PLAIN),
    **dict.fromkeys(MARKS, MARK),
    **dict.fromkeys(SCOPED, SCOPE),
    **dict.fromkeys(("html", "title"), HEAD),
    **dict.fromkeys(VOID, EMPTY),
    **dict.fromkeys(SKIPPED, SKIP),
    "option": OPTION,
}
