"""Links and images of a markdown dump: what of each line a reader would see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

_SOFT = r"\n(?![ \t]*\n)"
"""A line end inside a paragraph: renderers with a width cut links, too."""
_TARGET = rf"\((?:[^()\n]|\([^()\n]*\)|{_SOFT})*\)"
_TEXT = rf"\[(?P<text>(?:[^\[\]\n\\]|\\.|{_SOFT})*)\]"
_IMAGE = re.compile(f"!{_TEXT}{_TARGET}")
_LINK = re.compile(f"{_TEXT}{_TARGET}")
_IN_EVERY_LINK = "]("
_HIDDEN, _LINKED = 1, 2
"""States of characters; all others are 0."""
_IS_SHOWN = bytes(state != _HIDDEN for state in range(256))
_WITHOUT_MARKS = str.maketrans("![]()", "     ")


def read_links(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """What is shown of each line, and how many characters of it are linked: () if none anywhere.

    Images are not shown, and of links their text alone. Linear in the characters.

    >>> read_links(["![Logo](/logo.png) See [the", "map](/map?id=(1) 'A map')."])
    ([' See the', 'map.'], [3, 3])
    """
    source = "\n".join(lines)
    if _IN_EVERY_LINK not in source:
        return lines, ()
    states = bytearray(len(source))
    # The brackets of an image would end the text of the link around it.
    images: list[tuple[int, int]] = []

    def paint(image: re.Match[str]) -> str:
        images.append(image.span())
        return image[0].translate(_WITHOUT_MARKS)

    for link in _LINK.finditer(_IMAGE.sub(paint, source)):
        _fill(states, link.span(), _HIDDEN)
        _fill(states, link.span("text"), _LINKED)
    for span in images:
        _fill(states, span, _HIDDEN)
    shown, link_chars = [], []
    start = 0
    for line in lines:
        own = states[start : start + len(line)]
        start += len(line) + 1
        shown.append("".join(compress(line, own.translate(_IS_SHOWN))) if any(own) else line)
        link_chars.append(own.count(_LINKED))
    return shown, link_chars


def _fill(states: bytearray, span: tuple[int, int], state: int) -> None:
    start, end = span
    states[start:end] = bytes((state,)) * (end - start)
