"""Document -> arrays: what the model sees of each block. One list for HTML and plain text.

The list has a version (`FEATURES_VERSION`) and a hash (`features_hash`) that weights carry: a
changed feature needs new weights.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from cleaner.compiled import load
from cleaner.letters.fold import fold_spaces
from cleaner.model import numbers
from cleaner.model.arrays import Floats, Ids, Ints
from cleaner.model.markup import N_ANCESTORS, N_MARKUP_BUCKETS
from cleaner.model.numbers import NUMBERS
from cleaner.model.words import (
    HEAD_CHARS,
    HEAD_WORDS,
    MAX_WHOLE_WORDS,
    N_WORD_BUCKETS,
    TAIL_CHARS,
    TAIL_WORDS,
)
from cleaner.rules import Rule
from cleaner.types import Document

FEATURES_VERSION = "blocks-v5"
"""Name of this list of features: it fixes all numbers in the files beside this one."""
_numbers = load("features") or numbers


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
    return Features(*_numbers.featurize(document, rules, read_text(document)))


def read_text(document: Document) -> Sequence[str]:
    """The blocks' text, each letter with its accents one character; that of dumps without
    indentation and padding, of which those of tables are full.
    """
    text = document.text
    if document.format == "text":
        text = [fold_spaces(line) for line in document.visible]
    return [block if block.isascii() else normalize("NFC", block) for block in text]
