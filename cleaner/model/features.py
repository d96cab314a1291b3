"""Document -> arrays: what the model sees of each block. One list for HTML and plain text.

Everything is computed over flat arrays of all characters, words, blocks or elements of a page at
once. The list has a version (`FEATURES_VERSION`) and a hash (`features_hash`) that weights carry:
a changed feature needs new weights.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from cleaner.rules import Rule
from cleaner.types import Document, Kind, Role

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]

FEATURES_VERSION = "blocks-v1"
N_WORD_BUCKETS = 32_768
N_MARKUP_BUCKETS = 8_192
N_ANCESTORS = 16
"""Elements above a block that are looked at, from the innermost up."""
N_CONTAINERS = 4
"""Ancestors that hold more than the one below, whose totals are features."""
HEAD_CHARS, TAIL_CHARS = 1_600, 400
"""What is read of a longer block."""
HEAD_WORDS, TAIL_WORDS = 24, 8
"""Words of a block that are hashed."""
_MAX_HEAD = 2_000
"""Elements among which <body> is looked for."""
_MAX_WHOLE_WORDS = 6
"""Blocks of up to this many words are hashed as a whole, too."""

ROLES: tuple[Role, ...] = tuple(Role)
_KINDS: tuple[Kind, ...] = tuple(Kind)

# Classes of characters
(_OTHER, _SPACE, _LOWER, _UPPER, _LETTER, _IDEOGRAPH, _DIGIT, _MARK, _END, _COMMA, _QUOTE, _BRACKET,
 _PUNCTUATION, _SYMBOL) = range(14)  # fmt: skip
_N_CLASSES = 14
_ENDS = ".!?…。！？؟۔।"
_COMMAS = ",;:、，；：،؛"
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3040, 0x30FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip
"""Scripts without spaces between words: each character counts as a word."""

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
              TAIL_CHARS, HEAD_WORDS, TAIL_WORDS, _MAX_WHOLE_WORDS)  # fmt: skip
    return hashlib.sha256(repr(listed).encode()).hexdigest()[:16]


def featurize(document: Document, rules: Sequence[Rule | None]) -> Features:
    """The document's features; `rules` has the rule that fired on each block."""
    n_blocks = len(document)
    chars = _read_chars(document.text)
    words = _find_words(chars)
    lengths = np.fromiter(map(len, document.text), np.int64, n_blocks)
    word_ids, word_offsets = _hash_words(words, n_blocks)
    ancestors, markup_ids, markup_offsets = _hash_markup(document)
    text_numbers, is_ended = _text_numbers(document, chars, words, lengths)
    numbers = np.concatenate(
        [
            text_numbers,
            _place_numbers(document, lengths, is_ended),
            _markup_numbers(document, lengths),
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
        ],
        axis=1,
    )
    return Features(
        numbers, word_ids, word_offsets, ancestors, markup_ids, markup_offsets, _page_ids(document)
    )


_KIND_INDEX = {kind: i for i, kind in enumerate(_KINDS)}
_ROLE_INDEX = {role: i for i, role in enumerate(ROLES)}


# -- characters and words ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chars:
    """All characters that are read of a page, block after block with one separator after each."""

    classes: npt.NDArray[np.uint8]
    folded: Hashes
    starts: Ints
    """First character of each block, and one more entry for the end."""


@dataclass(frozen=True, slots=True)
class _Words:
    """All words of a page in order."""

    hashes: Hashes
    block: Ints
    n_chars: Ints
    first_class: npt.NDArray[np.uint8]
    last_class: npt.NDArray[np.uint8]
    starts: Ints
    """First word of each block, and one more entry for the end."""


