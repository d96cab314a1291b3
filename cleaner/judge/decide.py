"""What is found in a page's blocks, and the caller's wishes -> one verdict a block.

The only place that knows who outranks whom: `ORDER` is asked of each block, the first that says
something decides; then `SECOND_THOUGHTS` may take back what the model keeps. What a role means for
keeping is the caller's choice (`Options.kept_roles`), not the judges'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import compress, pairwise, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from cleaner.judge.copies import find_copies
from cleaner.judge.findings import Findings
from cleaner.judge.headline import find_headline
from cleaner.judge.roles import guess_roles
from cleaner.judge.threshold import Thresholds, block_thresholds
from cleaner.options import Options, compile_patterns
from cleaner.types import CONTENT_ROLES, ROLE_OF_KIND, ROLES, By, Role, Verdict

if TYPE_CHECKING:
    from cleaner.sites.match import Hit

Blocks = Sequence[int]
"""Places of blocks on their page."""
Said = Iterator[tuple[int, Verdict]]
"""Blocks of which a step says something, and what."""

_SURE_HEADLINE = 0.5
"""Probability of being content from which a headline stays though it stands on all pages of its
site, as the title of a column does. Chosen by hand."""
_MAX_REASONS = 10_000
"""Reasons of the model's that are kept for the next pages: few differ, and to write one costs more
than the rest of a verdict."""
_KEEP, _DROP = By("option", "keep"), By("option", "drop")
_MARKUP, _COPY = By("markup"), By("copy")

_as_verdict = partial(tuple.__new__, Verdict)
"""What Verdict._make does, without a step of Python's: a page has hundreds."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The caller's options, with the patterns compiled."""

    options: Options
    roles: Set[Role]
    """Those that stay."""
    keep: Sequence[Any]
    drop: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Context:
    """All that the steps look at; entry i of each column belongs to block i."""

    findings: Findings
    wishes: Wishes
    by_model: By
    scores: Sequence[float]
    """The model's probabilities of being content."""
    thresholds: Thresholds
    """Scores from which blocks are content."""
    roles: Sequence[Role]
    """What blocks are taken for."""
    headline: int | None
    """That of the first document."""

    def judge(self, i: int, role: Role, by: By, reason: str) -> Verdict:
        """The verdict on a block of a role: whether it stays is what the caller wants of those."""
        return Verdict(role, role in self.wishes.roles, self.scores[i], by, reason)

    def hits(self, blocks: Blocks) -> Iterator[tuple[int, Hit]]:
        """What the profile of the page's site says of the blocks."""
        hits = self.findings.hits
        if hits is not None:
            yield from ((i, hit) for i in blocks if (hit := hits[i]) is not None)

    def content_role(self, i: int) -> Role:
        """What the block is if it is content, whatever the model says."""
        role = self.roles[i]
        return role if role in CONTENT_ROLES else ROLE_OF_KIND[self.findings.document.kind[i]]


class Decider:
    """Decides by one set of options; compiles the caller's patterns once."""

    def __init__(self, options: Options) -> None:
        keep = compile_patterns("keep_patterns", options.keep_patterns)
        drop = compile_patterns("drop_patterns", options.drop_patterns)
        self._wishes = Wishes(options, options.kept_roles, keep, drop)

    def decide(self, findings: Findings, starts: Sequence[int] = (0,)) -> tuple[Verdict, ...]:
        """One verdict a block; `starts` are the first blocks of the page's documents.

        Each is weighed by itself: one is clean, another full of chrome.
        """
        if not len(findings):
            return ()
        context = self._weigh(findings, starts)
        verdicts = _ask_all(context)
        for i, reason in _reconsider(context, verdicts).items():
            verdicts[i] = context.judge(i, Role.OTHER, _COPY, reason)
        return tuple(verdicts)

    def _weigh(self, findings: Findings, starts: Sequence[int]) -> Context:
        thresholds: list[Thresholds] = []
        roles: list[Role] = []
        headlines: list[int | None] = []
        for first, end in pairwise([*starts, len(findings)]):
            part = findings if len(starts) == 1 else findings.part(first, end)
            own = block_thresholds(part, self._wishes.options)
            thresholds.append(own)
            roles += guess_roles(part, own, self._wishes.options.mode)
            found = find_headline(part, own)
            headlines.append(None if found is None else first + found)
            if found is not None:
                roles[first + found] = Role.HEADLINE
        by_model = By("model", findings.model)
        scores = findings.scores.content.tolist()
        own = thresholds[0] if len(thresholds) == 1 else np.concatenate(thresholds)
        return Context(findings, self._wishes, by_model, scores, own, roles, headlines[0])


def by_patterns(context: Context, blocks: Blocks) -> Said:
    """Your keep patterns, then your drop patterns."""
    keep, drop = context.wishes.keep, context.wishes.drop
    if not (keep or drop):
        return
    document = context.findings.document
    for i in blocks:
        texts = (document.text[i], document.visible[i])
        if found := _find_pattern(keep, texts):
            yield i, Verdict(context.content_role(i), True, context.scores[i], _KEEP, found)
        elif found := _find_pattern(drop, texts):
            yield i, Verdict(Role.OTHER, False, context.scores[i], _DROP, found)


def _find_pattern(patterns: Sequence[Any], texts: Sequence[str]) -> str | None:
    """The first pattern that is in one of the texts, as a reason."""
    found = (pattern for pattern in patterns if any(map(pattern.search, texts)))
    return next((f"matches {pattern.pattern!r}" for pattern in found), None)


