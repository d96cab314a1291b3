"""The blocks' text in numbers: its marks, capitals and words, and what it shares with the page."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import Bools, Classes, Column, Floats, Ints
from cleaner.model.blocks import Blocks
from cleaner.model.words import (
    BRACKET,
    COMMA,
    DIGIT,
    END,
    IDEOGRAPH,
    LETTER,
    LOWER,
    N_CLASSES,
    OTHER,
    PUNCTUATION,
    QUOTE,
    SPACE,
    SYMBOL,
    UPPER,
    Chars,
    Words,
    batches,
    find_words,
    is_among,
    read_chars,
)

TEXT_NUMBERS = (
    "log_chars", "log_words", "word_length", "upper_density", "letter_density", "ideograph_density",
    "digit_density", "end_density", "comma_density", "quote_density", "bracket_density",
    "punctuation_density", "symbol_density", "space_density", "sentences_log", "ends_sentence",
    "ends_comma", "ends_bracket_or_quote", "starts_upper", "starts_digit", "starts_symbol",
    "title_case_density", "upper_word_density", "short_word_density", "long_word_density",
    "digit_word_density", "words_of_title", "title_in_block", "copies_log", "page_word_density",
)  # fmt: skip
# `blocks-v5` fixes all numbers.
SHORT_WORD = 3
"""Letters up to which a word is short."""
LONG_WORD = 9
"""Letters from which a word is long."""
RARE_MARKS = 10
"""What shares of marks are multiplied by, since prose has few."""
MIN_FREQUENT = 4
"""Times that a word stands on a page from which it may be frequent."""
FREQUENT_SHARE = 0.005
"""Share of a page's words from which one is frequent."""


def text_numbers(
    text: Sequence[str],
    chars: Chars,
    words: Words,
    blocks: Blocks,
    overlap: tuple[Floats, Floats],
) -> tuple[Sequence[Column], Floats, Floats]:
    """Numbers of the blocks' text, whether each ends as a sentence does, and their characters."""
    counts = _class_counts(chars)
    n_read = np.maximum(1, counts.sum(axis=0) - 1)  # the separator is white space
    counts[SPACE] -= 1
    density = counts / n_read
    rare = density * RARE_MARKS
    first, last = _first_and_last(chars)
    is_ended = (last == END).astype(np.float32)
    n_words = np.diff(words.starts).astype(np.float32)
    per_word = np.maximum(1, n_words)
    is_upper_start = words.first_class == UPPER
    n_chars, *flagged = _sum_words(words, [
        words.n_chars, is_upper_start, is_upper_start & (words.last_class == UPPER),
        words.n_chars <= SHORT_WORD, words.n_chars >= LONG_WORD,
        words.first_class == DIGIT, _is_frequent(words),
    ]) / per_word  # fmt: skip
    columns: list[Column] = [
        np.log1p(blocks.lengths), np.log1p(n_words), np.log1p(n_chars),
        counts[UPPER] / np.maximum(1, counts[UPPER] + counts[LOWER]),
        density[LOWER] + density[UPPER] + density[LETTER] + density[IDEOGRAPH],
        density[IDEOGRAPH], density[DIGIT], rare[END], rare[COMMA], rare[QUOTE],
        rare[BRACKET], rare[PUNCTUATION], rare[SYMBOL], density[SPACE], np.log1p(counts[END]),
        is_ended,
        last == COMMA, (last == BRACKET) | (last == QUOTE), first == UPPER, first == DIGIT,
        (first == SYMBOL) | (first == PUNCTUATION), *flagged[:-1], *overlap,
        np.log1p(_copies(text)), flagged[-1],
    ]  # fmt: skip
    return columns, is_ended, counts


def _class_counts(chars: Chars) -> Floats:
    """(N_CLASSES, n_blocks) characters of each class."""
    counts = np.empty((N_CLASSES, len(chars.starts) - 1), np.float32)
    for first, end in batches(chars.starts):
        starts = chars.starts[first : end + 1]
        first_cell = np.repeat(np.arange(end - first) * N_CLASSES, np.diff(starts))
        cells = first_cell + chars.classes[starts[0] : starts[-1]]
        found = np.bincount(cells, minlength=(end - first) * N_CLASSES)
        counts[:, first:end] = found.reshape(end - first, N_CLASSES).T
    return counts


def _first_and_last(chars: Chars) -> tuple[Classes, Classes]:
    """Class of the first and the last character of each block that is not white space."""
    solid = np.flatnonzero(chars.classes != SPACE)
    if not len(solid):
        nothing = np.full(len(chars.starts) - 1, OTHER, np.uint8)
        return nothing, nothing
    at = np.searchsorted(solid, chars.starts)
    first = solid[np.minimum(at[:-1], len(solid) - 1)]
    last = solid[np.maximum(at[1:] - 1, 0)]
    return chars.classes[first], chars.classes[last]


def _sum_words(words: Words, values: Sequence[npt.NDArray[Any]]) -> Ints:
    """(len(values), n_blocks) sums over each block's words."""
    filled = np.flatnonzero(np.diff(words.starts))
    sums = np.zeros((len(values), len(words.starts) - 1), np.int64)
    if len(filled):
        for row, value in zip(sums, values, strict=True):
            row[filled] = np.add.reduceat(value, words.starts[filled], dtype=np.int64)
    return sums


def title_overlap(title: str, words: Words) -> tuple[Floats, Floats]:
    """Share of each block's words that <title> has, and of the title's words that the block has."""
    if not title:
        nothing = np.zeros(len(words.starts) - 1, np.float32)
        return nothing, nothing
    titled = np.unique(find_words(read_chars([title])).hashes)
    (shared,) = _sum_words(words, [is_among(words.hashes, titled)])
    cover = np.minimum(1, shared / max(1, len(titled)))
    share = shared / np.maximum(1, np.diff(words.starts))
    return share.astype(np.float32), cover.astype(np.float32)


def _copies(text: Sequence[str]) -> Ints:
    """How often each block's text stands on the page besides."""
    seen: dict[str, int] = {}
    for block in text:
        seen[block] = seen.get(block, 0) + 1
    return np.fromiter((seen[block] - 1 for block in text), np.int64, len(text))


def _is_frequent(words: Words) -> Bools:
    """Whether each word is among the page's most frequent tenth.

    The function words of any language are there, without a list of them.
    """
    n_times = ceil(max(MIN_FREQUENT, FREQUENT_SHARE * len(words.hashes)))
    # What stands n times holds as many places in a row when sorted.
    ordered = np.sort(words.hashes)
    row_starts, row_ends = ordered[: 1 - n_times], ordered[n_times - 1 :]
    is_found = row_starts == row_ends
    is_found[1:] &= row_starts[1:] != row_starts[:-1]  # once each
    return is_among(words.hashes, row_starts[is_found])
