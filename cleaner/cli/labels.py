"""`cleaner labels`: what people said of blocks, shown, merged, and without the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._paths import GivenPath
from cleaner.dumps.escape import printable

if TYPE_CHECKING:
    from cleaner.labels.file import Labels

_FILE = GivenPath(exists=True, dir_okay=False)
_OUTPUT = click.option(
    "-o",
    "--output",
    required=True,
    type=GivenPath(dir_okay=False),
    metavar="FILE",
    help="File to write, which must not be there yet.",
)


@click.group()
def labels() -> None:
    """Show, merge and export what people said of blocks in `cleaner review`.

    \b
    Examples:
      cleaner labels show labels.jsonl
      cleaner labels merge ann.jsonl ben.jsonl -o all.jsonl
    """


@labels.command("show")
@click.argument("path", metavar="LABELS.jsonl", type=_FILE)
def show(path: Path) -> None:
    """Count what holds: labels by role and by who gave them, records that were seen as a whole.

    \b
    Example:
      cleaner labels show labels.jsonl
    """
    from cleaner.labels.file import read_labels

    for line in _describe(read_labels(path)):
        click.echo(line)


@labels.command("merge")
@click.argument("paths", nargs=-1, required=True, metavar="LABELS.jsonl...", type=_FILE)
@_OUTPUT
def merge(paths: tuple[Path, ...], output: Path) -> None:
    """Merge files: each entry once, in the order of their times; the last word on a block holds.

    \b
    Example:
      cleaner labels merge ann.jsonl ben.jsonl -o all.jsonl
    """
    from cleaner.labels.file import merge_labels

    n = merge_labels(paths, output)
    click.echo(f"{printable(str(output))}: {n:,} entries", err=True)


@labels.command("export")
@click.argument("path", metavar="LABELS.jsonl", type=_FILE)
@_OUTPUT
def export(path: Path, output: Path) -> None:
    """Write what holds without the text: a page a line, hashes of its blocks and their labels.

    The form of fixtures/roles, which `evaluate --labels` and `train --labels` read, too: it may be
    given to others where the pages may not.

    \b
    Example:
      cleaner labels export labels.jsonl -o pages.jsonl
    """
    from cleaner.labels.file import export_labels, read_labels

    n = export_labels(read_labels(path), output)
    click.echo(f"{printable(str(output))}: {n:,} pages", err=True)


def _describe(said: Labels) -> Iterator[str]:
    standing = said.standing
    n_seen = sum(standing.seen_of(key) is not None for key in standing.records)
    yield f"{len(standing.labels):,} labels on {len(standing.records):,} records, {n_seen:,} seen"
    if said.n_torn:
        yield f"and {said.n_torn:,} bytes of an unfinished line at the end"
    for role, n in Counter(label.role for label in standing.labels).most_common():
        yield f"{n:>7,}  {role}"
    for who, n in Counter(label.by for label in standing.labels).most_common():
        yield f"{n:>7,}  by {printable(who) or 'nobody named'}"
