"""Document -> the table of what is counted and measured of each block: in NumPy.

Everything is computed over flat arrays of all characters, words, blocks or elements of a page at
once. `compiled/features.pyx` does the same in C.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from cleaner.model.arrays import Column, Floats, Ids, Ints
from cleaner.model.blocks import KINDS, N_CONTAINERS, Blocks, read_blocks
from cleaner.model.candidates import CANDIDATE_NUMBERS, candidate_numbers
from cleaner.model.context import CONTEXT_NUMBERS, context_numbers
from cleaner.model.markup import hash_markup, page_ids
from cleaner.model.places import (
    CONTAINER_NUMBERS,
    MARKUP_NUMBERS,
    PLACE_NUMBERS,
    container_numbers,
    count_blank,
    markup_numbers,
    place_numbers,
)
from cleaner.model.shapes import SHAPE_NUMBERS, shape_numbers
from cleaner.model.text import TEXT_NUMBERS, text_numbers, title_overlap
from cleaner.model.words import Chars, Words, find_words, hash_words, read_chars
from cleaner.rules import Rule
from cleaner.types import ROLES, Document

NUMBERS: tuple[str, ...] = (
    *TEXT_NUMBERS,
    *PLACE_NUMBERS,
    *MARKUP_NUMBERS,
    *(f"kind_{kind}" for kind in KINDS),
    *(f"container{i}_{name}" for i in range(N_CONTAINERS) for name in CONTAINER_NUMBERS),
    "rule_is_sure",
    *(f"rule_{role}" for role in ROLES),
    *CONTEXT_NUMBERS,
    *SHAPE_NUMBERS,
    *CANDIDATE_NUMBERS,
)


def featurize(
    document: Document, rules: Sequence[Rule | None], text: Sequence[str]
) -> tuple[Floats, Ids, Ints, Ints, Ints, Ints, Ints]:
    """What `Features` has, in its order; `text` is what is read of each block."""
    n_blocks = len(document)
    blocks = read_blocks(document, text)
    chars = read_chars(text)
    words = find_words(chars)
    elements = hash_markup(document.tree, blocks)
    columns = _all_numbers(document, rules, text, chars, words, blocks, elements)
    numbers = _as_table(n_blocks, columns)
    return numbers, *hash_words(words, n_blocks), *elements, page_ids(document.tree)


def _all_numbers(
    document: Document,
    rules: Sequence[Rule | None],
    text: Sequence[str],
    chars: Chars,
    words: Words,
    blocks: Blocks,
    elements: tuple[Ints, Ints, Ints],
) -> Iterator[Column]:
    """The columns of NUMBERS, some at a time: all together take twice the table."""
    ancestors, _, markup_offsets = elements
    depth = (ancestors < len(markup_offsets) - 2).sum(axis=1)  # the last row stands for none
    # Few dumps have a title beside their text, and none that was learned from.
    overlap = title_overlap("" if blocks.is_text else document.title, words)
    of_text, is_ended, counts = text_numbers(text, chars, words, blocks, overlap)
    yield from of_text
    del of_text
    yield from place_numbers(blocks, count_blank(document), is_ended)
    yield from markup_numbers(document, blocks, depth)
    yield from (blocks.kinds == kind for kind in range(len(KINDS)))
    yield from container_numbers(blocks, is_ended)
    yield from _rule_numbers(rules)
    yield from context_numbers(document.declared, words, blocks, overlap, elements)
    yield from shape_numbers(chars, words)
    yield from candidate_numbers(blocks, counts, is_ended)


def _as_table(n_blocks: int, columns: Iterable[Column]) -> Floats:
    """(n_blocks, len(NUMBERS)) of columns of any type; a number fills its column."""
    table = np.empty((n_blocks, len(NUMBERS)), np.float32)
    for i, column in enumerate(columns):
        table[:, i] = column
    return table


def _rule_numbers(rules: Sequence[Rule | None]) -> Sequence[Column]:
    """Whether the rule that fired on each block is sure, and its role."""
    numbers = np.zeros((1 + len(ROLES), len(rules)), np.float32)
    for i, rule in enumerate(rules):
        if rule is not None:
            numbers[0, i] = rule.sure
            numbers[1 + ROLES.index(rule.role), i] = 1
    return list(numbers)
