"""HTML -> Document: the columns that the pass over the page wrote, and what they tell of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from cleaner import compiled
from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.letters.invisible import remove_invisible
from cleaner.options import Options
from cleaner.segment.html import segmenter as pure
from cleaner.segment.html.columns import Columns
from cleaner.segment.html.elements import ElementColumns
from cleaner.segment.html.head import Head
from cleaner.segment.html.unseen import find_unseen
from cleaner.types import Document

_MIN_PROSE = 300
"""Characters of text without menus, below which a page's state is looked at (embedded.py)."""
_MIN_TEASER = 60
"""Characters of a block that is no entry of a menu, though all of it be linked."""
_OPEN_TITLE = re.compile(r"<title[^<>]{0,1000}>[^<]*", re.IGNORECASE)


class _Reader(Protocol):
    """What reads a page into columns."""

    head: Head
    columns: Columns

    @property
    def elements(self) -> ElementColumns:
        """Those of all that was read, which may be made anew each time."""

    def read_page(self, source: str, utf8: bytes | None = None) -> None:
        """Read a page, whose UTF-8 may be at hand; what another left off goes on in it."""


_compiled = compiled.load("html")
_Segmenter: Callable[[int, Deadline], _Reader] = (_compiled or pure).Segmenter


def segment_html(
    source: str,
    url: str | None,
    options: Options,
    deadline: Deadline = NO_DEADLINE,
    utf8: bytes | None = None,
) -> Document:
    """The page's blocks with the evidence of their markup; `utf8` is the source's, if at hand.

    Raises LimitError above `options.max_blocks`, and behind the deadline.
    """
    page = _read(source, options, deadline, utf8)
    if _title_swallows(page):
        page = _read(_OPEN_TITLE.sub(r"\g<0></title>", source, count=1), options, deadline)
    has_prose = _has_prose(page.columns)
    if not has_prose:
        from cleaner.segment.html.embedded import embedded_markup

        state = embedded_markup(source, sum(map(len, page.columns.text)))
        page.read_page(remove_invisible(state, is_html=True)[0])
    elements = page.elements
    if has_prose and "noscript" in elements.tag:
        _hide_copies(page.columns, elements)
    return Document(
        format="html",
        source=source,
        url=url,
        **page.columns.as_columns(),
        unseen=find_unseen(page.columns, elements, source, utf8),
        tree=elements.tree(page.columns.element, tuple(page.head.tokens)),
        title=page.head.title,
        language=page.head.language,
        declared=page.head.declared(),
        open_graph=page.head.open_graph(),
    )


def _read(source: str, options: Options, deadline: Deadline, utf8: bytes | None = None) -> _Reader:
    page = _Segmenter(options.max_blocks, deadline)
    page.read_page(source, utf8)
    return page


def _title_swallows(page: _Reader) -> bool:
    """Whether <title> is never closed, so that the parser took all that follows for it.

    8 of L3S-GN1's 621 pages are written like that.
    """
    return not page.columns.text and "<" in page.head.title


def _has_prose(columns: Columns) -> bool:
    """Whether the page's elements hold more than menus; if not, a script may draw it."""
    sizes = zip(map(len, columns.text), columns.link_chars, strict=True)
    free = (size - (linked if size < _MIN_TEASER else 0) for size, linked in sizes)
    return sum(free) >= _MIN_PROSE


def _hide_copies(columns: Columns, elements: ElementColumns) -> None:
    """Say of <noscript>'s blocks that stand elsewhere, too, that a reader sees them there."""
    inside = elements.blocks_inside("noscript")
    outside = {text for i, text in enumerate(columns.text) if i not in inside}
    for i in inside:
        columns.hidden[i] |= columns.text[i] in outside
