"""Outcomes of a run as the numbers of its tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from cleaner.corpora.rows import PageRow, Row
from cleaner.evaluation.metrics import DumpScore, PageScore, harmonic_mean
from cleaner.evaluation.run import Comparison, DumpComparison, PageComparison, Scored, ScoreT

SPEED_REFERENCE = "trafilatura"


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time, all threads, and the rows that nothing came of."""

    p50_ms: float
    p99_ms: float
    pages_per_cpu_s: float
    speed_ratio: float | None
    """Pages per CPU second over trafilatura's in the same run; None where it did not run."""
    n_empty: int
    n_failed: int
    """Rows on which it raised an exception."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """One system over pages; shares are means of the pages', 0..1, except snippets."""

    n_pages: int
    word_f1: float
    word_precision: float
    word_recall: float
    shingle_f1: float
    """Of mean precision and mean recall."""
    shingle_precision: float
    shingle_recall: float
    snippet_recall: float | None
    """Share of all `must` snippets that are found; None where the corpus has none."""
    snippet_precision: float | None
    """Share of `must` among all snippets that are found; None where none is."""
    must_not_rate: float | None
    """Share of all `must_not` snippets that are found."""
    comment_f1: float | None
    """How well comments are told from the gold by leaving them out: F1 over all pages' 4-grams;
    None where the corpus has no comments."""
    title_rate: float | None
    """Share of the annotated titles of articles that are found; None where there are none."""


@dataclass(frozen=True, slots=True)
class DumpSummary:
    """Means over dumps, 0..1; of a whole corpus: means of its styles'."""

    n_dumps: int
    f1: float
    lost: float
    residue: float
    exact: float


@dataclass(frozen=True, slots=True)
class PageReport:
    """All numbers of a run over pages, by name of the system."""

    systems: Mapping[str, PageSummary]
    word_f1: Mapping[str, Mapping[str, Mapping[str, float]]]
    """`page_type` and `language`, where the corpus has several: group -> system -> mean."""
    group_sizes: Mapping[str, Mapping[str, int]]
    costs: Mapping[str, Cost]


@dataclass(frozen=True, slots=True)
class DumpReport:
    """All numbers of a run over dumps, by name of the system."""

    systems: Mapping[str, DumpSummary]
    styles: Mapping[str, Mapping[str, DumpSummary]]
    """Style -> system -> means."""
    languages: Mapping[str, Mapping[str, DumpSummary]]
    """The same by language, means of its styles'; empty where there is only one."""
    costs: Mapping[str, Cost]


def summarize_pages(run: PageComparison) -> PageReport:
    """The numbers of a run over pages."""
    systems = {
        name: _summarize_page_scores(
            [outcome.score for outcome in outcomes], _title_rate(run.rows, outcomes)
        )
        for name, outcomes in run.outcomes.items()
    }
    axes = {
        "page_type": _group_rows(run.rows, lambda row: row.page_type),
        "language": _group_rows(run.rows, lambda row: row.language),
    }
    axes = {axis: groups for axis, groups in axes.items() if len(groups) > 1}
    return PageReport(
        systems,
        {axis: _group_word_f1(run, groups) for axis, groups in axes.items()},
        {axis: {name: len(at) for name, at in groups.items()} for axis, groups in axes.items()},
        _summarize_costs(run),
    )


def summarize_dumps(run: DumpComparison) -> DumpReport:
    """The numbers of a run over dumps."""
    languages = _group_rows(run.rows, lambda row: row.language)
    by_style = _group_rows(run.rows, lambda row: row.style)
    return DumpReport(
        _summarize_by_style(run, range(len(run.rows))),
        {
            style: {
                name: _summarize_dump_scores([outcomes[i].score for i in at])
                for name, outcomes in run.outcomes.items()
            }
            for style, at in by_style.items()
        },
        {name: _summarize_by_style(run, at) for name, at in languages.items()}
        if len(languages) > 1
        else {},
        _summarize_costs(run),
    )


def _group_rows(rows: Sequence[Row], key: Callable[[Row], str]) -> dict[str, list[int]]:
    """Indices by key, the largest group first."""
    groups: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(key(row), []).append(index)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def _group_word_f1(
    run: PageComparison, groups: Mapping[str, Sequence[int]]
) -> dict[str, dict[str, float]]:
    return {
        group: {
            name: fmean(outcomes[i].score.f1 for i in at) for name, outcomes in run.outcomes.items()
        }
        for group, at in groups.items()
    }


