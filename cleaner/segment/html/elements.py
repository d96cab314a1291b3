"""The elements of a page: flat columns in document order, and which of them are open."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from cleaner.segment.html.hiding import StyleSheet, hides_itself, is_undisplayed, may_open
from cleaner.segment.html.markup import ACTIONS, HEAD
from cleaner.segment.html.tokens import element_tokens
from cleaner.types import Tree


class ElementColumns:
    """All elements so far; the first is the root, which stands for the page and is never closed."""

    attributes: Sequence[Mapping[str, str]]

    def __init__(self) -> None:
        self.tag: list[str] = ["html"]
        self.parent = array("i", [0])
        self.first = array("i", [0])
        self.end = array("i", [0])
        self.styles = StyleSheet()
        self.hiding: list[int] = []
        """Those that hide themselves, or that a style hides."""

    def hides(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether the element hides itself, or a style of the page does, as far as it was read."""
        return hides_itself(tag, attributes) or self.styles.hides(tag, attributes)

    def blocks_inside(self, tag: str) -> set[int]:
        """The blocks within elements of the tag."""
        inside: set[int] = set()
        done = 0
        for element, name in enumerate(self.tag):
            if name == tag:
                inside.update(range(max(done, self.first[element]), self.end[element]))
                done = max(done, self.end[element])
        return inside

    def inherit(self, own: Mapping[int, int]) -> list[int]:
        """For each element the greatest of what it, or one around it, has as its own, else 0."""
        greatest: list[int] = []
        for i, parent in enumerate(self.parent):
            greatest.append(max(own.get(i, 0), greatest[parent] if i else 0))
        return greatest

    def tree(self, around: Iterable[int], root_tokens: tuple[str, ...]) -> Tree:
        """The columns, with tokens for the elements `around` blocks: nobody asks for others'."""
        tokens = self.tokens(around)
        tokens[0] = root_tokens
        return Tree(self.tag, self.parent, tokens, self.first, self.end)

    def tokens(self, around: Iterable[int]) -> list[tuple[str, ...]]:
        """What the attributes say of the elements `around` blocks, and of those around these."""
        tokens: list[tuple[str, ...]] = [()] * len(self.tag)
        seen = {0}
        for element in around:
            while element not in seen:
                seen.add(element)
                tokens[element] = element_tokens(self.attributes[element])
                element = self.parent[element]
        return tokens


class Elements(ElementColumns):
    """The elements of a page that is being read: which are open, and around its current block."""

    attributes: list[Mapping[str, str]]

    def __init__(self) -> None:
        super().__init__()
        self.attributes = [{}]
        self.open: list[int] = [0]
        self.unseen: list[int] = []
        """Of the open ones among them: how many are open with each."""
        self.undisplayed: list[int] = []
        """The same of those that say of themselves that they are not displayed."""
        self.around = 0
        """Innermost element around all text of the current block so far."""
        self.lowest = 1
        """Fewest elements open since the current block's first text: those are around all of it."""

    def push(self, tag: str, attributes: Mapping[str, str], n_blocks: int) -> None:
        """An element begins behind `n_blocks` blocks."""
        index = len(self.tag)
        self.tag.append(tag)
        self.parent.append(self.open[-1])
        self.attributes.append(attributes)
        self.first.append(n_blocks)
        self.end.append(n_blocks)
        self.open.append(index)
        # Most elements have none of these, and a call for each is dear.
        if (
            "style" in attributes or "hidden" in attributes or tag == "dialog" or self.styles.hidden
        ) and self.hides(tag, attributes):
            self.hiding.append(index)
            self.unseen.append(len(self.open))
            if is_undisplayed(attributes):
                self.undisplayed.append(len(self.open))

    def find_aside(self) -> int | None:
        """The innermost element that hides what stands here, where that is but a part of its block.

        What something could show again stays in its sentence.
        """
        inside = self.open[self.unseen[-1] - 1 :]
        aside = inside[0]
        is_part = all(ACTIONS[self.tag[element]] > HEAD for element in inside)
        may_be_shown = "id" in self.attributes[aside] or may_open(
            self.tag[aside], self.attributes[aside]
        )
        return aside if is_part and not may_be_shown else None

    def pop(self, n_blocks: int) -> None:
        """The innermost element ends behind `n_blocks` blocks."""
        n_open = len(self.open)
        if n_open == 1:
            return
        if self.unseen and self.unseen[-1] == n_open:
            self.unseen.pop()
            if self.undisplayed and self.undisplayed[-1] == n_open:
                self.undisplayed.pop()
        self.end[self.open.pop()] = n_blocks
        if n_open <= self.lowest:
            self.lowest = n_open - 1

    def begin_text(self) -> None:
        """The current block's first text stands here."""
        self.around, self.lowest = self.open[-1], len(self.open)

    def go_on(self) -> None:
        """More of its text stands here."""
        self.around = self.open[self.lowest - 1]

    def holds_block(self) -> bool:
        """Whether all text of the current block lies in the innermost element."""
        return self.lowest >= len(self.open)

    def put_behind(self, first: int, n_blocks: int) -> None:
        """The elements from `first` on turn out to lie behind `n_blocks` blocks."""
        for element in range(first, len(self.tag)):
            self.first[element] = max(self.first[element], n_blocks)
            self.end[element] = max(self.end[element], n_blocks)

    def close(self, n_blocks: int) -> None:
        """The page ends, and all that is still open."""
        while len(self.open) > 1:
            self.pop(n_blocks)
        self.end[0] = n_blocks

    def join_inside(self, block: int) -> None:
        """What lies within the innermost open element has become one block."""
        for element in range(self.open[-1] + 1, len(self.tag)):
            self.first[element], self.end[element] = block, block + 1
