"""The parts of the network's arithmetic that are no matrix product, in NumPy.

`cleaner/compiled/network.pyx` has the same functions in C.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model.arrays import Floats, Ids, Ints

_MAX_IDS = 65_536
"""Tokens whose vectors are looked up at once."""


def fill_bag_means(means: Floats, table: Floats, ids: Ids | Ints, offsets: Ints) -> None:
    """Fill `means` with the mean of the rows of `table` that each bag lists; zeros for none.

    Bag i lists ids[offsets[i]:offsets[i+1]].
    """
    sizes = np.diff(offsets)
    means[:] = 0
    filled = np.flatnonzero(sizes)
    ends = offsets[filled] + sizes[filled]
    at = 0
    while at < len(filled):
        first = offsets[filled[at]]
        stop = max(at + 1, int(np.searchsorted(ends, first + _MAX_IDS)))
        bags = filled[at:stop]
        rows = table.take(ids[first : ends[stop - 1]], axis=0)
        sums = np.add.reduceat(rows, offsets[bags] - first, axis=0)
        means[bags] = sums / sizes[bags, None]
        at = stop


def fill_pools(
    means: Floats, elements: Floats, ancestors: Ints, pools: Sequence[tuple[int, int]]
) -> None:
    """Fill `means` with those of the rows of `elements` that each pool of a block's ancestors
    lists, side by side.
    """
    size = elements.shape[1]
    for i, (first, end) in enumerate(pools):
        rows = elements.take(ancestors[:, first:end], axis=0)
        means[:, i * size : (i + 1) * size] = rows.mean(axis=1)


def rectify(values: Floats, bias: Floats) -> None:
    """Add the bias to each row in place, and make what is below zero zero."""
    values += bias
    np.maximum(values, 0, out=values)


def place_neighbours(hidden: Floats, width: int, dilation: int) -> Floats:
    """(n, width * size): each block's row beside those of its neighbours, zeros past the ends."""
    n_blocks, size = hidden.shape
    reach = width // 2 * dilation
    placed = np.zeros((n_blocks, width * size), np.float32)
    for i in range(width):
        shift = i * dilation - reach
        to = slice(max(0, -shift), max(0, n_blocks - max(0, shift)))
        own = slice(to.start + shift, max(0, to.stop + shift))
        placed[to, i * size : (i + 1) * size] = hidden[own]
    return placed


def fill_highest(above: Floats, below: Floats, hidden: Floats) -> None:
    """Fill `above` and `below` with the highest of each column up to a row and from it on."""
    np.maximum.accumulate(hidden, axis=0, out=above)
    np.maximum.accumulate(hidden[::-1], axis=0, out=below[::-1])
