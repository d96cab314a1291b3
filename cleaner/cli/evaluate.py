"""`cleaner evaluate`: how good the output is, beside other extractors, on a corpus with gold."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from cleaner.cli._corpora import corpus_options
from cleaner.cli._folds import (
    FOLDS,
    JSON,
    TRAIN_LABELS,
    TRAIN_WITH,
    load_cleaner,
    make_folds,
    write_numbers,
)
from cleaner.cli._harm import print_harm
from cleaner.cli._labels import print_labels
from cleaner.cli._pages import SITES, WEIGHTS
from cleaner.cli._paths import GivenPath
from cleaner.cli._tables import PIPE_WIDTH, print_measurement, show_progress
from cleaner.corpora.read import read_corpus
from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.evaluation.as_text import TEXTS
from cleaner.evaluation.gate import find_missed, read_bounds
from cleaner.evaluation.harm.measure import HarmReport, measure_harm
from cleaner.evaluation.harm.read import read_texts
from cleaner.evaluation.measure import Measurement, measure_corpus
from cleaner.evaluation.peers import PEERS, System, load_peer
from cleaner.evaluation.record import to_record
from cleaner.evaluation.roles import RoleReport, measure_roles
from cleaner.evaluation.run import Fold
from cleaner.labels.file import read_labels

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner
    from cleaner.corpora.facts import Hearsay
    from cleaner.training.folds import Folds

PAGE_PEERS = tuple(name for name, peer in PEERS.items() if not peer.for_dumps)
MAX_ERRORS = 5
_NOT_HARM = "--harm takes neither --as-text, --folds, --train-with nor --train-labels"
_NOT_LABELS = "--labels takes neither --harm, --as-text nor --worst"

EPILOG = """\b
Examples:
  cleaner evaluate wcxb-dev.parquet
  cleaner evaluate wcxb-dev.parquet --against trafilatura,resiliparse --worst 20
  cleaner evaluate wcxb-dev.parquet cleaneval.parquet --folds 5 --json scores.json
  cleaner evaluate daniel-dev.parquet --folds language --train-with l3s-gn1.parquet
  cleaner evaluate dumps-dragnet.parquet --limit 700
  cleaner evaluate dragnet.parquet --convention l3s-gn1
  cleaner evaluate wcxb-dev.parquet --as-text flat
  cleaner evaluate --harm fixtures/harm dumps-wcxb-dev.parquet --worst 20
  cleaner evaluate --labels labels.jsonl
  cleaner evaluate --labels fixtures/roles/pages.jsonl wcxb-dev.parquet
  cleaner evaluate mine.parquet --corpus-option scores_headline=false --gate floors.toml
