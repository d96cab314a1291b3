"""Attributes and fences of Pandoc's Markdown: `[map](/m){.link}`, `# Title {#title}`, `:::`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.segment.text.spans import HIDDEN, Painted

_IN_EVERY = ("{.", "{#", "){")
"""Marks of attributes."""
_BRACES = r"\{(?:[.#]|[a-z]+=)[^{}\n]*\}"
_MARKS = re.compile(
    r"^ {0,3}(?P<code>```|~~~)[\s\S]*?(?:^ {0,3}(?P=code)|\Z)"
    r"|^ {0,3}:::+[ \t]*(?:(?:\{[^{}\n]*\}|[\w-]+)[ \t]*:*)?$"
    rf"|(?<=[\])`]){_BRACES}"
    rf"|(?<=[^\s{{}}] )(?P<title>{_BRACES})[ \t]*$",
    re.MULTILINE,
)
"""Code between fences; a line that begins or ends a division, with what it is; attributes behind a
link, an image, a bracket or code, and those at the end of a heading."""
_HEADING = re.compile(r"#{1,6} ")


def find_pandoc(source: str) -> Iterator[Painted]:
    """What no reader sees of it, but for code."""
    # To look for one letter costs nothing, for two as much as all else.
    if not ("{" in source and any(mark in source for mark in _IN_EVERY)) and ":::" not in source:
        return
    for mark in _MARKS.finditer(source):
        is_text = mark["code"] or (mark["title"] and not _is_in_heading(source, mark.start()))
        if not is_text:
            yield mark.span(), HIDDEN


def _is_in_heading(source: str, at: int) -> bool:
    return _HEADING.match(source, source.rfind("\n", 0, at) + 1) is not None
