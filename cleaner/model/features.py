"""Document -> arrays: what the model sees of each block. One list for HTML and plain text.

Everything is computed over flat arrays of all characters, words, blocks or elements of a page at
once. The list has a version (`FEATURES_VERSION`) and a hash (`features_hash`) that weights carry:
a changed feature needs new weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

import numpy as np

from cleaner.letters.fold import fold_spaces
from cleaner.model.arrays import Column, Floats, Ids, Ints
from cleaner.model.blocks import KINDS, N_CONTAINERS, Blocks, read_blocks
from cleaner.model.candidates import CANDIDATE_NUMBERS, candidate_numbers
from cleaner.model.context import CONTEXT_NUMBERS, PER_LEVEL, context_numbers
from cleaner.model.markup import (
    N_ANCESTORS,
    N_MARKUP_BUCKETS,
    hash_markup,
    page_ids,
)
from cleaner.model.shapes import SHAPE_NUMBERS, shape_numbers
from cleaner.model.text import TEXT_NUMBERS, text_numbers, title_overlap
from cleaner.model.words import (
    HEAD_CHARS,
    HEAD_WORDS,
    MAX_WHOLE_WORDS,
    N_WORD_BUCKETS,
    TAIL_CHARS,
    TAIL_WORDS,
    Chars,
    Words,
    find_words,
    group,
    hash_words,
    read_chars,
)
from cleaner.rules import Rule
from cleaner.types import ROLES, Document

FEATURES_VERSION = "blocks-v5"
"""Name of this list of features: it fixes all numbers in this file and in those beside it."""
_LONG_BLOCK = 100
"""Characters from which a block is long."""
_SHORT_BLOCK = 30
"""Characters below which a block is short."""
_MAX_BLANK = 4
"""Empty lines above which more make no difference."""
_BLANK_AT_END = 1.0
"""Empty lines that the end of a dump counts as."""
_PER_BLANK = 2
"""Empty lines that count as one: there are two at most between paragraphs of most dumps."""

_PLACE_NUMBERS = (
    "position", "log_before", "log_after", "chars_before", "chars_after", "log_blocks",
    "log_page_chars", "length_to_mean", "length_to_longest", "page_long_share", "page_ended_share",
    "page_short_blocks", "blank_before", "blank_after", "page_blank_density", "group_log",
    "is_same_group_before", "is_same_group_after", "is_text",
)  # fmt: skip
_MARKUP_NUMBERS = (
    "link_density", "emphasis_density", "is_hidden", "level", "depth_log", "page_link_density",
    "has_siblings_alike",
)  # fmt: skip
_CONTAINER_NUMBERS = (
    "chars_share", "link_density", "mean_block_log", "blocks_log", "place_inside", "ended_share",
)  # fmt: skip
NUMBERS: tuple[str, ...] = (
    *TEXT_NUMBERS,
    *_PLACE_NUMBERS,
    *_MARKUP_NUMBERS,
    *(f"kind_{kind}" for kind in KINDS),
    *(f"container{i}_{name}" for i in range(N_CONTAINERS) for name in _CONTAINER_NUMBERS),
    "rule_is_sure",
    *(f"rule_{role}" for role in ROLES),
    *CONTEXT_NUMBERS,
    *SHAPE_NUMBERS,
    *CANDIDATE_NUMBERS,
)


@dataclass(frozen=True, slots=True)
class Features:
    """What the model sees of a document of n blocks.

    numbers: (n, len(NUMBERS)) float32, shares in 0..1, counts as log1p.
    word_ids, word_offsets: hashed words of block i are word_ids[word_offsets[i]:word_offsets[i+1]].
    ancestors: (n, N_ANCESTORS) rows of the element table, innermost first; the last row is empty.
    markup_ids, markup_offsets: hashed tokens of each element of that table.
    page_ids: hashed tokens of what the page says of itself, of <html> and <body>.
    """

    numbers: Floats
    word_ids: Ids
    word_offsets: Ints
    ancestors: Ints
    markup_ids: Ints
    markup_offsets: Ints
    page_ids: Ints

    def __len__(self) -> int:
        return len(self.numbers)

    def rows(self, first: int, end: int) -> Features:
        """The features of the blocks from `first` up to, not with, `end`."""
        offsets = self.word_offsets[first : end + 1]
        return replace(
            self,
            numbers=self.numbers[first:end],
            word_ids=self.word_ids[offsets[0] : offsets[-1]],
            word_offsets=offsets - offsets[0],
            ancestors=self.ancestors[first:end],
        )


def features_hash() -> str:
    """Hash of the feature list and its constants, for the card of the weights."""
    listed = (FEATURES_VERSION, NUMBERS, N_WORD_BUCKETS, N_MARKUP_BUCKETS, N_ANCESTORS, HEAD_CHARS,
              TAIL_CHARS, HEAD_WORDS, TAIL_WORDS, MAX_WHOLE_WORDS)  # fmt: skip
    return hashlib.sha256(repr(listed).encode()).hexdigest()[:16]


def featurize(document: Document, rules: Sequence[Rule | None]) -> Features:
    """The document's features; `rules` has the rule that fired on each block."""
    n_blocks = len(document)
    text = _read_text(document)
    blocks = read_blocks(document, text)
    chars = read_chars(text)
    words = find_words(chars)
    word_ids, word_offsets = hash_words(words, n_blocks)
    elements = ancestors, markup_ids, markup_offsets = hash_markup(document.tree, blocks)
    columns = _all_numbers(document, rules, text, chars, words, blocks, elements)
    numbers = _as_table(n_blocks, columns)
    page = page_ids(document.tree)
    return Features(numbers, word_ids, word_offsets, ancestors, markup_ids, markup_offsets, page)


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
    yield from _place_numbers(blocks, _count_blank(document), is_ended)
    yield from _markup_numbers(document, blocks, depth)
    yield from (blocks.kinds == kind for kind in range(len(KINDS)))
    yield from _container_numbers(blocks, is_ended)
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


