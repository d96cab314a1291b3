"""What `cleaner evaluate` measures, as a library: corpora, metrics, peers, runs, summaries."""

from __future__ import annotations

from cleaner.corpora import DumpCorpus, DumpRow, PageCorpus, PageRow, folds, read_corpus
from cleaner.evaluation.measure import Measurement, measure_corpus
from cleaner.evaluation.peers import PEERS, Output, System, load_peer
from cleaner.evaluation.run import DumpRun, PageRun, evaluate_dumps, evaluate_pages, worst_rows
from cleaner.evaluation.summary import summarize_dumps, summarize_pages

__all__ = [
    "PEERS",
    "DumpCorpus",
    "DumpRow",
    "DumpRun",
    "Measurement",
    "Output",
    "PageCorpus",
    "PageRow",
    "PageRun",
    "System",
    "evaluate_dumps",
    "evaluate_pages",
    "folds",
    "load_peer",
    "measure_corpus",
    "read_corpus",
    "summarize_dumps",
    "summarize_pages",
    "worst_rows",
]
