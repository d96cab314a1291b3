"""Dumps in languages that nobody speaks: what they look like in scripts that no corpus has.

Each word becomes one of another script, the same word the same one on the whole page, and marks
become those of that script. It says nothing, but shows what lines look like there: how many words
they have, that no capital begins a sentence, that no space stands between words. Of other alphabets
with capitals `fit.py` gives an idea, at less cost.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from cleaner.model.arrays import Bools
from cleaner.model.features import Features
from cleaner.model.words import N_WORD_BUCKETS
from cleaner.types import Document

_RUN = re.compile(r"\S+")
_ADDRESS = re.compile(r"\S(?:://|@|\.\w+/)\S")
"""What tells an address, which stays as it is, from words."""
_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"[,.!?;:](?!\S)")
"""A mark at the end of a word."""
_GAP = re.compile(r"(?<=[^\x00-\u0dff]) (?=[^\x00-\u0dff])")
"""A space between two letters or marks of a script without spaces."""
_MAX_SHORT = 3
"""Letters of the longest word that is taken for one of grammar."""


@dataclass(frozen=True)
class Script:
    """How words are written: `letters`, the frequent ones first, and those of short words.

    `length` is how many stand for each letter of the original.
    """

    letters: Sequence[str]
    short: Sequence[str]
    length: float
    marks: Mapping[str, str]
    is_spaced: bool = True


def _range(first: str, last: str) -> tuple[str, ...]:
    return tuple(map(chr, range(ord(first), ord(last) + 1)))


_FULL_WIDTH = {",": "，", ".": "。", "!": "！", "?": "？", ";": "；", ":": "："}
_HAN = _range("一", "姿")
_HANGUL = _range("가", "럿")
_KANA = _range("あ", "ん")
_KANJI = _range("ア", "ン") * 4 + _HAN
_THAI = _range("ก", "ฮ") + _range("ะ", "ู") * 2
_ARABIC = _range("ا", "غ") + _range("ف", "ي")
_DEVANAGARI = tuple(a + b for a in _range("क", "ह") for b in ("", "", "ा", "ि", "े", "ो", "ी"))
SCRIPTS = (
    Script(_HAN, _HAN[:200], 0.33, _FULL_WIDTH, is_spaced=False),
    Script(_KANJI, _KANA, 0.45, {**_FULL_WIDTH, ",": "、"}, is_spaced=False),
    Script(_THAI, _THAI, 1.0, {",": " ", ".": " "}, is_spaced=False),
    Script(_ARABIC, _ARABIC, 0.8, {",": "،", "?": "؟", ";": "؛"}),
    Script(_range("א", "ת"), _range("א", "ת"), 0.75, {}),
    Script(_DEVANAGARI, _DEVANAGARI, 0.6, {".": "।"}),
    Script(_HANGUL, _HANGUL[:300], 0.45, {}),
)


def in_foreign_script(document: Document, generator: np.random.Generator) -> Document:
    """The dump in one of the scripts, which is drawn; as large a share of each line is linked."""
    script = SCRIPTS[generator.integers(len(SCRIPTS))]
    write = _writer(script, int(generator.integers(1 << 31)))
    shown = [write(text) for text in document.visible]
    linked = zip(document.link_chars, document.visible, shown, strict=bool(document.link_chars))
    return replace(
        document,
        text=shown,
        visible=shown,
        link_chars=[round(n * len(new) / max(1, len(old))) for n, old, new in linked],
    )


def _writer(script: Script, seed: int) -> Callable[[str], str]:
    """What writes a text in the script, equal words alike."""
    spell = cache(lambda word: _spell(word, script, seed))

    def write_run(run: re.Match[str]) -> str:
        is_address = _ADDRESS.search(run[0])
        return run[0] if is_address else _WORD.sub(lambda word: spell(word[0]), run[0])

    def write(text: str) -> str:
        text = _RUN.sub(write_run, text)
        text = _MARK.sub(lambda found: script.marks.get(found[0], found[0]), text)
        return text if script.is_spaced else _GAP.sub("", text)

    return write


def _spell(word: str, script: Script, seed: int) -> str:
    """The word in the script; what has signs in it that are no letters stays."""
    if not word.isalpha():
        return word
    letters = script.short if len(word) <= _MAX_SHORT else script.letters
    generator = random.Random(f"{seed} {word.lower()}")
    n_letters = max(1, round(len(word) * script.length))
    return "".join(letters[int(generator.random() ** 2 * len(letters))] for _ in range(n_letters))


def disguise_words(features: Features, spared: Bools, generator: np.random.Generator) -> Features:
    """The same features of words that mean nothing, but for those of the blocks that are spared.

    Words of a language that was never seen fall on buckets that others have taught. What the
    lines look like has to be enough then. Equal words stay equal: i -> a * i + b with an odd a
    is one to one, since the number of buckets is a power of two.
    """
    a, b = 2 * int(generator.integers(N_WORD_BUCKETS // 2)) + 1, generator.integers(N_WORD_BUCKETS)
    disguised = (features.word_ids * a + b) % N_WORD_BUCKETS
    is_spared = np.repeat(spared, np.diff(features.word_offsets))
    return replace(features, word_ids=np.where(is_spared, features.word_ids, disguised))
