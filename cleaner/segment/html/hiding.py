"""What hides an element from a reader: its own markup, or a rule of the page's own styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_ZERO = r"(?:0{0,9}\.?0{1,9}\d?)(?:px|em|rem|pt|%|v[hw])?(?![\d.])"
"""Nothing, or next to nothing (0.01)."""
_FAR = r"-\s{0,9}(?:\d{4,12}(?:\.\d{1,9})?(?:px|pt|%)?|\d{3,12}(?:\.\d{1,9})?(?:r?em|v[hw]|%))"
"""An offset that no screen has."""
_POINT = r"rect\(\s{0,9}[01](?:px)?(?:[\s,]{1,9}[01](?:px)?){3}\s{0,9}\)"
OPACITY = re.compile(rf"(?<![-\w])opacity\s{{0,9}}:\s{{0,9}}{_ZERO}", re.IGNORECASE)
FONT_SIZE = re.compile(
    rf"(?<![-\w])font-size\s{{0,9}}:\s{{0,9}}(?:{_ZERO}|1(?:\.\d{{1,9}})?px)", re.IGNORECASE
)
_INDENT = re.compile(rf"text-indent\s{{0,9}}:\s{{0,9}}{_FAR}", re.IGNORECASE)
_ALONE = re.compile(
    r"(?<![-\w])(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)"
    rf"|content-visibility\s{{0,9}}:\s{{0,9}}hidden|margin-(?:left|top)\s{{0,9}}:\s{{0,9}}{_FAR}|clip\s{{0,9}}:\s{{0,9}}{_POINT}"
    r"|clip-path\s{0,9}:\s{0,9}(?:inset\(\s{0,9}(?:50|100)%|circle\(\s{0,9}0)"
    rf"|transform\s{{0,9}}:[^;]{{0,200}}?(?:translate\w*\(\s{{0,9}}{_FAR}|scale\(\s{{0,9}}0\s{{0,9}}[,)]))",
    re.IGNORECASE,
)
_TOGETHER = (
    (
        re.compile(rf"(?<![-\w])(?:left|top|right|bottom)\s{{0,9}}:\s{{0,9}}{_FAR}", re.IGNORECASE),
        re.compile(r"position\s{0,9}:\s{0,9}(?:absolute|fixed|relative)", re.IGNORECASE),
    ),
    (
        re.compile(
            rf"(?<![-\w])(?:max-)?(?:height|width)\s{{0,9}}:\s{{0,9}}(?:{_ZERO}|1px)", re.IGNORECASE
        ),
        re.compile(r"overflow(?:-[xy])?\s{0,9}:\s{0,9}(?:hidden|clip)", re.IGNORECASE),
    ),
)
"""What hides where both hold."""
_COLOUR = re.compile(r"(?<![-\w])color\s{0,9}:\s{0,9}([^;!]+)", re.IGNORECASE)
_BACKGROUND = re.compile(r"(?<![-\w])background(?:-color)?\s{0,9}:\s{0,9}([^;!]+)", re.IGNORECASE)
_TRANSPARENT = re.compile(
    r"transparent|(?:rgb|hsl)a\((?:[^,)]*,){3}\s{0,9}0(?:\.0+)?%?\s{0,9}\)|\w+\([^,/)]*/\s{0,9}0(?:\.0+)?%?\s{0,9}\)",
    re.IGNORECASE,
)
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_NAMED = {"white": "#ffffff", "black": "#000000"}
_MAX_ATTRIBUTE = 2_000
"""Characters of a style attribute that are read."""

_OPENING = re.compile(
    r"accord|collaps|tab|panel|toggle|expand|more|faq|answer|slide|slick|swiper|carousel|anim|fade"
    r"|aos|wow|reveal|scroll|motion|framer|lazy|defer|load|content|drop|fold|spoiler|excerpt|trunc"
    r"|full|step|elementor|math|katex|mjx",
    re.IGNORECASE,
)
"""Names of what a click, a scroll or a script shows, and of formulas that stand behind pictures."""
_MAX_NAMES = 500
"""Characters of the names that are looked at."""
_STREAMED = re.compile(r"[BSP]:[0-9a-f]+")
"""Ids of what React sends in pieces, hidden until a script puts them in their places."""
_MOVING = re.compile(r"transform|transition|will-change|filter", re.IGNORECASE)
_WHOLE = frozenset({"html", "body", "main", "article", "math"})
"""Elements around all of a text, which a script shows, or all of a formula."""
_PICTURED = frozenset({"a", "button", "h1", "h2"})
"""Elements that show a picture in place of their text."""

_MAX_SHEETS = 300_000
"""Characters of a page's style sheets that are read."""
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][-\w]+", re.IGNORECASE)
_NAME = re.compile(r"[.#][-\w]+")
_HIDES = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_MAY_HIDE = (
    re.compile(r"display\s{0,9}:\s{0,9}none"),
    re.compile(r"visibility\s{0,9}:\s{0,9}hidden"),
)
"""The same in small letters: each begins with a word, by which it is found ten times as fast."""
_SHOWS = re.compile(
    r"display\s{0,9}:\s{0,9}(?!none)[a-z]|visibility\s{0,9}:\s{0,9}visible", re.IGNORECASE
)


