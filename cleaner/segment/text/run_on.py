"""Lines that hold several blocks, since whoever took the markup away put nothing between them.

Glued: "PolicyTerms of UseThe ferry sailed.Share this", the text of all elements as it is. Flat: all
of a page on one line with spaces between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice, pairwise
from typing import Any

import re2

from cleaner.letters.scripts import (
    COMPATIBLE_HAN,
    MORE_HAN,
    SOUTH_EAST_ASIAN,
    SPACED_ENDS,
    UNSPACED_ENDS,
    character_class,
)

_CASED = [chr(code) for end in ((0x41, 0x590), (0x1E00, 0x2000)) for code in range(*end)]
_UPPER = re.escape("".join(filter(str.isupper, _CASED)))
_LOWER = re.escape("".join(filter(str.islower, _CASED)))
_UNCASED = "\u05d0-\u05ea\u0620-\u065f\u066e-\u06d3\u0900-\u0963\u0971-\u0dff"
"""Letters of scripts without capitals that write a space behind a sentence."""
_OPENING, _CLOSING = "\"'\u201c\u2018\u00ab\u201e(\\[", "\"'\u201d\u2019\u00bb)\\]"
_MARKS = {mark: re.compile(rf"{re.escape(mark)}(?!\s)") for mark in SPACED_ENDS}
"""Each mark with something right behind it: one that is looked for alone is found at a glance."""
_GLUED_SENTENCE = re.compile(
    rf"[{SPACED_ENDS}](?!\s)"
    rf"(?:(?<=[{_LOWER}][{_LOWER})].)[{_CLOSING}]?"
    rf"(?=[{_OPENING}]?[{_UPPER}](?:[{_LOWER}]|[ ][{_LOWER}]))"
    rf"|(?<=[{_UNCASED}].)(?=[{_UNCASED}]))"
)
_MIN_GLUED = 2
"""Sentences of a dump with the next block's capital right behind; one is a slip."""
_PROSE = re.compile(r"[^\s.(){}=<>/\\] [^\s.(){}=<>/\\]+\Z")
_MAX_WORD = 40
"""How a sentence ends, two words, and the characters in which the last is looked for."""
_CODE = re.compile(r"\w\(|\w_\w|::|[;{}]$", re.MULTILINE)
"""Marks of programs, whose `assert.Equal` looks glued."""
_MIN_FLAT = 1_000
"""Characters of a line that is more than one paragraph, if line ends mean nothing."""
_MAX_CHARS = 5_000_000
"""Characters of a longer dump, which is no page's."""
_MIN_INSIDE = 0.25
"""Share of a dump's lines that begin within a sentence, if its line ends mean nothing."""
_UNSPACED = character_class(SOUTH_EAST_ASIAN, ((0x2E80, 0xA4CF),), COMPATIBLE_HAN, MORE_HAN)
"""Scripts that write no spaces between words, with their punctuation and with Yi."""
_SENTENCE = re.compile(
    rf"[{SPACED_ENDS}][{_CLOSING}]{{0,2}}\s+(?=[{_OPENING}]?[^\W{_LOWER}_])"
    rf"|[{UNSPACED_ENDS}][\u300d\u300f\u201d\uff09]?\s*"
    rf"|(?<=[{_UNSPACED}])\s+|(?<!\s)\s+(?=[{_UNSPACED}])|(?<=\S)\s{{2,}}"
)
"""What ends a sentence; spaces where a script has none between words; several, once line ends."""
_ESCAPED = re.compile(r"(?:\\[nrt](?![a-z]))+")
"""Line ends that were escaped and never read as such; `\\nu` is no line end."""
_WORD = re.compile(r"\S+\s*")
_MAX_SHORT, _MIN_PIECE = 20_000, 60
"""Pieces of a dump above which it is no page's, and characters that each then has at least: a piece
costs as much memory as a thousand characters, and a line of single letters is nobody's text."""
_LONG, _WINDOW, _MAX_WINDOW = 40, 7, 12
"""Words of a sentence that is more than one; of its parts, up to the next capital, and at most."""


def cut_lines(lines: Sequence[str], source: str) -> Mapping[int, Sequence[str]]:
    """The pieces of each line that holds several blocks, by its place; joined they are the line.

    `source` is all lines.

    >>> lines = ["JavaScript", "It sailed.Then it rained.MoreSailing"]
    >>> cut_lines(lines, "\\n".join(lines))
    {1: ['It sailed.', 'Then it rained.', 'More', 'Sailing']}
    """
    if len(source) > _MAX_CHARS:
        return {}
    is_glued = _is_glued(source)
    is_flat = max(map(len, lines)) >= _MIN_FLAT and _is_flat(lines)
    if not is_glued and not is_flat:
        return {}
    pieces: dict[int, Sequence[str]] = {}
    for row, line in enumerate(lines):
        cut = list(_cut_glued(line)) if is_glued else [line]
        if is_flat and len(line) >= _MIN_FLAT:
            cut = _join_blank(part for piece in cut for part in _cut_flat(piece))
        if len(cut) > 1:
            pieces[row] = cut
    if sum(map(len, pieces.values())) > _MAX_SHORT:
        return {row: list(_join_short(cut)) for row, cut in pieces.items()}
    return pieces