def _title_rate(rows: Sequence[PageRow], outcomes: Sequence[Scored[PageScore]]) -> float | None:
    """Of articles: what the headline of a shop's or a forum's page is, is nobody's standard."""
    found = [
        outcome.is_title
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.is_title is not None and row.page_type == "article"
    ]
    return fmean(found) if found else None


def _comment_f1(scores: Sequence[PageScore]) -> float | None:
    known = [score.comments for score in scores if score.comments is not None]
    n_right = sum(score.n_comments_left_out for score in known)
    n_left_out = n_right + sum(score.n_gold_left_out for score in known)
    recall = _share(n_right, sum(score.n_comments for score in known))
    if recall is None:
        return None
    return harmonic_mean(n_right / n_left_out if n_left_out else 0.0, recall)


def _summarize_page_scores(scores: Sequence[PageScore], title_rate: float | None) -> PageSummary:
    shingle_precision = _mean_defined(score.shingles.precision for score in scores)
    shingle_recall = _mean_defined(score.shingles.recall for score in scores)
    n_found = sum(score.snippets.n_must_found for score in scores)
    n_wrong = sum(score.snippets.n_must_not_found for score in scores)
    return PageSummary(
        n_pages=len(scores),
        word_f1=fmean(score.words.f1 for score in scores),
        word_precision=fmean(score.words.precision for score in scores),
        word_recall=fmean(score.words.recall for score in scores),
        shingle_f1=harmonic_mean(shingle_precision, shingle_recall),
        shingle_precision=shingle_precision,
        shingle_recall=shingle_recall,
        snippet_recall=_share(n_found, sum(score.snippets.n_must for score in scores)),
        snippet_precision=_share(n_found, n_found + n_wrong),
        must_not_rate=_share(n_wrong, sum(score.snippets.n_must_not for score in scores)),
        comment_f1=_comment_f1(scores),
        title_rate=title_rate,
    )


def _summarize_by_style(run: DumpComparison, at: Sequence[int]) -> dict[str, DumpSummary]:
    """By system: the mean of the means of the styles among the rows `at`."""
    styles = _group_rows([run.rows[i] for i in at], lambda row: row.style).values()
    return {
        name: _mean_summaries(
            [_summarize_dump_scores([outcomes[at[i]].score for i in style]) for style in styles]
        )
        for name, outcomes in run.outcomes.items()
    }


def _summarize_dump_scores(scores: Sequence[DumpScore]) -> DumpSummary:
    return DumpSummary(
        len(scores),
        fmean(score.f1 for score in scores),
        fmean(score.lost for score in scores),
        fmean(score.residue for score in scores),
        fmean(score.is_exact for score in scores),
    )


def _mean_summaries(parts: Sequence[DumpSummary]) -> DumpSummary:
    return DumpSummary(
        sum(part.n_dumps for part in parts),
        fmean(part.f1 for part in parts),
        fmean(part.lost for part in parts),
        fmean(part.residue for part in parts),
        fmean(part.exact for part in parts),
    )


def _summarize_costs(run: Comparison[Row, ScoreT]) -> dict[str, Cost]:
    speeds = {name: _pages_per_s(outcomes) for name, outcomes in run.outcomes.items()}
    reference = speeds.get(SPEED_REFERENCE)
    return {
        name: Cost(
            _percentile_ms(outcomes, 0.50),
            _percentile_ms(outcomes, 0.99),
            speeds[name],
            speeds[name] / reference if reference else None,
            sum(outcome.is_empty for outcome in outcomes),
            sum(bool(outcome.error) for outcome in outcomes),
        )
        for name, outcomes in run.outcomes.items()
    }


def _pages_per_s(outcomes: Sequence[Scored[ScoreT]]) -> float:
    """The clock has steps, so a fast system over few rows can need no time at all: then 0."""
    total = sum(outcome.cpu_ms for outcome in outcomes)
    return 1000 * len(outcomes) / total if total else 0.0


def _percentile_ms(outcomes: Sequence[Scored[ScoreT]], share: float) -> float:
    """By nearest rank."""
    times = sorted(outcome.cpu_ms for outcome in outcomes)
    return times[max(0, math.ceil(share * len(times)) - 1)]


def _mean_defined(values: Iterable[float | None]) -> float:
    """The mean of those that are not None; 0 where all are."""
    defined = [value for value in values if value is not None]
    return fmean(defined) if defined else 0.0


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
