"""Where documents begin in a dump: people join those of a day, or of a site, in one file."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from cleaner.judge.findings import Findings
from cleaner.types import ROLES, Role

_HEADLINE = ROLES.index(Role.HEADLINE)

# Chosen by hand, on dumps joined from those of corpora: journal/2026-11.md, do no harm.
_SURE = 0.35
"""Probability of being a headline from which a block may begin a document."""
_CONTENT = 0.5
"""Probability of being content from which a block is taken for it here."""
_PROSE = 60
"""Characters of the shortest block of prose."""
_WITHIN = 8
"""Blocks below a headline within which its document's prose begins."""
_MIN_BETWEEN = 3
"""Blocks that are no content between two documents, at least; a rule sees one of them."""


def find_documents(findings: Findings) -> list[int]:
    """The first block of each document that the page holds; a page of HTML is one.

    A document begins where behind the prose of another and what ends it, as a footer does, a
    headline has prose below.
    """
    starts = [0]
    if findings.is_text:
        starts += _find_later(findings)
    return starts


def _find_later(findings: Findings) -> Iterator[int]:
    """The first blocks of the documents behind the first."""
    if not findings.chrome:
        return
    is_content = findings.scores.content >= _CONTENT
    prose = np.flatnonzero(is_content & (findings.sizes >= _PROSE))
    headlines = np.flatnonzero(findings.scores.roles[:, _HEADLINE] >= _SURE).tolist()
    for end, begin in pairwise(prose.tolist()):
        first = bisect(headlines, end)
        if first == len(headlines):
            return
        start = headlines[first]
        if start < begin <= start + _WITHIN and _is_end(findings, range(end + 1, start)):
            yield start


def _is_end(findings: Findings, blocks: range) -> bool:
    """Whether the blocks, which hold no prose, end a document."""
    if not any(i in findings.chrome for i in blocks):
        return False
    is_chrome = findings.scores.content[blocks.start : blocks.stop] < _CONTENT
    return int(is_chrome.sum()) >= _MIN_BETWEEN
