"""Links of plain text: numbered, `see the [12]map`, or with the address behind, `map [/map]`.

The first is what browsers of text write (Lynx, Links, ELinks), who list the addresses at the end,
the second what mailers write. Where such a link ends, or begins, they do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from cleaner.segment.text.spans import HIDDEN, LINKED, Painted, Span

_NUMBER = re.compile(r"\[(\d{1,5})\](?![\s(.,:;!?)])")
"""A number of a link, which stands before its text; that of a note stands behind."""
_MAX_STEP = 3
"""How much higher than the number before it a number is: some links have no text."""
_MIN_LINKS = 5
_MIN_SHARE = 0.8
_ADDRESS = re.compile(r"^ *\d{1,5}\. [a-z][a-z0-9+.-]*:\S[^\n]*$", re.MULTILINE | re.IGNORECASE)
_MAX_HEADING = 80
_HEADING = re.compile(rf"^[^\n]{{1,40}}\n\s{{0,{_MAX_HEADING}}}\Z", re.MULTILINE)
"""What stands above the addresses, in the browser's language."""
_PLACEHOLDER = re.compile(
    r"\[(?:IMG|INLINE|LINK|BUTTON|EMBED|[^\[\]\s]{1,80}\.(?:gif|jpe?g|png|svg|webp))\]",
    re.IGNORECASE,
)
"""An image of which the page says nothing."""
_BRACKETED = re.compile(
    r"\[(?:(?:https?|ftp|file|mailto|tel|javascript):|[/#])[^\s\[\]]*\]", re.IGNORECASE
)
_OPENING = re.compile(r"\[([a-z]+)[=\]]", re.IGNORECASE)
"""What `[/b]` closes in a forum's markup, where it is no address."""
_EDGE = re.compile(r"[\[\]|\n]|\s\s|[.,;:!?()\u3001\u3002\uff0c](?=\s|\Z)")
"""What no link goes beyond."""
_MAX_LINK = 40
"""Characters that may be a link; of more, the word beside the number or the address is one."""
_MARKS = " \t*\u2022-"
"""What stands before a link that is an item of a list."""


def find_plain_links(source: str) -> Iterator[Painted]:
    """The links' text, and what is not seen: numbers, addresses and the list of them, images."""
    return chain(_find_numbered(source), _find_bracketed(source)) if "]" in source else iter(())


def _find_numbered(source: str) -> Iterator[Painted]:
    numbers = list(_NUMBER.finditer(source))
    if not _are_links(numbers):
        return
    for number in numbers:
        yield number.span(), HIDDEN
        yield _text_after(source, number.end()), LINKED
    for placeholder in _PLACEHOLDER.finditer(source):
        yield placeholder.span(), HIDDEN
    end = numbers[-1].end()
    addresses = list(_ADDRESS.finditer(source, end))
    if len(addresses) >= _MIN_SHARE * len(numbers):
        first = addresses[0].start()
        heading = _HEADING.search(source, max(end, first - _MAX_HEADING), first)
        for found in (*addresses, *([heading] if heading else [])):
            yield found.span(), HIDDEN


def _are_links(numbers: Sequence[re.Match[str]]) -> bool:
    """Whether the numbers rise from the first to the last, as those of notes seldom do."""
    steps = [int(after[1]) - int(before[1]) for before, after in pairwise(numbers)]
    n_rising = sum(0 < step <= _MAX_STEP for step in steps)
    return len(numbers) >= _MIN_LINKS and n_rising >= _MIN_SHARE * len(steps)


def _find_bracketed(source: str) -> Iterator[Painted]:
    addresses = list(_BRACKETED.finditer(source))
    if len(addresses) >= _MIN_LINKS:
        closing = {f"[/{name}]".lower() for name in _OPENING.findall(source)}
        addresses = [address for address in addresses if address[0].lower() not in closing]
    if len(addresses) < _MIN_LINKS:
        return
    for address in addresses:
        yield address.span(), HIDDEN
        yield _text_before(source, address.start()), LINKED


def _text_after(source: str, start: int) -> Span:
    """What may be the text of a link that begins at `start`."""
    text = _EDGE.split(source[start : start + _MAX_LINK + 1], maxsplit=1)[0]
    if len(text) > _MAX_LINK:
        text = text.split(maxsplit=1)[0]
    return start, start + len(text.rstrip())


def _text_before(source: str, end: int) -> Span:
    """What may be the text of a link whose address begins at `end`."""
    before = source[max(0, end - _MAX_LINK) : end]
    end -= len(before) - len(before.rstrip(" "))
    text = _EDGE.split(source[max(0, end - _MAX_LINK - 1) : end])[-1]
    if len(text) > _MAX_LINK:
        text = text.rsplit(maxsplit=1)[-1]
    return end - len(text.lstrip(_MARKS)), end
