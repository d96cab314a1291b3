"""`cleaner run`: whole dumps in, records out, everything accounted for."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from cleaner.cli.pages import cleaning_options
from cleaner.errors import MissingExtra
from cleaner.options import Options
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.dumps.manifest import Totals
    from cleaner.dumps.run import Progress, Summary
    from cleaner.dumps.task import Engine
    from cleaner.dumps.writers.form import Form

FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet", "text", "markdown", "html")
ENGINES = ("local", "ray", "spark")
_SUFFIXES = MappingProxyType({"text": ".txt", "markdown": ".md", "html": ".html"})
_UNITS = MappingProxyType({"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000})
_REASONS = 4
"""Reasons that the summary names; the report has all."""
_LINE_SECONDS = 10.0
"""Between lines of progress where there is no terminal."""


class _Size(click.ParamType[int]):
    """Bytes, with kB, MB or GB if wanted."""

    name = "size"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        text = str(value).strip().lower().removesuffix("b").strip()
        unit = text[-1:] if text[-1:] in ("k", "m", "g") else ""
        try:
            n_bytes = int(float(text.removesuffix(unit)) * _UNITS[unit])
        except ValueError:
            n_bytes = 0
        if n_bytes < 1:
            self.fail(f"{value!r} is no size such as 500kB, 20MB or 1GB", param, ctx)
        return n_bytes


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="OUT",
    help="Folder for records, failures.jsonl, report.html and the state of the run.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option("--html-key", metavar="NAME", help="Column or JSON key that holds HTML.")
@click.option("--text-key", metavar="NAME", help="Column or JSON key that holds text.")
@click.option("--id-key", metavar="NAME", help="Column or JSON key that holds the id.")
@click.option("--url-key", metavar="NAME", help="Column or JSON key that holds the address.")
@click.option(
    "--min-chars",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Leave out records whose text is shorter; 0 keeps those without an article.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="Leave out records in other languages than this (en, zh...); may be repeated.",
)
@click.option("--article-only", is_flag=True, help="Leave out what is hardly an article.")
@click.option("--blocks", is_flag=True, help="Write the verdict on every block, too.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes to clean in.  [default: one for each core]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds for a record; then its worker is killed and it is a failure.",
)
@click.option(
    "--max-record",
    type=_Size(),
    default="10MB",
    show_default=True,
    help="Longest record, unpacked; a longer one is a failure.",
)
@click.option(
    "--part-size",
    type=_Size(),
    default="256MB",
    show_default=True,
    help="Bytes of records after which another file begins.",
)
@click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True)
@click.option("--restart", is_flag=True, help="Delete what a run left in OUT, and begin anew.")
@cleaning_options
def run(
    inputs: tuple[str, ...],
    output: Path,
    form: str,
    html_key: str | None,
    text_key: str | None,
    id_key: str | None,
    url_key: str | None,
    min_chars: int,
    languages: tuple[str, ...],
    article_only: bool,
    blocks: bool,
    workers: int | None,
    timeout: float,
    max_record: int,
    part_size: int,
    engine: str,
    restart: bool,
    options: Options,
    page_format: Format | None,
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
      gzip -dc dump.jsonl.gz | cleaner run - -o cleaned --workers 8

    Every record ends in OUT/records, in OUT/failures.jsonl or in a counted skip; OUT/report.html
    shows them. Exit codes: 0 all went well, 1 some records failed, 2 wrong usage, nothing readable
    or an output that cannot be written, 130 interrupted.
    """
    try:
        from cleaner.dumps.run import run as run_dumps
    except ImportError as error:
        raise MissingExtra(error.name or "pyarrow", "dumps") from error
    from cleaner.dumps.batch import BatchCleaner, Filters
    from cleaner.dumps.keys import Keys
    from cleaner.dumps.task import Task

    if languages and find_spec("py3langid") is None:  # else all text would be of none
        raise MissingExtra("py3langid", "language")
    cleaner = BatchCleaner(
        replace(options, max_input_bytes=max_record),
        Keys(html_key, text_key, id_key, url_key),
        Filters(min_chars, frozenset(code.lower() for code in languages), article_only),
        page_format,
        "markdown" if form == "markdown" else "html" if form == "html" else "text",
        blocks,
    )
    task = Task(cleaner, _form(form), timeout)
    try:
        with _watched() as watch:
            summary = run_dumps(
                inputs, output, task, _engine(engine, workers), part_size, restart, watch
            )
    except KeyboardInterrupt:
        click.echo("cleaner: interrupted; the same command goes on where it was", err=True)
        sys.exit(130)
    _show(summary, output)
    sys.exit(_exit_code(summary.progress.totals))


