"""`cleaner render`: annotated pages in, text dumps with labelled lines out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._corpora import corpus_options
from cleaner.cli._paths import GivenPath
from cleaner.types import PAGE_TYPES

if TYPE_CHECKING:
    from cleaner.corpora.facts import Hearsay


@click.command()
@click.argument(
    "corpus",
    metavar="CORPUS",
    type=GivenPath(exists=True, dir_okay=False),
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=GivenPath(dir_okay=False),
    metavar="FILE",
    help="Parquet file for the dumps.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice(PAGE_TYPES),
    help="Page type to render; repeatable.  [default: all pages]",
)
@click.option(
    "--style",
    "styles",
    multiple=True,
    metavar="NAME",
    help="Renderer to use, as 'wet' or 'trafilatura-markdown'; repeatable.  [default: all]",
)
@corpus_options
def render(
    corpus: Path,
    output: Path,
    types: tuple[str, ...],
    styles: tuple[str, ...],
    hearsay: Hearsay,
) -> None:
    """Make text dumps of annotated pages, to train on.

    Needs the extra `train`. Each page is rendered by tools that scrapers use, three of which write
    links as markdown does; lines are labelled by aligning them with the page's gold. The dumps say
    of themselves what the corpus says: its licence, and that one may train on it. What a tool fails
    to render is told at the end and left out.

    \b
    Examples:
      cleaner render mine.parquet -o dumps-mine.parquet
      cleaner render mine.parquet --type forum --type documentation -o dumps-some.parquet
      cleaner render mine.parquet --type article --style inscriptis-links -o dumps-links.parquet
    """
    from cleaner.corpora.read import read_training_corpus
    from cleaner.corpora.rows import PageCorpus
    from cleaner.errors import CorpusError, OptionsError
    from cleaner.training.dumps import load_renderers, render_dumps, write_dumps

    read = read_training_corpus(corpus, hearsay)
    if not isinstance(read, PageCorpus):
        raise CorpusError(f"{corpus} holds text dumps already; expected pages")
    renderers = load_renderers()
    if unknown := sorted({*styles} - {*renderers}):
        raise OptionsError(f"no style {unknown[0]!r}; there are {', '.join(renderers)}")
    chosen = {style: renderers[style] for style in styles or renderers}
    failures: list[str] = []
    with click.progressbar(read.rows, label=corpus.name, file=sys.stderr) as rows:
        wanted = types or {row.page_type for row in read.rows}
        dumps = render_dumps(rows, wanted, chosen, failures.append)
        facts = replace(read.facts, convention=read.rows[0].convention, share=None)
        n_dumps = write_dumps(dumps, output, facts)
    for failure in failures:
        click.echo(f"not rendered: {failure}", err=True)
    click.echo(f"{output}: {n_dumps:,} dumps", err=True)