@cache
def _char_tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Class and folded form (lower case, digits to 0) of each character below 0x10000, then of
    symbols above, of ideographs above.
    """
    classes = np.full(0x10002, _OTHER, np.uint8)
    folded = np.arange(0x10002, dtype=np.uint32)
    by_category = {
        "Zs": _SPACE, "Zl": _SPACE, "Zp": _SPACE, "Ll": _LOWER, "Lu": _UPPER, "Lt": _UPPER,
        "Lo": _LETTER, "Lm": _LETTER, "Nd": _DIGIT, "Mn": _MARK, "Mc": _MARK, "Pi": _QUOTE,
        "Pf": _QUOTE, "Ps": _BRACKET, "Pe": _BRACKET, "Pc": _PUNCTUATION, "Pd": _PUNCTUATION,
        "Po": _PUNCTUATION, "Sm": _SYMBOL, "Sc": _SYMBOL, "Sk": _SYMBOL, "So": _SYMBOL,
        "Nl": _SYMBOL, "No": _SYMBOL,
    }  # fmt: skip
    for code in range(0x10000):
        char = chr(code)
        class_ = by_category.get(unicodedata.category(char), _OTHER)
        classes[code] = class_
        if class_ == _UPPER:
            lower = char.lower()
            folded[code] = ord(lower) if len(lower) == 1 else code
        elif class_ == _DIGIT:
            folded[code] = ord("0")
    for first, last in _UNSPACED:
        spaced = classes[first : last + 1] == _LETTER
        classes[first : last + 1][spaced] = _IDEOGRAPH
    for listed, class_ in ((" \t\n\r", _SPACE), (_ENDS, _END), (_COMMAS, _COMMA), ("\"'", _QUOTE)):
        classes[[ord(char) for char in listed]] = class_
    classes[0x10000], classes[0x10001] = _SYMBOL, _IDEOGRAPH
    return classes, folded


def _read_chars(text: Sequence[str]) -> _Chars:
    read = [
        block if len(block) <= HEAD_CHARS + TAIL_CHARS else block[:HEAD_CHARS] + block[-TAIL_CHARS:]
        for block in text
    ]
    codes = np.frombuffer(("\n".join(read) + "\n").encode("utf-32-le", "replace"), np.uint32)
    if len(codes) and codes.max() >= 0x10000:
        codes = np.where(codes < 0x10000, codes, np.where(codes < 0x20000, 0x10000, 0x10001))
    classes, folded = _char_tables()
    starts = np.zeros(len(read) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, read), np.int64, len(read)) + 1, out=starts[1:])
    return _Chars(classes[codes], folded[codes].astype(np.uint64), starts)


_IS_WORD = np.isin(np.arange(_N_CLASSES), (_LOWER, _UPPER, _LETTER, _DIGIT, _MARK))
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_WORD_POWERS = np.multiply.accumulate(np.full(64, 0x100000001B3, np.uint64))


def _mix(hashes: Hashes) -> Hashes:
    """The hashes with their bits spread, so that any of them can pick a bucket."""
    mixed: Hashes = (hashes ^ (hashes >> np.uint64(29))) * _MULTIPLIER
    mixed ^= mixed >> np.uint64(32)
    return mixed


def _find_words(chars: _Chars) -> _Words:
    is_word = _IS_WORD[chars.classes]
    is_ideograph = chars.classes == _IDEOGRAPH
    is_start = is_word.copy()
    is_start[1:] &= ~is_word[:-1]
    is_start |= is_ideograph
    is_end = is_word.copy()
    is_end[:-1] &= ~is_word[1:]
    is_end |= is_ideograph
    first, last = np.flatnonzero(is_start), np.flatnonzero(is_end)
    in_word = np.flatnonzero(is_word | is_ideograph)
    n_chars = last - first + 1
    starts_in = np.zeros(len(first) + 1, np.int64)
    np.cumsum(n_chars, out=starts_in[1:])
    offset = np.arange(len(in_word)) - np.repeat(starts_in[:-1], n_chars)
    weighted = chars.folded[in_word] * _WORD_POWERS[np.minimum(offset, 63)]
    sums = np.zeros(len(in_word) + 1, np.uint64)
    np.cumsum(weighted, out=sums[1:])
    block = np.searchsorted(chars.starts, first, side="right") - 1
    return _Words(
        _mix(sums[starts_in[1:]] - sums[starts_in[:-1]]),
        block,
        n_chars,
        chars.classes[first],
        chars.classes[last],
        np.searchsorted(block, np.arange(len(chars.starts))),
    )


def _hash_words(words: _Words, n_blocks: int) -> tuple[Ints, Ints]:
    """Bucket of each block's words, word pairs, first and last pair, and of the whole if short."""
    n_words = np.diff(words.starts)
    place = np.arange(len(words.block)) - words.starts[words.block]
    after = n_words[words.block] - place
    read = np.flatnonzero((place < HEAD_WORDS) | (after <= TAIL_WORDS))
    paired = read[after[read] > 1]
    pairs = _mix(
        words.hashes[paired] * np.uint64(3)
        + words.hashes[np.minimum(paired + 1, max(0, len(words.hashes) - 1))]
    )
    has_pair = np.flatnonzero(n_words > 1)
    first_pair = words.starts[has_pair]
    last_pair = words.starts[has_pair + 1] - 2
    short = np.flatnonzero((n_words > 0) & (n_words <= _MAX_WHOLE_WORDS))
    ordered = words.hashes * (place.astype(np.uint64) * np.uint64(2) + np.uint64(5))
    sums = np.zeros(len(ordered) + 1, np.uint64)
    np.cumsum(ordered, out=sums[1:])
    hashes = np.concatenate(
        [
            words.hashes[read],
            pairs,
            _mix(
                words.hashes[first_pair] * np.uint64(7)
                + words.hashes[first_pair + 1 if len(first_pair) else first_pair]
            ),
            _mix(
                words.hashes[last_pair] * np.uint64(11)
                + words.hashes[last_pair + 1 if len(last_pair) else last_pair]
            ),
            _mix(sums[words.starts[short + 1]] - sums[words.starts[short]] + np.uint64(13)),
        ]
    )
    block = np.concatenate([words.block[read], words.block[paired], has_pair, has_pair, short])
    order = np.argsort(block, kind="stable")
    ids = ((hashes[order] >> np.uint64(20)) % np.uint64(N_WORD_BUCKETS)).astype(np.int64)
    return ids, np.searchsorted(block[order], np.arange(n_blocks + 1))


