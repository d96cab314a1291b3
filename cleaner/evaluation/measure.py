"""One corpus from its rows to its numbers: what `cleaner evaluate` does for each file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cleaner.evaluation.corpora import DumpCorpus, PageCorpus
from cleaner.evaluation.peers import PEERS, System, load_peer
from cleaner.evaluation.run import (
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


def measure_corpus(
    corpus: PageCorpus | DumpCorpus,
    folds: Sequence[Fold],
    page_peers: Mapping[str, System],
    n_worst: int = 0,
    advance: Callable[[], None] = lambda: None,
) -> Measurement:
    """The numbers of cleaner and its peers; dumps have those peers that take dumps."""
    if isinstance(corpus, PageCorpus):
        pages = evaluate_pages(corpus, folds, page_peers, advance)
        worst, errors = worst_rows(pages, n_worst), list_errors(pages)
        return Measurement(corpus, summarize_pages(pages), tuple(worst), tuple(errors))
    dump_peers = {name: load_peer(name) for name, peer in PEERS.items() if peer.for_dumps}
    dumps = evaluate_dumps(corpus, folds, dump_peers, advance)
    worst, errors = worst_rows(dumps, n_worst), list_errors(dumps)
    return Measurement(corpus, summarize_dumps(dumps), tuple(worst), tuple(errors))
