"""The blocks of a page so far: an entry of a Document's columns each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.segment.html.scopes import TableRow
from cleaner.types import Image, Inline, Kind, Mark

_MAX_ROW_CELL = 300
"""Characters of the longest cell of a data row; a longer one is a column of a layout."""
_BORDER = " | "
"""What stands between the cells of a row."""


class Entry(NamedTuple):
    """A block; fields as in a Document."""

    text: str
    kind: Kind
    level: int
    ordered: bool
    group: int
    element: int
    link_chars: int
    emphasis_chars: int
    hidden: bool
    inline: Inline


class Columns:
    """Blocks and pictures in document order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.images: list[Image] = []

    def join_row(self, row: TableRow, element: int, group: int) -> bool:
        """Make one block of a row whose cells are one short block each, if they are."""
        cells = self.entries[row.first :]
        sizes = [after - start for start, after in pairwise([*row.cells, len(self.entries)])]
        if len(cells) < 2 or sum(sizes) != len(cells) or max(sizes) > 1:
            return False
        if max(len(cell.text) for cell in cells) > _MAX_ROW_CELL:
            return False
        self.entries[row.first :] = [_join_cells(cells, element, group)]
        for i in range(len(self.images) - 1, -1, -1):
            if self.images[i].before <= row.first:
                break
            self.images[i] = self.images[i]._replace(before=row.first)
        return True

    def as_columns(self) -> dict[str, Any]:
        """The columns by their names; of a reader's view there is but the text."""
        columns = [list(column) for column in zip(*self.entries, strict=True)]
        named = dict(zip(Entry._fields, columns or [[] for _ in Entry._fields], strict=True))
        return named | {"visible": named["text"], "images": self.images}


def _join_cells(cells: list[Entry], element: int, group: int) -> Entry:
    parts: list[str | Mark] = []
    for cell in cells:
        parts += [_BORDER] if parts else []
        parts += cell.inline or (cell.text,)
    return Entry(
        text=_BORDER.join(cell.text for cell in cells),
        kind=Kind.TABLE_ROW,
        level=0,
        ordered=False,
        group=group,
        element=element,
        link_chars=sum(cell.link_chars for cell in cells),
        emphasis_chars=sum(cell.emphasis_chars for cell in cells),
        hidden=all(cell.hidden for cell in cells),
        inline=tuple(parts),
    )
