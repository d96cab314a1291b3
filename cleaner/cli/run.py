"""`cleaner run`: whole dumps in, records out, everything accounted for."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli._pages import FRONT_MATTER, check_front_matter, cleaning_options
from cleaner.cli._paths import GivenPath
from cleaner.cli._reading import Reading, Size, exit_code, reading_options, running
from cleaner.cli._watch import show_learned, show_summary, watched
from cleaner.dumps.clean.filters import Filters
from cleaner.dumps.write.formats import PAGE_FORMATS, RECORD_FORMATS, make_writer, rendering_of
from cleaner.errors import MissingExtra
from cleaner.options import Options
from cleaner.page_kinds import PageKind
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.dumps.run.run import RunOptions, Summary

FORMATS = (*RECORD_FORMATS, *PAGE_FORMATS)


_FILTERS = (
    click.option(
        "--min-chars",
        type=click.IntRange(min=0),
        default=1,
        show_default=True,
        help="Leave out records whose text is shorter; 0 keeps those without an article.",
    ),
    click.option(
        "--language",
        "languages",
        multiple=True,
        metavar="CODE",
        help="Leave out records in other languages than this (en, zh...); may be repeated.",
    ),
    click.option("--article-only", is_flag=True, help="Leave out what is hardly an article."),
    click.option(
        "--page-kind",
        "page_kinds",
        multiple=True,
        type=click.Choice([str(kind) for kind in PageKind]),
        help="Leave out pages of other kinds than this (dumps are unknown); may be repeated.",
    ),
)


def _filters(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with the options on what is left out: it gets `filters`."""

    @functools.wraps(function)
    def wrapped(
        min_chars: int,
        languages: tuple[str, ...],
        article_only: bool,
        page_kinds: tuple[str, ...],
        **rest: Any,
    ) -> None:
        if languages and find_spec("py3langid") is None:  # else all text would be of none
            raise MissingExtra("py3langid", "language")
        kinds = frozenset(map(PageKind, page_kinds))
        filters = Filters(min_chars, frozenset(map(str.lower, languages)), article_only, kinds)
        function(filters=filters, **rest)

    for option in reversed(_FILTERS):
        wrapped = option(wrapped)
    return wrapped


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    type=GivenPath(file_okay=False),
    required=True,
    metavar="OUT",
    help="Folder for records, failures.jsonl, report.html and the state of the run.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@FRONT_MATTER
@reading_options
@_filters
@click.option("--blocks", is_flag=True, help="Write the verdict on every block, too.")
@click.option(
    "--part-size",
    type=Size(10**15),
    default="256MB",
    show_default=True,
    help="Bytes of records after which another file begins.",
)
@click.option(
    "--learn-sites",
    is_flag=True,
    help="First learn the sites of the input, into OUT/sites; then clean with what was learned.",
)
@cleaning_options
def run(
    inputs: tuple[str, ...],
    output: Path,
    form: str,
    front_matter: bool,
    reading: Reading,
    filters: Filters,
    blocks: bool,
    part_size: int,
    learn_sites: bool,
    options: Options,
    page_format: Format | None,
    weights: Path | None,
    sites: Path | None,
) -> None:
    """Clean whole dumps: resumable, nothing lost, everything accounted for.

    An INPUT is a file, a folder, a glob, a URL that fsspec opens (s3://..., https://...), or "-"
    for JSON lines on standard input: html, txt, md, mhtml, jsonl, csv, tsv, parquet, arrow, warc,
    wet, each also as gz, zst, bz2 or xz, and inside zip and tar.

    \b
    Examples:
      cleaner run crawl/ -o cleaned
      cleaner run "dumps/*.jsonl.gz" -o cleaned --text-key body --format parquet
      cleaner run CC-MAIN-2026-*.warc.gz -o cleaned --language en --min-chars 200
      cleaner run crawl/ -o cleaned --learn-sites
      gzip -dc dump.jsonl.gz | cleaner run - -o cleaned --workers 8

    Every record ends in OUT/records, OUT/failures.jsonl or a counted skip; OUT/report.html shows
    them. Exit codes: 0 fine, 1 some records failed, 2 wrong usage, input or output, 130 stopped.
    """
    check_front_matter(front_matter, form)
    _check_learning(learn_sites, inputs, sites)
    with running():
        cleaner = reading.make_cleaner(
            inputs,
            options,
            sites,
            filters=filters,
            page_format=page_format,
            rendering=rendering_of(form),
            blocks=blocks,
            front_matter=front_matter,
            weights=None if weights is None else str(weights.absolute()),
        )
        todo = reading.make_run(inputs, cleaner, make_writer(form), part_bytes=part_size)
        summary = _run(todo, output, reading.n_processes if learn_sites else 0)
    show_summary(summary, output)
    sys.exit(exit_code(summary.progress.totals))


def _check_learning(learn_sites: bool, inputs: tuple[str, ...], sites: Path | None) -> None:
    if learn_sites and sites is not None:
        raise click.UsageError("--sites has profiles already: leave it out, or --learn-sites")
    if learn_sites and "-" in inputs:
        raise click.UsageError("--learn-sites reads the input twice; standard input comes once")


def _run(options: RunOptions, output: Path, learners: int) -> Summary:
    """How the run ends; sites are learned in so many processes first, if there are any."""
    from cleaner.dumps.run.learn import run_in_two_passes
    from cleaner.dumps.run.run import run

    if learners:
        return run_in_two_passes(options, output, learners, watched, show_learned)
    with watched() as watch:
        return run(options, output, watch)
