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
BLOCKS = frozenset(
    {"address", "article", "aside", "audio", "body", "center", "colgroup", "details", "dialog",
     "div", "fieldset", "figure", "footer", "form", "frameset", "head", "header", "hgroup",
     "legend", "listing", "main", "marquee", "nav", "noframes", "noscript", "object", "optgroup",
     "p", "plaintext", "search", "section", "summary", "tbody", "textarea", "tfoot", "video",
     "xmp"}
)  # fmt: skip
"""Those of the HTML Standard's style sheet, and of what else browsers set as a box of its own."""
INLINE = frozenset(
    {"abbr", "acronym", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "font", "ins", "label",
     "map", "mark", "math", "meter", "nobr", "output", "picture", "progress", "rb", "s", "slot",
     "small", "span", "strike", "time", "u", "var"}
)  # fmt: skip
CONTROLS = frozenset({"button", "select"})
"""With unknown and custom elements, which browsers set within the line, but pages' styles often
as boxes: what stands within a sentence, or else is a box of its own."""
MARKS: Mapping[str, MarkTag] = {
    "a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code",
    "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
}  # fmt: skip
PHRASING = frozenset(
    {*INLINE, *MARKS, "img", "input", "option", "q", "rp", "rt", "ruby", "source", "wbr"}
)
"""Elements that stand in the line, whatever is made of them."""
HEADINGS = {f"h{n}": n for n in range(1, 7)}
SENTENCES = frozenset(
    {*HEADINGS, *(set(MARKS) - {"a"}), "blockquote", "caption", "cite", "dd", "dt", "figcaption",
     "mark", "p", "q", "small", "summary", "td", "th", "u"}
)  # fmt: skip
"""Tags that hold text, and no boxes, where nothing else is known."""
KINDS = {
    "dt": Kind.TERM,
    "dd": Kind.DEFINITION,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "blockquote": Kind.QUOTE,
}
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
SCOPED = frozenset({*HEADINGS, *KINDS, *LISTS, "li", "pre", "tr", "td", "th", "table", "thead"})
"""Tags that change what the blocks inside them are."""

BLOCK, SCOPE, HEAD, PLAIN, BOX, OPTION, MARK, QUOTE, RUBY, READING, EMPTY, SKIP = range(12)
"""What the pass does at a tag; the first three begin and end a block."""


class _Actions(dict[str, int]):
    """An action for each tag; what is unknown may be a box."""

    def __missing__(self, tag: str) -> int:
        return BOX


ACTIONS: Mapping[str, int] = _Actions(
    {
        **dict.fromkeys(BLOCKS, BLOCK),
        **dict.fromkeys(INLINE, PLAIN),
        **dict.fromkeys(CONTROLS, BOX),
        **dict.fromkeys(MARKS, MARK),
        **dict.fromkeys(SCOPED, SCOPE),
        **dict.fromkeys(("rt", "rtc"), READING),
        **dict.fromkeys(("html", "title"), HEAD),
        **dict.fromkeys(VOID, EMPTY),
        **dict.fromkeys((*SKIPPED, "rp"), SKIP),
        "option": OPTION,
        "q": QUOTE,
        "ruby": RUBY,
    }
)
