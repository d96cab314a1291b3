"""`cleaner clean`: pages and dumps in, articles out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._output import IMAGE_FORMATS, OUTPUT_FORMATS, Sink, open_sink
from cleaner.cli._pages import (
    FRONT_MATTER,
    PATHS,
    check_front_matter,
    extract_all,
    find_inputs,
    page_options,
    report,
)
from cleaner.cli._paths import GivenPath
from cleaner.cli._watch import track
from cleaner.dumps.escape import printable
from cleaner.dumps.read.walk import Input
from cleaner.dumps.write.files import STDOUT, is_stream
from cleaner.dumps.write.formats import Additions
from cleaner.errors import CleanerError
from cleaner.options import Options
from cleaner.types import Format

if TYPE_CHECKING:
    from cleaner.result import Result

    Outcomes = Iterable[tuple[Input, Result | CleanerError]]


@click.command()
@PATHS
@click.option(
    "-o",
    "--output",
    type=GivenPath(allow_dash=True),
    metavar="FILE|DIR|-",
    help="Where to write: a file for one input (or for jsonl), else a folder that gets a file "
    "for each input, below folders like theirs.  [default: -, standard output]",
)
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
@click.option(
    "--format", "form", type=click.Choice(list(OUTPUT_FORMATS)), default="text", show_default=True
)
@click.option("--images", is_flag=True, help="Keep images; for markdown and html.")
@FRONT_MATTER
@click.option(
    "--workers",
    type=click.IntRange(min=1, max=1024),
    default=1,
    show_default=True,
    help="Processes to clean in.",
)
@page_options
def clean(
    paths: tuple[Path, ...],
    output: Path | None,
    force: bool,
    form: str,
    images: bool,
    front_matter: bool,
    workers: int,
    options: Options,
    page_format: Format | None,
    weights: Path | None,
    sites: Path | None,
    site: str | None,
    url: str | None,
) -> None:
    """Strip the boilerplate from pages and text dumps.

    A PATH is a file, or a folder that is walked with all below it; without one, or for "-",
    standard input is read. HTML and plain text are told apart by their content.

    \b
    Examples:
      cleaner clean page.html
      curl -s https://example.org/post | cleaner clean --format markdown
      cleaner clean crawl/ -o cleaned/ --workers 4
      cleaner clean crawl/ --format jsonl --keep caption,byline -o cleaned.jsonl

    Exit codes: 0 all went well, 1 some inputs failed or the reader of the output went away
    (| head), 2 wrong usage or nothing readable, 130 interrupted.
    """
    if images and form not in IMAGE_FORMATS:
        raise click.UsageError(f"--images is for {' and '.join(IMAGE_FORMATS)}, not for {form}")
    check_front_matter(front_matter, form)
    wanted = Additions(images, front_matter)
    output = None if output == STDOUT else output
    folder = output is not None and _is_folder(output, paths, form)
    inputs = find_inputs(paths, url, skip=output if folder else None)
    outcomes = extract_all(inputs, options, page_format, url, weights, sites, site, workers)
    with (
        open_sink(OUTPUT_FORMATS[form], wanted, inputs, output, folder, force) as sink,
        track(outcomes, len(inputs), "cleaning") as shown,
    ):
        tally = _put_all(shown, sink)
    if len(inputs) > 1:
        click.echo(f"cleaner: {tally}", err=True)
    sys.exit(tally.exit_code)


def _is_folder(output: Path, paths: Sequence[Path], form: str) -> bool:
    """Whether results go into files below `output` rather than into `output` itself."""
    if output.is_dir() or is_stream(output):
        return output.is_dir()
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    if several and form != "jsonl" and output.exists():
        message = f"{printable(str(output))} is a file: several inputs go into a folder"
        raise click.UsageError(message)
    return several and form != "jsonl"


@dataclass(slots=True)
class _Tally:
    """How many inputs ended how."""

    cleaned: int = 0
    empty: int = 0
    failed: int = 0

    @property
    def exit_code(self) -> int:
        """1 when some inputs failed, 2 when all did."""
        if not self.failed:
            return 0
        return 1 if self.cleaned or self.empty else 2

    def __str__(self) -> str:
        total = self.cleaned + self.empty + self.failed
        parts = [f"{self.cleaned} cleaned"]
        parts += [f"{self.empty} without an article"] * bool(self.empty)
        parts += [f"{self.failed} failed"] * bool(self.failed)
        return f"{total} inputs: {', '.join(parts)}"


def _put_all(outcomes: Outcomes, sink: Sink) -> _Tally:
    """Write each result; an input that fails is reported, and the others go on."""
    tally = _Tally()
    for item, outcome in outcomes:
        try:
            if isinstance(outcome, CleanerError):
                raise outcome
            sink.put(item, outcome)
        except CleanerError as error:
            report(item, error)
            tally.failed += 1
        else:
            if outcome.text:
                tally.cleaned += 1
            else:
                tally.empty += 1
                click.echo(f"cleaner: {printable(item.name)}: no article found", err=True)
    return tally
