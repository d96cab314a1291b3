"""Document -> arrays: what the model sees of each block. One list for HTML and plain text.

Everything is computed over flat arrays of all characters, words, blocks or elements of a page at
once. The list has a version (`FEATURES_VERSION`) and a hash (`features_hash`) that weights carry:
a changed feature needs new weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.model.arrays import Floats, Ints
from cleaner.model.context import CONTEXT_NUMBERS, context_numbers
from cleaner.model.markup import (
    N_ANCESTORS,
    N_MARKUP_BUCKETS,
    hash_markup,
    page_ids,
    wider_ancestors,
)
from cleaner.model.words import (
    BRACKET,
    COMMA,
    DIGIT,
    END,
    HEAD_CHARS,
    HEAD_WORDS,
    IDEOGRAPH,
    LETTER,
    LOWER,
    MAX_WHOLE_WORDS,
    N_CLASSES,
    N_WORD_BUCKETS,
    OTHER,
    PUNCTUATION,
    QUOTE,
    SPACE,
    SYMBOL,
    TAIL_CHARS,
    TAIL_WORDS,
    UPPER,
    Chars,
    Words,
    find_words,
    hash_words,
    read_chars,
)
from cleaner.rules import Rule
from cleaner.types import Document, Kind, Role

FEATURES_VERSION = "blocks-v2"
N_CONTAINERS = 4
"""Ancestors that hold more than the one below, whose totals are features."""
ROLES: tuple[Role, ...] = tuple(Role)
_KINDS: tuple[Kind, ...] = tuple(Kind)

_TEXT_NUMBERS = (
    "log_chars", "log_words", "word_length", "upper_density", "letter_density", "ideograph_density",
    "digit_density", "end_density", "comma_density", "quote_density", "bracket_density",
    "punctuation_density", "symbol_density", "space_density", "sentences_log", "ends_sentence",
    "ends_comma", "ends_bracket_or_quote", "starts_upper", "starts_digit", "starts_symbol",
    "title_case_density", "upper_word_density", "short_word_density", "long_word_density",
    "digit_word_density", "words_of_title", "title_in_block", "copies_log", "page_word_density",
)  # fmt: skip
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
    *_TEXT_NUMBERS,
    *_PLACE_NUMBERS,
    *_MARKUP_NUMBERS,
    *(f"kind_{kind}" for kind in _KINDS),
    *(f"container{i}_{name}" for i in range(N_CONTAINERS) for name in _CONTAINER_NUMBERS),
    "rule_is_sure",
    *(f"rule_{role}" for role in ROLES),
    *CONTEXT_NUMBERS,
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
    word_ids: Ints
    word_offsets: Ints
    ancestors: Ints
    markup_ids: Ints
    markup_offsets: Ints
    page_ids: Ints


def features_hash() -> str:
    """Hash of the feature list and its constants, for the card of the weights."""
    listed = (FEATURES_VERSION, NUMBERS, N_WORD_BUCKETS, N_MARKUP_BUCKETS, N_ANCESTORS, HEAD_CHARS,
              TAIL_CHARS, HEAD_WORDS, TAIL_WORDS, MAX_WHOLE_WORDS)  # fmt: skip
    return hashlib.sha256(repr(listed).encode()).hexdigest()[:16]


def featurize(document: Document, rules: Sequence[Rule | None]) -> Features:
    """The document's features; `rules` has the rule that fired on each block."""
    n_blocks = len(document)
    text = _fold_spaces(document)
    chars = read_chars(text)
    words = find_words(chars)
    lengths = np.fromiter(map(len, text), np.int64, n_blocks)
    word_ids, word_offsets = hash_words(words, n_blocks)
    ancestors, markup_ids, markup_offsets = hash_markup(document)
    depth = (ancestors < len(markup_offsets) - 2).sum(axis=1)  # the last row stands for none
    title_overlap = _title_overlap(document.title, words, n_blocks)
    text_numbers, is_ended = _text_numbers(text, chars, words, lengths, title_overlap)
    elements = ancestors, markup_ids, markup_offsets
    numbers = np.concatenate(
        [
            text_numbers,
            _place_numbers(document, lengths, is_ended),
            _markup_numbers(document, lengths, depth),
            _one_hot(
                np.array([_KIND_INDEX[kind] for kind in document.kind], np.int64), len(_KINDS)
            ),
            _container_numbers(document, lengths, is_ended),
            np.array([[rule is not None and rule.sure] for rule in rules], np.float32).reshape(
                -1, 1
            ),
            _one_hot(
                np.array([_ROLE_INDEX[rule.role] if rule else -1 for rule in rules], np.int64),
                len(ROLES),
            ),
            context_numbers(document, words, lengths, title_overlap, elements),
        ],
        axis=1,
    )
    return Features(
        numbers, word_ids, word_offsets, ancestors, markup_ids, markup_offsets, page_ids(document)
    )


