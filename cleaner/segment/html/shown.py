"""How browsers show an element: in the line or as a box, and what stands in place of its markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleaner.segment.html.markup import BOXES, HEADINGS

_AS_BOX = re.compile(
    r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b", re.IGNORECASE
)
_IN_LINE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:inline|contents)\s*(?:;|!|$)", re.IGNORECASE)
_RESTYLED = frozenset({"div", "p", "section", "address"})
"""What is set in the line where its style says so; menus are lists in the line, and stay lists."""

_EMOJI_CLASS = re.compile(r"emoji|emoticon|smil(?:ey|ie)", re.IGNORECASE)
_EMOJI = re.compile(
    "[#*0-9]?[\u00a9\u00ae\u200d\u203c-\u3299\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)
_MAX_EMOJI = 12
"""Characters of a picture's text that stands for the picture in a sentence."""

_QUOTES = {
    "de": "„“‚‘", "cs": "„“‚‘", "da": "“”‘’", "es": "«»“”", "fr": "«»«»", "it": "«»“”",
    "ja": "「」『』", "no": "«»‘’", "nb": "«»‘’", "pl": "„”«»", "pt": "“”‘’", "ru": "«»„“",
    "uk": "«»„“", "sv": "””’’", "fi": "””’’", "zh": "“”‘’",
}  # fmt: skip
"""Marks of <q> and of one within it, by language, as browsers have them from Unicode's CLDR."""
_ENGLISH = "“”‘’"


def restyle(tag: str, is_box: bool, style: str) -> bool:
    """Whether an element with this style begins and ends a block; others do if `is_box`."""
    if not is_box:
        return _AS_BOX.search(style) is not None
    return tag not in _RESTYLED or _IN_LINE.search(style) is None


def is_sentence_before(text: str, parent: str) -> bool:
    """Whether the text before a box, in the same parent, goes on with it, as in "Press [OK]"."""
    last = text.rstrip()[-1:]
    return bool(last) and parent not in HEADINGS and (last.isalnum() or last in ",;'\"“„«([-–—")


def is_sentence_behind(tag: str, text: str) -> bool:
    """Whether the text behind a box that begins a block goes on with its sentence."""
    first = text.lstrip()[:1]
    return tag not in BOXES or first.islower() or first in ",;.!?'’)”»"


def emoji_of(attributes: Mapping[str, str]) -> str:
    """The text that a small picture stands for, "" where it is a picture."""
    alt = attributes.get("alt", "").strip()
    if not alt or len(alt) > _MAX_EMOJI:
        return ""
    if _EMOJI.fullmatch(alt) or _EMOJI_CLASS.search(attributes.get("class", "")):
        return alt
    return ""


def image_source(attributes: Mapping[str, str]) -> str:
    """Where a picture is; of several sizes the first."""
    for name in ("data-src", "src", "data-srcset", "srcset"):
        source = attributes.get(name, "").strip()
        if name.endswith("srcset"):
            source = source.partition(" ")[0].rstrip(",")
        if source and not source.startswith("data:"):
            return source
    return ""


def quotation_marks(language: str, depth: int) -> tuple[str, str]:
    """The opening and the closing mark of a <q> within `depth` others."""
    marks = _QUOTES.get(language.partition("-")[0].partition("_")[0], _ENGLISH)
    return (marks[2], marks[3]) if depth % 2 else (marks[0], marks[1])