def _text_numbers(
    document: Document, chars: _Chars, words: _Words, lengths: Ints
) -> tuple[Floats, Floats]:
    """Numbers of the blocks' text, and whether each ends as a sentence does."""
    n_blocks = len(lengths)
    counts = _class_counts(chars, n_blocks)
    n_read = np.maximum(1, counts.sum(axis=1) - 1)  # the separator is white space
    counts[:, _SPACE] -= 1
    density = counts / n_read[:, None]
    solid = np.flatnonzero(chars.classes != _SPACE)
    first, last = _first_and_last(chars, solid, n_blocks)
    n_words = np.diff(words.starts).astype(np.float32)
    per_word = np.maximum(1, n_words)

    def share(flags: npt.NDArray[np.bool_]) -> Floats:
        return (np.bincount(words.block[flags], minlength=n_blocks) / per_word).astype(np.float32)

    is_upper_start = words.first_class == _UPPER
    letters = density[:, _LOWER] + density[:, _UPPER] + density[:, _LETTER] + density[:, _IDEOGRAPH]
    is_ended = (last == _END).astype(np.float32)
    title_share, title_cover = _title_overlap(document.title, words, per_word, n_blocks)
    columns = [
        np.log1p(lengths), np.log1p(n_words),
        np.log1p(np.bincount(words.block, words.n_chars, n_blocks) / per_word),
        counts[:, _UPPER] / np.maximum(1, counts[:, _UPPER] + counts[:, _LOWER]), letters,
        density[:, _IDEOGRAPH], density[:, _DIGIT], density[:, _END] * 10, density[:, _COMMA] * 10,
        density[:, _QUOTE] * 10, density[:, _BRACKET] * 10, density[:, _PUNCTUATION] * 10,
        density[:, _SYMBOL] * 10, density[:, _SPACE], np.log1p(counts[:, _END]), is_ended,
        last == _COMMA, (last == _BRACKET) | (last == _QUOTE), first == _UPPER, first == _DIGIT,
        (first == _SYMBOL) | (first == _PUNCTUATION), share(is_upper_start),
        share(is_upper_start & (words.last_class == _UPPER)), share(words.n_chars <= 3),
        share(words.n_chars >= 9), share(words.first_class == _DIGIT), title_share, title_cover,
        np.log1p(_copies(document.text)), _page_word_density(words, per_word, n_blocks),
    ]  # fmt: skip
    return np.stack(columns, axis=1).astype(np.float32), is_ended


def _class_counts(chars: _Chars, n_blocks: int) -> Floats:
    block = np.repeat(np.arange(n_blocks), np.diff(chars.starts))
    cells = np.bincount(block * _N_CLASSES + chars.classes, minlength=n_blocks * _N_CLASSES)
    return cells.reshape(n_blocks, _N_CLASSES).astype(np.float32)