def _fold_spaces(document: Document) -> Sequence[str]:
    """The blocks' text without indentation and padding: dumps of tables are full of both."""
    if document.format == "html":
        return document.text
    return [" ".join(line.split()) for line in document.text]


_KIND_INDEX = {kind: i for i, kind in enumerate(_KINDS)}
_ROLE_INDEX = {role: i for i, role in enumerate(ROLES)}


def _text_numbers(
    text: Sequence[str],
    chars: Chars,
    words: Words,
    lengths: Ints,
    title_overlap: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Numbers of the blocks' text, and whether each ends as a sentence does."""
    n_blocks = len(lengths)
    counts = _class_counts(chars, n_blocks)
    n_read = np.maximum(1, counts.sum(axis=1) - 1)  # the separator is white space
    counts[:, SPACE] -= 1
    density = counts / n_read[:, None]
    solid = np.flatnonzero(chars.classes != SPACE)
    first, last = _first_and_last(chars, solid, n_blocks)
    n_words = np.diff(words.starts).astype(np.float32)
    per_word = np.maximum(1, n_words)

    def share(flags: npt.NDArray[np.bool_]) -> Floats:
        n_flagged = np.bincount(words.block[flags], minlength=n_blocks)
        return np.asarray(n_flagged / per_word, np.float32)

    is_upper_start = words.first_class == UPPER
    letters = density[:, LOWER] + density[:, UPPER] + density[:, LETTER] + density[:, IDEOGRAPH]
    is_ended = (last == END).astype(np.float32)
    columns = [
        np.log1p(lengths), np.log1p(n_words),
        np.log1p(np.bincount(words.block, words.n_chars, n_blocks) / per_word),
        counts[:, UPPER] / np.maximum(1, counts[:, UPPER] + counts[:, LOWER]), letters,
        density[:, IDEOGRAPH], density[:, DIGIT], density[:, END] * 10, density[:, COMMA] * 10,
        density[:, QUOTE] * 10, density[:, BRACKET] * 10, density[:, PUNCTUATION] * 10,
        density[:, SYMBOL] * 10, density[:, SPACE], np.log1p(counts[:, END]), is_ended,
        last == COMMA, (last == BRACKET) | (last == QUOTE), first == UPPER, first == DIGIT,
        (first == SYMBOL) | (first == PUNCTUATION), share(is_upper_start),
        share(is_upper_start & (words.last_class == UPPER)), share(words.n_chars <= 3),
        share(words.n_chars >= 9), share(words.first_class == DIGIT), *title_overlap,
        np.log1p(_copies(text)), _page_word_density(words, per_word, n_blocks),
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32), is_ended


def _class_counts(chars: Chars, n_blocks: int) -> Floats:
    block = np.repeat(np.arange(n_blocks), np.diff(chars.starts))
    cells = np.bincount(block * N_CLASSES + chars.classes, minlength=n_blocks * N_CLASSES)
    return cells.reshape(n_blocks, N_CLASSES).astype(np.float32)


def _first_and_last(
    chars: Chars, solid: Ints, n_blocks: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Class of the first and the last character of each block that is not white space."""
    if not len(solid):
        nothing = np.full(n_blocks, OTHER, np.uint8)
        return nothing, nothing
    at = np.searchsorted(solid, chars.starts)
    first = solid[np.minimum(at[:-1], len(solid) - 1)]
    last = solid[np.maximum(at[1:] - 1, 0)]
    return chars.classes[first], chars.classes[last]


def _title_overlap(title: str, words: Words, n_blocks: int) -> tuple[Floats, Floats]:
    """Share of each block's words that <title> has, and of the title's words that the block has."""
    if not title:
        nothing = np.zeros(n_blocks, np.float32)
        return nothing, nothing
    titled = np.unique(find_words(read_chars([title])).hashes)
    shared = np.bincount(words.block[np.isin(words.hashes, titled)], minlength=n_blocks)
    cover = np.minimum(1, shared / max(1, len(titled)))
    share = shared / np.maximum(1, np.diff(words.starts))
    return share.astype(np.float32), cover.astype(np.float32)


def _copies(text: Sequence[str]) -> Ints:
    """How often each block's text stands on the page besides."""
    seen: dict[str, int] = {}
    for block in text:
        seen[block] = seen.get(block, 0) + 1
    return np.fromiter((seen[block] - 1 for block in text), np.int64, len(text))


def _page_word_density(words: Words, per_word: Floats, n_blocks: int) -> Floats:
    """Share of each block's words that are among the page's most frequent tenth.

    The function words of any language are there, without a list of them.
    """
    if not len(words.hashes):
        return np.zeros(n_blocks, np.float32)
    _, inverse, counts = np.unique(words.hashes, return_inverse=True, return_counts=True)
    frequent = counts[inverse] >= max(4, 0.005 * len(words.hashes))
    return (np.bincount(words.block[frequent], minlength=n_blocks) / per_word).astype(np.float32)


# -- place ---------------------------------------------------------------------------------------


def _place_numbers(document: Document, lengths: Ints, is_ended: Floats) -> Floats:
    n_blocks = len(lengths)
    ones = np.ones(n_blocks)
    before = np.arange(n_blocks)
    total = max(1, int(lengths.sum()))
    chars_before = (np.cumsum(lengths) - lengths) / total
    is_long = lengths >= 100
    is_text = document.format == "text"
    blank = np.asarray(document.blank_before if is_text else np.zeros(n_blocks), np.float32)
    blank_after = np.append(blank[1:], 1.0) if n_blocks else blank
    group = np.asarray(document.group, np.int64)
    is_same = group[1:] == group[:-1]
    group_sizes = np.bincount(group, minlength=1)[group] if n_blocks else group
    columns = [
        before / max(1, n_blocks - 1), np.log1p(before), np.log1p(n_blocks - 1 - before),
        chars_before, 1 - chars_before - lengths / total, ones * np.log1p(n_blocks),
        ones * np.log1p(total), np.log1p(lengths / max(1.0, total / max(1, n_blocks))),
        lengths / max(1, int(lengths.max(initial=0))),
        ones * float(lengths[is_long].sum()) / total,
        ones * float((lengths * is_ended).sum()) / total,
        ones * (float((lengths < 30).mean()) if n_blocks else 0.0),
        np.minimum(blank, 4) / 2, np.minimum(blank_after, 4) / 2,
        ones * (float(np.minimum(blank, 4).mean()) if n_blocks else 0.0), np.log1p(group_sizes),
        np.append(False, is_same)[:n_blocks], np.append(is_same, False)[:n_blocks], ones * is_text,
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


# -- markup --------------------------------------------------------------------------------------


def _markup_numbers(document: Document, lengths: Ints, depth: Ints) -> Floats:
    n_blocks = len(lengths)
    if document.format == "text":
        return np.column_stack(
            [np.zeros((n_blocks, 3)), np.abs(document.level), np.zeros((n_blocks, 3))]
        ).astype(np.float32)
    links = np.asarray(document.link_chars, np.int64)
    per_char = np.maximum(1, lengths)
    element = np.asarray(document.element, np.int64)
    tag = {name: i for i, name in enumerate(set(document.tree.tag))}
    tags = np.fromiter((tag[name] for name in document.tree.tag), np.int64, len(document.tree.tag))
    parent = np.asarray(document.tree.parent, np.int64)
    alike = parent[element] * len(tag) + tags[element]
    _, inverse, counts = np.unique(alike, return_inverse=True, return_counts=True)
    columns = [
        links / per_char, np.asarray(document.emphasis_chars, np.int64) / per_char,
        np.asarray(document.hidden, bool), np.abs(np.asarray(document.level, np.int64)) / 3,
        np.log1p(depth), np.full(n_blocks, links.sum() / max(1, lengths.sum())),
        np.log1p(counts[inverse] - 1),
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _container_numbers(document: Document, lengths: Ints, is_ended: Floats) -> Floats:
    """Totals of the ancestors of each block that hold more than the one below them."""
    n_blocks = len(lengths)
    if document.format == "text" or not n_blocks:
        return np.zeros((n_blocks, N_CONTAINERS * len(_CONTAINER_NUMBERS)), np.float32)
    first = np.asarray(document.tree.first, np.int64)
    end = np.maximum(first, np.asarray(document.tree.end, np.int64))
    wider = wider_ancestors(np.asarray(document.tree.parent, np.int64), first, end)
    chars = np.concatenate([[0], np.cumsum(lengths)])
    links = np.concatenate([[0], np.cumsum(np.asarray(document.link_chars, np.int64))])
    ended = np.concatenate([[0.0], np.cumsum(lengths * is_ended)])
    at = np.asarray(document.element, np.int64)
    place = np.arange(n_blocks)
    columns = []
    for _ in range(N_CONTAINERS):
        at = wider[at]
        start, stop = first[at], end[at]
        n_inside = np.maximum(1, stop - start)
        n_chars = np.maximum(1, chars[stop] - chars[start])
        columns += [
            n_chars / max(1, chars[-1]), (links[stop] - links[start]) / n_chars,
            np.log1p(n_chars / n_inside), np.log1p(n_inside), (place - start) / n_inside,
            (ended[stop] - ended[start]) / n_chars,
        ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32)


def _one_hot(index: Ints, n_values: int) -> Floats:
    """(n, n_values), a row of zeros where the index is negative."""
    flags = np.zeros((len(index), n_values), np.float32)
    known = np.flatnonzero(index >= 0)
    flags[known, index[known]] = 1
    return flags
