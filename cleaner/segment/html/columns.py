"""The blocks of a page so far: the columns of a Document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.segment.html.inline import Taken
from cleaner.segment.html.scopes import BlockForm, TableRow
from cleaner.segment.html.tables import Slot, Table, count_blocks
from cleaner.types import Image, Inline, Kind, Mark

_MAX_ROW_CELL = 300
"""Characters of the longest cell of a data row; a longer one is a column of a layout."""
_BORDER = " | "
"""What stands between the cells of a row."""
_CELL, _HEAD_CELL = Mark("td", True), Mark("th", True)
"""What a cell begins with."""


@dataclass
class Columns:
    """Blocks and pictures in document order; columns as in a Document.

    No object a block, which Python's collector would look at again and again.
    """

    text: list[str] = field(default_factory=list)
    visible: list[str] = field(default_factory=list)
    """The text without the places of empty cells."""
    kind: list[Kind] = field(default_factory=list)
    level: list[int] = field(default_factory=list)
    ordered: list[bool] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    group: list[int] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    link_chars: list[int] = field(default_factory=list)
    emphasis_chars: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    inline: list[Inline] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    languages: dict[int, str] = field(default_factory=dict)

    def add(
        self, form: BlockForm, group: int, taken: Taken, element: int, *, is_hidden: bool
    ) -> None:
        """A block, of what was collected in an element."""
        raw, marked, linked, emphasised = taken
        text = _trim(raw) if form.kind is Kind.CODE else " ".join(raw.split())
        if form.language:
            self.languages[len(self.text)] = form.language
        self.text.append(text)
        self.visible.append(text)
        self.kind.append(form.kind)
        self.level.append(form.level)
        self.ordered.append(form.ordered)
        self.number.append(form.number)
        self.group.append(group)
        self.element.append(element)
        self.link_chars.append(min(linked, len(text)))
        self.emphasis_chars.append(min(emphasised, len(text)))
        self.hidden.append(is_hidden)
        self.inline.append(marked)

    def join_row(self, row: TableRow, element: int, table: Table) -> bool:
        """Make one block of a row whose cells are one short block each, or none, if they are."""
        first = row.first
        slots = table.place(row.cells, len(self.text))
        if not self._is_data(row, table, max(len(slots), len(row.cells))):
            return False
        table.is_data = True
        self.inline[first:] = [self._join_inline(slots)]
        self.visible[first:] = [_BORDER.join(self.text[first:])]
        self.text[first:] = [" ".join(self._join_text(slots).split())]
        self.kind[first:] = [Kind.TABLE_ROW]
        self.level[first:] = [0]
        self.ordered[first:] = [False]
        self.number[first:] = [0]
        self.group[first:] = [table.group]
        self.element[first:] = [element]
        self.link_chars[first:] = [sum(self.link_chars[first:])]
        self.emphasis_chars[first:] = [sum(self.emphasis_chars[first:])]
        self.hidden[first:] = [all(self.hidden[first:])]
        self._forget_languages(first)
        for i in range(len(self.images) - 1, -1, -1):
            if self.images[i].before <= first:
                break
            self.images[i] = self.images[i]._replace(before=first)
        return True

    def _is_data(self, row: TableRow, table: Table, n_columns: int) -> bool:
        """Whether the row is one of a table of data, and not of a page's layout."""
        texts = self.text[row.first :]
        sizes = count_blocks(row.cells, len(self.text))
        if sum(sizes) != len(texts) or max(sizes, default=0) > 1:
            return False
        if len(texts) < 2 and not (texts and table.is_data and sizes[0] and n_columns > 1):
            # A row of one text is of the table where its first cell has it and names the row;
            # behind an empty one it is of a layout, as below the titles of Hacker News.
            return False
        return max(map(len, texts)) <= _MAX_ROW_CELL and not any("\n" in text for text in texts)

    def _forget_languages(self, first: int) -> None:
        """Rows have none, and the next block will stand where one of their cells stood."""
        for block in range(first, max(self.languages, default=-1) + 1):
            self.languages.pop(block, None)

    def _join_text(self, slots: list[Slot]) -> str:
        texts = ["" if slot.block is None else self.text[slot.block] for slot in slots]
        while not texts[-1]:
            texts.pop()
        return _BORDER.join(texts)

    def _join_inline(self, slots: list[Slot]) -> Inline:
        parts: list[str | Mark] = []
        for slot in slots:
            parts += [_BORDER] if parts else []
            parts.append(_HEAD_CELL if slot.is_head else _CELL)
            if slot.block is not None:
                parts += self.inline[slot.block] or (self.text[slot.block],)
        return tuple(parts)

    def number_items(self, numbers: Mapping[int, int]) -> None:
        """Give items their numbers, by their blocks."""
        for block, number in numbers.items():
            self.number[block] = number

    def as_columns(self) -> dict[str, Any]:
        """The columns by their names."""
        return vars(self)


def _trim(code: str) -> str:
    """The program without empty lines at its ends."""
    n_blank = len(code) - len(code.lstrip())
    return code[code.rfind("\n", 0, n_blank) + 1 :].rstrip()
