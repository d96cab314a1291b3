"""Where documents begin in a dump: people join those of a day, or of a site, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from cleaner.judge.findings import Findings
from cleaner.model.arrays import Ints
from cleaner.types import CHROME_ROLES, ROLES, Role

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
    is_content = findings.scores.content >= _CONTENT
    lengths = np.fromiter(map(len, findings.document.visible), np.int64, len(findings))
    prose = np.flatnonzero(is_content & (lengths >= _PROSE))
    headlines = np.flatnonzero(findings.scores.roles[:, _HEADLINE] >= _SURE)
    for end, begin in pairwise(prose.tolist()):
        between = np.arange(end + 1, begin)
        own = headlines[(headlines > end) & (headlines < begin)]
        if len(own) and begin - own[0] <= _WITHIN and _is_end(findings, between[between < own[0]]):
            yield int(own[0])


def _is_end(findings: Findings, blocks: Ints) -> bool:
    """Whether the blocks, which hold no prose, end a document."""
    is_chrome = findings.scores.content[blocks] < _CONTENT
    rules = (findings.rules[i] for i in blocks)
    has_rule = any(rule is not None and rule.role in CHROME_ROLES for rule in rules)
    return has_rule and int(is_chrome.sum()) >= _MIN_BETWEEN
