"""Which part of a page holds most of its prose, and where each block stands from it.

Of HTML it is an element, scored as Readability does (Arc90, 2009): paragraphs count for their
commas and their length, for the elements above them less and less, and links count against an
element. Of plain text it is the run of lines with the highest sum, where prose counts for its
length and every other line against it (Pasternack and Roth 2009). No language in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model.arrays import Bools, Column, Floats, Ints
from cleaner.model.markup import N_ANCESTORS, Spans
from cleaner.model.words import COMMA, IDEOGRAPH
from cleaner.types import Document

CANDIDATE_NUMBERS = (
    "candidate_share", "is_in_candidate", "log_before_candidate", "log_after_candidate",
    "levels_to_candidate", "levels_below", "candidate_chars_share", "rival_share",
)  # fmt: skip
_MIN_CHARS = 25
"""Characters of a paragraph that counts."""
_CHARS_PER_COMMA, _CHARS_PER_POINT, _MAX_POINTS = 20, 100, 3
"""Characters for which a comma counts at most, and what a paragraph's length counts."""
_MIN_SENTENCE, _MIN_TEXT, _MAX_VALUE, _COST = 80, 120, 600, 40
"""Characters of a line that is prose, if it ends as a sentence does and if not, what it counts at
most, and what any other line costs."""
_IDEOGRAPH = 2
"""Characters that an ideograph counts for besides."""
_LEVELS, _DECAY = 4, 0.5
"""Elements above a paragraph for which it counts, and what it counts one further up."""


def candidate_numbers(
    document: Document,
    spans: Spans,
    lengths: Ints,
    counts: Floats,
    is_ended: Floats,
    is_paragraph: Bools,
) -> Sequence[Column]:
    """len(CANDIDATE_NUMBERS) columns: where each block stands from the part that scores best.

    `counts` are characters of each class, as (N_CLASSES, n_blocks).
    """
    if not len(lengths):
        return [0.0] * len(CANDIDATE_NUMBERS)
    if document.format == "text":
        return _run_numbers(lengths, counts[IDEOGRAPH], is_ended)
    chars = np.concatenate([[0], np.cumsum(lengths)])
    links = np.concatenate([[0], np.cumsum(document.link_chars)])
    n_chars = np.maximum(1, chars[spans.end] - chars[spans.first])
    link_density = np.minimum(1, (links[spans.end] - links[spans.first]) / n_chars)
    points = _points(document, lengths, counts[COMMA], is_paragraph)
    holders = _holders(document, spans)
    scores = np.zeros(len(spans.parent))
    for level, holder in enumerate(holders):
        is_new = holder != holders[level - 1] if level else True  # the root holds itself
        scores += np.bincount(holder, points * is_new * _DECAY**level, len(scores))
    scores *= 1 - link_density
    best = int(scores.argmax())
    if scores[best] <= 0:
        return [0.0] * len(CANDIDATE_NUMBERS)
    first, end = spans.first[best], spans.end[best]
    levels_to, levels_below = _levels(document, spans, best)
    outside = (spans.end <= first) | (spans.first >= end)
    return [
        scores[holders].max(axis=0) / scores[best], *_places(len(lengths), first, end),
        np.log1p(levels_to), np.log1p(levels_below), n_chars[best] / max(1, chars[-1]),
        scores[outside].max(initial=0) / scores[best],
    ]  # fmt: skip


def _places(n_blocks: int, first: int, end: int) -> Sequence[Column]:
    """Whether each block is among those from `first` to `end`, and how far before or behind."""
    place = np.arange(n_blocks)
    before, behind = np.maximum(0, first - place), np.maximum(0, place - end + 1)
    return [(before == 0) & (behind == 0), np.log1p(before), np.log1p(behind)]


def _run_numbers(lengths: Ints, n_ideographs: Floats, is_ended: Floats) -> Sequence[Column]:
    sizes = lengths + _IDEOGRAPH * n_ideographs
    is_prose = sizes >= np.where(is_ended > 0, _MIN_SENTENCE, _MIN_TEXT)
    values = np.where(is_prose, np.minimum(sizes, _MAX_VALUE), -_COST)
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


def _points(document: Document, lengths: Ints, n_commas: Floats, is_paragraph: Bools) -> Floats:
    """What each block counts for the elements above it."""
    unlinked = 1 - np.minimum(1, np.asarray(document.link_chars) / np.maximum(1, lengths))
    commas = np.minimum(n_commas, lengths / _CHARS_PER_COMMA)
    size = np.minimum(_MAX_POINTS, lengths / _CHARS_PER_POINT)
    counts = is_paragraph & (lengths >= _MIN_CHARS)
    return np.asarray((1 + commas + size) * unlinked * counts, np.float32)


def _holders(document: Document, spans: Spans) -> Ints:
    """(_LEVELS, n_blocks): elements above each block that hold more than the one below."""
    rows = []
    at = np.asarray(document.element, np.int64)
    for _ in range(_LEVELS):
        at = spans.wider[at]
        rows.append(at)
    return np.array(rows)


def _levels(document: Document, spans: Spans, best: int) -> tuple[Ints, Ints]:
    """Elements from each block up to one that is around `best`, and from `best` up to that one.

    Where there is none within N_ANCESTORS, N_ANCESTORS each.
    """
    depth_above = np.full(len(spans.parent), -1)
    around, depth = best, 0
    while depth_above[around] < 0:  # up to the root, which is its own parent
        depth_above[around] = depth
        around, depth = int(spans.parent[around]), depth + 1
    levels_to = np.full(len(document), N_ANCESTORS)
    levels_below = levels_to.copy()
    at = np.asarray(document.element, np.int64)
    for level in range(N_ANCESTORS):
        is_met = (levels_to == N_ANCESTORS) & (depth_above[at] >= 0)
        levels_to[is_met] = level
        levels_below[is_met] = depth_above[at[is_met]]
        at = spans.parent[at]
    return levels_to, levels_below
