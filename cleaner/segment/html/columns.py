"""The blocks of a page so far: the columns of a Document."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from cleaner.segment.html.scopes import TableRow
from cleaner.types import Image, Inline, Kind, Mark

_MAX_ROW_CELL = 300
"""Characters of the longest cell of a data row; a longer one is a column of a layout."""
_BORDER = " | "
"""What stands between the cells of a row."""


@dataclass
class Columns:
    """Blocks and pictures in document order; columns as in a Document.

    No object a block, which Python's collector would look at again and again.
    """

    text: list[str] = field(default_factory=list)
    kind: list[Kind] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    ordered: list[bool] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    link_chars: list[int] = field(default_factory=list)
    emphasis_chars: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    inline: list[Inline] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)

    def join_row(self, row: TableRow, element: int, group: int) -> bool:
        """Make one block of a row whose cells are one short block each, if they are."""
        first = row.first
        texts = self.text[first:]
        sizes = [after - start for start, after in pairwise([*row.cells, len(self.text)])]
        if len(texts) < 2 or sum(sizes) != len(texts) or max(sizes) > 1:
            return False
        if max(map(len, texts)) > _MAX_ROW_CELL:
            return False
        if any("\n" in text for text in texts):  # a program
            return False
        self.text[first:] = [_BORDER.join(texts)]
        self.kind[first:] = [Kind.TABLE_ROW]
        self.level[first:] = [0]
        self.ordered[first:] = [False]
        self.group[first:] = [group]
        self.element[first:] = [element]
        self.link_chars[first:] = [sum(self.link_chars[first:])]
        self.emphasis_chars[first:] = [sum(self.emphasis_chars[first:])]
        self.hidden[first:] = [all(self.hidden[first:])]
        self.inline[first:] = [_join_inline(texts, self.inline[first:])]
        for i in range(len(self.images) - 1, -1, -1):
            if self.images[i].before <= first:
                break
            self.images[i] = self.images[i]._replace(before=first)
        return True

    def as_columns(self) -> dict[str, Any]:
        """The columns by their names; of a reader's view there is but the text."""
        return vars(self) | {"visible": self.text}


def _join_inline(texts: list[str], inline: list[Inline]) -> Inline:
    parts: list[str | Mark] = []
    for text, marked in zip(texts, inline, strict=True):
        parts += [_BORDER] if parts else []
        parts += marked or (text,)
    return tuple(parts)
