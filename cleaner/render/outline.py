"""The headings of what is kept: under which of them each block stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.types import Document, Kind, Role, Verdict

_MAX_CHARS = 200
"""Characters of a heading that each block of its section repeats: a record grows with its page."""
_OPENING = re.compile(r"[ \t]*#{1,6}[ \t]+")
_CLOSING = re.compile(r"[ \t]#+[ \t]*$")


class _Heading(NamedTuple):
    level: int
    """1 to 6; 0 for the headline, which stands above all."""
    group: int
    text: str


def find_headings(
    document: Document, verdicts: Sequence[Verdict], starts: Sequence[int] = (0,)
) -> list[tuple[str, ...]]:
    """For each block the kept headings above it, outermost first, cut to 200 characters.

    The headline stands above all others, whatever its level. `starts` are the blocks with which
    documents begin; no heading reaches into the next.
    """
    begins = frozenset(starts)
    paths: list[tuple[str, ...]] = []
    above: list[_Heading] = []
    path: tuple[str, ...] = ()
    for i, verdict in enumerate(verdicts):
        if i in begins:
            above, path = [], ()
        if not _is_heading(document, i, verdict):
            paths.append(path)
            continue
        last = above[-1] if above else None
        heading = _make_heading(document, i, verdict, last)
        above = [other for other in above if other.level < heading.level]
        paths.append(tuple(other.text for other in above))
        above.append(heading)
        path = (*paths[-1], heading.text)
    return paths


def heading_text(document: Document, i: int) -> str:
    """A heading as it is read, without the marks of Markdown around it."""
    text = document.visible[i]
    if document.format == "text" and document.kind[i] is Kind.HEADING:
        # A mark in front is there or, of an underlined one, is none and stays.
        text = _CLOSING.sub("", text[found.end() :]) if (found := _OPENING.match(text)) else text
    return text.strip()


def _is_heading(document: Document, i: int, verdict: Verdict) -> bool:
    return verdict.keep and (verdict.role is Role.HEADLINE or document.kind[i] is Kind.HEADING)


def _make_heading(
    document: Document, i: int, verdict: Verdict, before: _Heading | None
) -> _Heading:
    """The heading, with what stands in its lines above; those parted by a <br> share a group."""
    level = 0 if verdict.role is Role.HEADLINE else max(1, document.level[i])
    text = heading_text(document, i)
    if before is not None and (before.level, before.group) == (level, document.group[i]):
        text = f"{before.text} {text}"
    return _Heading(level, document.group[i], text[:_MAX_CHARS])
