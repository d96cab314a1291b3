"""`cleaner train`: annotated pages in, versioned weights out."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import click

from cleaner.cli.paths import GivenPath

SEED = click.IntRange(min=0, max=2**32 - 1)


@click.command()
@click.argument(
    "corpora",
    nargs=-1,
    required=True,
    metavar="CORPUS...",
    type=GivenPath(exists=True, dir_okay=False),
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=GivenPath(file_okay=False),
    metavar="DIR",
    help="Folder for the weights and their card.",
)
@click.option("--seed", type=SEED, default=0, show_default=True, help="Same seed, same weights.")
def train(corpora: tuple[Path, ...], output: Path, seed: int) -> None:
    """Fit a model to annotated pages.

    Needs the extra `train`. Writes the weights with their card: the corpora and their hashes, the
    feature list, seed and date.

    \b
    Example:
      cleaner train mine.parquet others.parquet -o weights/
    """
    from cleaner.training import train as fit

    card = fit(corpora, output, seed, functools.partial(click.echo, err=True))
    click.echo(json.dumps(card, ensure_ascii=False, indent=2))
