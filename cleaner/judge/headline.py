"""Which block is the page's headline: by the model, by its place, by what the page is titled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from cleaner.about.title import fold_letters, main_parts
from cleaner.judge.findings import Findings
from cleaner.judge.roles import IS_AROUND
from cleaner.judge.threshold import Thresholds
from cleaner.letters.scripts import NO_TITLE_ENDS
from cleaner.types import ROLES, Document, Kind, Role

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


def find_headline(findings: Findings, thresholds: Thresholds) -> int | None:
    """The block that is the page's headline, or None: before the article's first long block.

    `thresholds` are the content scores from which each block stays. Of several blocks with the
    headline's text, as menus and paths have them, it is the likeliest content.
    """
    content = findings.scores.content
    is_settled = [i for i, rule in findings.fired.items() if rule.sure]
    is_body = content >= thresholds
    is_body[is_settled] = False
    body = is_body.nonzero()[0].tolist()
    if not body:
        return None
    candidates = _Candidates(findings, _end_of_head(findings.document, body))
    found = _find_candidate(findings, body, candidates, thresholds)
    if found is None:
        return None
    visible = findings.document.visible
    text = visible[found].strip()
    shown = map(str.strip, visible[: len(candidates.blocks)])
    alike = candidates.among(i for i, other in enumerate(shown) if other == text)
    return max(alike, key=lambda i: float(content[i]))


def _find_candidate(
    findings: Findings,
    body: Sequence[int],
    candidates: _Candidates,
    thresholds: Thresholds,
) -> int | None:
    """The candidate that is the headline, if any.

    The model's best candidate, if it is sure; else the opening, if it has the form of a headline;
    else what <title> says.
    """
    content, roles = findings.scores.content, findings.scores.roles
    # What looks like content goes before what only stands where headlines do: a menu's last line.
    likely = (roles[:, _HEADLINE] * (content + _BESIDE_CONTENT))[: len(candidates.blocks)]
    best = candidates.first((-likely).argsort(kind="stable").tolist())
    if best is not None and roles[best, _HEADLINE] >= _SURE:
        return best
    head = slice(len(candidates.blocks))
    may_open = content[head] >= np.minimum(thresholds[head], _OPENING_SURE)
    opening = candidates.first(may_open.nonzero()[0].tolist())
    if opening is not None and roles[opening, IS_AROUND].max() <= _OPENING_AROUND:
        longest = int(findings.sizes[body].max())
        if _may_open(findings.document, opening, longest):
            return opening
    titled = candidates.among(_find_titled(findings, candidates.blocks))
    return max(titled, key=likely.__getitem__, default=None)


def _find_titled(findings: Findings, blocks: range) -> Iterator[int]:
    """Those of the blocks that are what <title> says, but for a section or a site's name."""
    document = findings.document
    titles = main_parts(document.title)
    likely = findings.scores.content[: len(blocks)] >= _TITLED_SURE
    possible = likely.nonzero()[0].tolist() if titles else ()
    return (i for i in possible if fold_letters(document.visible[i]) in titles)


def _end_of_head(document: Document, body: Sequence[int]) -> int:
    """The end of the blocks up to the first long one of the body."""
    first_long = next((i for i in body if len(document.visible[i]) >= _LONG_CHARS), None)
    end = body[0] + _AFTER_BODY_BEGINS if first_long is None else first_long + 1
    return min(end, len(document))


class _Candidates:
    """The blocks that have the form of a headline: looked at where somebody asks."""

    def __init__(self, findings: Findings, end: int) -> None:
        self._document, self._fired = findings.document, findings.fired
        self.blocks = range(end)

    def among(self, blocks: Iterable[int]) -> Iterator[int]:
        """Those that are among the blocks."""
        return filter(self._is_one, blocks)

    def first(self, blocks: Iterable[int]) -> int | None:
        """The first of them."""
        return next(self.among(blocks), None)

    def _is_one(self, block: int) -> bool:
        """Whether the block is short and mostly letters, and no rule is against it.

        A hint is not enough against an <h1>.
        """
        document, rule = self._document, self._fired.get(block)
        text = document.visible[block]
        if len(text) > _MAX_CHARS:
            return False
        is_main = document.kind[block] is Kind.HEADING and document.level[block] == 1
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
