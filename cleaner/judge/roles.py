"""What each block is taken for: by its form if it is content, else by what it is there for."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from cleaner.judge.findings import Findings
from cleaner.judge.threshold import Thresholds, shift_odds
from cleaner.model.arrays import Floats, Ints
from cleaner.options import MODES, Mode
from cleaner.types import AROUND_ROLES, CONTENT_ROLES, ROLE_OF_KIND, ROLES, Kind, Role

IS_AROUND = np.array([role in AROUND_ROLES for role in ROLES])
"""(len(ROLES),) whether each is a role of what stands around an article."""
_AROUND = np.flatnonzero(IS_AROUND)
_AROUND_COMMENT = _AROUND.tolist().index(ROLES.index(Role.COMMENT))
_NOT_CONTENT = np.array([role not in CONTENT_ROLES for role in ROLES])
_COMMENT = ROLES.index(Role.COMMENT)
_OTHER = ROLES.index(Role.OTHER)
_OF_COMMENTS = (Role.COMMENT, Role.COMMENT_FORM)
"""Roles of what stands above, between and below comments."""

# Headings of journal/2026-11.md are named where the figures are; else a number was chosen by hand.
_AROUND_SURE = 0.6
"""Probability from which a short block is a byline, date, caption or comment, however it scores."""
_AROUND_AGREED = 0.2
"""The same where a rule suspects the same role."""
_AROUND_OUTSIDE = 0.5
"""The same of a block of a dump that is no content: likelier chrome than what belongs to the
article. Pages have learned it from what somebody read."""
_NAME_LIKELY = 0.5
"""Share of what a block of a dump may be if no content, from which its likeliest role names it;
else it is other, of which dumps have learned little."""
_MAX_AROUND_CHARS = 300
"""Characters up to which a block may be one."""
_COMMENT_SURE = 0.8
"""Probability from which a block of a dump is a comment: a dump does not say whether it is a
forum's, whose posts went at 0.6 (comments and teasers made up)."""
_MAX_COMMENT_CHARS = 700
"""Characters up to which it may be one (comments and teasers made up)."""
_ARTICLE_LIKELY = 0.5
"""Probability of the page's being an article up to which comments are its content: posts of a
forum, reviews of a product (pages, decisions)."""
_AT_TOP = (Role.BYLINE, Role.DATE)
"""Roles of what stands beside the headline."""
_MAX_FROM_TOP = 8
"""Blocks from the first of the content that may be a date or a byline."""
_MAX_REPEATED = 3
"""Dates, or bylines, that a text has; more are its headings, as in a chronology."""


def guess_roles(findings: Findings, thresholds: Thresholds, mode: Mode) -> list[Role]:
    """The role of each block; `thresholds` are the scores from which each is content.

    What scores like content has to be surer of standing around it in mode recall.
    """
    sure, agreed, comment_sure = (
        shift_odds(least, max(0.0, -MODES[mode]))
        for least in (_AROUND_SURE, _AROUND_AGREED, _COMMENT_SURE)
    )
    document, roles = findings.document, _roles_of_page(findings)
    is_content = findings.scores.content >= thresholds
    top = _end_of_top(findings, is_content)
    kept, dropped = is_content.nonzero()[0], (~is_content).nonzero()[0]
    guessed = [ROLE_OF_KIND[kind] for kind in document.kind]
    outside = _roles_outside(roles[dropped], is_text=findings.is_text) if len(dropped) else ()
    for i, number in zip(dropped.tolist(), outside, strict=True):
        guessed[i] = ROLES[number]
    for i, rule in findings.fired.items():
        # Of pages the model has learned what hints are worth: 493 of 1,226 names were wrong.
        if (rule.sure or findings.is_text) and not is_content[i]:
            guessed[i] = rule.role
    around, likely = _roles_around(roles[kept], comment_sure if findings.is_text else 0.0)
    near = likely >= agreed
    columns = (column[near].tolist() for column in (kept, around, likely))
    suspected: list[tuple[int, Role]] = []
    for i, number, probability in zip(*columns, strict=True):
        role, hint = ROLES[number], findings.fired.get(i)
        is_sure = probability >= sure or (hint is not None and hint.role is role)
        if is_sure and _may_be_around(findings, i, role):
            suspected.append((i, role))
    times = Counter(role for _, role in suspected)
    for i, role in suspected:
        is_placed = role not in _AT_TOP or i < top
        if is_placed and not _is_repeated(role, times[role], is_text=findings.is_text):
            guessed[i] = role
    return guessed


def _roles_of_page(findings: Findings) -> Floats:
    """(n, len(ROLES)) probabilities, where comments are content on what is likely no article, and
    in a dump in which nothing else speaks of comments.
    """
    is_article = findings.scores.article_probability > _ARTICLE_LIKELY
    if is_article and not (findings.is_text and not _has_comments(findings)):
        return findings.scores.roles
    roles = findings.scores.roles.copy()
    roles[:, _COMMENT] = 0
    return roles


def _has_comments(findings: Findings) -> bool:
    """Whether a rule sees comments, or a form for them."""
    return any(rule.role in _OF_COMMENTS for rule in findings.fired.values())


def _roles_outside(roles: Floats, *, is_text: bool) -> list[int]:
    """The likeliest role of each block, were it no content; of a dump's other where none is."""
    outside = roles * _NOT_CONTENT
    if not is_text:
        likeliest: list[int] = outside.argmax(axis=1).tolist()
        return likeliest
    doubtful = IS_AROUND & (roles < _AROUND_OUTSIDE)
    named = np.where(doubtful, 0, outside)
    is_named = named.max(axis=1) >= _NAME_LIKELY * outside.sum(axis=1)
    found: list[int] = np.where(is_named, named.argmax(axis=1), _OTHER).tolist()
    return found


def _roles_around(roles: Floats, comment_sure: float) -> tuple[Ints, Floats]:
    """The likeliest role around an article of each block, and how likely it is."""
    around = roles[:, _AROUND]
    comments = around[:, _AROUND_COMMENT]
    comments[comments < comment_sure] = 0
    return _AROUND[around.argmax(axis=1)], around.max(axis=1)


def _end_of_top(findings: Findings, is_content: npt.NDArray[np.bool_]) -> int:
    """The end of where a dump has its date and its author: further down they are of what it says.

    A page shows by its markup what belongs to whom.
    """
    if not findings.is_text or not is_content.any():
        return len(findings)
    return int(is_content.argmax()) + _MAX_FROM_TOP


def _may_be_around(findings: Findings, index: int, role: Role) -> bool:
    """Whether the block has the form of what stands around an article."""
    is_comment = findings.is_text and role is Role.COMMENT
    longest = _MAX_COMMENT_CHARS if is_comment else _MAX_AROUND_CHARS
    document = findings.document
    return document.kind[index] is not Kind.HEADING and len(document.visible[index]) <= longest


def _is_repeated(role: Role, n_blocks: int, *, is_text: bool) -> bool:
    """Whether so many blocks run through the whole text, of which they are part, then."""
    runs = role in _AT_TOP or (role is Role.CAPTION and is_text)
    return runs and n_blocks > _MAX_REPEATED
