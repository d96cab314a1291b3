"""The characters and words of a page as arrays: classes, and hashes that pick a bucket."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaner.letters.scripts import COMMAS, SENTENCE_ENDS, UNSPACED
from cleaner.model.arrays import Bools, Hashes, Ids, Ints

# `blocks-v5` fixes all numbers but that of a batch.
N_WORD_BUCKETS = 32_768
"""Vectors that hashed words share."""
HEAD_CHARS = 1_600
"""Characters that are read of the beginning of a block longer than this and TAIL_CHARS."""
TAIL_CHARS = 400
"""Characters that are read of its end."""
HEAD_WORDS = 24
"""Words of a block's beginning that are hashed."""
TAIL_WORDS = 8
"""Words of a block's end that are hashed."""
MAX_WHOLE_WORDS = 6
"""Words up to which a block is hashed as a whole, too."""
_BATCH = 100_000
"""Characters or words that are worked on at once; few pages have more."""

# Classes of characters; words are made of those from LOWER to MARK.
(OTHER, SPACE, LOWER, UPPER, LETTER, IDEOGRAPH, DIGIT, MARK, END, COMMA, QUOTE, BRACKET,
 PUNCTUATION, SYMBOL) = range(14)  # fmt: skip
N_CLASSES = 14
"""How many these are."""


@dataclass(frozen=True, slots=True)
class Chars:
    """All characters that are read of a page, block after block with one separator after each."""

    codes: npt.NDArray[np.uint32]
    """Places in the tables of `char_tables`."""
    classes: npt.NDArray[np.uint8]
    starts: Ints
    """First character of each block, and one more entry for the end."""

    def of(self, first: int, end: int) -> Chars:
        """The characters of the blocks from `first` up to, not with, `end`."""
        starts = self.starts[first : end + 1]
        own = slice(starts[0], starts[-1])
        return Chars(self.codes[own], self.classes[own], starts - starts[0])


@dataclass(frozen=True, slots=True)
class Words:
    """All words of a page in order."""

    hashes: Hashes
    block: Ids
    n_chars: Ids
    first_class: npt.NDArray[np.uint8]
    last_class: npt.NDArray[np.uint8]
    starts: Ints
    """First word of each block, and one more entry for the end."""

    def of(self, first: int, end: int) -> Words:
        """The words of the blocks from `first` up to, not with, `end`."""
        starts = self.starts[first : end + 1]
        own = slice(starts[0], starts[-1])
        return Words(
            self.hashes[own],
            self.block[own] - np.int32(first),
            self.n_chars[own],
            self.first_class[own],
            self.last_class[own],
            starts - starts[0],
        )


@cache
def char_tables() -> tuple[npt.NDArray[np.uint8], Hashes]:
    """Class and folded form (lower case, digits to 0) of each character below 0x10000, then of
    symbols above, of ideographs above.
    """
    classes = np.full(0x10002, OTHER, np.uint8)
    folded = np.arange(0x10002, dtype=np.uint64)
    by_category = {
        "Zs": SPACE, "Zl": SPACE, "Zp": SPACE, "Ll": LOWER, "Lu": UPPER, "Lt": UPPER,
        "Lo": LETTER, "Lm": LETTER, "Nd": DIGIT, "Mn": MARK, "Mc": MARK, "Pi": QUOTE,
        "Pf": QUOTE, "Ps": BRACKET, "Pe": BRACKET, "Pc": PUNCTUATION, "Pd": PUNCTUATION,
        "Po": PUNCTUATION, "Sm": SYMBOL, "Sc": SYMBOL, "Sk": SYMBOL, "So": SYMBOL,
        "Nl": SYMBOL, "No": SYMBOL,
    }  # fmt: skip
    for code in range(0x10000):
        char = chr(code)
        class_ = by_category.get(unicodedata.category(char), OTHER)
        classes[code] = class_
        if class_ == UPPER:
            lower = char.lower()
            folded[code] = ord(lower) if len(lower) == 1 else code
        elif class_ == DIGIT:
            folded[code] = ord("0")
    for first, last in UNSPACED:
        spaced = classes[first : last + 1] == LETTER
        classes[first : last + 1][spaced] = IDEOGRAPH
    for listed, class_ in (
        (" \t\n\r", SPACE),
        (SENTENCE_ENDS, END),
        (COMMAS, COMMA),
        ("\"'", QUOTE),
    ):
        classes[[ord(char) for char in listed]] = class_
    classes[0x10000], classes[0x10001] = SYMBOL, IDEOGRAPH
    return classes, folded


def read_chars(text: Sequence[str]) -> Chars:
    """The characters of the blocks; of a long block its head and its tail."""
    read = [
        block if len(block) <= HEAD_CHARS + TAIL_CHARS else block[:HEAD_CHARS] + block[-TAIL_CHARS:]
        for block in text
    ]
    points = np.frombuffer(("\n".join(read) + "\n").encode("utf-32-le", "replace"), np.uint32)
    if points.max() >= 0x10000:
        above = np.where(points < 0x20000, np.uint32(0x10000), np.uint32(0x10001))
        points = np.where(points < 0x10000, points, above)
    starts = np.zeros(len(read) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, read), np.int64, len(read)) + 1, out=starts[1:])
    return Chars(points, char_tables()[0].take(points), starts)


_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
WORD_POWERS = np.multiply.accumulate(np.full(64, 0x100000001B3, np.uint64))


def mix(hashes: Hashes) -> Hashes:
    """The hashes with their bits spread, so that any of them can pick a bucket."""
    mixed: Hashes = (hashes ^ (hashes >> np.uint64(29))) * _MULTIPLIER
    mixed ^= mixed >> np.uint64(32)
    return mixed


