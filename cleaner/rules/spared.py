"""Where a rule's words tell nothing: in speech and titles, in code, as terms and headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.letters.fold import fold
from cleaner.types import Document, Kind, Mark

_CLOSING = {
    '"': '"',
    "'": "'’",
    "`": "`'",
    "“": '”“"',
    "”": "”",
    "„": '“”"',
    "‟": "”",
    "‘": "’‘'",
    "‚": "‘’'",
    "’": "’",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〞〟",
    "״": "״",
}
"""What may close a quotation that begins so: each language has its own pairs."""
_ARROWS = "»›"
"""Marks that stand before each entry of a menu or a path, too: one at the end, and none between,
may quote."""
_AT_END = ".,;:!?… "
_OPENS_ALONE = frozenset("“„「『《〝")
"""Marks that nothing but a quotation begins with: one may end some paragraphs below."""
_PAIR = 2
_CLOSES_ALONE = frozenset("”」』")
"""Marks that end a quotation that began some paragraphs above, where none of these is before."""
_OPENING_MARKS = frozenset('"“„「『')
_BEFORE_QUOTE = " \t\xa0\u3000\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069>*_-–—·•"
"""Space, and the marks of lists, quotes and emphasis, in front of a quotation."""
_DASHES = frozenset("—–―")
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "।", "”", "»")
_NEAR_TERMS, _MIN_TERMS = 2, 3
"""Lines above and below, and how many of them and the line itself make a list of terms."""
_TERM = re.compile(r"[^\s:：][^:：\n]{0,40}[:：]\s?[^\s/]")
"""The beginning of a list's line that says what a word means."""
_MAX_HEADING_WORDS = 3
"""Words of a heading that an entry of a menu could be, too."""


def is_speech(lines: Sequence[str], index: int) -> bool:
    """Whether the line begins with a quotation, or is one of a dialogue with dashes.

    Arrows are no quotation: « and » say so where both stand in a line, which rules on arrows know.
    """
    return _is_quoted(lines[index]) or _is_dialogue(lines, index)


def is_code(document: Document, index: int) -> bool:
    """Whether all of the block is code."""
    if document.kind[index] is Kind.CODE:
        return True
    if not document.inline:
        return False
    parts = [part for part in document.inline[index] if isinstance(part, Mark) or part.strip()]
    edges = [part.tag if isinstance(part, Mark) else "" for part in (*parts[:1], *parts[-1:])]
    return edges == ["code", "code"] and sum(_opens_code(part) for part in parts) == 1


def is_named(document: Document, index: int) -> bool:
    """Whether the line is of a list of terms, or a short heading of Markdown, in plain text.

    A section is called Contact, or Features, as an entry of a menu is.
    """
    if document.format != "text":
        return False
    if document.kind[index] is Kind.HEADING:
        return len(fold(document.visible[index]).split()) <= _MAX_HEADING_WORDS
    return _is_term(document.visible, index)


def _is_quoted(text: str) -> bool:
    bare = text.strip(_BEFORE_QUOTE)
    first = bare[:1]
    if first not in _CLOSING:
        return bare[-1:] in _CLOSES_ALONE and not _OPENING_MARKS.intersection(bare)
    if first in _ARROWS:
        return (
            bare.rstrip(_AT_END)[1:].endswith(tuple(_CLOSING[first])) and bare.count(first) <= _PAIR
        )
    return first in _OPENS_ALONE or any(mark in bare[1:] for mark in _CLOSING[first])


def _is_dialogue(lines: Sequence[str], index: int) -> bool:
    """Whether the line and one beside it begin with a dash and end as sentences do."""
    if not _is_spoken(lines[index]):
        return False
    beside = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
    return any(map(_is_spoken, beside))


def _is_spoken(line: str) -> bool:
    return line.lstrip()[:1] in _DASHES and line.rstrip().endswith(_SENTENCE_ENDS)


def _is_term(lines: Sequence[str], index: int) -> bool:
    if not _TERM.match(lines[index]):
        return False
    near = lines[max(0, index - _NEAR_TERMS) : index + _NEAR_TERMS + 1]
    return sum(_TERM.match(line) is not None for line in near) >= _MIN_TERMS


def _opens_code(part: object) -> bool:
    return isinstance(part, Mark) and part.tag == "code" and part.opens