def _read_text(document: Document) -> Sequence[str]:
    """The blocks' text, each letter with its accents one character; that of dumps without
    indentation and padding, of which those of tables are full.
    """
    text = document.text
    if document.format == "text":
        text = [fold_spaces(line) for line in document.visible]
    return [block if block.isascii() else normalize("NFC", block) for block in text]


# -- place ---------------------------------------------------------------------------------------


def _count_blank(document: Document) -> Floats:
    """Empty lines above each block; -1 above one that begins behind another on its line.

    Those above the first say nothing, and none do where all line ends are double.
    """
    if document.format == "html":
        return np.zeros(len(document), np.float32)
    blank = np.asarray(document.blank_before, np.float32)
    is_joined = np.asarray(document.joined, np.float32)
    between = blank[1:][is_joined[1:] == 0]
    if len(between) and (between % 2 == 1).all():
        blank = np.asarray((blank - 1 + is_joined) / 2, np.float32)
    blank[:1] = 0
    return np.asarray(blank - is_joined, np.float32)


def _place_numbers(blocks: Blocks, blank: Floats, is_ended: Floats) -> Sequence[Column]:
    n_blocks, lengths = len(blocks), blocks.lengths
    before = np.arange(n_blocks)
    total = max(1, int(blocks.chars_until[-1]))
    chars_before = blocks.chars_until[:-1] / total
    blank = np.minimum(blank, _MAX_BLANK)
    blank_after = np.append(blank[1:], _BLANK_AT_END)[:n_blocks]
    is_same = np.zeros(n_blocks + 1, np.bool_)  # as the block before; the ends stand alone
    is_same[1:-1] = blocks.group[1:] == blocks.group[:-1]
    return [
        before / max(1, n_blocks - 1), np.log1p(before), np.log1p(n_blocks - 1 - before),
        chars_before, 1 - chars_before - lengths / total, np.log1p(n_blocks), np.log1p(total),
        np.log1p(lengths / max(1.0, total / max(1, n_blocks))),
        lengths / max(1, int(lengths.max(initial=0))),
        float(lengths[lengths >= _LONG_BLOCK].sum()) / total,
        float((lengths * is_ended).sum()) / total,
        float((lengths < _SHORT_BLOCK).mean()) if n_blocks else 0.0,
        blank / _PER_BLANK, blank_after / _PER_BLANK, float(blank.mean()) if n_blocks else 0.0,
        np.log1p(np.bincount(blocks.group)[blocks.group]), is_same[:-1], is_same[1:],
        blocks.is_text,
    ]  # fmt: skip


# -- markup --------------------------------------------------------------------------------------


def _markup_numbers(document: Document, blocks: Blocks, depth: Ints) -> Sequence[Column]:
    per_char = np.maximum(1, blocks.lengths)
    link_density = blocks.links / per_char
    page_link_density = blocks.links_until[-1] / max(1, blocks.chars_until[-1])
    if blocks.is_text:
        return [link_density, 0.0, 0.0, blocks.level, 0.0, page_link_density, 0.0]
    names = [document.tree.tag[element] for element in document.element]
    tag = {name: i for i, name in enumerate(set(names))}
    tags = np.fromiter(map(tag.__getitem__, names), np.int64, len(blocks))
    siblings, counts = group((blocks.parent[blocks.element] * len(tag) + tags).astype(np.uint64))
    return [
        link_density, np.asarray(document.emphasis_chars, np.int64) / per_char,
        np.asarray(document.hidden, bool), blocks.level / PER_LEVEL, np.log1p(depth),
        page_link_density, np.log1p(counts[siblings] - 1),
    ]  # fmt: skip


def _container_numbers(blocks: Blocks, is_ended: Floats) -> Sequence[Column]:
    """Totals of the elements above each block that hold more than the one below them."""
    if blocks.is_text or not len(blocks):
        return [0.0] * N_CONTAINERS * len(_CONTAINER_NUMBERS)
    chars, links = blocks.chars_until, blocks.links_until
    ended = np.concatenate([[0.0], np.cumsum(blocks.lengths * is_ended)])
    place = np.arange(len(blocks))
    columns: list[Column] = []
    for container in blocks.containers:
        start, stop = blocks.first[container], blocks.end[container]
        n_inside = np.maximum(1, stop - start)
        n_chars = np.maximum(1, chars[stop] - chars[start])
        columns += [
            n_chars / max(1, chars[-1]), (links[stop] - links[start]) / n_chars,
            np.log1p(n_chars / n_inside), np.log1p(n_inside), (place - start) / n_inside,
            (ended[stop] - ended[start]) / n_chars,
        ]  # fmt: skip
    return columns


# -- rules ---------------------------------------------------------------------------------------


def _rule_numbers(rules: Sequence[Rule | None]) -> Sequence[Column]:
    """Whether the rule that fired on each block is sure, and its role."""
    numbers = np.zeros((1 + len(ROLES), len(rules)), np.float32)
    for i, rule in enumerate(rules):
        if rule is not None:
            numbers[0, i] = rule.sure
            numbers[1 + ROLES.index(rule.role), i] = 1
    return list(numbers)
