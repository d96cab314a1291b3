"""Running cleaner and its peers over a corpus, page by page in turn, and scoring each output."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

from cleaner.corpora.rows import (
    DumpCorpus,
    DumpRow,
    PageCorpus,
    PageRow,
    Part,
    Row,
    decode_page,
    dump_page,
)
from cleaner.evaluation.as_text import as_text
from cleaner.evaluation.metrics import (
    Difference,
    DumpGold,
    DumpScore,
    PageGold,
    PageScore,
    is_same_title,
)
from cleaner.evaluation.peers import Output, System
from cleaner.types import Page

SUBJECT = "cleaner"
"""The name of the system under test among the systems of a run."""


class Extracted(Protocol):
    """The part of a Result that is scored."""

    @property
    def text(self) -> str:
        """Headline and body."""

    @property
    def body(self) -> str:
        """Without the headline."""

    @property
    def title(self) -> str | None:
        """The headline."""

    @property
    def confidence(self) -> float:
        """The F1 that it says it has."""


class Extractor(Protocol):
    """The part of a Cleaner that is measured."""

    def extract(self, page: Page, /) -> Extracted:
        """What is kept of the page."""


ScoreT = TypeVar("ScoreT", PageScore, DumpScore)
ScoreCo = TypeVar("ScoreCo", PageScore, DumpScore, covariant=True)


class Gold(Protocol[ScoreCo]):
    """A row's gold, ready to be compared with outputs."""

    def score(self, output: str) -> ScoreCo:
        """The metrics of `output`."""

    def compare(self, output: str) -> Difference:
        """What is lost and what stayed in `output`."""


@dataclass(frozen=True, slots=True)
class Scored(Generic[ScoreT]):
    """What one system made of one row."""

    score: ScoreT
    cpu_ms: float
    is_empty: bool
    error: str = ""
    """The exception, if it raised one; it is scored as an empty output."""
    is_title: bool | None = None
    """Whether the title is the row's; None where the row has none or the system is not asked."""
    confidence: float | None = None
    """The F1 that the system says it has; None where it says none."""


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Row, ScoreT]):
    """All outcomes over a corpus; every sequence has one entry a row."""

    rows: tuple[Row, ...]
    outcomes: Mapping[str, tuple[Scored[ScoreT], ...]]
    """By name of the system, cleaner first."""
    outputs: tuple[str, ...]
    """What cleaner returned, the scored part of it."""


Fold = tuple[frozenset[str] | None, Extractor]
"""Ids of the rows that a Cleaner is measured on, those it has not seen; None: all rows."""

PageComparison = Comparison[PageRow, PageScore]
DumpComparison = Comparison[DumpRow, DumpScore]


class WorstRow(NamedTuple):
    """A row on which cleaner scores low."""

    id: str
    group: str
    """Page type or style."""
    f1: dict[str, float]
    difference: Difference


@dataclass(frozen=True, slots=True)
class _Kind(Generic[Row, ScoreT]):
    """What differs between corpora of pages and of dumps."""

    part: Part
    to_page: Callable[[Row], Page]
    to_gold: Callable[[Row], Gold[ScoreT]]


def evaluate_pages(
    corpus: PageCorpus,
    folds: Sequence[Fold],
    peers: Mapping[str, System],
    advance: Callable[[], None] = lambda: None,
    text_style: str | None = None,
) -> PageComparison:
    """Outcomes of cleaner and the peers on every page, decoded beforehand.

    Rows that no fold holds out are left out. `advance` is called after each row. With a
    `text_style`, one of as_text.TEXTS, they get the page's text alone.
    """

    def to_page(row: PageRow) -> Page:
        page = decode_page(row)
        return page if text_style is None else as_text(page, text_style)

    return _evaluate(corpus.rows, _Kind(corpus.part, to_page, page_gold), folds, peers, advance)


def evaluate_dumps(
    corpus: DumpCorpus,
    folds: Sequence[Fold],
    peers: Mapping[str, System],
    advance: Callable[[], None] = lambda: None,
) -> DumpComparison:
    """The same over text dumps."""
    return _evaluate(corpus.rows, _Kind(corpus.part, dump_page, dump_gold), folds, peers, advance)


def join_folds(parts: Sequence[Comparison[Row, ScoreT]]) -> Comparison[Row, ScoreT]:
    """The outcomes of parts of a corpus, in which the same systems ran, as those of one."""
    return Comparison(
        tuple(row for part in parts for row in part.rows),
        {
            name: tuple(outcome for part in parts for outcome in part.outcomes[name])
            for name in parts[0].outcomes
        },
        tuple(output for part in parts for output in part.outputs),
    )