"""


def _split_names(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """The names, once each, in the order given."""
    names = dict.fromkeys(part.strip() for part in value.split(",") if part.strip())
    for name in names:
        if name not in PAGE_PEERS:
            message = f"no peer is called {name!r}; known are {', '.join(PAGE_PEERS)}"
            raise click.BadParameter(message, ctx, param)
    return tuple(names)


@click.command(epilog=EPILOG)
@click.argument("corpora", nargs=-1, metavar="[CORPUS.parquet]...", type=GivenPath())
@click.option(
    "--against",
    callback=_split_names,
    default="trafilatura",
    show_default=True,
    metavar="NAMES",
    help=f"Extractors to measure beside cleaner on pages, separated by commas: "
    f'{", ".join(PAGE_PEERS)}; "" for none. Dumps and --as-text: leave-alone and c4, always.',
)
@click.option(
    "--harm",
    "is_harm",
    is_flag=True,
    help="Measure what is lost of texts: alone, cut, joined, with boxes of chrome in them, set "
    "otherwise. Of a folder of clean texts, GENRE--LANGUAGE.txt, with chrome/LANGUAGE.toml; of "
    "some dumps of each style; of pages.",
)
@click.option(
    "--labels",
    type=GivenPath(exists=True, dir_okay=False),
    metavar="LABELS.jsonl",
    help="Measure how right verdicts are by what people, or readings, say of blocks: on pages of "
    "the corpora, or without a corpus on what was labelled in `cleaner review`.",
)
@click.option(
    "--as-text",
    "text_style",
    type=click.Choice(list(TEXTS)),
    help="Measure on the text of the pages without their markup, as BeautifulSoup gives it: a line "
    "for each text node, as it is, with nothing between the nodes, or with spaces.",
)
@click.option(
    "--convention",
    metavar="NAME",
    help="Take for content what the corpus of this name does that the weights were trained on, as "
    "their card lists them.  [default: the first]",
)
@FOLDS
@TRAIN_WITH
@TRAIN_LABELS
@WEIGHTS
@SITES
@corpus_options
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the first N rows of a corpus, or N texts of a folder.",
)
@JSON
@click.option(
    "--gate",
    "gate",
    type=GivenPath(exists=True, dir_okay=False),
    metavar="FLOORS.toml",
    help="Exit with 1 where a number is worse than this file wants it: [CORPUS.at_least] and "
    "[CORPUS.at_most] with keys of the JSON file, such as word_f1, f1, lost.",
)
@click.option(
    "--worst",
    "n_worst",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Show the N rows with the lowest F1: what was lost and what stayed.",
)
def evaluate(
    corpora: tuple[Path, ...],
    against: tuple[str, ...],
    is_harm: bool,
    labels: Path | None,
    text_style: str | None,
    convention: str | None,
    folds: Folds | None,
    train_with: tuple[Path, ...],
    train_labels: Path | None,
    weights: Path | None,
    sites: Path | None,
    limit: int | None,
    json_path: Path | None,
    gate: Path | None,
    n_worst: int,
    hearsay: Hearsay,
) -> None:
    """Measure cleaner on corpora with gold text, beside other extractors.

    A corpus of pages has the columns id, html and gold; one of text dumps id, style, text and
    labels. Tables go to standard output, progress to standard error. CPU time is measured page
    by page, cleaner and the others in turn. Exit codes: 0 all well, 1 the gate was missed, 2 wrong
    usage.
    """
    bounds = None if gate is None else read_bounds(gate, corpora if labels is None else [labels])
    measured: Sequence[Measurement | HarmReport | RoleReport]
    _check_given(corpora, labels, sites)
    if labels is not None:
        if is_harm or text_style is not None or n_worst:
            raise click.UsageError(_NOT_LABELS)
        read = [read_corpus(path, limit, hearsay) for path in corpora]
        cleaners = make_folds(corpora, folds, train_with, weights, hearsay, train_labels, sites)
        measured = [_measure_labels(labels, read, _ask_all(cleaners, convention))]
    elif is_harm:
        if text_style is not None or folds is not None or train_with or train_labels:
            raise click.UsageError(_NOT_HARM)
        cleaner = _ask(load_cleaner(weights), convention)
        measured = [_measure_harm(path, cleaner, limit, n_worst, hearsay) for path in corpora]
    else:
        read = [read_corpus(path, limit, hearsay) for path in corpora]
        _check_text_style(read, text_style)
        peers = {name: load_peer(name) for name in against}
        cleaners = make_folds(corpora, folds, train_with, weights, hearsay, train_labels)
        cleaners = _ask_all(cleaners, convention)
        measured = [_measure(corpus, cleaners, peers, n_worst, text_style) for corpus in read]
    if json_path is not None:
        write_numbers(json_path, weights, folds=folds, corpora=list(map(to_record, measured)))
    if bounds is not None:
        _exit_by_gate([line for one in measured for line in find_missed(one, bounds)])


def _exit_by_gate(missed: Sequence[str]) -> None:
    """Print what is worse than the gate wants it, and exit."""
    for line in missed:
        click.echo(f"gate missed: {line}", err=True)
    sys.exit(1 if missed else 0)


def _check_given(corpora: Sequence[Path], labels: Path | None, sites: Path | None) -> None:
    if labels is None and not corpora:
        raise click.UsageError("nothing to measure: give a CORPUS.parquet, or --labels")
    if labels is None and sites is not None:
        raise click.UsageError("--sites needs --labels; `cleaner sites evaluate` measures profiles")


def _ask(cleaner: Cleaner, convention: str | None) -> Cleaner:
    """The cleaner, judging by this convention if one is given."""
    return cleaner if convention is None else cleaner.with_convention(convention)


def _ask_all(
    cleaners: Sequence[tuple[frozenset[str] | None, Cleaner]], convention: str | None
) -> list[tuple[frozenset[str] | None, Cleaner]]:
    """The same for each."""
    return [(ids, _ask(cleaner, convention)) for ids, cleaner in cleaners]


def _check_text_style(corpora: Sequence[PageCorpus | DumpCorpus], text_style: str | None) -> None:
    for corpus in corpora:
        if text_style is not None and not isinstance(corpus, PageCorpus):
            raise click.UsageError(f"--as-text is for pages, {corpus.path.name} holds dumps")


def _measure(
    corpus: PageCorpus | DumpCorpus,
    cleaners: Sequence[Fold],
    peers: Mapping[str, System],
    n_worst: int,
    text_style: str | None,
) -> Measurement:
    """What was measured on the corpus; its tables are printed."""
    with show_progress(Console(stderr=True), corpus.path.name, len(corpus.rows)) as advance:
        measurement = measure_corpus(corpus, cleaners, peers, n_worst, advance, text_style)
    print_measurement(_open_console(), measurement)
    _tell_errors(measurement.errors)
    return measurement


def _measure_harm(
    path: Path, cleaner: Cleaner, limit: int | None, n_worst: int, hearsay: Hearsay
) -> HarmReport:
    """What is lost of a folder's texts or of a corpus; its tables are printed."""
    corpus = read_texts(path, limit) if path.is_dir() else read_corpus(path, limit, hearsay)
    watch = partial(show_progress, Console(stderr=True), path.name)
    report = measure_harm(corpus, cleaner, n_worst, watch)
    print_harm(_open_console(), report)
    _tell_errors(report.errors)
    return report


def _measure_labels(
    path: Path,
    corpora: Sequence[PageCorpus | DumpCorpus],
    cleaners: Sequence[tuple[frozenset[str] | None, Cleaner]],
) -> RoleReport:
    """How right verdicts are on the labelled pages; its tables are printed."""
    labels = read_labels(path)
    with show_progress(Console(stderr=True), path.name, len(labels.pages)) as advance:
        report = measure_roles(labels, corpora, cleaners, advance)
    print_labels(_open_console(), report)
    _tell_errors(report.errors)
    return report


def _open_console() -> Console:
    """Standard output; off a terminal wide enough for all tables, which cannot be read wrapped."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def _tell_errors(errors: Sequence[str]) -> None:
    for line in errors[:MAX_ERRORS]:
        click.echo(line, err=True)
