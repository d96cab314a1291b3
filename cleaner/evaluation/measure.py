"""One corpus from its rows to its numbers: what `cleaner evaluate` does for each file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.evaluation.peers import PEERS, System, load_peer
from cleaner.evaluation.run import (
    SUBJECT,
    Fold,
    WorstRow,
    evaluate_dumps,
    evaluate_pages,
    list_errors,
    worst_rows,
)
from cleaner.evaluation.summary import DumpReport, PageReport, summarize_dumps, summarize_pages


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured on one corpus."""

    corpus: PageCorpus | DumpCorpus
    report: PageReport | DumpReport
    worst: tuple[WorstRow, ...]
    errors: tuple[str, ...]
    """A line for each row on which a system raised an exception."""
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


def measure_corpus(
    corpus: PageCorpus | DumpCorpus,
    folds: Sequence[Fold],
    page_peers: Mapping[str, System],
    n_worst: int = 0,
    advance: Callable[[], None] = lambda: None,
    text_style: str | None = None,
) -> Measurement:
    """The numbers of cleaner and its peers; dumps, and pages of which all get the text alone, one
    of as_text.TEXTS, have those peers that take dumps.
    """
    dump_peers = {name: load_peer(name) for name, peer in PEERS.items() if peer.for_dumps}
    if isinstance(corpus, PageCorpus):
        peers = page_peers if text_style is None else dump_peers
        pages = evaluate_pages(corpus, folds, peers, advance, text_style)
        worst, errors = tuple(worst_rows(pages, n_worst)), tuple(list_errors(pages))
        return Measurement(corpus, summarize_pages(pages), worst, errors, text_style)
    dumps = evaluate_dumps(corpus, folds, dump_peers, advance)
    worst, errors = tuple(worst_rows(dumps, n_worst)), tuple(list_errors(dumps))
    return Measurement(corpus, summarize_dumps(dumps), worst, errors)
