"""`cleaner render`: annotated pages in, text dumps with labelled lines out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.types import PAGE_TYPES


@click.command()
@click.argument(
    "corpus",
    metavar="CORPUS",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Parquet file for the dumps.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    required=True,
    type=click.Choice(PAGE_TYPES),
    help="Page type to render; repeatable.",
)
def render(corpus: Path, output: Path, types: tuple[str, ...]) -> None:
    """Make text dumps of annotated pages, to train on.

    Needs the extra `train`. Each page is rendered by six tools that scrapers use; lines are
    labelled by aligning them with the page's gold.

    \b
    Example:
      cleaner render mine.parquet --type forum --type documentation -o dumps-mine.parquet
    """
    from cleaner.errors import CorpusError
    from cleaner.evaluation.corpora import PageCorpus
    from cleaner.model.training.classifiers import read_training_corpus
    from cleaner.model.training.dumps import render_dumps, write_dumps

    read = read_training_corpus(corpus)
    if not isinstance(read, PageCorpus):
        raise CorpusError(f"{corpus} holds text dumps already; expected pages")
    with click.progressbar(read.rows, label=corpus.name, file=sys.stderr) as rows:
        dumps = render_dumps(rows, types)
        n_dumps = write_dumps(dumps, output)
    click.echo(f"{output}: {n_dumps:,} dumps", err=True)
