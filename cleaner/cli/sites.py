"""`cleaner sites`: learn what repeats over the pages of a site, and show it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._corpora import corpus_options
from cleaner.cli._folds import FOLDS, JSON, TRAIN_WITH, Training, make_folds, write_numbers
from cleaner.cli._pages import WEIGHTS, cleaning_options
from cleaner.cli._paths import GivenPath
from cleaner.cli._reading import Reading, exit_code, reading_options, running
from cleaner.cli._watch import show_learned, show_merged, watched
from cleaner.dumps.escape import printable
from cleaner.errors import ProfileError
from cleaner.options import Options
from cleaner.sites import ProfileFolder
from cleaner.sites.learn import MIN_PAGES
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.corpora.facts import Hearsay
    from cleaner.sites import SiteProfile
    from cleaner.training.folds import Folds

_MAX_WIDTH = 100
_SHOWN = 40
"""Lines of a profile that are shown without --all."""

_FOLDER = click.option(
    "-o",
    "--output",
    type=GivenPath(file_okay=False),
    required=True,
    metavar="PROFILES",
    help="Folder of the profiles; what it knows already is added to.",
)
_MIN_PAGES = click.option(
    "--min-pages",
    type=click.IntRange(min=3),
    default=MIN_PAGES,
    show_default=True,
    help="Pages, copies of an article counted once, from which a site gets a profile.",
)
_SITES = click.option(
    "--sites",
    "folder",
    type=GivenPath(exists=True, file_okay=False),
    required=True,
    metavar="PROFILES",
    help="Folder of the profiles.",
)


@click.group()
def sites() -> None:
    """Learn sites: what stands on many of a site's pages is chrome.

    \b
    Examples:
      cleaner sites learn crawl/*.warc.gz -o profiles
      cleaner run crawl/*.warc.gz -o cleaned --sites profiles
      cleaner sites show example.org --sites profiles
    """


@sites.command("learn")
@click.argument("inputs", nargs=-1, metavar="[INPUT]...")
@_FOLDER
@click.option(
    "--labels",
    "labels",
    type=GivenPath(exists=True, dir_okay=False),
    metavar="LABELS.jsonl",
    help="Lines to keep and to drop by hand, from what people said of blocks in `cleaner review`; "
    "with these no INPUT is needed.",
)
@_MIN_PAGES
@reading_options
@cleaning_options
def learn_sites(
    inputs: tuple[str, ...],
    output: Path,
    labels: Path | None,
    min_pages: int,
    reading: Reading,
    options: Options,
    page_format: Format | None,
    weights: Path | None,
    sites: Path | None,
) -> None:
    """Learn the sites of whole dumps, a profile a site.

    An INPUT is whatever `cleaner run` reads. A page belongs to the host of its address, or to the
    site that --site-key names; files without an address belong to the folder that they are in.

    \b
    Examples:
      cleaner sites learn crawl/ -o profiles
      cleaner sites learn "dumps/*.parquet" -o profiles --site-key domain
      cleaner sites learn texts/ -o profiles --site example.org
      cleaner sites learn --labels labels.jsonl -o profiles

    Exit codes: 0 all went well, 1 some records failed, 2 wrong usage, nothing readable or an output
    that cannot be written, 130 interrupted.
    """
    if not inputs and labels is None:
        raise click.UsageError("nothing to learn from: give an INPUT, or --labels")
    if labels is not None:
        _learn_labels(labels, output)
    if not inputs:
        return
    with running():
        from cleaner.dumps.run.learn import learn_sites as learn
        from cleaner.dumps.write.evidence import Evidence

        cleaner = reading.make_cleaner(
            inputs,
            options,
            sites,
            page_format=page_format,
            weights=None if weights is None else str(weights.absolute()),
        )
        run = reading.make_run(inputs, cleaner, Evidence())
        with watched() as watch:
            summary, learned = learn(run, output, min_pages, reading.n_processes, watch)
    show_learned(summary, learned, output)
    totals = summary.progress.totals
    sys.exit(exit_code(totals) if totals.cleaned else 2)


def _learn_labels(path: Path, output: Path) -> None:
    from cleaner.labels.file import read_labels
    from cleaner.labels.lines import find_lines, write_lines

    labels = read_labels(path).standing.labels
    output.mkdir(parents=True, exist_ok=True)
    folder = ProfileFolder(output)
    lines, taken = find_lines(labels, folder)
    what = f"new lines by hand: {write_lines(folder, lines):,} (sites: {len(lines):,})"
    for line in taken.describe(what):
        click.echo(f"cleaner: {line}", err=True)


@sites.command("merge")
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    metavar="PROFILES...",
    type=GivenPath(exists=True, file_okay=False),
)
@_FOLDER
@_MIN_PAGES
def merge_sites(folders: tuple[Path, ...], output: Path, min_pages: int) -> None:
    """Merge what was learned apart: of parts of a crawl, on other machines, at other times.

    The result is the same as if all had been learned at once. The lines that people wrote come
    along.

    \b
    Example:
      cleaner sites merge monday/ tuesday/ -o profiles
    """
    with running():
        from cleaner.dumps.run.learn import merge_folders

        learned = merge_folders(folders, output, min_pages, os.cpu_count() or 1)
    show_merged(learned, output)


@sites.command("list")
@_SITES
def list_sites(folder: Path) -> None:
    """List the sites that have a profile: site, pages, lines and last day, with tabs between.

    \b
    Example:
      cleaner sites list --sites profiles
    """
    for profile in ProfileFolder(folder).profiles():
        n_lines, last = len(profile.lines), profile.last_seen or ""
        click.echo(f"{printable(profile.site)}\t{round(profile.n_pages)}\t{n_lines}\t{last}")


@sites.command("show")
@click.argument("site")
@_SITES
@click.option("--all", "show_all", is_flag=True, help="All lines, not only the first.")
def show_site(site: str, folder: Path, show_all: bool) -> None:
    """Show the profile of a site.

    A line has the share of the site's pages that it stands on, where it stands, what it is, and
    itself.

    \b
    Example:
      cleaner sites show example.org --sites profiles
    """
    profile = ProfileFolder(folder).get(site)
    if profile is None:
        raise ProfileError(f"there is no profile of {site!r} in {folder}: see `cleaner sites list`")
    for line in _describe(profile, None if show_all else _SHOWN):
        click.echo(printable(line, keep="\t"))


@sites.command("evaluate")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS.parquet...", type=GivenPath())
@FOLDS
@TRAIN_WITH
@WEIGHTS
@corpus_options
@click.option("--seed", default=0, show_default=True, help="Another number gives other halves.")
@click.option(
    "--max-pages",
    type=click.IntRange(min=1),
    metavar="N",
    help="Learn from N pages of a site at most.  [default: half of them]",
)
@_MIN_PAGES
@JSON
def evaluate_sites(
    corpora: tuple[Path, ...],
    folds: Folds | None,
    train_with: tuple[Path, ...],
    weights: Path | None,
    seed: int,
    max_pages: int | None,
    min_pages: int,
    json_path: Path | None,
    hearsay: Hearsay,
) -> None:
    """Measure what profiles are worth, on corpora with sites and gold text.

    Each half of a site's pages is cleaned without a profile, and with one that was learned from
    the other half. Sites with fewer than 10 pages are left out.

    \b
    Example:
      cleaner sites evaluate daniel-dev.parquet dumps-daniel-dev.parquet --json sites.json
    """
    from rich.console import Console

    from cleaner.cli._tables import print_changes, show_progress
    from cleaner.corpora.read import read_corpus
    from cleaner.evaluation.record import record_changes
    from cleaner.evaluation.sites import Halves, count_measured, measure_sites

    halves = Halves(seed, max_pages, min_pages)
    read = [read_corpus(path, hearsay=hearsay) for path in corpora]
    cleaners = make_folds(corpora, Training(folds, train_with), weights, hearsay)
    measured = []
    for corpus in read:
        n = count_measured(corpus)
        with show_progress(Console(stderr=True), corpus.path.name, n) as advance:
            measured.append((corpus, measure_sites(corpus, cleaners, halves, advance)))
    changes = [change for _, found in measured for change in found]
    if not changes:
        raise click.UsageError("no site has pages enough: a corpus needs a column site")
    print_changes(Console(highlight=False), changes)
    if json_path is not None:
        records = [record_changes(*one) for one in measured]
        write_numbers(json_path, weights, folds=folds, halves=asdict(halves), corpora=records)


def _describe(profile: SiteProfile, limit: int | None) -> Iterator[str]:
    n_pages = round(profile.n_pages)
    since = f", {profile.first_seen} to {profile.last_seen}" if profile.first_seen else ""
    yield f"{profile.site}: learned from {n_pages} pages{since}"
    if profile.redesigned:
        yield f"another template since {profile.redesigned}"
    for verb, texts in (("keeps", profile.keep), ("drops", profile.drop)):
        yield from (f"{verb}: {text}" for text in texts)
    for line in profile.lines[:limit]:
        share = f"{round(line.n_pages)}/{n_pages}"
        place = f"{line.place}, ends" if line.ends_article else line.place
        text = line.text if len(line.text) <= _MAX_WIDTH else f"{line.text[:_MAX_WIDTH]}…"
        yield f"{share:>7}  {place:<13} {line.role:<12} {text}"
    if limit is not None and (more := len(profile.lines[limit:])):
        yield f"         and {more} more lines (--all)"
    for container in profile.containers:
        yield f"{round(container.n_pages):>7}  no article in {container.name}"
