"""Gold text -> a label for each block, by aligning the words of both.

A block is content when at least three quarters of its words lie in the longest common subsequence
of page and gold, close together in the gold; chrome when at most a quarter do; else doubtful, and
not learned from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN
from cleaner.errors import requiring
from cleaner.letters.scripts import HAN, KANA, SOUTH_EAST_ASIAN, character_class
from cleaner.types import Document

with requiring("train"):
    from rapidfuzz.distance import LCSseq

Labels = npt.NDArray[np.int8]
"""(n_blocks,) CONTENT, CHROME or UNKNOWN."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(f"[{character_class(SOUTH_EAST_ASIAN, KANA, HAN)}]")
"""Scripts whose characters are words; without the rare ones that count as such for the model."""
_ENOUGH = 0.75
"""Share of a block's words that the gold has, from which the block is content."""
_HARDLY = 0.25
"""The same up to which it is chrome; between the two nobody knows."""
_SHORT = 3
"""Blocks of up to this many words count as content only beside other content or as a gold line."""
_MAX_PAGE_WORDS = 60_000
"""Longer pages are not aligned: the time grows with the square."""
_SHINGLE = 4
"""Words in a row that tell where in the gold a block is."""
_MOVED = 0.7
"""Share of a block's shingles that the gold has elsewhere, from which it was moved."""
_OPEN = 0.5
"""Share of the gold there that something else covers, from which the block is a copy."""
_SPREAD = 2
"""Times its length over which a block's words may be spread in the gold, and"""
_SLACK = 4
"""so many words more."""


def split_words(text: str) -> list[str]:
    """Lower-case words of a text; characters of scripts without spaces one by one.

    >>> split_words("It's 漢字")
    ['it', 's', '漢', '字']
    """
    return _WORD.findall(_UNSPACED.sub(lambda match: f" {match[0]} ", text.lower()))


def align_blocks(document: Document, gold: str) -> Labels:
    """(n_blocks,) int8: CONTENT, CHROME or UNKNOWN for each block."""
    blocks = [split_words(text) for text in document.visible]
    labels = np.full(len(blocks), UNKNOWN, np.int8)
    gold_lines = [split_words(line) for line in gold.split("\n")]
    gold_words = [word for line in gold_lines for word in line]
    page_words = [word for block in blocks for word in block]
    if not gold_words:  # a page without an article
        labels[:] = CHROME
        return labels
    if not page_words or len(page_words) > _MAX_PAGE_WORDS:
        return labels
    matched = _match(page_words, gold_words)
    whole_lines = {tuple(line) for line in gold_lines if line}
    start = 0
    for i, block in enumerate(blocks):
        positions = matched[start : start + len(block)]
        start += len(block)
        labels[i] = _label(block, positions[positions >= 0])
    _label_short(labels, blocks, matched, whole_lines)
    _label_moved(labels, blocks, gold_words, matched)
    return labels


def match_lines(text: str, document: Document) -> list[int | None]:
    """The block that each line of a dump is part of, in order; None for lines between blocks."""
    own = [(i, line) for i, block in enumerate(document.text) for line in block.split("\n")]
    blocks: list[int | None] = []
    at = 0
    for line in text.split("\n"):
        is_own = at < len(own) and line.rstrip("\r") == own[at][1]
        blocks.append(own[at][0] if is_own else None)
        at += is_own
    return blocks


def _match(page: Sequence[str], gold: Sequence[str]) -> npt.NDArray[np.int64]:
    """Position in the gold of each word of the page, -1 where the subsequence leaves it out."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(word, len(numbers)) for word in page]
    b = [numbers.setdefault(word, len(numbers)) for word in gold]
    matched = np.full(len(a), -1, np.int64)
    for run in LCSseq.opcodes(a, b):
        if run.tag == "equal":
            matched[run.src_start : run.src_end] = np.arange(run.dest_start, run.dest_end)
    return matched


def _label(block: Sequence[str], positions: npt.NDArray[np.int64]) -> int:
    if not block:
        return UNKNOWN
    share = len(positions) / len(block)
    if share <= _HARDLY:
        return CHROME
    if share < _ENOUGH:
        return UNKNOWN
    if positions[-1] - positions[0] + 1 > _SPREAD * len(block) + _SLACK:
        return UNKNOWN if len(block) > _SHORT else CHROME
    return CONTENT


def _label_short(
    labels: Labels,
    blocks: Sequence[Sequence[str]],
    matched: npt.NDArray[np.int64],
    lines: set[tuple[str, ...]],
) -> None:
    """Take back short matches that stand alone in the gold's sequence: chance words."""
    starts = np.cumsum([0, *map(len, blocks)])
    spans: list[tuple[int, int] | None] = []
    for i in range(len(blocks)):
        positions = matched[starts[i] : starts[i + 1]]
        positions = positions[positions >= 0]
        spans.append((int(positions[0]), int(positions[-1])) if labels[i] == CONTENT else None)
    known = [i for i, span in enumerate(spans) if span is not None]
    for at, i in enumerate(known):
        if len(blocks[i]) > _SHORT or tuple(blocks[i]) in lines:
            continue
        span = spans[i]
        before = spans[known[at - 1]] if at else None
        after = spans[known[at + 1]] if at + 1 < len(known) else None
        is_beside = (before is not None and span is not None and span[0] - before[1] <= 2) or (
            after is not None and span is not None and after[0] - span[1] <= 2
        )
        if not is_beside:
            labels[i] = CHROME


def _label_moved(
    labels: Labels,
    blocks: Sequence[Sequence[str]],
    gold: Sequence[str],
    matched: npt.NDArray[np.int64],
) -> None:
    """Blocks that the gold has elsewhere: content if nothing covers it there, else copies."""
    covered = np.zeros(len(gold), np.bool_)
    covered[matched[matched >= 0]] = True
    places: dict[tuple[str, ...], int] = {}
    for i in range(len(gold) - _SHINGLE + 1):
        places.setdefault(tuple(gold[i : i + _SHINGLE]), i)
    for i, block in enumerate(blocks):
        if labels[i] == CONTENT or len(block) < 2 * _SHINGLE:
            continue
        found = [
            places[shingle]
            for j in range(len(block) - _SHINGLE + 1)
            if (shingle := tuple(block[j : j + _SHINGLE])) in places
        ]
        if len(found) >= _MOVED * (len(block) - _SHINGLE + 1):
            is_open = covered[found].mean() < _OPEN
            labels[i] = CONTENT if is_open else UNKNOWN