def batches(starts: Ints) -> Iterator[tuple[int, int]]:
    """First and end block of runs of about _BATCH characters or words; `starts` says where each
    block's begin, and the end.

    What is computed over a run at a time costs the memory of a run.
    """
    first, n_blocks = 0, len(starts) - 1
    while first < n_blocks:
        reach = int(np.searchsorted(starts, starts[first] + _BATCH, side="right")) - 1
        end = max(first + 1, reach)
        yield first, end
        first = end


def find_words(chars: Chars) -> Words:
    """Runs of letters and digits, and each character of a script without spaces."""
    spans = [(chars.starts[first], chars.starts[end]) for first, end in batches(chars.starts)]
    found = [_find_words(chars, start, end) for start, end in spans or [(0, 0)]]
    first, n_chars, hashes = (np.concatenate(column) for column in zip(*found, strict=True))
    starts = np.searchsorted(first, chars.starts)
    return Words(
        hashes,
        np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts)),
        n_chars,
        chars.classes.take(first),
        chars.classes.take(first + n_chars - 1),
        starts,
    )


def _find_words(chars: Chars, start: int, end: int) -> tuple[Ints, Ids, Hashes]:
    """First character, length and hash of each word of whole blocks."""
    classes = chars.classes[start:end]
    in_word = (classes >= LOWER) & (classes <= MARK)
    in_run = in_word & (classes != IDEOGRAPH)
    goes_on = in_run[:-1] & in_run[1:]
    is_start, is_end = in_word.copy(), in_word.copy()
    is_start[1:] &= ~goes_on
    is_end[:-1] &= ~goes_on
    first, last = np.flatnonzero(is_start), np.flatnonzero(is_end)
    n_chars = last - first + 1
    place = np.flatnonzero(in_word)
    powers = WORD_POWERS.take(place - np.repeat(first, n_chars), mode="clip")
    folded = char_tables()[1].take(chars.codes[start:end].take(place))
    sums = np.cumsum(folded * powers)[np.cumsum(n_chars) - 1]
    hashes = mix(np.diff(sums, prepend=np.uint64(0)))
    return first + start, n_chars.astype(np.int32), hashes


def is_among(hashes: Hashes, known: Hashes) -> Bools:
    """Whether each of the hashes is one of the known; np.isin would sort them all."""
    among = np.zeros(len(hashes), np.bool_)
    if len(known):
        is_seen = np.zeros(1 << 16, np.bool_)
        is_seen[_first_bits(known)] = True
        ordered = np.sort(known)
        for at in range(0, len(hashes), _BATCH):
            likely = at + np.flatnonzero(is_seen[_first_bits(hashes[at : at + _BATCH])])
            sought = hashes[likely]
            nearest = np.searchsorted(ordered, sought).clip(max=len(ordered) - 1)
            among[likely] = ordered[nearest] == sought
    return among


def _first_bits(hashes: Hashes) -> Ints:
    return np.asarray(hashes >> np.uint64(48), np.int64)


def group(hashes: Hashes) -> tuple[Ints, Ints]:
    """A number for each of the hashes, the same for the same, and how often each number stands."""
    _, numbers, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    return numbers, counts


def pair_hashes(words: Words, first: Ints) -> Hashes:
    """Hash of each word of `first` with the one behind it."""
    return mix(words.hashes[first] * np.uint64(3) + words.hashes[first + 1])


def hash_words(words: Words, n_blocks: int) -> tuple[Ids, Ints]:
    """Bucket of each block's words, word pairs, first and last pair, and of the whole if short."""
    found = [_hash_words(words.of(*blocks)) for blocks in batches(words.starts)]
    offsets = np.zeros(n_blocks + 1, np.int64)
    if not found:
        return np.zeros(0, np.int32), offsets
    ids, sizes = (np.concatenate(column) for column in zip(*found, strict=True))
    np.cumsum(sizes, out=offsets[1:])
    return ids, offsets


def _hash_words(words: Words) -> tuple[Ids, Ints]:
    """The same of some of the blocks, and how many each has."""
    n_words = np.diff(words.starts)
    place = np.arange(len(words.block)) - words.starts[words.block]
    after = n_words[words.block] - place
    read = np.flatnonzero((place < HEAD_WORDS) | (after <= TAIL_WORDS))
    paired = read[after[read] > 1]
    pairs = pair_hashes(words, paired)
    has_pair = np.flatnonzero(n_words > 1)
    first_pair = words.starts[has_pair]
    last_pair = words.starts[has_pair + 1] - 2
    short = np.flatnonzero((n_words > 0) & (n_words <= MAX_WHOLE_WORDS))
    ordered = words.hashes * (place.astype(np.uint64) * np.uint64(2) + np.uint64(5))
    sums = np.zeros(len(ordered) + 1, np.uint64)
    np.cumsum(ordered, out=sums[1:])
    hashes = np.concatenate(
        [
            words.hashes[read],
            pairs,
            mix(
                words.hashes[first_pair] * np.uint64(7)
                + words.hashes[first_pair + 1 if len(first_pair) else first_pair]
            ),
            mix(
                words.hashes[last_pair] * np.uint64(11)
                + words.hashes[last_pair + 1 if len(last_pair) else last_pair]
            ),
            mix(sums[words.starts[short + 1]] - sums[words.starts[short]] + np.uint64(13)),
        ]
    )
    block = np.concatenate([words.block[read], words.block[paired], has_pair, has_pair, short])
    order = np.argsort(block, kind="stable")
    ids = ((hashes[order] >> np.uint64(20)) % np.uint64(N_WORD_BUCKETS)).astype(np.int32)
    return ids, np.bincount(block, minlength=len(n_words))
