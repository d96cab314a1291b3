"""Links and images of Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from cleaner.segment.text.spans import HIDDEN, LINKED, Painted, Span

_SOFT = r"\n(?![ \t]*\n)"
"""A line end inside a paragraph: renderers with a width cut links, too."""
_TARGET = rf"\((?:[^()\n]|\([^()\n]*\)|{_SOFT})*\)"
_TEXT = rf"\[(?P<text>(?:[^\[\]\n\\]|\\.|\\?{_SOFT})*)"
_NAME = r"\[(?P<name>[^\[\]\n]*)\]"
_IMAGE, _NAMED_IMAGE = re.compile(rf"!{_TEXT}\]{_TARGET}"), re.compile(rf"!{_TEXT}\]{_NAME}")
_LINK, _NAMED_LINK = (re.compile(rf"{_TEXT}(?P<rest>\]{end})?") for end in (_TARGET, _NAME))
"""A link, or a bracket and what would be its text: there is none in that, as all that is up to the
same bracket, and to look for one from each escaped bracket takes quadratic time."""
_ADDRESS = re.compile(
    r"^ {0,3}\[(?P<name>[^\[\]\n]+)\]:[ \t]+<?(?:https?://|ftp://|mailto:|/|\#|\.\.?/)\S*"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""A line with the address that a name stands for; other text behind a name is a footnote."""
_ESCAPE = re.compile(r"\\(?:[!-/:-@\[-`{-~]|$)", re.MULTILINE)
"""A mark that is shown without the backslash before it, and a backslash that breaks the line."""
_IN_EVERY_LINK, _IN_EVERY_ADDRESS = "](", "]:"
_WITHOUT_MARKS = str.maketrans("![]()", "     ")


def find_links(source: str) -> Iterator[Painted]:
    """Links, whose text alone is seen, and what is not: images, backslashes before marks, and lines
    that say which address a name stands for.
    """
    if "]" not in source:
        return
    addresses = list(_ADDRESS.finditer(source)) if _IN_EVERY_ADDRESS in source else []
    if not addresses and _IN_EVERY_LINK not in source:
        return
    names = {_fold_name(address["name"]) for address in addresses}
    # The brackets of an image would end the text of the link around it.
    images: list[Span] = []

    def paint(image: re.Match[str]) -> str:
        if not _has_address(image, names):
            return image[0]
        images.append(image.span())
        return image[0].translate(_WITHOUT_MARKS)

    painted = _NAMED_IMAGE.sub(paint, _IMAGE.sub(paint, source))
    for link in chain(_LINK.finditer(painted), _NAMED_LINK.finditer(painted)):
        if link["rest"] and _has_address(link, names):
            yield link.span(), HIDDEN
            yield link.span("text"), LINKED
    for span in (*images, *(address.span() for address in addresses)):
        yield span, HIDDEN
    for escape in _ESCAPE.finditer(source):
        yield (escape.start(), escape.start() + 1), HIDDEN


def _has_address(link: re.Match[str], names: Collection[str]) -> bool:
    """Whether an address is in the link or stands for its name, which may be its text."""
    name = link.groupdict().get("name")
    return name is None or _fold_name(name or link["text"]) in names


def _fold_name(name: str) -> str:
    return " ".join(name.casefold().split())
