"""Passages that a page shows twice: a layer for printing, a second layout, a quoted post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

# What they bring: journal/2026-11.md, comments, repetition, and what stands far above.
_MIN_BLOCKS = 3
"""Blocks in a row in both places from which they are a copy: a refrain, a notice under each chapter
or a table's row has fewer."""
_MIN_CHARS = 300
"""Characters of these blocks together from which they are a copy."""
_MIN_QUOTED = 80
"""Characters from which a post that stands in a later post is quoted there."""


def find_copies(texts: Sequence[str], is_kept: Sequence[bool], is_forum: bool) -> list[int]:
    """The blocks that belong to a copy of a passage that is kept above.

    In a forum a single block is one, too: there it is quoted.
    """
    least = _MIN_QUOTED if is_forum else _MIN_CHARS
    if _count_repeated(texts, is_kept) < least:
        return []
    copies: list[int] = []
    for run in _find_runs(texts, is_kept):
        n_chars = sum(len(texts[index]) for index in run)
        is_passage = len(run) >= _MIN_BLOCKS and n_chars >= _MIN_CHARS
        if is_passage or (is_forum and n_chars >= _MIN_QUOTED):
            copies += run
    return copies


def _count_repeated(texts: Sequence[str], is_kept: Sequence[bool]) -> int:
    """Characters of all blocks that say what a kept block says, without one that says it first."""
    kept = set(compress(texts, is_kept))
    return sum(map(len, filter(kept.__contains__, texts))) - sum(map(len, kept))


def _find_runs(texts: Sequence[str], is_kept: Sequence[bool]) -> Iterator[list[int]]:
    """Runs of blocks that repeat kept blocks in their order; dropped blocks may stand between."""
    originals: dict[str, int] = {}
    run: list[int] = []
    last = -1
    for index, text in enumerate(texts):
        original = originals.get(text)
        if run and (original != last + 1 if original is not None else is_kept[index]):
            yield run
            run = []
        if original is not None:
            run.append(index)
            last = original
        elif is_kept[index]:
            originals[text] = len(originals)
    yield run
