"""The form in which rules see a block: case, quotes, dashes and decoration do not matter."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable

from cleaner import compiled

OPENING = "([（【［〔「『"
CLOSING = ")]）】］〕」』"
KEPT_AT_EDGES = frozenset(OPENING + CLOSING + "{}%#@©$€£¥₽₹&")
"""Marks that carry meaning: brackets, amounts, hashtags, handles. `{` is a phrase's placeholder."""

_HASH = "#"
UNFINISHED = frozenset(OPENING + _HASH)
"""What a folded text begins with of which more may go."""
ASCII_EDGES = "".join(c for c in string.punctuation if c not in KEPT_AT_EDGES) + " "


PLAIN_LETTERS = {"ı": "i"} | dict(zip("άέήίόύώΐΰ", "αεηιουωϊϋ", strict=True))
"""Letters that capitals do not tell apart: Turkish I, and Greek, whose capitals lose accents."""


def _plain_forms() -> dict[str, str]:
    """What a character becomes after casefolding."""
    table = dict.fromkeys("\u00ad\u061c\u180e\u20e3\ufeff", "")
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFE00, 0xFE0F)):
        table |= dict.fromkeys(map(chr, range(first, last + 1)), "")
    table |= {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("“”„‟″", '"')
    table |= dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
    # Casefold leaves a combining dot on the Turkish capital İ.
    return table | PLAIN_LETTERS | {"\u0307": ""}


PLAIN_FORMS = _plain_forms()
_FORMED = re.compile(f"[{re.escape(''.join(PLAIN_FORMS))}]")


def fold_spaces(text: str) -> str:
    """The text with runs of white space made one space, and none at its ends."""
    # Most blocks have nothing to fold. All white space but the space counts as not printable.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def fold(text: str, keeps_case: bool = False) -> str:
    """The text casefolded, white space folded, quotes, dashes and full width made plain.

    Zero-width characters and soft hyphens go, as do punctuation, symbols, emoji and icons at
    both ends, and a pair of brackets around the whole. `keeps_case` leaves capitals alone. Linear
    in the text's length.
    """
    if text.isascii():
        folded = text if keeps_case else text.lower()
        if "  " in folded or not folded.isprintable():
            folded = " ".join(folded.split())
        folded = folded.strip(ASCII_EDGES)
        if folded[:1] not in UNFINISHED:
            return folded
    else:
        # Not NFKC: it would turn "10²" into "102" and "½" into three characters.
        whole = unicodedata.normalize("NFC", text)
        whole = whole if keeps_case else whole.casefold()
        # A search for the few that change is five times faster than str.translate.
        plain = _FORMED.sub(lambda found: PLAIN_FORMS[found[0]], whole)
        folded = _strip_edges(fold_spaces(plain))
    if folded.startswith(_HASH):
        # A heading of a markdown dump; the mark stays on a hashtag.
        bare = folded.lstrip(_HASH)
        folded = _strip(bare) if bare.startswith(" ") else folded
    return _unwrap(folded)


def fold_lines(texts: Iterable[str]) -> list[bytes]:
    """Each text folded, in UTF-8; lone surrogates, which that has not, come out as "?"."""
    return _fold_lines(texts)


def _fold_in_python(texts: Iterable[str]) -> list[bytes]:
    return [fold(text).encode("utf-8", "replace") for text in texts]


def is_edge(char: str) -> bool:
    """Whether a character at an end of the text is decoration."""
    if char.isalnum() or char in KEPT_AT_EDGES:
        return False
    category = unicodedata.category(char)
    return category[0] in "PSZC"


def _strip(text: str) -> str:
    return text.strip(ASCII_EDGES) if text.isascii() else _strip_edges(text)


def _strip_edges(text: str) -> str:
    start, end = 0, len(text)
    while start < end and (is_edge(text[start]) or unicodedata.combining(text[start])):
        start += 1
    while start < end and is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _unwrap(text: str) -> str:
    """The text without one pair of brackets around the whole of it."""
    kind = OPENING.find(text[:1]) if text else -1
    if kind < 0 or text[-1] != CLOSING[kind]:
        return text
    inner = text[1:-1]
    if any(bracket in inner for bracket in OPENING + CLOSING):
        return text
    return _strip(inner)


_compiled = compiled.load("fold")
_fold_lines: Callable[[Iterable[str]], list[bytes]] = (
    _compiled.fold_lines if _compiled else _fold_in_python
)
