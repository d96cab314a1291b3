"""Where each block stands: what the page says of itself, its title, headings, and blocks alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model.arrays import Bools, Column, Floats, Hashes, Ints
from cleaner.model.blocks import HEADING, Blocks
from cleaner.model.words import Words, find_words, group, is_among, mix, pair_hashes, read_chars
from cleaner.types import Declared

CONTEXT_NUMBERS = (
    "described", "named", "declared", "is_described", "is_named", "is_declared",
    "has_no_title", "is_before_title", "is_after_title", "log_to_title", "title_likeness",
    "has_no_heading", "log_to_heading", "heading_level",
    *(f"{alike}_{name}" for alike in ("near_alike", "alike")
      for name in ("log", "chars_share", "mean_chars_log", "link_density")),
)  # fmt: skip
# `blocks-v5` fixes all numbers; what they bring together: journal/2026-11.md, pages, features and
# training.
PIECE = 1_500
"""Characters of a declared text that are read as one block."""
MAX_TITLE_WORDS = 40
"""A block of more words is no title."""
TITLE_LIKENESS = 0.3
"""Likeness to <title>, 0..1, from which a block is taken for the page's title."""
MAIN_HEADING = 0.3
"""Likeness that an <h1> has ahead."""
PER_LEVEL = 3
"""Levels of headings that count as one."""
NEAR = 2
"""Innermost elements in whose tags and tokens blocks are nearly alike."""
FAR = 4
"""Innermost elements in whose tags and tokens blocks are alike."""
ODD = np.arange(1, 2 * FAR, 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def context_numbers(
    declared: Declared,
    words: Words,
    blocks: Blocks,
    title_overlap: tuple[Floats, Floats],
    elements: tuple[Ints, Ints, Ints],
) -> Sequence[Column]:
    """len(CONTEXT_NUMBERS) columns; `elements` as `hash_markup` gives them."""
    is_heading = blocks.kinds == HEADING
    return [
        *_declared_numbers(declared, words, len(blocks)),
        *_title_numbers(words, is_heading & (blocks.level == 1), title_overlap),
        *_heading_numbers(is_heading, blocks.level),
        *_alike_numbers(blocks, elements),
    ]


def _declared_numbers(declared: Declared, words: Words, n_blocks: int) -> Sequence[Column]:
    """Share of each block's word pairs that each of the page's own descriptions has."""
    exists = [bool(text) for text in declared]
    if not any(exists):
        return [0.0] * 2 * len(exists)
    hashes, block = _pairs_and_singles(words)
    n_pairs = np.maximum(1, np.bincount(block, minlength=n_blocks))
    shares: list[Column] = []
    for text in declared:
        if not text:
            shares.append(0.0)
            continue
        pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
        known, _ = _pairs_and_singles(find_words(read_chars(pieces)), with_all_singles=True)
        shares.append(np.bincount(block[is_among(hashes, known)], minlength=n_blocks) / n_pairs)
    return [*shares, *exists]


def _pairs_and_singles(words: Words, with_all_singles: bool = False) -> tuple[Hashes, Ints]:
    """Hashes of the pairs of words within blocks, and of the words of blocks that are one word."""
    n_words = np.diff(words.starts)[words.block]
    last = np.append(words.block[1:] != words.block[:-1], True)[: len(words.block)]
    paired = np.flatnonzero(~last)
    single = np.arange(len(last)) if with_all_singles else np.flatnonzero(n_words == 1)
    hashes = np.concatenate([pair_hashes(words, paired), words.hashes[single]])
    return hashes, np.concatenate([words.block[paired], words.block[single]])


def _title_numbers(
    words: Words, is_main: Bools, title_overlap: tuple[Floats, Floats]
) -> Sequence[Column]:
    """Likeness of each block to <title>, and where it stands from the block most like it.

    `is_main` are the headings of the first level.
    """
    share, cover = title_overlap
    # |both| / |either| from |both| / |block| and |both| / |title|
    either = np.maximum(1e-6, share + cover - share * cover)
    is_short = np.diff(words.starts) < MAX_TITLE_WORDS
    likeness = np.where(is_short, share * cover / either, 0)
    best = likeness + MAIN_HEADING * is_main.astype(np.float64)
    if not len(best) or best.max() < TITLE_LIKENESS:
        return [1.0, 0.0, 0.0, 0.0, likeness]
    place = np.arange(len(best))
    title = int(best.argmax())
    return [0.0, place < title, place > title, np.log1p(np.abs(place - title)), likeness]


def _heading_numbers(is_heading: Bools, level: Ints) -> Sequence[Column]:
    """How far above each block the last heading stands, and its level."""
    if not is_heading.any():
        return [1.0, 0.0, 0.0]
    place = np.arange(len(is_heading))
    last = np.maximum.accumulate(np.where(is_heading, place, -1))
    above = np.concatenate([[-1], last[:-1]])
    is_below = above >= 0
    away = np.where(is_below, np.log1p(place - above), 0)
    return [~is_below, away, np.where(is_below, level[above] / PER_LEVEL, 0)]


def _alike_numbers(blocks: Blocks, elements: tuple[Ints, Ints, Ints]) -> Sequence[Column]:
    """Number, length and links of the blocks whose innermost elements have the same tokens."""
    if blocks.is_text:
        return [0.0] * 8
    paths = _path_hashes(*elements)
    total = max(1, blocks.chars_until[-1])
    columns: list[Column] = []
    for n_elements in (NEAR, FAR):
        joined = (paths[:, :n_elements] * ODD[:n_elements]).sum(axis=1, dtype=np.uint64)
        alike, count = group(joined)
        chars = np.bincount(alike, blocks.lengths)
        linked = np.bincount(alike, blocks.links)
        columns += [
            np.log1p(count - 1)[alike], (chars / total)[alike], np.log1p(chars / count)[alike],
            (linked / np.maximum(1, chars))[alike],
        ]  # fmt: skip
    return columns


def _path_hashes(ancestors: Ints, markup_ids: Ints, markup_offsets: Ints) -> Hashes:
    """(n_blocks, FAR): a hash of the tokens of each block's innermost elements."""
    sums = np.zeros(len(markup_ids) + 1, np.uint64)
    np.cumsum(mix(markup_ids.astype(np.uint64) + np.uint64(1)), out=sums[1:])
    tokens = np.diff(sums[np.append(markup_offsets, len(markup_ids))[: len(markup_offsets)]])
    return np.asarray(mix(tokens)[ancestors[:, :FAR]], np.uint64)
