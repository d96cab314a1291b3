"""Characters that nobody sees, and which of them a script needs.

They split words, hide one text in another (tags, U+E0000 on, spell ASCII) or turn its order round.
What stays: joiners of scripts whose letters they join, and of emoji; word ends of scripts without
spaces; what marks the direction of a text that has letters from right to left; variations of the
character before; the flags of England, Scotland and Wales.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape

import re2

from cleaner import compiled
from cleaner.letters.misread import MISREAD, Span, find_misread, read_again, replace_spans
from cleaner.letters.scripts import HAN, MORE_HAN, SOUTH_EAST_ASIAN, character_class

_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"
_OVERRIDES = "\u202d\u202e"
"""They show a text back to front."""
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0000-\U000e007f"
_OTHERS = "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff"
"""Soft hyphens, what is of no width, invisible operators."""
ANY = f"{_DIRECTIONS}{_OVERRIDES}{_JOINERS}{_SELECTORS}{_TAGS}{_OTHERS}"

_RIGHT_TO_LEFT = re2.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_JOINED = (
    "\u0600-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1aff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
)
"""Arabic, the scripts of India, Tibetan, Burmese, Khmer, Mongolian and their kin."""
_EMOJI = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_HAN = character_class(HAN, MORE_HAN)
_SPACELESS = character_class(SOUTH_EAST_ASIAN)
_NEEDED = (
    f"(?<=[{_JOINED}])[{_JOINERS}]"
    f"|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}])"
    f"|(?<=[{_SPACELESS}])\u200b(?=[{_SPACELESS}])"
    f"|(?<=[{_HAN}])[\U000e0100-\U000e01ef]"
    f"|(?<=[^\\s{ANY}])[\ufe00-\ufe0f]"
    "|(?<=\U0001f3f4)[\U000e0061-\U000e007a\U000e0030-\U000e0039]{3,6}\U000e007f"
)
_INVISIBLE = re.compile(f"(?P<needed>{_NEEDED})|(?P<direction>[{_DIRECTIONS}])|[{ANY}]")
_DIRECTION = re.compile(f"[{_DIRECTIONS}]")
_RUN = re2.compile(f"[{ANY}]+|[{MISREAD}]")
"""Ten times as fast as to try `_INVISIBLE` at each character."""
ENTITIES = (
    "shy", "ZeroWidthSpace", "zwj", "zwnj", "lrm", "rlm", "NoBreak", "InvisibleComma",
    "InvisibleTimes", "ApplyFunction",
)  # fmt: skip
"""Names of such characters in HTML."""
ENTITY = re.compile(
    rf"&(?:{'|'.join(ENTITIES)}"
    r"|#0*(?:129|14[134]|157|173|1564|6158|820[3-7]|823[4-8]|8(?:28[89]|29\d|30[0-3])|65279"
    r"|917(?:5\d\d|6[0-3]\d|7[6-9]\d|[89]\d\d))"
    r"|#[xX]0*(?:8[1dDfF]|9[0dD]|[aA][dD]|61[cC]|180[eE]|200[b-fB-F]|202[a-eA-E]|206\d|206[a-fA-F]|[fF][eE][fF]{2}"
    r"|[eE]0[01][0-9a-fA-F]{2}));"
)


def remove_invisible(
    text: str, is_html: bool = False, utf8: bytes | None = None
) -> tuple[str, int]:
    """The text without characters that nobody sees, and how many they were.

    Of HTML those go, too, that are written as entities. Text that was read in a wrong encoding,
    as controls in it tell, is read again. Linear in the text's length. `utf8` is that of the text,
    where it is at hand; the text itself comes back where nothing is to be done.

    >>> remove_invisible("tem\u00adper\u200bate")
    ('temperate', 2)
    """
    clean, n_invisible, _ = read_visible(text, is_html, utf8)
    return clean, n_invisible


def read_visible(
    text: str, is_html: bool = False, utf8: bytes | None = None
) -> tuple[str, int, bytes | None]:
    """What `remove_invisible` returns, and the UTF-8 of that text, where it is at hand."""
    if is_html and _has_entities(text, utf8):
        text, utf8 = ENTITY.sub(lambda found: unescape(found[0]), text), None
    if text.isascii():
        return text, 0, utf8
    places: list[Span] = []
    runs = _find_runs(text, utf8, places)
    if not runs:
        return text, 0, utf8
    if any(text[start] <= "\x9f" for start, _ in runs):
        text, utf8 = read_again(text, partial(_find_misread, utf8=utf8)), None
        runs = _find_runs(text)
    has_marks = any(_DIRECTION.search(text, *run) for run in runs)
    has_directions = has_marks and _RIGHT_TO_LEFT.search(text) is not None
    needed = ["".join(_find_needed(text, run, has_directions)) for run in runs]
    clean = "".join(replace_spans(text, runs, needed))
    if utf8 is not None and places:
        utf8 = b"".join(replace_spans(memoryview(utf8), places, [kept.encode() for kept in needed]))
    else:
        utf8 = None
    return clean, len(text) - len(clean), utf8


def _find_in_python(
    text: str, utf8: bytes | None = None, places: list[Span] | None = None
) -> list[Span]:
    """Where each run of what nobody sees, or was misread, begins and ends.

    Where it was compiled, `places` gets what that is in the UTF-8.
    """
    return [found.span() for found in _RUN.finditer(text)]


def _has_entities_in_python(text: str, utf8: bytes | None = None) -> bool:
    """Whether such a character is written as an entity."""
    return ENTITY.search(text) is not None


_compiled = compiled.load("invisible")
_has_entities: Callable[..., bool] = (
    _compiled.has_entities if _compiled else _has_entities_in_python
)
_find_runs: Callable[..., list[Span]] = _compiled.find_runs if _compiled else _find_in_python
_find_misread: Callable[..., list[Span]] = _compiled.find_misread if _compiled else find_misread


def _find_needed(text: str, run: Span, has_directions: bool) -> Iterator[str]:
    """What stays of a run of such characters."""
    at, end = run
    while at < end and (found := _INVISIBLE.match(text, at)) is not None:
        if found["needed"] or (has_directions and found["direction"]):
            yield found[0]
        at = found.end()
