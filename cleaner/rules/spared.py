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
_OPENS_ALONE = frozenset("“„「『《〝")
"""Marks that nothing but a quotation begins with: one may end some paragraphs below."""
_CLOSES_ALONE = "”」』"
"""Marks that end a quotation that began some paragraphs above, where none of these is before."""
_OPENING_MARKS = frozenset('"“„「『')
_BEFORE_QUOTE = " \t\xa0\u3000\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069>*_-–—·•"
"""Space, and the marks of lists, quotes and emphasis, in front of a quotation."""
_DASHES = "—–―"
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", "؟", "।", "”", "»")
_NEAR = 1
"""Lines above and below among which one of speech has another."""
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
    """Whether the block is a term with what it means, or a short heading of a text of Markdown.

    A section is called Contact, or Features, as an entry of a menu is.
    """
    if document.kind[index] is Kind.TERM:
        return True
    if document.format != "text":
        return False
    if document.kind[index] is Kind.HEADING:
        return len(fold(document.visible[index]).split()) <= _MAX_HEADING_WORDS
    return _is_term(document.visible, index)


def _is_quoted(text: str) -> bool:
    bare = text.strip(_BEFORE_QUOTE)
    closing = _CLOSING.get(bare[:1])
    if closing is None:
        return bare[-1:] in tuple(_CLOSES_ALONE) and not _OPENING_MARKS.intersection(bare)
    return bare[0] in _OPENS_ALONE or any(mark in bare[1:] for mark in closing)


def _is_dialogue(lines: Sequence[str], index: int) -> bool:
    """Whether the line and its neighbour begin with a dash and end as sentences do."""
    if not _is_spoken(lines[index]):
        return False
    near = range(max(0, index - _NEAR), min(len(lines), index + 1 + _NEAR))
    return any(_is_spoken(lines[i]) for i in near if i != index)


def _is_spoken(line: str) -> bool:
    return line.lstrip()[:1] in tuple(_DASHES) and line.rstrip().endswith(_SENTENCE_ENDS)


def _is_term(lines: Sequence[str], index: int) -> bool:
    near = range(max(0, index - _NEAR), min(len(lines), index + 1 + _NEAR))
    return sum(_TERM.match(lines[i]) is not None for i in near) > 1 and bool(
        _TERM.match(lines[index])
    )


def _opens_code(part: object) -> bool:
    return isinstance(part, Mark) and part.tag == "code" and part.opens