def _join_blank(pieces: Iterable[str]) -> list[str]:
    """The pieces, those of spaces alone with what stands before them, or behind at the start."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not (piece.strip() and joined[-1].strip()):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _join_short(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces, short ones with what follows them."""
    joined = ""
    for piece in pieces:
        joined += piece
        if len(joined) >= _MIN_PIECE:
            yield joined
            joined = ""
    if joined:
        yield joined


def show_piece(piece: str) -> str:
    """What a reader sees of a piece.

    >>> show_piece("The ferry sailed.\\\\n\\\\n")
    'The ferry sailed. '
    """
    return _ESCAPED.sub(" ", piece) if "\\" in piece else piece


@cache
def _glued_ends() -> Any:
    """What all of `_GLUED_SENTENCE` is, and little else: few dumps have any, as is seen at once."""
    return re2.compile(
        rf"[{_LOWER})][{SPACED_ENDS}][{_CLOSING}]?[{_OPENING}]?[{_UPPER}]"
        rf"|[{_UNCASED}][{SPACED_ENDS}][{_UNCASED}]"
    )


def _is_glued(source: str) -> bool:
    """Whether more sentences than chance would have it have no space behind them, and no program
    is the reason.
    """
    if not _glued_ends().search(source):
        return False
    marks = (mark.finditer(source) for end, mark in _MARKS.items() if end in source)
    ends = (found.start() for found in chain.from_iterable(marks))
    n_sentences = sum(
        _GLUED_SENTENCE.match(source, end) is not None
        and _PROSE.search(source[max(0, end - _MAX_WORD) : end]) is not None
        for end in ends
    )
    if n_sentences < _MIN_GLUED:
        return False
    return sum(1 for _ in islice(_CODE.finditer(source), n_sentences)) < n_sentences


def _is_flat(lines: Sequence[str]) -> bool:
    """Whether all stands on one line, or is cut at ends of lines that nobody would see."""
    others = lines[1:-1] if not lines[-1] else lines[1:]
    if "" in others:
        return False
    starts = [line.lstrip()[:1] for line in others]
    return all(starts) and sum(map(str.islower, starts)) >= _MIN_INSIDE * len(starts)


def _cut_glued(line: str) -> Iterator[str]:
    sentences = {end.end() for end in _GLUED_SENTENCE.finditer(line)}
    words = {end.end() for end in _glued_words().finditer(line)}
    is_glued = sentences or len(words) > 1  # a lone one may be a name: JavaScript
    return _parts(line, sorted(sentences | words) if is_glued else [])


@cache
def _glued_words() -> re.Pattern[str]:
    """Ends of words with a capital right behind; few dumps pay for compiling it."""
    return re.compile(
        rf"(?<=[{_UPPER}{_LOWER}])[{_LOWER}](?=[{_UPPER}][{_LOWER}])"
        rf"|(?<= )[{_UPPER}](?=[{_UPPER}][{_LOWER}][{_LOWER}])"
        rf"|(?<=[{_LOWER}])[{_LOWER}](?=[{_UPPER}][{_UPPER}])"
        rf"|(?<=\d)\d(?=[{_UPPER}][{_LOWER}][{_LOWER}])|[)\]](?=[{_UPPER}][{_LOWER}])"
    )


def _cut_flat(line: str) -> Iterator[str]:
    ends = {end.end() for mark in (_SENTENCE, _ESCAPED) for end in mark.finditer(line)}
    for sentence in _parts(line, sorted(ends)):
        if sentence.count(" ") < _LONG:
            yield sentence
        else:
            yield from _parts(sentence, list(_window_ends(sentence)))


def _window_ends(sentence: str) -> Iterator[int]:
    """Where to cut what is too long for a sentence: before a capital if one comes in time."""
    n_words = 0
    for word in _WORD.finditer(sentence):
        if n_words >= _MAX_WINDOW or (n_words >= _WINDOW and not word[0][0].islower()):
            yield word.start()
            n_words = 0
        n_words += 1


def _parts(line: str, ends: Sequence[int]) -> Iterator[str]:
    places = [0, *ends, len(line)]
    return (line[start:end] for start, end in pairwise(places) if start < end)