def _first_and_last(
    chars: _Chars, solid: Ints, n_blocks: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Class of the first and the last character of each block that is not white space."""
    if not len(solid):
        nothing = np.full(n_blocks, _OTHER, np.uint8)
        return nothing, nothing
    at = np.searchsorted(solid, chars.starts)
    first = solid[np.minimum(at[:-1], len(solid) - 1)]
    last = solid[np.maximum(at[1:] - 1, 0)]
    return chars.classes[first], chars.classes[last]


def _title_overlap(
    title: str, words: _Words, per_word: Floats, n_blocks: int
) -> tuple[Floats, Floats]:
    """Share of each block's words that <title> has, and of the title's words that the block has."""
    if not title:
        nothing = np.zeros(n_blocks, np.float32)
        return nothing, nothing
    titled = np.unique(_find_words(_read_chars([title])).hashes)
    shared = np.bincount(words.block[np.isin(words.hashes, titled)], minlength=n_blocks)
    cover = np.minimum(1, shared / max(1, len(titled)))
    return (shared / per_word).astype(np.float32), cover.astype(np.float32)


def _copies(text: Sequence[str]) -> Ints:
    """How often each block's text stands on the page besides."""
    seen: dict[str, int] = {}
    for block in text:
        seen[block] = seen.get(block, 0) + 1
    return np.fromiter((seen[block] - 1 for block in text), np.int64, len(text))


def _page_word_density(words: _Words, per_word: Floats, n_blocks: int) -> Floats:
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


def _markup_numbers(document: Document, lengths: Ints) -> Floats:
    n_blocks = len(lengths)
    if document.format == "text":
        return np.column_stack(
            [np.zeros((n_blocks, 3)), np.abs(document.level), np.zeros((n_blocks, 3))]
        ).astype(np.float32)
    links = np.asarray(document.link_chars, np.int64)
    per_char = np.maximum(1, lengths)
    element = np.asarray(document.element, np.int64)
    depth = (_ancestor_rows(document)[1]).sum(axis=1)
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


def _ancestor_rows(document: Document) -> tuple[Ints, Bools]:
    """(n_blocks, N_ANCESTORS) elements from the innermost up, and which of them exist."""
    parent = np.asarray(document.tree.parent, np.int64)
    rows = np.empty((len(document), N_ANCESTORS), np.int64)
    exists = np.empty((len(document), N_ANCESTORS), np.bool_)
    at = np.asarray(document.element, np.int64)
    exists_here = np.ones(len(document), np.bool_)
    for i in range(N_ANCESTORS):
        rows[:, i] = at
        exists[:, i] = exists_here
        exists_here = exists_here & (at != 0)
        at = parent[at]
    return rows, exists


def _hash_markup(document: Document) -> tuple[Ints, Ints, Ints]:
    """The blocks' ancestors as rows of a table of elements, and that table's hashed tokens."""
    if document.format == "text":
        nothing = np.zeros(0, np.int64)
        return np.zeros((len(document), N_ANCESTORS), np.int64), nothing, np.zeros(2, np.int64)
    rows, exists = _ancestor_rows(document)
    used, inverse = np.unique(rows, return_inverse=True)
    tree = document.tree
    ids = [_markup_ids(tree.tag[element], tree.tokens[element]) for element in used.tolist()]
    offsets = np.zeros(len(ids) + 2, np.int64)
    np.cumsum(np.fromiter(map(len, ids), np.int64, len(ids)), out=offsets[1:-1])
    offsets[-1] = offsets[-2]
    flat = np.fromiter((token for element in ids for token in element), np.int64, int(offsets[-1]))
    return np.where(exists, inverse.reshape(rows.shape), len(ids)), flat, offsets


def _page_ids(document: Document) -> Ints:
    """Hashed tokens of the root, of <html> and of <body>."""
    tree = document.tree
    elements = [tree.tag.index(tag, 1) for tag in ("html", "body") if tag in tree.tag[1:_MAX_HEAD]]
    ids = [
        token
        for element in ([0, *elements] if tree.tag else [])
        for token in _markup_ids(tree.tag[element], tree.tokens[element])
    ]
    return np.array(ids, np.int64)


@lru_cache(maxsize=65_536)
def _markup_ids(tag: str, tokens: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(
        zlib.crc32(token.encode("utf-8", "replace")) % N_MARKUP_BUCKETS
        for token in (f"<{tag}", *tokens)
    )


def _container_numbers(document: Document, lengths: Ints, is_ended: Floats) -> Floats:
    """Totals of the ancestors of each block that hold more than the one below them."""
    n_blocks = len(lengths)
    if document.format == "text" or not n_blocks:
        return np.zeros((n_blocks, N_CONTAINERS * len(_CONTAINER_NUMBERS)), np.float32)
    first = np.asarray(document.tree.first, np.int64)
    end = np.maximum(first, np.asarray(document.tree.end, np.int64))
    wider = _wider_ancestors(np.asarray(document.tree.parent, np.int64), first, end)
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


def _wider_ancestors(parent: Ints, first: Ints, end: Ints) -> Ints:
    """Nearest ancestor of each element that holds more blocks than it (the root: itself).

    Chains of elements with the same blocks are jumped over by doubling, so depth costs its log.
    """
    is_same = (first[parent] == first) & (end[parent] == end)
    top = np.where(is_same, parent, np.arange(len(parent)))
    while True:
        jumped = top[top]
        if np.array_equal(jumped, top):
            return parent[top]
        top = jumped


def _one_hot(index: Ints, n_values: int) -> Floats:
    """(n, n_values), a row of zeros where the index is negative."""
    flags = np.zeros((len(index), n_values), np.float32)
    known = np.flatnonzero(index >= 0)
    flags[known, index[known]] = 1
    return flags
