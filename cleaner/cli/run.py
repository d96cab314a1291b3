"""`cleaner run`: whole dumps in, records out, everything accounted for."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import click

from cleaner.cli.pages import cleaning_options
from cleaner.cli.watch import show_summary, watched
from cleaner.errors import MissingExtra
from cleaner.options import Options
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.dumps.batch import Rendering
    from cleaner.dumps.manifest import Totals
    from cleaner.dumps.task import Engine
    from cleaner.dumps.writers.form import Form

FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet", "text", "markdown", "html")
ENGINES = ("local", "ray", "spark")
_SUFFIXES = MappingProxyType({"text": ".txt", "markdown": ".md", "html": ".html"})
_UNITS = MappingProxyType({"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000})


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
    except MissingExtra:
        raise
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
        cast("Rendering", form if form in _SUFFIXES else "text"),
        blocks,
    )
    task = Task(cleaner, _form(form), timeout)
    try:
        with watched() as watch:
            summary = run_dumps(
                inputs, output, task, _engine(engine, workers), part_size, restart, watch
            )
    except KeyboardInterrupt:
        click.echo("cleaner: interrupted; the same command goes on where it was", err=True)
        sys.exit(130)
    show_summary(summary, output)
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