def is_undisplayed(attributes: Mapping[str, str]) -> bool:
    """Whether the element says of itself that it is not displayed: what the model knows."""
    return "hidden" in attributes or _HIDES.search(attributes.get("style", "")) is not None


def hides_itself(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the element's own markup says that a reader does not see it, now at least.

    `aria-hidden` does not say so: what it hides from screen readers is to be seen. What is hidden
    until it is found, and the inside of <details>, is of the text.
    """
    if attributes.get("hidden", "until-found") != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    return "style" in attributes and _style_hides(attributes["style"][:_MAX_ATTRIBUTE])


@lru_cache(maxsize=4096)
def _style_hides(style: str) -> bool:
    return (
        any(pattern.search(style) for pattern in (_ALONE, OPACITY, FONT_SIZE, _INDENT))
        or any(one.search(style) and other.search(style) for one, other in _TOGETHER)
        or _is_colourless(style)
    )


def _is_colourless(style: str) -> bool:
    """Whether text has no colour, or that of what is behind it."""
    colour = _COLOUR.search(style)
    if colour is None or "background-clip" in style:  # else the background shows in its letters
        return False
    behind = _BACKGROUND.search(style)
    return _TRANSPARENT.match(colour[1]) is not None or (
        behind is not None and _read_colour(colour[1]) == _read_colour(behind[1])
    )


def _read_colour(value: str) -> str:
    value = value.strip().lower()
    short = _SHORT_HEX.fullmatch(value)
    return (
        "#" + "".join(2 * digit for digit in short.groups()) if short else _NAMED.get(value, value)
    )


def may_open(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether a hidden element looks by its own markup as if something could show it."""
    names = " ".join(attributes.get(name, "")[:_MAX_NAMES] for name in ("class", "role", "id"))
    style = attributes.get("style", "")
    return (
        tag in _WHOLE
        or tag.startswith("mjx-")
        or "aria-labelledby" in attributes
        or any(name.startswith("data-") for name in attributes)
        or _OPENING.search(names) is not None
        or _STREAMED.fullmatch(attributes.get("id", "")) is not None
        or (OPACITY.search(style) is not None and _MOVING.search(style) is not None)
        or (_INDENT.search(style) is not None and tag in _PICTURED)
    )


def is_style_of_screens(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the element is a <style> for the screens of readers."""
    return tag == "style" and attributes.get("media", "all") in ("", "all", "screen")


class StyleSheet:
    """The page's own styles so far: which elements rules of one name hide, `.x`, `#x` or `tag.x`.

    Rules for screens of some size, or for paper, do not count; nor does a name that another rule
    shows, for it is of something that opens.
    """

    def __init__(self) -> None:
        self.hidden: set[str] = set()
        """Selectors."""
        self._shown: set[str] = set()
        self._n_chars = 0

    def read(self, style: str) -> None:
        """The inside of a <style>."""
        style = style[: max(0, _MAX_SHEETS - self._n_chars)]
        self._n_chars += len(style)
        said = style.lower()
        if not any(pattern.search(said) for pattern in _MAY_HIDE):
            return
        for depth, selectors, body in _find_rules(_drop_comments(style)):
            if _SHOWS.search(body):
                self._shown.update(_NAME.findall(selectors))
            elif depth == 1 and _HIDES.search(body):
                each = map(str.strip, selectors.rpartition(";")[2].split(","))
                self.hidden.update(one for one in each if _SIMPLE.fullmatch(one))

    def hides(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether one of the rules hides the element."""
        if not self.hidden:  # a class may be as long as a page: it is not split for nothing
            return False
        names = [f".{name}" for name in attributes.get("class", "").split()]
        if "id" in attributes:
            names.append(f"#{attributes['id']}")
        return tag in self.hidden or any(
            not self.hidden.isdisjoint((name, tag + name)) and name not in self._shown
            for name in names
        )


def _drop_comments(style: str) -> str:
    """The sheet without comments, and without what hid it from the oldest browsers."""
    return _COMMENT.sub(" ", style.replace("<!--", " ").replace("-->", " "))


def _find_rules(style: str) -> Iterator[tuple[int, str, str]]:
    """Depth from 1, selectors and body of each innermost rule that may show or hide something."""
    depth = 0
    for text, said in zip(style.split("}")[:-1], style.lower().split("}"), strict=False):
        n_opened = text.count("{")
        depth += n_opened
        if n_opened and ("display" in said or "visibility" in said):  # few, and patterns are dear
            *_, selectors, body = text.split("{")
            if selectors:
                yield depth, selectors, body
        depth = max(0, depth - 1)
