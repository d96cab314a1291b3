"""Lines of one shape that come again and again: heads of comments, dated teasers, prices.

The shape of a line is its letters, digits and marks, runs of one kind taken together, without
white space and quotes: "Posted by: Ann | 4 May, 10:15 PM" is "a:a|0a,0:0a". It needs no language.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model.arrays import Bools, Column, Hashes
from cleaner.model.words import (
    COMMA,
    DIGIT,
    END,
    IDEOGRAPH,
    LETTER,
    LOWER,
    MARK,
    N_CLASSES,
    QUOTE,
    SPACE,
    UPPER,
    Chars,
    Words,
    batches,
    group,
    mix,
    pair_hashes,
)

SHAPE_NUMBERS = ("shape_copies_log", "shape_nearness", "opening_copies_log", "records_log")
# `blocks-v5` fixes all numbers; what they bring together: journal/2026-11.md, comments, repetition,
# and what stands far above.
LETTERS = 1
"""What stands for a run of letters in a shape."""
DIGITS = 2
"""What stands for a run of digits in a shape."""
FIRST_MARK = 3
"""What marks stand for in a shape: for themselves, from here on."""
_PLAIN = (SPACE, LOWER, UPPER, LETTER, IDEOGRAPH, MARK, END, COMMA, QUOTE)
"""What prose is made of; a line of nothing else is no record."""
MAX_CHARS = 200
"""Characters up to which a block may be a record."""
MIN_OPENING_WORDS = 3
"""Words from which a block's first two are compared with those of others."""
REACH = 15
"""Lines within which one of the same shape follows in a list of records."""
MIN_RECORDS = 3
"""Lines from which a list of them is one of records."""
IS_ODD = ~np.isin(np.arange(N_CLASSES), _PLAIN)
POWERS = np.multiply.accumulate(np.full(64, 0x9E3779B97F4A7C15, np.uint64))


def shape_numbers(chars: Chars, words: Words) -> Sequence[Column]:
    """len(SHAPE_NUMBERS) columns: how many blocks besides have each block's shape, and begin with
    its two words, how near the next of its shape is, and among how many records it stands.
    """
    n_blocks = len(chars.starts) - 1
    hashes, is_record = _shapes(chars)
    shaped = np.flatnonzero(is_record)
    copies, nearness, records = np.zeros(n_blocks), np.zeros(n_blocks), np.zeros(n_blocks)
    order = shaped[np.lexsort((shaped, hashes[shaped]))]
    is_same = hashes[order[1:]] == hashes[order[:-1]]
    gaps = np.diff(order)
    shape = np.concatenate([[0], np.cumsum(~is_same)])[: len(order)]
    copies[order] = np.log1p(np.bincount(shape)[shape] - 1)
    near = np.where(is_same, 1 / np.maximum(1, gaps), 0)
    nearness[order[1:]] = near
    nearness[order[:-1]] = np.maximum(nearness[order[:-1]], near)
    chain = np.concatenate([[0], np.cumsum(~(is_same & (gaps <= REACH)))])[: len(order)]
    sizes = np.bincount(chain)
    for number in np.flatnonzero(sizes >= MIN_RECORDS):
        first, last = np.searchsorted(chain, [number, number + 1])
        inside = slice(order[first], order[last - 1] + 1)
        records[inside] = np.maximum(records[inside], sizes[number])
    return [copies, nearness, _opening_copies(words), np.log1p(records)]


def _shapes(chars: Chars) -> tuple[Hashes, Bools]:
    """Hash of each block's shape, and whether it is short and more than prose."""
    found = [_shapes_of(chars.of(*blocks)) for blocks in batches(chars.starts)]
    hashes, is_record = zip(*found or [_shapes_of(chars)], strict=True)
    return np.concatenate(hashes), np.concatenate(is_record)


def _shapes_of(chars: Chars) -> tuple[Hashes, Bools]:
    """The same of some of the blocks."""
    is_odd = np.concatenate([[0], np.cumsum(IS_ODD[chars.classes])])
    sizes = np.diff(chars.starts)
    is_short = sizes <= MAX_CHARS
    is_read = np.repeat(is_short, sizes)
    solid = np.flatnonzero(is_read & (chars.classes != SPACE) & (chars.classes != QUOTE))
    classes = chars.classes[solid]
    kind = np.where(
        (classes >= LOWER) & (classes <= MARK), LETTERS, chars.codes[solid] + FIRST_MARK
    )
    kind[classes == DIGIT] = DIGITS
    starts = np.searchsorted(solid, chars.starts)
    begins = np.ones(len(solid), np.bool_)
    begins[1:] = kind[1:] != kind[:-1]
    begins[starts[starts < len(solid)]] = True
    runs = np.flatnonzero(begins)
    first = np.searchsorted(runs, starts)
    n_runs = np.diff(first)
    place = np.arange(len(runs)) - np.repeat(first[:-1], n_runs)
    hashed = mix(kind[runs].astype(np.uint64)) * POWERS.take(place, mode="clip")
    sums = np.zeros(len(runs) + 1, np.uint64)
    np.cumsum(hashed, out=sums[1:])
    return np.diff(sums[first]), is_short & (np.diff(is_odd[chars.starts]) > 0)


def _opening_copies(words: Words) -> Column:
    """log1p of the blocks besides that begin with the same two words."""
    copies = np.zeros(len(words.starts) - 1)
    long = np.flatnonzero(np.diff(words.starts) >= MIN_OPENING_WORDS)
    if len(long):
        opening = pair_hashes(words, words.starts[long])
        alike, counts = group(opening)
        copies[long] = np.log1p(counts[alike] - 1)
    return copies
