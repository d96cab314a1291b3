"""What of each line of a dump a reader would see, whatever wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, compress

from cleaner.segment.links import find_links
from cleaner.segment.plain_links import find_plain_links
from cleaner.segment.spans import HIDDEN, LINKED

_IS_SHOWN = bytes(state != HIDDEN for state in range(256))


def read_shown(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    """What is shown of each line, and how many characters of it are linked: () if all is shown.

    Links and images of Markdown (links.py) and of plain text (plain_links.py). Linear in the
    characters.

    >>> read_shown(["![Logo](/logo.png) See [the", "map](/map?id=(1) 'A map')."])
    ([' See the', 'map.'], [3, 3])
    """
    source = "\n".join(lines)
    painted = list(chain(find_links(source), find_plain_links(source)))
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