def _form(name: str) -> Form:
    from cleaner.dumps.writers.folder import Folder
    from cleaner.dumps.writers.lines import JsonLines
    from cleaner.dumps.writers.parquet import Parquet

    if name == "parquet":
        return Parquet()
    if name in _SUFFIXES:
        return Folder(_SUFFIXES[name])
    return JsonLines(name.removeprefix("jsonl"))


def _engine(name: str, workers: int | None) -> Engine:
    if name == "ray":
        from cleaner.engines.ray import RayEngine

        return RayEngine(workers)
    if name == "spark":
        from cleaner.engines.spark import SparkEngine

        return SparkEngine(workers)
    from cleaner.engines.local import LocalEngine

    return LocalEngine(workers or os.cpu_count() or 1)


def _exit_code(totals: Totals) -> int:
    if totals.failed == 0 and totals.n_records > 0:
        return 0
    return 1 if totals.cleaned or totals.skipped else 2


def _show(summary: Summary, output: Path) -> None:
    """The account of a run, on stderr."""
    from rich.console import Console
    from rich.table import Table

    totals, seconds = summary.progress.totals, summary.progress.seconds
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("records", f"{totals.n_records:,}", "read")
    table.add_row("cleaned", f"{totals.cleaned:,}", f"in {output / 'records'}")
    table.add_row("skipped", f"{totals.skipped:,}", _reasons(summary.skipped))
    failures = f"{_reasons(summary.failed)}; see {output / 'failures.jsonl'}"
    table.add_row("failed", f"{totals.failed:,}", failures if totals.failed else "")
    n_chars = summary.kept_chars + summary.removed_chars
    kept = f"{summary.kept_chars / n_chars:.1%} of {n_chars:,}" if n_chars else ""
    table.add_row("characters kept", f"{summary.kept_chars:,}", kept)
    table.add_row("time", f"{seconds:,.1f} s", _speed(summary.progress))
    Console(stderr=True, highlight=False, soft_wrap=True).print(table)
    if not totals.n_records:
        click.echo("cleaner: there was no record in the input", err=True)


def _reasons(reasons: Sequence[tuple[str, int]]) -> str:
    shown = [f"{n:,} {reason}" for reason, n in reasons[:_REASONS]]
    more = sum(n for _, n in reasons[_REASONS:])
    return ", ".join(shown + [f"{more:,} others"] * bool(more))


def _speed(progress: Progress) -> str:
    n_records = progress.totals.n_records - progress.before.n_records
    n_bytes = progress.totals.n_bytes - progress.before.n_bytes
    seconds = max(progress.seconds, 1e-6)
    return f"{n_records / seconds:,.1f} records/s, {n_bytes / seconds / 1e6:,.2f} MB/s"


@contextmanager
def _watched() -> Iterator[Callable[[Progress], None]]:
    """Shows how far a run is: a bar in a terminal, now and then a line elsewhere."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(progress: Progress) -> None:
            done = progress.totals.n_bytes
            bar.update(
                task, total=progress.n_bytes_planned, completed=done, description=_state(progress)
            )

        yield show


@dataclass(slots=True)
class _Lines:
    """Progress in lines, not too many."""

    last: float = field(default_factory=time.monotonic)

    def show(self, progress: Progress) -> None:
        """Print a line if the last one is long enough ago."""
        if time.monotonic() - self.last >= _LINE_SECONDS:
            self.last = time.monotonic()
            click.echo(f"cleaner: {_state(progress)}", err=True)


def _state(progress: Progress) -> str:
    totals, planned = progress.totals, progress.n_bytes_planned
    share = (
        f", {min(1.0, totals.n_bytes / planned):.0%} of {planned / 1e6:,.0f} MB" if planned else ""
    )
    failed = f", {totals.failed:,} failed" if totals.failed else ""
    return f"{totals.n_records:,} records{share}, {_speed(progress)}{failed}"