def worst_rows(run: Comparison[Row, ScoreT], n: int) -> list[WorstRow]:
    """The `n` rows with cleaner's lowest F1, the lowest first."""
    subject = run.outcomes[SUBJECT]
    ranked = sorted(range(len(run.rows)), key=lambda at: subject[at].score.f1)
    return [_describe_row(run, at) for at in ranked[:n]]


def list_errors(run: Comparison[Row, ScoreT]) -> list[str]:
    """One line for each row on which a system raised an exception."""
    return [
        f"{name} failed on {row.id}: {outcome.error}"
        for name, outcomes in run.outcomes.items()
        for row, outcome in zip(run.rows, outcomes, strict=True)
        if outcome.error
    ]


def _describe_row(run: Comparison[Row, ScoreT], at: int) -> WorstRow:
    row = run.rows[at]
    f1 = {name: outcomes[at].score.f1 for name, outcomes in run.outcomes.items()}
    if isinstance(row, PageRow):
        return WorstRow(row.id, row.page_type, f1, page_gold(row).compare(run.outputs[at]))
    return WorstRow(row.id, row.style, f1, dump_gold(row).compare(run.outputs[at]))


def _evaluate(
    rows: Sequence[Row],
    task: _Kind[Row, ScoreT],
    folds: Sequence[Fold],
    peers: Mapping[str, System],
    advance: Callable[[], None],
) -> Comparison[Row, ScoreT]:
    done: list[Row] = []
    outputs: list[str] = []
    outcomes: dict[str, list[Scored[ScoreT]]] = {name: [] for name in (SUBJECT, *peers)}
    for ids, extractor in folds:
        held_out = [row for row in rows if ids is None or row.id in ids]
        systems = {SUBJECT: _wrap_extractor(extractor), **peers}
        for row in held_out[:1]:  # what is loaded at the first call is not the page's cost
            _measure_all(systems, task.to_page(row), 0)
        for row in held_out:
            gold = task.to_gold(row)
            for name, measured in _measure_all(systems, task.to_page(row), len(done)).items():
                text = getattr(measured.output, task.part)
                outcomes[name].append(_score(gold, row.title, text, measured))
                if name == SUBJECT:
                    outputs.append(text)
            done.append(row)
            advance()
    finished = {name: tuple(of_system) for name, of_system in outcomes.items()}
    return Comparison(tuple(done), finished, tuple(outputs))


class _Measured(NamedTuple):
    output: Output
    cpu_ms: float
    error: str


def _measure_all(systems: Mapping[str, System], page: Page, turn: int) -> dict[str, _Measured]:
    """Every system's output; `turn` moves the first one on, so that none is always ahead."""
    names = list(systems)
    shift = turn % len(names)
    return {name: _measure(systems[name], page) for name in names[shift:] + names[:shift]}


def _measure(system: System, page: Page) -> _Measured:
    start = time.process_time()
    try:
        output, error = system(page), ""
    except Exception as raised:  # noqa: BLE001 - any parser's: it is counted, shown, and the run goes on
        output, error = Output("", ""), f"{type(raised).__name__}: {raised}"
    return _Measured(output, (time.process_time() - start) * 1000, error)


def _score(gold: Gold[ScoreT], title: str | None, text: str, measured: _Measured) -> Scored[ScoreT]:
    find_title, is_title = measured.output.find_title, None
    if title and find_title is not None:
        is_title = is_same_title(title, find_title() or "")
    find_confidence = measured.output.find_confidence
    is_empty = not text.strip()
    return Scored(
        gold.score(text),
        measured.cpu_ms,
        is_empty,
        measured.error,
        is_title,
        None if find_confidence is None else find_confidence(),
    )


def _wrap_extractor(extractor: Extractor) -> System:
    def system(page: Page) -> Output:
        result = extractor.extract(page)
        return Output(result.body, result.text, lambda: result.title, lambda: result.confidence)

    return system


def page_gold(row: PageRow) -> PageGold:
    """The row's gold, ready to be compared with outputs."""
    return PageGold.prepare(row.gold, row.must, row.must_not, row.comments or "", row.unsure)


def dump_gold(row: DumpRow) -> DumpGold:
    """The row's labels, ready to be compared with outputs."""
    return DumpGold.prepare(row.text, row.labels)
