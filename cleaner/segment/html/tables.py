"""Where the cells of a table stand: its columns, and what reaches over several of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_MAX_COLUMNS = 60
"""Columns that a cell is put over: a wider one is a way to fill memory."""
_NUMBER = re.compile(r"\s*(-?[0-9]{1,9})", re.ASCII)


class Cell(NamedTuple):
    """A cell: how many blocks there were before it, and what it reaches over."""

    first: int
    is_head: bool = False
    columns: int = 1
    rows: int = 1


class Slot(NamedTuple):
    """A place in a row: whether it is a head's, and its blocks: lines of a cell."""

    is_head: bool = False
    blocks: range = range(0)


EMPTY_SLOT = Slot()


@dataclass
class Table:
    """A table that is open."""

    group: int
    in_head: bool = False
    """Whether its <thead> is open."""
    is_data: bool = False
    """Whether a row of it has become a block."""
    taken: dict[int, int] = field(default_factory=dict)
    """Of each column that a cell above reaches into: for how many rows."""

    def cell(self, tag: str, attributes: Mapping[str, str], n_blocks: int) -> Cell:
        """The cell that begins behind `n_blocks` blocks."""
        columns = min(_MAX_COLUMNS, max(1, read_number(attributes, "colspan", 1)))
        rows = max(1, read_number(attributes, "rowspan", 1))
        return Cell(n_blocks, tag == "th" or self.in_head, columns, rows)

    def place(self, cells: list[Cell], n_blocks: int) -> list[Slot]:
        """The row's places, as far as the last that something stands in."""
        slots: list[Slot] = []
        taken = {column: rows - 1 for column, rows in self.taken.items() if rows > 1}
        for cell, n_own in zip(cells, count_blocks(cells, n_blocks), strict=True):
            while len(slots) in self.taken:
                slots.append(EMPTY_SLOT)
            if cell.rows > 1:
                over = range(len(slots), len(slots) + cell.columns)
                taken |= dict.fromkeys(over, cell.rows - 1)
            slots.append(Slot(cell.is_head, range(cell.first, cell.first + n_own)))
            slots += [Slot(cell.is_head)] * (cell.columns - 1)
        self.taken = taken
        while slots and not slots[-1].blocks and not slots[-1].is_head:
            slots.pop()
        return slots


def count_blocks(cells: list[Cell], n_blocks: int) -> list[int]:
    """How many blocks each cell holds."""
    return [end - first for first, end in pairwise([*(cell.first for cell in cells), n_blocks])]


def read_number(attributes: Mapping[str, str], name: str, default: int) -> int:
    """What an attribute says, where it begins with a number."""
    said = attributes.get(name)  # most have none
    found = _NUMBER.match(said) if said else None
    return int(found[1]) if found else default
