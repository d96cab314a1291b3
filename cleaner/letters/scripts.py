"""Which scripts write no spaces between words, and what ends a sentence: one table for all.

The ranges are whole blocks of Unicode, as `Blocks.txt` of its database lists them.
"""

from __future__ import annotations

from collections.abc import Sequence

Ranges = Sequence[tuple[int, int]]
"""First and last code point of each."""

SOUTH_EAST_ASIAN: Ranges = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
"""Thai and Lao, Burmese, Khmer."""
RADICALS: Ranges = ((0x2E80, 0x2FDF),)
KANA: Ranges = ((0x3040, 0x30FF),)
"""With the marks that stand between words and lengthen vowels."""
HAN: Ranges = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
COMPATIBLE_HAN: Ranges = ((0xF900, 0xFAFF),)
"""Ideographs a second time, for other encodings' sake."""
MORE_HAN: Ranges = ((0x20000, 0x323AF),)
"""Rare ideographs of the planes above."""
HANGUL: Ranges = ((0xAC00, 0xD7AF),)
"""Korean has spaces, but not where its particles begin."""
UNSPACED: Ranges = (*SOUTH_EAST_ASIAN, *RADICALS, *KANA, *HAN, *COMPATIBLE_HAN)
"""Scripts without spaces between words: each character counts as a word."""

SPACED_ENDS = ".!?\u2026\u061f\u06d4\u0964"
"""Marks that end a sentence, of scripts that write a space behind them."""
UNSPACED_ENDS = "\u3002\uff01\uff1f"
"""The same of scripts that do not."""
SENTENCE_ENDS = SPACED_ENDS + UNSPACED_ENDS
COMMAS = ",;:\u3001\uff0c\uff1b\uff1a\u060c\u061b"
"""Marks within a sentence."""
NO_TITLE_ENDS = (".", "\u2026", "\u3002", "\u0964", *",;:\uff0c\u060c\u061b")
"""What no headline ends with; questions and exclamations may be headlines."""


def character_class(*ranges: Ranges) -> str:
    r"""What stands between the brackets of a pattern for one of these characters.

    >>> character_class(KANA).encode("unicode_escape").decode()
    '\\u3040-\\u30ff'
    """
    return "".join(f"{chr(first)}-{chr(last)}" for own in ranges for first, last in own)
