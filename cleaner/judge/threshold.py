"""The probability of being content from which a block stays: a page's own, and each block's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.judge.findings import Findings
from cleaner.judge.passages import find_apart
from cleaner.model.arrays import Floats
from cleaner.options import MODES, Options
from cleaner.types import Document, Kind

if TYPE_CHECKING:
    from cleaner.rules import Rule

Thresholds = npt.NDArray[np.float64]
"""(n,) for each block the probability of being content from which it stays."""

# Headings of journal/2026-11.md are named where the figures are; else a number was chosen by hand.
_ARTICLE_SHIFT = 0.2
"""Added to the threshold of a page that is surely an article (pages, decisions)."""
_OTHER_SHIFT = -0.05
"""Added to the threshold of a page that is surely none (pages, decisions)."""
_LOWEST_HTML = 0.25
"""Lowest threshold of a page: one whose best blocks are unlikely to be an article may have none
(pages, decisions)."""
_CLEAN = 0.95
"""Share of a dump's characters that are expected to be content from which it is clean (comments,
repetition, and what stands far above)."""
_MESSY = 0.6
"""The same share, up to which a dump is messy (comments, repetition...)."""
_CLEAN_THRESHOLD = 0.1
"""Threshold of a clean dump (dumps, a threshold of the dump's own)."""
_MESSY_SHARE = 0.6
"""Share of the threshold of the best F1 that holds for a messy dump: to lose is worse (dumps,
passages that stand apart; lines that hold several blocks)."""
_RUN_ON_MESSY = 0.7
"""Share expected to be content below which a dump whose lines were run together is messy though no
rule says so: phrases are cut, too (lines that hold several blocks)."""
_CLEAN_RULES = 1
"""Blocks of chrome, as `_count_chrome` counts, from which the model may speak against any block
(dumps, when the model may speak)."""
_MESSY_RULES = 2
"""Blocks of chrome from which a dump can be messy (comments, repetition...)."""
_HINT_RULES = 2
"""Blocks of chrome in a dump from which hints count in full."""
_HINT_THRESHOLD = 0.6
"""Probability of being content from which a block stays in which a rule suspects chrome."""
_HINT_COUNTS = 0.5
"""Blocks of chrome that a hint counts for, a sure rule being one; a lone hint is no evidence
(dumps, when the model may speak)."""
_APART_THRESHOLD = 0.65
"""Probability of being content from which a block of a passage stays that stands apart from a
dump's article (dumps, passages that stand apart)."""
_BETWEEN_THRESHOLD = 0.35
"""Probability of being content from which a program or a row of a table stays between other blocks
that stay (more corpora under one judgement)."""
_ROW_THRESHOLD = 0.25
"""Probability of being content from which a row stays in a table most of which stays."""
_MOST_OF_TABLE = 0.7
"""Share of a table's characters from which that is most of it: of a fold of WCXB-dev's 74 tables
of three rows and more 5 had rows that went while so much stayed; all of these are in the gold."""
_NEAR = 2
"""Elements around the block above a program, of which the outermost holds that below, too."""


def block_thresholds(findings: Findings, options: Options) -> Thresholds:
    """The threshold of each block: where a rule suspects chrome, or a passage stands apart, the
    model has to be for it, and not against it where a program stands in prose, or a row in a table
    most of which stays.

    One that the caller gives holds for all blocks.
    """
    if _given_threshold(findings, options) is not None:
        return np.full(len(findings), page_threshold(findings, options))
    thresholds = _choose_by_block(findings, options)
    if findings.is_text and findings.chrome:
        # Passages are the same in all modes, so that what a stricter one keeps others keep, too.
        usual = thresholds
        if options.mode != "balanced":
            usual = _choose_by_block(findings, replace(options, mode="balanced"))
        least = shift_odds(_APART_THRESHOLD, MODES[options.mode])
        for passage in find_apart(findings, findings.scores.content >= usual):
            thresholds[passage] = np.maximum(thresholds[passage], least)
    return thresholds


def _choose_by_block(findings: Findings, options: Options) -> Thresholds:
    """The same of each block by itself, whatever stands around it."""
    threshold = page_threshold(findings, options)
    thresholds = np.full(len(findings), threshold)
    if findings.chrome:
        weight = min(1.0, _count_chrome(findings) / _HINT_RULES) if findings.is_text else 1.0
        thresholds[list(findings.chrome)] = max(threshold, _HINT_THRESHOLD * weight)
    kinds = set() if findings.is_text else set(findings.document.kind)
    for kind, find, lowest in _LOWERED:
        if kind in kinds:
            found = list(find(findings, thresholds))
            thresholds[found] = min(threshold, shift_odds(lowest, MODES[options.mode]))
    return thresholds


def _find_rows(findings: Findings, thresholds: Thresholds) -> Iterator[int]:
    """Rows of a page's tables most of whose text stays, of which no rule speaks."""
    document = findings.document
    is_content = (findings.scores.content >= thresholds).tolist()
    tables: dict[int, list[int]] = {}
    for i, kind in enumerate(document.kind):
        if kind is Kind.TABLE_ROW:
            tables.setdefault(document.group[i], []).append(i)
    for rows in tables.values():
        sizes = [len(document.visible[i]) for i in rows]
        kept = sum(size for i, size in zip(rows, sizes, strict=True) if is_content[i])
        if kept >= _MOST_OF_TABLE * sum(sizes):
            yield from (i for i in rows if i not in findings.fired)


def _find_between(kind: Kind, findings: Findings, thresholds: Thresholds) -> Iterator[int]:
    """Blocks of a page of the kind between others that stay, in one element with both."""
    kinds = findings.document.kind
    is_content = (findings.scores.content >= thresholds).tolist()
    prose = [i for i, stays in enumerate(is_content) if stays and kinds[i] is not kind]
    for above, below in pairwise(prose):
        if _is_near(findings.document, above, below):
            between = range(above + 1, below)
            yield from (i for i in between if kinds[i] is kind and i not in findings.fired)


_LOWERED = (
    (Kind.CODE, partial(_find_between, Kind.CODE), _BETWEEN_THRESHOLD),
    (Kind.TABLE_ROW, partial(_find_between, Kind.TABLE_ROW), _BETWEEN_THRESHOLD),
    (Kind.TABLE_ROW, _find_rows, _ROW_THRESHOLD),
)
"""Kinds of a page's blocks of which some stay from a lower probability on: which, and from which;
what is said of programs counts for rows."""


def _is_near(document: Document, above: int, below: int) -> bool:
    around = document.element[above]
    for _ in range(_NEAR):
        around = document.tree.parent[around]
    return document.tree.first[around] <= below < document.tree.end[around]


def page_threshold(findings: Findings, options: Options) -> float:
    """Probability of being content from which a block of this page stays, shifted by the mode."""
    threshold = _given_threshold(findings, options)
    if threshold is None:
        choose = _choose_for_text if findings.is_text else _choose_for_html
        threshold = choose(findings, options)
    return shift_odds(threshold, MODES[options.mode])


def shift_odds(probability: float, by: float) -> float:
    """The probability whose log-odds are `by` higher; 0 and 1 stay."""
    if not by or not 0 < probability < 1:
        return probability
    return 1 / (1 + math.exp(-math.log(probability / (1 - probability)) - by))


def _given_threshold(findings: Findings, options: Options) -> float | None:
    return options.text_threshold if findings.is_text else options.html_threshold


def _choose_for_html(findings: Findings, options: Options) -> float:
    """That of the best F1, higher for what is likely an article."""
    best = _half_of_best_f1(findings.sizes, findings.scores.content)
    shift = _OTHER_SHIFT + (_ARTICLE_SHIFT - _OTHER_SHIFT) * findings.scores.article_probability
    return max(_LOWEST_HTML, best + shift)


def _choose_for_text(findings: Findings, options: Options) -> float:
    """Low where nearly all of the dump is expected to be content, up to a share of that of the best
    F1 where not.

    A dump in which no rule sees chrome, however odd its lines, loses nothing: lists of results or
    of songs look like menus to the model.
    """
    sizes, content = findings.sizes, findings.scores.content
    clean = float((sizes * content).sum() / max(1, sizes.sum()))
    is_run_on = 2 * sum(findings.document.joined) > len(findings)
    # Who asks for precision takes the model's word without a rule's.
    needs_rules = options.mode != "precision" and not (is_run_on and clean < _RUN_ON_MESSY)
    n_chrome = _count_chrome(findings) if needs_rules else math.inf
    messy = min(1.0, max(0.0, (_CLEAN - clean) / (_CLEAN - _MESSY)))
    messy *= min(1.0, n_chrome / _MESSY_RULES)
    lowest = _CLEAN_THRESHOLD * min(1.0, n_chrome / _CLEAN_RULES)
    highest = _MESSY_SHARE * _half_of_best_f1(sizes, content)
    return lowest + (highest - lowest) * messy


def _half_of_best_f1(sizes: npt.NDArray[np.int64], content: Floats) -> float:
    """Half of the highest F1 that keeping the best blocks can be expected to have.

    Keeping what scores above it is what reaches that F1 (Lipton, Elkan, Narayanaswamy 2014).
    """
    order = (-content).argsort(kind="stable")
    expected = sizes * content
    f1 = 2 * np.cumsum(expected[order]) / (np.cumsum(sizes[order]) + expected.sum() + 1e-9)
    return float(f1.max()) / 2


def _count_chrome(findings: Findings) -> float:
    """Blocks in which rules see chrome, hints for less; a lone hint is no evidence.

    A hint counts as far as the model agrees: words of menus are of a text where it reads like one.
    """
    content = findings.scores.content
    seen = (_weigh(rule, float(content[i])) for i, rule in findings.chrome.items())
    return max(0.0, sum(seen) - _HINT_COUNTS)


def _weigh(rule: Rule, score: float) -> float:
    """Blocks of chrome that a rule counts for where the model gives its block this score."""
    return 1.0 if rule.sure else _HINT_COUNTS * min(1.0, 2 * (1 - score))
