"""`cleaner evaluate`: how good the output is, beside other extractors, on a corpus with gold."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from rich.console import Console

from cleaner.cli._corpora import corpus_options
from cleaner.cli._folds import (
    JSON,
    Fit,
    Training,
    load_cleaner,
    make_fits,
    make_folds,
    training_options,
    write_numbers,
)
from cleaner.cli._harm import print_harm
from cleaner.cli._labels import print_labels
from cleaner.cli._measuring import Reports, measure_fits, print_pairings
from cleaner.cli._pages import SITES, WEIGHTS
from cleaner.cli._paths import GivenPath
from cleaner.cli._tables import PIPE_WIDTH, print_measurement, show_progress
from cleaner.corpora.read import read_corpus
from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.evaluation.as_text import TEXTS
from cleaner.evaluation.gate import Bounds, find_missed, read_bounds
from cleaner.evaluation.harm.measure import HarmReport, measure_harm
from cleaner.evaluation.harm.read import read_texts
from cleaner.evaluation.measure import Measurement, Tally
from cleaner.evaluation.peers import PEERS, load_peer
from cleaner.evaluation.record import to_record
from cleaner.evaluation.roles import RoleReport, measure_roles
from cleaner.evaluation.rows import KEY, pack_rows, read_rows
from cleaner.labels.file import read_labels

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner
    from cleaner.corpora.facts import Hearsay
    from cleaner.training.folds import Watch

PAGE_PEERS = tuple(name for name, peer in PEERS.items() if not peer.for_dumps)
MAX_ERRORS = 5
_REPORT = ".json"
"""How the name of a former report ends."""

EPILOG = """\b
Examples:
  cleaner evaluate wcxb-dev.parquet
  cleaner evaluate wcxb-dev.parquet --against trafilatura,resiliparse --worst 20
  cleaner evaluate wcxb-dev.parquet cleaneval.parquet --folds 5 --json scores.json
  cleaner evaluate wcxb-dev.parquet --folds 5 --seeds 3 --against scores.json
  cleaner evaluate daniel-dev.parquet --folds language --train-with l3s-gn1.parquet
  cleaner evaluate dumps-dragnet.parquet --limit 700
  cleaner evaluate forums.parquet --weights weights/ --convention forums
  cleaner evaluate wcxb-dev.parquet --as-text flat
  cleaner evaluate --harm fixtures/harm dumps-wcxb-dev.parquet --worst 20
  cleaner evaluate --labels labels.jsonl
  cleaner evaluate --labels fixtures/roles/pages.jsonl wcxb-dev.parquet
  cleaner evaluate mine.parquet --corpus-option scores_headline=false --gate floors.toml
"""


class Against(NamedTuple):
    """What cleaner is compared with."""

    peers: tuple[str, ...]
    reports: Reports


def _split_names(ctx: click.Context, param: click.Parameter, value: str) -> Against:
    """The names, once each, in the order given; those of reports are read."""
    names = dict.fromkeys(part.strip() for part in value.split(",") if part.strip())
    peers = tuple(name for name in names if not name.endswith(_REPORT))
    for name in peers:
        if name not in PAGE_PEERS:
            message = f"no peer is called {name!r}; known are {', '.join(PAGE_PEERS)}"
            raise click.BadParameter(message, ctx, param)
    return Against(peers, {name: read_rows(Path(name)) for name in names if name.endswith(_REPORT)})


@click.command(epilog=EPILOG)
@click.argument("corpora", nargs=-1, metavar="[CORPUS.parquet]...", type=GivenPath())
@click.option(
    "--against",
    callback=_split_names,
    default="trafilatura",
    show_default=True,
    metavar="NAMES",
    help=f"Extractors to measure beside cleaner on pages, separated by commas: "
    f'{", ".join(PAGE_PEERS)}; "" for none. Dumps and --as-text: leave-alone and c4, always. '
    "Of a FILE.json among them, which --json wrote of other models: what has become of each score "
    "on the same rows, and whether it is more than noise.",
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
@training_options
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
    against: Against,
    is_harm: bool,
    labels: Path | None,
    text_style: str | None,
    training: Training,
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
    usage, 130 interrupted: then what is done is told.
    """
    training.check(weights)
    _check_given(corpora, training, labels, sites)
    bounds = None if gate is None else read_bounds(gate, corpora if labels is None else [labels])
    if is_harm:
        _refuse("--harm", {"--labels": labels, "--as-text": text_style, "--folds": training.folds,
                           "a report": against.reports})  # fmt: skip
        cleaner = load_cleaner(weights, training.convention)
        done = _Done([_measure_harm(path, cleaner, limit, n_worst, hearsay) for path in corpora])
    elif labels is not None:
        _refuse("--labels", {"--as-text": text_style, "--worst": n_worst, "--fold": training.only,
                            "--seeds": training.n_seeds > 1,
                            "a report": against.reports})  # fmt: skip
        read = [read_corpus(path, limit, hearsay) for path in corpora]
        cleaners = _make_cleaners(corpora, training, weights, hearsay, sites)
        done = _Done([_measure_labels(labels, read, cleaners)])
    else:
        read = [read_corpus(path, limit, hearsay) for path in corpora]
        _check_text_style(read, text_style)
        peers = {name: load_peer(name) for name in against.peers}
        tallies = [Tally(corpus, peers, text_style) for corpus in read]
        make = partial(make_fits, corpora, training, weights, hearsay)
        done = _measure(tallies, make, training.folds is not None, against.reports, n_worst)
    if json_path is not None:
        _write(json_path, done, training, weights)
    missed = [] if bounds is None else done.find_missed(bounds)
    for line in missed:
        click.echo(f"gate missed: {line}", err=True)
    sys.exit(done.exit_code or bool(missed))


