"""How unsure verdicts are: what somebody had best look at first.

A block of the model's is as doubtful as its score is near to where the page's kept and dropped
blocks part. One that a rule or the site's profile decided is as doubtful as the model is of the
other opinion; what the caller wants, what nobody can see and what stands above already is no
matter of opinion. A record is as doubtful as the worst of three: how far from sure the cleaner is
of what it keeps, or that there is nothing to keep; how much of the text stands in doubtful blocks;
and, for half, how unsure the kind of the page is.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.page_kinds import NO_ARTICLE, PageKind, PageVerdict
from cleaner.result import Result
from cleaner.types import CHROME_ROLES, Verdict

_BETWEEN = 0.5
"""Score at which blocks part where a page shows no better."""
_KIND_WEIGHS = 0.5
"""Of a doubt of the page's kind: the text may be right all the same. Chosen by hand."""

_SETTLED = ("option", "markup", "copy")
"""Who decides what is no matter of opinion."""


def find_doubts(verdicts: Sequence[Verdict]) -> list[float]:
    """How doubtful each block is, 0..1."""
    middle = find_middle(verdicts)
    return [_doubt(verdict, middle) for verdict in verdicts]


def find_middle(verdicts: Sequence[Verdict]) -> float:
    """The score, above 0 and below 1, that parts what the model keeps from what it drops."""
    by_model = [verdict for verdict in verdicts if verdict.by.kind == "model"]
    kept = [verdict.score for verdict in by_model if verdict.keep]
    lowest = min(kept, default=1.0)
    dropped = [
        verdict.score
        for verdict in by_model
        if not verdict.keep and verdict.role in CHROME_ROLES and verdict.score <= lowest
    ]
    middle = (lowest + max(dropped)) / 2 if dropped else min(_BETWEEN, lowest / 2)
    return min(0.95, max(0.05, middle))


def rate_record(result: Result, doubts: Sequence[float]) -> float:
    """How doubtful the record is, 0..1; `doubts` are its blocks'."""
    sizes = list(map(len, result.document.visible))
    text = sum(map(float.__mul__, map(float, sizes), doubts)) / (sum(sizes) or 1)
    if result.page.kind in NO_ARTICLE:
        return max(1 - result.page.probability, text)
    return max(1 - result.confidence, text, _KIND_WEIGHS * _doubt_kind(result.page))


def _doubt(verdict: Verdict, middle: float) -> float:
    if verdict.by.kind in _SETTLED:
        return 0.0
    away = (verdict.score - middle) / (1 - middle if verdict.score > middle else middle)
    if verdict.by.kind == "model":
        return 1 - abs(away)
    return max(0.0, -away if verdict.keep else away)


def _doubt_kind(page: PageVerdict) -> float:
    """0 where nothing could tell, as of plain text."""
    return 0.0 if page.kind is PageKind.UNKNOWN else 1 - page.probability
