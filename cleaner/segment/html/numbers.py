"""The numbers of lists, as browsers count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cleaner.segment.html.hiding import is_undisplayed
from cleaner.segment.html.tables import read_number


@dataclass
class OpenList:
    """A list that is open; those within it share the outermost's group."""

    tag: str
    group: int
    number: int = 0
    """Of the item that is open, or was last."""
    step: int = 1
    is_late: bool = False
    """Whether it counts down to 1, from how many items there will be."""
    n_items: int = 0
    late: dict[int, int] = field(default_factory=dict)
    """Numbers of items, by their blocks, that are too low by how many items there will be."""

    @classmethod
    def begin(cls, tag: str, group: int, attributes: Mapping[str, str]) -> OpenList:
        """A list without items as yet."""
        if "reversed" not in attributes:
            return cls(tag, group, read_number(attributes, "start", 1) - 1)
        start = read_number(attributes, "start", 0)
        return cls(tag, group, start + 1, -1, is_late="start" not in attributes)

    def begin_item(self, attributes: Mapping[str, str]) -> None:
        """An item begins; those that are not shown do not count."""
        if is_undisplayed(attributes):
            return
        self.n_items += 1
        self.number += self.step
        if attributes.get("value"):
            self.number = read_number(attributes, "value", self.number)
            self.is_late = False

    def number_of(self, block: int) -> int:
        """The number of the item that is open, whose first block this is."""
        if self.is_late:
            self.late[block] = self.number
        return self.number

    def late_numbers(self) -> Mapping[int, int]:
        """Numbers of blocks that only the list's end tells."""
        return {block: number + self.n_items for block, number in self.late.items()}
