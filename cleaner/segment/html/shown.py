"""How browsers show an element: in the line or as a box, and what stands in place of its markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleaner.segment.html.markup import CONTROLS, MARKS, SENTENCES

_AS_BOX = re.compile(
    r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b", re.IGNORECASE
)
_IN_LINE = re.compile(r"(?:^|;)\s*display\s*:\s*(?:inline|contents)\s*(?:;|!|$)", re.IGNORECASE)
_RESTYLED = frozenset({"div", "p", "section", "address"})
"""What is set in the line where its style says so; menus are lists in the line, and stay lists."""

_EMOJI = re.compile(
    "[#*0-9]?[\u00a9\u00ae\u200d\u203c-\u3299\ufe0f\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]+"
)
MAX_EMOJI = 12
"""Characters of a picture's text that stands for the picture in a sentence."""
SOURCES = ("data-src", "src", "data-srcset", "srcset")
"""Attributes that say where a picture is, the first that does before the others."""

_TOOL = re.compile("actions?$|button|copy|dialog|dropdown|menu|modal|popover|share|tip$|tooltip")
"""Names of custom elements that stand even in headings, as `devsite-actions` and `tool-tip` do."""


def restyle(tag: str, is_box: bool, style: str) -> bool:
    """Whether an element with this style begins and ends a block; others do if `is_box`."""
    if not is_box:
        return _AS_BOX.search(style) is not None
    return tag not in _RESTYLED or _IN_LINE.search(style) is None


def _is_tool(tag: str) -> bool:
    """Whether the element is one to press, as its name says."""
    return tag in CONTROLS or ("-" in tag and _TOOL.search(tag) is not None)


def goes_on_in(tag: str, parent: str, text: str) -> bool:
    """Whether the text before an element, "" where it is none of its parent, goes on in it."""
    if not _is_tool(tag):
        return bool(text) or parent in SENTENCES
    if not text or (parent != "p" and parent not in MARKS):
        return False
    last = text.rstrip()[-1:]
    return last.isalnum() or last in ",;'\"“„«([-–—"


def goes_on_behind(tag: str, text: str) -> bool:
    """Whether the text behind an element that begins a block goes on with its sentence."""
    first = text.lstrip()[:1]
    return not _is_tool(tag) or first.islower() or first in ",;.!?'’)”»"


def emoji_of(attributes: Mapping[str, str]) -> str:
    """The text that a small picture stands for, "" where it is a picture."""
    alt = attributes.get("alt", "").strip()
    return alt if 0 < len(alt) <= MAX_EMOJI and _EMOJI.fullmatch(alt) else ""


def image_source(attributes: Mapping[str, str]) -> str:
    """Where a picture is; of several sizes the first."""
    for name in SOURCES:
        if name in attributes and (source := read_source(name, attributes[name])):
            return source
    return ""


def read_source(name: str, said: str) -> str:
    """Where a picture is, as one of its attributes says; "" where that says nothing, or all."""
    source = said.strip()
    if name.endswith("srcset"):
        source = source.partition(" ")[0].rstrip(",")
    return "" if source.startswith("data:") else source
