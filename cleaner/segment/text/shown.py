"""What of each line of a dump a reader would see, whatever wrote it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import chain, compress

from cleaner.segment.text.links import find_links
from cleaner.segment.text.pandoc import find_pandoc
from cleaner.segment.text.plain_links import find_plain_links
from cleaner.segment.text.spans import HIDDEN, LINKED

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_MIN_ENTITIES = 3
"""Entities of a dump from which whoever stripped its tags left them; a few it may be about."""
_IS_SHOWN = bytes(state != HIDDEN for state in range(256))


def read_shown(lines: Sequence[str], source: str) -> tuple[Sequence[str], Sequence[int]]:
    """What is shown of each line, and how many characters of it are linked: () if none anywhere.

    Links and images of Markdown (links.py) and of plain text (plain_links.py), attributes and
    fences of Pandoc (pandoc.py), and the characters
    that entities stand for. `source` is all lines. Linear in the characters.

    >>> lines = ["![Logo](/logo.png) See [the", "map](/map?id=(1) 'A map')."]
    >>> read_shown(lines, "\\n".join(lines))
    ([' See the', 'map.'], [3, 3])
    """
    shown, link_chars = _read_links(lines, source)
    if "&" in source and len(_ENTITY.findall(source)) >= _MIN_ENTITIES:
        shown = [_ENTITY.sub(_character, line) if "&" in line else line for line in shown]
        link_chars = [min(n, len(line)) for n, line in zip(link_chars, shown, strict=False)]
    return shown, link_chars


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def _read_links(lines: Sequence[str], source: str) -> tuple[Sequence[str], Sequence[int]]:
    painted = list(chain(find_links(source), find_plain_links(source), find_pandoc(source)))
    if not painted:
        return lines, ()
    states = bytearray(len(source))
    for (start, end), state in painted:
        states[start:end] = bytes((state,)) * (end - start)
    shown, link_chars = [], []
    start = 0
    for line in lines:
        own = states[start : start + len(line)]
        start += len(line) + 1
        shown.append("".join(compress(line, own.translate(_IS_SHOWN))) if any(own) else line)
        link_chars.append(own.count(LINKED))
    return shown, link_chars