@dataclass(frozen=True, slots=True)
class _Done:
    """What was measured, printed already."""

    measured: Sequence[Measurement | HarmReport | RoleReport]
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else belongs into the file of all numbers."""
    exit_code: int = 0

    def find_missed(self, bounds: Bounds) -> list[str]:
        """The numbers that are worse than wanted."""
        return [line for one in self.measured for line in find_missed(one, bounds)]

    def pack_rows(self) -> dict[str, Any]:
        """What each row scored, by the name of its corpus' file."""
        pages = [one for one in self.measured if isinstance(one, Measurement)]
        return {one.path.name: pack_rows(one.rows) for one in pages}


def _write(path: Path, done: _Done, training: Training, weights: Path | None) -> None:
    """Write all numbers; what each row scored only of weights that do not ship, to be compared."""
    is_of_others = training.folds is not None or weights is not None
    records = list(map(to_record, done.measured))
    rows = done.pack_rows() if is_of_others else {}
    long = {KEY: rows} if rows else {}
    write_numbers(path, weights, long, folds=training.folds, **done.more, corpora=records)


def _check_given(
    corpora: Sequence[Path], training: Training, labels: Path | None, sites: Path | None
) -> None:
    """UsageError where there is nothing to measure, or profiles of sites would not be used."""
    if labels is None and not corpora:
        raise click.UsageError("nothing to measure: give a CORPUS.parquet, or --labels")
    if labels is None and sites is not None:
        raise click.UsageError("--sites needs --labels; `cleaner sites evaluate` measures profiles")
    if sites is not None:
        _refuse("--sites", {"--folds": training.folds})


def _make_cleaners(
    corpora: Sequence[Path],
    training: Training,
    weights: Path | None,
    hearsay: Hearsay,
    sites: Path | None,
) -> Sequence[tuple[frozenset[str] | None, Cleaner]]:
    """Those to measure on labels."""
    if sites is None:
        return make_folds(corpora, training, weights, hearsay)
    return [(None, load_cleaner(weights, training.convention, sites))]


def _refuse(mode: str, options: Mapping[str, Any]) -> None:
    """UsageError where an option is given that does not go with a way of measuring."""
    for name, value in options.items():
        if value:
            raise click.UsageError(f"{mode} does not go with {name}")


def _check_text_style(corpora: Sequence[PageCorpus | DumpCorpus], text_style: str | None) -> None:
    for corpus in corpora:
        if text_style is not None and not isinstance(corpus, PageCorpus):
            raise click.UsageError(f"--as-text is for pages, {corpus.path.name} holds dumps")


def _measure(
    tallies: Sequence[Tally],
    make: Callable[[Watch | None], Iterator[Fit]],
    is_trained: bool,
    reports: Reports,
    n_worst: int,
) -> _Done:
    """What was measured on corpora; their tables are printed."""
    is_whole = measure_fits(tallies, make, is_trained)
    measured = [tally.measure(n_worst) for tally in tallies if tally.n_rows]
    if not measured:
        raise click.UsageError("no row of the corpora is in a fold that is measured")
    console = _open_console()
    for measurement in measured:
        print_measurement(console, measurement)
        _tell_errors(measurement.errors)
    against = print_pairings(console, measured, reports)
    return _Done(measured, {"is_whole": is_whole, "against": against}, 0 if is_whole else 130)


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