def by_hand(context: Context, blocks: Blocks) -> Said:
    """Lines that a person keeps or drops in the profile of the page's site."""
    for i, hit in context.hits(blocks):
        if hit.by_hand:
            role = context.content_role(i) if hit.keep else hit.role
            yield i, Verdict(role, hit.keep, context.scores[i], hit.by, hit.reason)


def by_sure_rule(context: Context, blocks: Blocks) -> Said:
    """Sure rules."""
    fired = context.findings.fired
    for i in filter(fired.__contains__, blocks):
        if (rule := fired[i]).sure:
            yield i, context.judge(i, rule.role, By("rule", rule.id), rule.why)


def by_markup(context: Context, blocks: Blocks) -> Said:
    """What a page's markup or styles hide from its readers for good, but for its headline."""
    unseen = context.findings.document.unseen
    for i in blocks if unseen else ():
        if unseen[i] and i != context.headline:
            yield i, context.judge(i, Role.HIDDEN, _MARKUP, "hidden from readers")


def by_site(context: Context, blocks: Blocks) -> Said:
    """What was learned of the site, but for a headline of which the model is sure."""
    for i, hit in context.hits(blocks):
        if not (context.roles[i] is Role.HEADLINE and context.scores[i] >= _SURE_HEADLINE):
            yield i, context.judge(i, hit.role, hit.by, hit.reason)


def by_visibility(context: Context, blocks: Blocks) -> Said:
    """What a dump's reader sees nothing of goes: an image, a link's address, front matter."""
    visible = context.findings.document.visible
    if all(map(str.strip, visible)):
        return
    reason = "an image, the address of a link or front matter"
    for i in blocks:
        if not visible[i].strip():
            yield i, context.judge(i, Role.OTHER, _MARKUP, reason)


def by_model(context: Context, blocks: Blocks) -> Said:
    """The model: content from the threshold on, the headline among it, else the chrome it sees."""
    roles, wanted = context.roles, context.wishes.roles
    keeps, reasons = map(wanted.__contains__, roles), _explain_all(context)
    columns = zip(roles, keeps, context.scores, repeat(context.by_model), reasons)
    verdicts = list(map(_as_verdict, columns))
    return zip(blocks, map(verdicts.__getitem__, blocks), strict=True)


def _explain_all(context: Context) -> list[str]:
    """Why the model says of each block what it says."""
    content, roles = context.findings.scores.content, context.roles
    stays = (content >= context.thresholds).tolist()
    shown = content.astype(np.float64).round(2).tolist()
    thresholds = context.thresholds.tolist()
    least = {threshold: f"{threshold:.2f}" for threshold in set(thresholds)}
    reasons = list(map(_explain, shown, map(least.__getitem__, thresholds), stays, roles))
    for i in compress(range(len(stays)), stays):
        if (role := roles[i]) not in CONTENT_ROLES:
            likely = context.findings.scores.roles[i, ROLES.index(role)]
            reasons[i] = f"{role} {likely:.2f}, whether content ({shown[i]:.2f}) or not"
    for i, hint in context.findings.fired.items():
        reasons[i] += f" (hint: {hint.id})"
    return reasons


@lru_cache(_MAX_REASONS)
def _explain(score: float, threshold: str, stays: bool, role: Role) -> str:
    relation = "at least" if stays else "below"
    return f"content {score:.2f}, {relation} {threshold}: {role}"


ORDER: tuple[Callable[[Context, Blocks], Said], ...] = (
    by_patterns,
    by_hand,
    by_sure_rule,
    by_markup,
    by_site,
    by_visibility,
    by_model,
)
"""Who is asked, one after the other; each of the blocks of which those before say nothing."""


def _ask_all(context: Context) -> list[Verdict]:
    verdicts: dict[int, Verdict] = {}
    blocks: Blocks = range(len(context.findings))
    for ask in ORDER:
        before = len(verdicts)
        verdicts.update(ask(context, blocks))
        if len(verdicts) > before:
            blocks = [i for i in blocks if i not in verdicts]
    return [verdicts[i] for i in range(len(verdicts))]


def repeated_headline(context: Context, is_body: Sequence[bool]) -> Mapping[int, str]:
    """The headline's text above the headline goes, as menus and paths have it."""
    if context.headline is None:
        return {}
    text = context.findings.document.text
    headline = text[context.headline].strip()
    above = (i for i in range(context.headline) if text[i].strip() == headline)
    return dict.fromkeys(above, "a copy of the headline below")


def repeated_passages(context: Context, is_body: Sequence[bool]) -> Mapping[int, str]:
    """Passages of a page that stand above already go; in a forum a quoted post does, too."""
    found = find_copies(context.findings.document.text, is_body, context.findings.scores.is_forum)
    return dict.fromkeys(found, "a copy of a passage above")


SECOND_THOUGHTS: tuple[Callable[[Context, Sequence[bool]], Mapping[int, str]], ...] = (
    repeated_headline,
    repeated_passages,
)
"""What takes back, and why, what the model keeps of a page beside its headline."""


def _reconsider(context: Context, verdicts: Sequence[Verdict]) -> Mapping[int, str]:
    """The blocks that are taken back, each with the first reason for it."""
    if context.findings.is_text:
        return {}
    is_body = [verdict.keep and verdict.role is not Role.HEADLINE for verdict in verdicts]
    reasons: dict[int, str] = {}
    for thought in SECOND_THOUGHTS:
        reasons = {**thought(context, is_body), **reasons}
    return {
        i: reason
        for i, reason in reasons.items()
        if is_body[i] and verdicts[i].by is context.by_model
    }
