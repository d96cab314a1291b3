"""Links and images of a markdown dump: what of each line a reader would see."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import chain, compress

_SOFT = r"\n(?![ \t]*\n)"
"""A line end inside a paragraph: renderers with a width cut links, too."""
_TARGET = rf"\((?:[^()\n]|\([^()\n]*\)|{_SOFT})*\)"
_TEXT = rf"\[(?P<text>(?:[^\[\]\n\\]|\\.|\\?{_SOFT})*)\]"
_NAME = r"\[(?P<name>[^\[\]\n]*)\]"
_IMAGE, _LINK = re.compile(f"!{_TEXT}{_TARGET}"), re.compile(f"{_TEXT}{_TARGET}")
_NAMED_IMAGE, _NAMED_LINK = re.compile(f"!{_TEXT}{_NAME}"), re.compile(f"{_TEXT}{_NAME}")
_ADDRESS = re.compile(
    r"^ {0,3}\[(?P<name>[^\[\]\n]+)\]:[ \t]+<?(?:https?://|ftp://|mailto:|/|\#|\.\.?/)\S*"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""A line with the address that a name stands for; other text behind a name is a footnote."""
_ESCAPE = re.compile(r"\\(?:[!-/:-@\[-`{-~]|$)", re.MULTILINE)
"""A mark that is shown without the backslash before it, and a backslash that breaks the line."""
_IN_EVERY_LINK, _IN_EVERY_ADDRESS = "](", "]:"
_HIDDEN, _LINKED = 1, 2
"""States of characters; all others are 0."""
_IS_SHOWN = bytes(state != _HIDDEN for state in range(256))
_WITHOUT_MARKS = str.maketrans("![]()", "     ")


def read_links(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """What is shown of each line, and how many characters of it are linked: () if none anywhere.

    Images are not shown, nor backslashes before marks and lines that say which address a name
    stands for, and of links their text alone. Linear in the characters.

    >>> read_links(["![Logo](/logo.png) See [the", "map](/map?id=(1) 'A map')."])
    ([' See the', 'map.'], [3, 3])
    >>> read_links(["See [the map][1].", "[1]: /map"])
    (['See the map.', ''], [7, 0])
    """
    source = "\n".join(lines)
    addresses = list(_ADDRESS.finditer(source)) if _IN_EVERY_ADDRESS in source else []
    if not addresses and _IN_EVERY_LINK not in source:
        return lines, ()
    states = bytearray(len(source))
    names = {_fold_name(address["name"]) for address in addresses}
    # The brackets of an image would end the text of the link around it.
    images: list[tuple[int, int]] = []

    def paint(image: re.Match[str]) -> str:
        if not _has_address(image, names):
            return image[0]
        images.append(image.span())
        return image[0].translate(_WITHOUT_MARKS)

    painted = _NAMED_IMAGE.sub(paint, _IMAGE.sub(paint, source))
    for link in chain(_LINK.finditer(painted), _NAMED_LINK.finditer(painted)):
        if _has_address(link, names):
            _fill(states, link.span(), _HIDDEN)
            _fill(states, link.span("text"), _LINKED)
    for span in (*images, *(address.span() for address in addresses)):
        _fill(states, span, _HIDDEN)
    for escape in _ESCAPE.finditer(source):
        states[escape.start()] = _HIDDEN
    shown, link_chars = [], []
    start = 0
    for line in lines:
        own = states[start : start + len(line)]
        start += len(line) + 1
        shown.append("".join(compress(line, own.translate(_IS_SHOWN))) if any(own) else line)
        link_chars.append(own.count(_LINKED))
    return shown, link_chars


def _has_address(link: re.Match[str], names: Collection[str]) -> bool:
    """Whether an address is in the link or stands for its name, which may be its text."""
    name = link.groupdict().get("name")
    return name is None or _fold_name(name or link["text"]) in names


def _fold_name(name: str) -> str:
    return " ".join(name.casefold().split())


def _fill(states: bytearray, span: tuple[int, int], state: int) -> None:
    start, end = span
    states[start:end] = bytes((state,)) * (end - start)
