"""`cleaner review`: see what becomes of records, and correct it."""

from __future__ import annotations

import getpass
import os
import secrets
import tempfile
from pathlib import Path

import click

from cleaner.cli._log import log
from cleaner.cli._pages import cleaning_options
from cleaner.cli._paths import GivenPath
from cleaner.cli._reading import Reading, reading_options
from cleaner.errors import requiring
from cleaner.options import Options
from cleaner.types import Format


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--labels",
    type=GivenPath(dir_okay=False),
    default="labels.jsonl",
    show_default=True,
    metavar="FILE",
    help="Where corrections are written, and read again.",
)
@click.option(
    "--other-weights",
    type=GivenPath(exists=True, file_okay=False),
    metavar="DIR",
    help="Weights to compare with, of `cleaner train`.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    show_default=True,
    help="Port to listen on; 0 is any that is free.",
)
@reading_options
@cleaning_options
def review(
    inputs: tuple[str, ...],
    labels: Path,
    other_weights: Path | None,
    port: int,
    reading: Reading,
    options: Options,
    page_format: Format | None,
    weights: Path | None,
    sites: Path | None,
) -> None:
    """See every verdict in a browser, and correct it with one key.

    INPUT is whatever `cleaner run` reads, or the OUT of a run. The address that is printed shows
    the records, the most doubtful first; each with its blocks, who decided over them and why, and
    the page beside them. Corrections go to the file of labels at once, of which the next run can
    learn.

    \b
    Examples:
      cleaner review crawl/
      cleaner review dump.jsonl.gz --labels mine.jsonl --mode recall
      cleaner review crawl/ --sites cleaned/sites

    It answers to this machine alone, and opens no address. Ctrl-C stops it. Exit codes: 0 stopped,
    2 wrong usage, or nothing to read.
    """
    with requiring("review"):
        from cleaner.review.run import Todo, review_records
        from cleaner.serve.run import listen
    cleaner = reading.make_cleaner(
        inputs,
        options,
        sites,
        page_format=page_format,
        weights=None if weights is None else str(weights.absolute()),
    )
    token = secrets.token_urlsafe(24)
    listening = listen("127.0.0.1", port)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/?token={token}"
    with listening, tempfile.TemporaryDirectory(prefix="cleaner-review-") as folder:
        todo = Todo(
            inputs, cleaner, reading.timeout, reading.make_engine(), labels, _user(),
            other_weights, Path(folder),
        )  # fmt: skip
        review_records(todo, listening, token, lambda: log(f"review at {address} (Ctrl-C stops)"))
    log("stopped")


def _user() -> str:
    """Who corrects."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid()) if hasattr(os, "getuid") else ""
