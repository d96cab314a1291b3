"""Which part of a page holds most of its prose, and where each block stands from it.

Of HTML it is an element, scored as Readability does (Arc90, 2009): paragraphs count for their
commas and their length, for the elements above them less and less, and links count against an
element. Of plain text it is the run of lines with the highest sum, where prose counts for its
length and every other line against it (Pasternack and Roth 2009). No language in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import Column, Floats, Ints
from cleaner.model.blocks import PARAGRAPH, Blocks
from cleaner.model.markup import N_ANCESTORS
from cleaner.model.words import COMMA, IDEOGRAPH

CANDIDATE_NUMBERS = (
    "candidate_share", "is_in_candidate", "log_before_candidate", "log_after_candidate",
    "levels_to_candidate", "levels_below", "candidate_chars_share", "rival_share",
)  # fmt: skip
# `blocks-v5` fixes all numbers. Those of HTML are Readability's, the others were chosen by hand;
# what both bring is in journal/2026-11.md (which element holds the prose).
MIN_CHARS = 25
"""Characters from which a paragraph counts."""
CHARS_PER_COMMA = 20
"""Characters of a paragraph for each of which one comma counts at most."""
CHARS_PER_POINT = 100
"""Characters of a paragraph that count as one comma."""
MAX_POINTS = 3
"""Commas that a paragraph's length counts as at most."""
DECAY = 0.5
"""What a paragraph counts for the next container up, 1 being what it counts for its own."""
MIN_SENTENCE = 80
"""Characters from which a line of a dump is prose that ends as a sentence does."""
MIN_TEXT = 120
"""Characters from which any line of a dump is prose."""
MAX_VALUE = 600
"""Characters that a line of prose counts at most."""
COST = 40
"""Characters that a line costs which is no prose."""
CHARS_PER_IDEOGRAPH = 3
"""Characters that an ideograph counts as."""


def candidate_numbers(blocks: Blocks, counts: Floats, is_ended: Floats) -> Sequence[Column]:
    """len(CANDIDATE_NUMBERS) columns: where each block stands from the part that scores best.

    `counts` are characters of each class, as (N_CLASSES, n_blocks).
    """
    if not len(blocks):
        return [0.0] * len(CANDIDATE_NUMBERS)
    if blocks.is_text:
        return _run_numbers(blocks.lengths, counts[IDEOGRAPH], is_ended)
    n_chars = np.maximum(1, blocks.chars_until[blocks.end] - blocks.chars_until[blocks.first])
    n_linked = blocks.links_until[blocks.end] - blocks.links_until[blocks.first]
    scores = _scores(blocks, counts[COMMA]) * (1 - np.minimum(1, n_linked / n_chars))
    best = int(scores.argmax())
    if scores[best] <= 0:
        return [0.0] * len(CANDIDATE_NUMBERS)
    first, end = blocks.first[best], blocks.end[best]
    levels_to, levels_below = _levels(blocks, best)
    outside = (blocks.end <= first) | (blocks.first >= end)
    return [
        scores[blocks.containers].max(axis=0) / scores[best], *_places(len(blocks), first, end),
        np.log1p(levels_to), np.log1p(levels_below), n_chars[best] / max(1, blocks.chars_until[-1]),
        scores[outside].max(initial=0) / scores[best],
    ]  # fmt: skip


def _scores(blocks: Blocks, n_commas: Floats) -> npt.NDArray[np.float64]:
    """What the paragraphs inside count for each element, links not yet against it."""
    points = _points(blocks, n_commas)
    scores = np.zeros(len(blocks.parent))
    for level, holder in enumerate(blocks.containers):
        # the root holds itself
        is_new = holder != blocks.containers[level - 1] if level else True
        scores += np.bincount(holder, points * is_new * DECAY**level, len(scores))
    return scores


def _places(n_blocks: int, first: int, end: int) -> Sequence[Column]:
    """Whether each block is among those from `first` to `end`, and how far before or behind."""
    place = np.arange(n_blocks)
    before, behind = np.maximum(0, first - place), np.maximum(0, place - end + 1)
    return [(before == 0) & (behind == 0), np.log1p(before), np.log1p(behind)]


def _run_numbers(lengths: Ints, n_ideographs: Floats, is_ended: Floats) -> Sequence[Column]:
    sizes = lengths + (CHARS_PER_IDEOGRAPH - 1) * n_ideographs
    is_prose = sizes >= np.where(is_ended > 0, MIN_SENTENCE, MIN_TEXT)
    values = np.where(is_prose, np.minimum(sizes, MAX_VALUE), -COST)
    first, end, highest = _best_run(values)
    if highest <= 0:
        return [0.0] * len(CANDIDATE_NUMBERS)
    rival = max(_best_run(values[:first])[2], _best_run(values[end:])[2])
    chars_share = lengths[first:end].sum() / max(1, lengths.sum())
    return [0.0, *_places(len(values), first, end), 0.0, 0.0, chars_share, rival / highest]


def _best_run(values: Floats) -> tuple[int, int, float]:
    """First and end of the run with the highest sum, and that sum; 0 if none is above 0."""
    sums = np.concatenate([[0], np.cumsum(values)])
    gains = sums - np.minimum.accumulate(sums)
    end = int(gains.argmax())
    return int(sums[: end + 1].argmin()), end, float(gains[end])


def _points(blocks: Blocks, n_commas: Floats) -> Floats:
    """What each block counts for the elements above it."""
    lengths = blocks.lengths
    unlinked = 1 - blocks.links / np.maximum(1, lengths)
    commas = np.minimum(n_commas, lengths / CHARS_PER_COMMA)
    size = np.minimum(MAX_POINTS, lengths / CHARS_PER_POINT)
    counts = (blocks.kinds == PARAGRAPH) & (lengths >= MIN_CHARS)
    return np.asarray((1 + commas + size) * unlinked * counts, np.float32)


def _levels(blocks: Blocks, best: int) -> tuple[Ints, Ints]:
    """Elements from each block up to one that is around `best`, and from `best` up to that one.

    Where there is none within N_ANCESTORS, N_ANCESTORS each.
    """
    depth_above = np.full(len(blocks.parent), -1)
    around, depth = best, 0
    while depth_above[around] < 0:  # up to the root, which is its own parent
        depth_above[around] = depth
        around, depth = int(blocks.parent[around]), depth + 1
    levels_to = np.full(len(blocks), N_ANCESTORS)
    levels_below = levels_to.copy()
    at = blocks.element
    for level in range(N_ANCESTORS):
        is_met = (levels_to == N_ANCESTORS) & (depth_above[at] >= 0)
        levels_to[is_met] = level
        levels_below[is_met] = depth_above[at[is_met]]
        at = blocks.parent[at]
    return levels_to, levels_below
