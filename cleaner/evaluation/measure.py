"""One corpus from its rows to its numbers: what `cleaner evaluate` does for each file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, PageRow, Row
from cleaner.errors import CorpusError
from cleaner.evaluation.metrics import DumpScore, PageScore
from cleaner.evaluation.peers import PEERS, System, load_peer
from cleaner.evaluation.reliability import Tenth, measure_reliability
from cleaner.evaluation.rows import RowScores, score_rows
from cleaner.evaluation.run import (
    SUBJECT,
    Comparison,
    Fold,
    ScoreT,
    WorstRow,
    evaluate_dumps,
    evaluate_pages,
    join_folds,
    list_errors,
    worst_rows,
)
from cleaner.evaluation.seeds import average_reports, spread_reports
from cleaner.evaluation.summary import DumpReport, PageReport, summarize_dumps, summarize_pages

ReportT = TypeVar("ReportT", PageReport, DumpReport)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured on one corpus."""

    corpus: PageCorpus | DumpCorpus
    report: PageReport | DumpReport
    """The mean of the seeds."""
    worst: tuple[WorstRow, ...]
    errors: tuple[str, ...]
    """A line for each row on which a system raised an exception."""
    rows: RowScores
    """What each row scored."""
    reliability: tuple[Tenth, ...]
    """How far what cleaner says of its F1 is true."""
    spread: PageReport | DumpReport | None = None
    """Standard deviations over the seeds of what cleaner reached, alone; None with one."""
    text_style: str | None = None
    """How pages were made text, if they were."""

    @property
    def path(self) -> Path:
        """Of the corpus."""
        return self.corpus.path

    @property
    def numbers(self) -> Mapping[str, float | None]:
        """What cleaner reached, by the names of its summary."""
        return asdict(self.report.systems[SUBJECT])


class Tally:
    """The outcomes on one corpus, fold by fold and seed by seed.

    Peers run beside the first seed alone: dumps, and pages of which all get the text alone, one of
    as_text.TEXTS, have those peers that take dumps.
    """

    def __init__(
        self,
        corpus: PageCorpus | DumpCorpus,
        page_peers: Mapping[str, System],
        text_style: str | None = None,
    ) -> None:
        self.corpus = corpus
        self._text_style = text_style
        dump_peers = {name: load_peer(name) for name, peer in PEERS.items() if peer.for_dumps}
        is_page = isinstance(corpus, PageCorpus) and text_style is None
        self._peers = page_peers if is_page else dump_peers
        self._pages = _Outcomes[PageRow, PageScore]()
        self._dumps = _Outcomes[DumpRow, DumpScore]()

    def count(self, ids: frozenset[str] | None) -> int:
        """How many rows a fold of these ids has."""
        return sum(ids is None or row.id in ids for row in self.corpus.rows)

    def add(self, seed: int, fold: Fold, advance: Callable[[], None] = lambda: None) -> None:
        """Measure the rows of a fold; `advance` is called after each."""
        corpus, peers = self.corpus, self._peers if seed == 0 else {}
        if isinstance(corpus, PageCorpus):
            pages = evaluate_pages(corpus, [fold], peers, advance, self._text_style)
            self._pages.add(seed, pages)
        else:
            self._dumps.add(seed, evaluate_dumps(corpus, [fold], peers, advance))

    @property
    def n_rows(self) -> int:
        """How many rows have been measured with the first seed."""
        return self._pages.n_rows + self._dumps.n_rows

    def measure(self, n_worst: int = 0) -> Measurement:
        """The numbers so far, of the seeds that have all folds of the first.

        CorpusError without a row.
        """
        if not self.n_rows:
            raise CorpusError(f"{self.corpus.path.name}: no row is in a fold that was measured")
        if isinstance(self.corpus, PageCorpus):
            done = _measure(self.corpus, self._pages.join(), summarize_pages, n_worst)
        else:
            done = _measure(self.corpus, self._dumps.join(), summarize_dumps, n_worst)
        return replace(done, text_style=self._text_style)


class _Outcomes(Generic[Row, ScoreT]):
    """Those of the folds that are done, by seed."""

    def __init__(self) -> None:
        self._folds: dict[int, list[Comparison[Row, ScoreT]]] = {}

    def add(self, seed: int, outcomes: Comparison[Row, ScoreT]) -> None:
        kept = outcomes if seed == 0 else replace(outcomes, outputs=())
        self._folds.setdefault(seed, []).append(kept)

    @property
    def n_rows(self) -> int:
        return sum(len(part.rows) for part in self._folds.get(0, ()))

    def join(self) -> list[Comparison[Row, ScoreT]]:
        """One a seed, on the same rows, beside the peers' outcomes."""
        n_folds = len(self._folds[0])
        joined = [join_folds(folds) for folds in self._folds.values() if len(folds) == n_folds]
        peers = joined[0].outcomes
        return [replace(one, outcomes={**peers, **one.outcomes}) for one in joined]


def _measure(
    corpus: PageCorpus | DumpCorpus,
    seeds: Sequence[Comparison[Row, ScoreT]],
    summarize: Callable[[Comparison[Row, ScoreT]], ReportT],
    n_worst: int,
) -> Measurement:
    outcomes = [outcome for seed in seeds for outcome in seed.outcomes[SUBJECT]]
    said = [(one.confidence, one.score.f1) for one in outcomes if one.confidence is not None]
    alone: list[Comparison[Row, ScoreT]] = [
        replace(seed, outcomes={SUBJECT: seed.outcomes[SUBJECT]}) for seed in seeds
    ]
    return Measurement(
        corpus,
        average_reports([summarize(seed) for seed in seeds]),
        tuple(worst_rows(seeds[0], n_worst)),
        (*list_errors(seeds[0]), *(line for seed in alone[1:] for line in list_errors(seed))),
        score_rows(seeds),
        measure_reliability(said),
        spread_reports([summarize(seed) for seed in alone]) if len(seeds) > 1 else None,
    )
