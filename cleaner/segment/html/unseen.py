"""Which blocks no reader gets to see: hidden for good, on a page that has other prose.

Most of what corpora have hidden is content all the same: tabs, answers of a FAQ, text that slides
into view, a page that a script fills first. So nothing is taken for hidden that looks as if it
could be shown (journal/2026-11.md, what a reader cannot see).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.segment.html.columns import Columns
from cleaner.segment.html.elements import Elements
from cleaner.segment.html.hiding import FONT_SIZE, OPACITY, may_open

_MANY = 3
"""Elements that are hidden in one way from which they are parts of something that opens."""
_REFERENCE = re.compile(r"""["'#]([\w:.-]{1,80})["']""")
_MOST = 0.7
"""Share of a page's prose from which what is hidden is the page: a script shows it."""

_SEEN, _FOR_GOOD, _FOR_NOW = range(3)


def find_unseen(columns: Columns, elements: Elements, source: str) -> list[bool]:
    """Whether each block is hidden for good; none where most of the page's prose would be."""
    if not elements.hiding:
        return []
    states = _find_states(elements, frozenset(_find_opening(elements, source)))
    unseen = [states[element] == _FOR_GOOD for element in columns.element]
    prose = [
        max(0, len(text) - linked)
        for text, linked in zip(columns.text, columns.link_chars, strict=True)
    ]
    n_unseen = sum(n for n, is_unseen in zip(prose, unseen, strict=True) if is_unseen)
    return unseen if n_unseen <= _MOST * sum(prose) else []


def _find_states(elements: Elements, opening: frozenset[int]) -> list[int]:
    """What becomes of each element: what lies in one that may be shown may be shown, too."""
    hiding = frozenset(elements.hiding)
    states: list[int] = []
    for i, parent in enumerate(elements.parent):
        own = _SEEN if i not in hiding else _FOR_NOW if i in opening else _FOR_GOOD
        states.append(max(own, states[parent]) if i else own)
    return states


def _find_opening(elements: Elements, source: str) -> Iterator[int]:
    """The hiding elements that something may show, by their own markup or by the page's."""
    attributes = elements.attributes
    alike = Counter(_likeness(elements, i) for i in elements.hiding)
    ids = {attributes[i]["id"] for i in elements.hiding if "id" in attributes[i]}
    referred = Counter(name for name in _REFERENCE.findall(source) if name in ids) if ids else {}
    for i in elements.hiding:
        kind = _likeness(elements, i)
        if (
            may_open(elements.tag[i], attributes[i])
            or not elements.hides(elements.tag[i], attributes[i])
            or (kind is not None and alike[kind] >= _MANY)
            or referred.get(attributes[i].get("id", ""), 0) > 1
            or (FONT_SIZE.search(attributes[i].get("style", "")) and _is_styled_inside(elements, i))
        ):
            yield i


def _likeness(elements: Elements, i: int) -> tuple[str, str] | None:
    """What elements share that are parts of one thing; None where nothing tells."""
    attributes = elements.attributes[i]
    if OPACITY.search(attributes.get("style", "")):
        return "", "opacity"
    name = attributes.get("class", "")
    return (elements.tag[i], name) if name else None


def _is_styled_inside(elements: Elements, i: int) -> bool:
    """Whether an element inside may have a size of its own, where the size of letters hides."""
    for inner in range(i + 1, len(elements.tag)):
        if elements.parent[inner] < i:
            return False
        if not elements.attributes[inner].keys().isdisjoint(("class", "style")):
            return True
    return False
