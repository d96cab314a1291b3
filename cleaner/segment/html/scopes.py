"""What the lists, tables, headings and code around a block make of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cleaner.segment.html.languages import LANGUAGE
from cleaner.segment.html.markup import HEADINGS, KINDS, LISTS
from cleaner.segment.html.numbers import OpenList
from cleaner.segment.html.tables import Cell, Table
from cleaner.types import Kind

NEAR_SCOPES = 4
"""Innermost scopes that say what a block is."""
MAX_DEPTH = 9
"""Depth of the innermost lists that are told apart."""


class BlockForm(NamedTuple):
    """Kind, level, order and number of a block, and its language; as in a Document."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    ordered: bool = False
    number: int = 0
    language: str = ""
    """What a program is written in, where that is known."""


class TableRow(NamedTuple):
    """The first block of a row, and its cells."""

    first: int
    cells: list[Cell]


_PARAGRAPH, _CODE = BlockForm(), BlockForm(Kind.CODE)
_HEADING_FORMS = {tag: BlockForm(Kind.HEADING, level) for tag, level in HEADINGS.items()}
_ITEMS = [BlockForm(Kind.LIST_ITEM, level or 1) for level in range(MAX_DEPTH + 1)]
_FORMS = _HEADING_FORMS | {tag: BlockForm(kind) for tag, kind in KINDS.items()}


class Scopes:
    """The open elements that say what blocks are, and the groups that they have begun."""

    def __init__(self) -> None:
        self.n_pre = 0
        """Elements open in which white space counts."""
        self._language = ""
        """What the last of them is written in."""
        self.rows: list[TableRow] = []
        self._open: list[tuple[str, int]] = []
        """Tag and depth of each."""
        self._lists: list[OpenList] = []
        self._closed_list: OpenList | None = None
        self._tables: list[Table] = []
        self._items_begun: list[bool] = []
        """Whether each open list item has a block."""
        self._n_groups = 0

    def open(self, tag: str, depth: int, n_blocks: int, attributes: Mapping[str, str]) -> None:
        """An element begins, the `depth`th that is open, behind `n_blocks` blocks."""
        self._open.append((tag, depth))
        if tag in LISTS:
            if not self._lists:
                self._n_groups += 1
            self._lists.append(OpenList.begin(tag, self._n_groups, attributes))
        elif tag == "li":
            self._items_begun.append(False)
            if self._lists:
                self._lists[-1].begin_item(attributes)
        elif tag == "pre":
            self.n_pre += 1
            self._language = attributes.get(LANGUAGE, "")
        elif tag == "tr":
            self.rows.append(TableRow(n_blocks, []))
        elif tag in ("td", "th"):
            if self.rows:
                self.rows[-1].cells.append(self._table().cell(tag, attributes, n_blocks))
        elif tag == "table":
            self._n_groups += 1
            self._tables.append(Table(self._n_groups))
        elif tag == "thead":
            self._table().in_head = True

    def close(self, tag: str, depth: int) -> bool:
        """Whether the element that ends had been opened here; a row stays in `rows`."""
        if not self._open or self._open[-1] != (tag, depth):
            return False
        self._open.pop()
        if tag in LISTS:
            self._closed_list = self._lists.pop()
        elif tag == "li":
            self._items_begun.pop()
        elif tag == "pre":
            self.n_pre -= 1
        elif tag == "table":
            self._tables.pop()
        elif tag == "thead":
            self._table().in_head = False
        return True

    def form(self, block: int) -> BlockForm:
        """What block `block`, which is here, is; the first of a list item is the item."""
        if self.n_pre:
            return _CODE._replace(language=self._language) if self._language else _CODE
        if not self._open:
            return _PARAGRAPH
        for tag, _ in reversed(self._open[-NEAR_SCOPES:]):
            if tag in _FORMS:
                return _FORMS[tag]
            if tag == "li":
                return self._item(block)
            if tag in ("td", "th"):
                break
        return _PARAGRAPH

    def _item(self, block: int) -> BlockForm:
        if self._items_begun[-1]:
            return _PARAGRAPH
        self._items_begun[-1] = True
        form = _ITEMS[min(MAX_DEPTH, len(self._lists))]
        if not self._lists or self._lists[-1].tag != "ol":
            return form
        return form._replace(ordered=True, number=self._lists[-1].number_of(block))

    def late_numbers(self) -> Mapping[int, int]:
        """Numbers of items of the list that has just ended which only its end tells, by blocks."""
        return self._closed_list.late_numbers() if self._closed_list else {}

    def group(self, kind: Kind, before: int | None) -> int:
        """Group of a block here; `before` is that of the block which it goes on after a <br>."""
        if self._lists and kind is not Kind.HEADING:
            return self._lists[0].group
        if before is not None:
            return before
        self._n_groups += 1
        return self._n_groups

    def end_row(self) -> tuple[TableRow, Table]:
        """The row that has just ended, and its table."""
        return self.rows.pop(), self._table()

    def _table(self) -> Table:
        return self._tables[-1] if self._tables else Table(self._n_groups)
