"""Which block is the page's headline: by the model, by its place, by what the page is titled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cleaner.about.title import fold_letters, main_parts
from cleaner.judge.findings import Findings
from cleaner.judge.roles import IS_AROUND
from cleaner.letters.scripts import NO_TITLE_ENDS
from cleaner.types import ROLES, Document, Kind, Role

if TYPE_CHECKING:
    from cleaner.rules import Rule

_HEADLINE = ROLES.index(Role.HEADLINE)

# Chosen by hand, on golden cases, but for what journal/2026-11.md (titles, again) compares.
_SURE = 0.35
"""Probability of being the headline from which the best candidate is it."""
_BESIDE_CONTENT = 0.1
"""Added to the probability of being content by which that of being the headline is multiplied: a
headline that the model takes for no content may be the best that there is."""
_TITLED_SURE = 0.05
"""Probability of being content from which the block that <title> names is it: a site's name, which
stands there too, has next to none (titles, again)."""
_OPENING_SURE = 0.35
"""Probability of being content from which the first candidate is it, the model being unsure."""
_OPENING_AROUND = 0.5
"""Probability of being a byline, date or caption from which the first candidate is none."""
_MAX_CHARS = 300
"""Characters above which a block is no headline."""
_LONG_CHARS = 100
"""Characters from which no headline follows a block of the body."""
_AFTER_BODY_BEGINS = 3
"""Blocks from the first content block that may be the headline where no block is long."""


def find_headline(findings: Findings, thresholds: Sequence[float]) -> int | None:
    """The block that is the page's headline, or None: before the article's first long block.

    `thresholds` are the content scores from which each block stays. Of several blocks with the
    headline's text, as menus and paths have them, it is the likeliest content.
    """
    content = findings.scores.content
    is_settled = np.array([rule is not None and rule.sure for rule in findings.rules])
    body = np.flatnonzero((content >= thresholds) & ~is_settled).tolist()
    if not body:
        return None
    candidates = _list_candidates(findings, body)
    found = _find_candidate(findings, body, candidates, thresholds)
    if found is None:
        return None
    visible = findings.document.visible
    text = visible[found].strip()
    alike = (i for i in candidates if visible[i].strip() == text)
    return max(alike, key=lambda i: float(content[i]))


def _find_candidate(
    findings: Findings,
    body: Sequence[int],
    candidates: Sequence[int],
    thresholds: Sequence[float],
) -> int | None:
    """The candidate that is the headline, if any.

    The model's best candidate, if it is sure; else the opening, if it has the form of a headline;
    else what <title> says.
    """
    content, roles = findings.scores.content, findings.scores.roles
    # What looks like content goes before what only stands where headlines do: a menu's last line.
    likely = [float(score) for score in roles[:, _HEADLINE] * (content + _BESIDE_CONTENT)]
    best = max(candidates, key=likely.__getitem__, default=None)
    if best is not None and roles[best, _HEADLINE] >= _SURE:
        return best
    sure = np.minimum(thresholds, _OPENING_SURE)
    opening = next((i for i in candidates if content[i] >= sure[i]), None)
    if opening is not None and roles[opening, IS_AROUND].max() <= _OPENING_AROUND:
        longest = max(len(findings.document.visible[i]) for i in body)
        if _may_open(findings.document, opening, longest):
            return opening
    titled = _find_titled(findings, candidates)
    return max(titled, key=likely.__getitem__, default=None)


def _find_titled(findings: Findings, candidates: Sequence[int]) -> list[int]:
    """The candidates that are what <title> says, but for a section or a site's name beside it."""
    document = findings.document
    titles = main_parts(document.title)
    possible = [i for i in candidates if findings.scores.content[i] >= _TITLED_SURE]
    return [i for i in possible if fold_letters(document.visible[i]) in titles]


def _list_candidates(findings: Findings, body: Sequence[int]) -> list[int]:
    """The blocks up to the first long one of the body that have the form of a headline."""
    document, rules = findings.document, findings.rules
    first_long = next((i for i in body if len(document.visible[i]) >= _LONG_CHARS), None)
    end = body[0] + _AFTER_BODY_BEGINS if first_long is None else first_long + 1
    return [i for i in range(min(end, len(document))) if _may_be_headline(document, i, rules[i])]


def _may_be_headline(document: Document, index: int, rule: Rule | None) -> bool:
    """Whether the block is short and mostly letters, and no rule is against it.

    A hint is not enough against an <h1>.
    """
    text = document.visible[index]
    if len(text) > _MAX_CHARS:
        return False
    is_main = document.kind[index] is Kind.HEADING and document.level[index] == 1
    if rule is not None and (rule.sure or not is_main):
        return False
    return 2 * sum(map(str.isalpha, text)) >= max(1, len("".join(text.split())))


def _may_open(document: Document, index: int, longest: int) -> bool:
    """Whether the first content block has the form of a headline, the model being unsure."""
    text = document.visible[index]
    if len(text) >= longest:
        return False
    if document.format == "html":
        return document.kind[index] is Kind.HEADING
    has_lines_below = list(document.group).count(document.group[index]) > 1
    return not has_lines_below and not text.rstrip().endswith(NO_TITLE_ENDS)
