"""The columns of a document as arrays, made once and shared by all that computes features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaner.model.arrays import Ints
from cleaner.types import Document, Kind

KINDS: tuple[Kind, ...] = tuple(Kind)
HEADING, PARAGRAPH = KINDS.index(Kind.HEADING), KINDS.index(Kind.PARAGRAPH)
N_CONTAINERS = 4
"""Elements above a block, each of which holds more than the one below it."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """A document of n blocks as arrays; those of elements are empty for plain text."""

    is_text: bool
    lengths: Ints
    """(n,) characters that are read of each block."""
    links: Ints
    """(n,) how many of them are linked."""
    kinds: Ints
    """(n,) places in KINDS."""
    level: Ints
    group: Ints
    element: Ints
    chars_until: Ints
    """(n + 1,) characters of all blocks before each, and of all."""
    links_until: Ints
    """(n + 1,) linked characters of all blocks before each, and of all."""
    parent: Ints
    first: Ints
    end: Ints
    """An element's blocks are `first[i]` up to, not with, `end[i]`."""
    containers: Ints
    """(N_CONTAINERS, n) elements above each block that hold more than the one below, from the
    innermost up; the root holds itself."""

    def __len__(self) -> int:
        return len(self.lengths)


def read_blocks(document: Document, text: Sequence[str]) -> Blocks:
    """The document's columns; `text` is what is read of each block."""
    n_blocks = len(document)
    lengths = np.fromiter(map(len, text), np.int64, n_blocks)
    # Those of a dump may be padded with spaces, which are not read.
    links = np.minimum(_column(document.link_chars or [0] * n_blocks), lengths)
    element, parent = _column(document.element), _column(document.tree.parent)
    first = _column(document.tree.first)
    end = np.maximum(first, _column(document.tree.end))
    return Blocks(
        is_text=document.format == "text",
        lengths=lengths,
        links=links,
        kinds=np.fromiter(map(KINDS.index, document.kind), np.int64, n_blocks),
        level=_column(document.level),
        group=_column(document.group),
        element=element,
        chars_until=_sums_until(lengths),
        links_until=_sums_until(links),
        parent=parent,
        first=first,
        end=end,
        containers=_containers(element, _wider_ancestors(parent, first, end)),
    )


def _column(values: Sequence[int]) -> Ints:
    return np.asarray(values, np.int64)


def _sums_until(values: Ints) -> Ints:
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def _containers(element: Ints, wider: Ints) -> Ints:
    containers = np.empty((N_CONTAINERS, len(element)), np.int64)
    at = element
    for level in range(N_CONTAINERS):
        at = wider[at]
        containers[level] = at
    return containers


def _wider_ancestors(parent: Ints, first: Ints, end: Ints) -> Ints:
    """Nearest ancestor of each element that holds more blocks than it (the root: itself).

    Chains of elements with the same blocks are jumped over by doubling, so depth costs its log.
    """
    is_same = (first[parent] == first) & (end[parent] == end)
    top = np.where(is_same, parent, np.arange(len(parent)))
    while True:
        jumped = top[top]
        if np.array_equal(jumped, top):
            return np.asarray(parent[top])
        top = jumped
