"""The blocks of a page so far: the columns of a Document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.segment.html.inline import Taken, close_marks
from cleaner.segment.html.scopes import BlockForm, TableRow
from cleaner.segment.html.tables import Slot, Table, count_blocks
from cleaner.types import Image, Inline, Kind, Mark

_MAX_ROW_CELL = 300
"""Characters of the longest cell of a data row; a longer one is a column of a layout."""
_MAX_LINES = 12
"""Lines of a cell of a data row."""
_MAX_LINES_CHARS = 150
"""Characters of all of them; a cell with more holds paragraphs that are parted by <br>s."""
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
        text = trim(raw) if form.kind is Kind.CODE else " ".join(raw.split())
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
        """Make one block of a row whose cells are one short block each, or none, if they are.

        The lines of a cell, parted by a <br> each, are one there.
        """
        first = row.first
        slots = table.place(row.cells, len(self.text))
        if not all(map(self._is_one, slots)):
            return False
        texts = [" ".join([self.text[i] for i in slot.blocks]) for slot in slots]
        if not self._is_data(row, texts, table):
            return False
        table.is_data = True
        self.inline[first:] = [self._join_inline(slots)]
        self.visible[first:] = [_BORDER.join(filter(None, texts))]
        self.text[first:] = [" ".join(_join_text(texts).split())]
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

    def _is_one(self, slot: Slot) -> bool:
        """Whether a cell holds one block at most, or the lines of one."""
        if not 1 < len(slot.blocks) <= _MAX_LINES:
            return len(slot.blocks) < 2
        lines = {(self.kind[i], self.group[i], self.hidden[i]) for i in slot.blocks}
        is_short = sum(len(self.text[i]) for i in slot.blocks) <= _MAX_LINES_CHARS
        return is_short and len(lines) == 1 and self.kind[slot.blocks[0]] is Kind.PARAGRAPH

    def _is_data(self, row: TableRow, texts: list[str], table: Table) -> bool:
        """Whether the row is one of a table of data, and not of a page's layout."""
        sizes = count_blocks(row.cells, len(self.text))
        if sum(sizes) != len(self.text) - row.first:
            return False
        n_filled = len(sizes) - sizes.count(0)
        has_columns = max(len(texts), len(sizes)) > 1
        if n_filled < 2 and not (n_filled and table.is_data and sizes[0] and has_columns):
            # A row of one text is of the table where its first cell has it and names the row;
            # behind an empty one it is of a layout, as below the titles of Hacker News.
            return False
        return max(map(len, texts)) <= _MAX_ROW_CELL and not any("\n" in text for text in texts)

    def _forget_languages(self, first: int) -> None:
        """Rows have none, and the next block will stand where one of their cells stood."""
        for block in range(first, max(self.languages, default=-1) + 1):
            self.languages.pop(block, None)

    def _join_inline(self, slots: list[Slot]) -> Inline:
        parts: list[str | Mark] = []
        for slot in slots:
            parts += [_BORDER] if parts else []
            lines = self._join_lines(slot.blocks)
            if not lines or lines[0] not in (_CELL, _HEAD_CELL):  # as a row in the cell has
                parts.append(_HEAD_CELL if slot.is_head else _CELL)
            parts += lines
        return tuple(parts)

    def _join_lines(self, blocks: range) -> list[str | Mark]:
        parts: list[str | Mark] = []
        for i in blocks:
            parts += [*close_marks(parts), " "] if parts else []
            parts += self.inline[i] or (self.text[i],)
        return parts

    def number_items(self, numbers: Mapping[int, int]) -> None:
        """Give items their numbers, by their blocks."""
        for block, number in numbers.items():
            self.number[block] = number

    def as_columns(self) -> dict[str, Any]:
        """The columns by their names."""
        return vars(self)


def _join_text(texts: Sequence[str]) -> str:
    last = max(i for i, text in enumerate(texts) if text)
    return _BORDER.join(texts[: last + 1])


def trim(code: str) -> str:
    """The program without empty lines at its ends."""
    n_blank = len(code) - len(code.lstrip())
    return code[code.rfind("\n", 0, n_blank) + 1 :].rstrip()
