"""Which blocks no reader gets to see: hidden for good, on a page that has other prose.

Most of what corpora have hidden is content all the same: tabs, answers of a FAQ, text that slides
into view, a page that a script fills first. So nothing is taken for hidden that looks as if it
could be shown (journal/2026-11.md, what a reader cannot see).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import compress

from cleaner.segment.html.columns import Columns
from cleaner.segment.html.elements import ElementColumns
from cleaner.segment.html.hiding import FONT_SIZE, OPACITY, may_open

_MANY = 3
"""Elements that are hidden in one way from which they are parts of something that opens."""
_MAX_REFERRED = 50
"""Ids that are looked for in a page; where more are hidden, something may show them all."""
_MOST = 0.7
"""Share of a page's prose from which what is hidden is the page: a script shows it."""

_OPENINGS, _CLOSINGS = frozenset({b'"', b"'", b"#"}), frozenset({b'"', b"'"})
"""What stands around an id where a page names it."""

_FOR_GOOD, _FOR_NOW = range(1, 3)


def find_unseen(
    columns: Columns, elements: ElementColumns, source: str, utf8: bytes | None = None
) -> list[bool]:
    """Whether each block is hidden for good; none where most of the page's prose would be.

    `utf8` is the source's, if at hand.
    """
    if not elements.hiding:
        return []
    opening = frozenset(_find_opening(elements, source, utf8))
    if len(opening) == len(elements.hiding):
        return [False] * len(columns.text)
    states = _find_states(elements, opening)
    unseen = [states[element] == _FOR_GOOD for element in columns.element]
    if not any(unseen):
        return unseen
    prose = [
        max(0, len(text) - linked)
        for text, linked in zip(columns.text, columns.link_chars, strict=True)
    ]
    n_unseen = sum(compress(prose, unseen))
    return unseen if n_unseen <= _MOST * sum(prose) else []


def _find_states(elements: ElementColumns, opening: frozenset[int]) -> list[int]:
    """What becomes of each element: what lies in one that may be shown may be shown, too."""
    own = {i: _FOR_NOW if i in opening else _FOR_GOOD for i in elements.hiding}
    return elements.inherit(own)


def _find_opening(elements: ElementColumns, source: str, utf8: bytes | None) -> Iterator[int]:
    """The hiding elements that something may show, by their own markup or by the page's."""
    kinds = [_likeness(elements, i) for i in elements.hiding]
    alike = Counter(kinds)
    doubtful = []
    for i, kind in zip(elements.hiding, kinds, strict=True):
        if (kind is not None and alike[kind] >= _MANY) or _may_open(elements, i):
            yield i
        elif "id" in elements.attributes[i]:
            doubtful.append(i)
    if len(doubtful) > _MAX_REFERRED:
        yield from doubtful
        return
    content = (utf8 or source.encode("utf-8", "replace")) if doubtful else b""
    for i in doubtful:
        if _is_referred_to(content, elements.attributes[i]["id"].encode("utf-8", "replace")):
            yield i


def _is_referred_to(content: bytes, name: bytes) -> bool:
    """Whether the page names it in quotation marks, besides its own id."""
    n_named = 0
    at = content.find(name)
    while at >= 0 and n_named < 2:
        end = at + len(name)
        n_named += content[at - 1 : at] in _OPENINGS and content[end : end + 1] in _CLOSINGS
        at = content.find(name, at + 1)
    return n_named > 1


def _may_open(elements: ElementColumns, i: int) -> bool:
    tag, attributes = elements.tag[i], elements.attributes[i]
    return (
        may_open(tag, attributes)
        or not elements.hides(tag, attributes)
        or (
            FONT_SIZE.search(attributes.get("style", "")) is not None
            and _is_styled_inside(elements, i)
        )
    )


def _likeness(elements: ElementColumns, i: int) -> tuple[str, str] | None:
    """What elements share that are parts of one thing; None where nothing tells."""
    attributes = elements.attributes[i]
    if OPACITY.search(attributes.get("style", "")):
        return "", "opacity"
    name = attributes.get("class", "")
    return (elements.tag[i], name) if name else None


def _is_styled_inside(elements: ElementColumns, i: int) -> bool:
    """Whether an element inside may have a size of its own, where the size of letters hides."""
    for inner in range(i + 1, len(elements.tag)):
        if elements.parent[inner] < i:
            return False
        if not elements.attributes[inner].keys().isdisjoint(("class", "style")):
            return True
    return False
