"""The elements of a page: flat columns in document order, and which of them are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cleaner.segment.html.tokens import element_tokens, is_unseen
from cleaner.types import Tree


class Elements:
    """All elements so far; the first is the root, which stands for the page and is never closed."""

    def __init__(self) -> None:
        self.tag: list[str] = ["html"]
        self.parent: list[int] = [0]
        self.attributes: list[Mapping[str, str]] = [{}]
        self.first: list[int] = [0]
        self.end: list[int] = [0]
        self.open: list[int] = [0]
        self.unseen: list[int] = []
        """Of the open ones that a reader does not see: how many are open with each."""
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
        # Most elements have neither, and a call for each is dear.
        if ("style" in attributes or "hidden" in attributes) and is_unseen(attributes):
            self.unseen.append(len(self.open))

    def pop(self, n_blocks: int) -> None:
        """The innermost element ends behind `n_blocks` blocks."""
        n_open = len(self.open)
        if n_open == 1:
            return
        if self.unseen and self.unseen[-1] == n_open:
            self.unseen.pop()
        self.end[self.open.pop()] = n_blocks
        if n_open <= self.lowest:
            self.lowest = n_open - 1

    def close(self, n_blocks: int) -> None:
        """The page ends, and all that is still open."""
        while len(self.open) > 1:
            self.pop(n_blocks)
        self.end[0] = n_blocks

    def join_inside(self, block: int) -> None:
        """What lies within the innermost open element has become one block."""
        for element in range(self.open[-1] + 1, len(self.tag)):
            self.first[element], self.end[element] = block, block + 1

    def blocks_inside(self, tag: str) -> set[int]:
        """The blocks within elements of the tag."""
        inside: set[int] = set()
        done = 0
        for element, name in enumerate(self.tag):
            if name == tag:
                inside.update(range(max(done, self.first[element]), self.end[element]))
                done = max(done, self.end[element])
        return inside

    def tree(self, around: Iterable[int], root_tokens: tuple[str, ...]) -> Tree:
        """The columns, with tokens for the elements `around` blocks: nobody asks for others'."""
        tokens: list[tuple[str, ...]] = [()] * len(self.tag)
        seen = {0}
        for element in around:
            while element not in seen:
                seen.add(element)
                tokens[element] = element_tokens(self.attributes[element])
                element = self.parent[element]
        tokens[0] = root_tokens
        return Tree(self.tag, self.parent, tokens, self.first, self.end)
