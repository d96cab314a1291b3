"""`cleaner train`: annotated pages in, versioned weights out."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._corpora import corpus_options
from cleaner.cli._folds import AVERAGE, CACHE
from cleaner.cli._paths import GivenPath, find_user_cache

if TYPE_CHECKING:
    from cleaner.corpora.facts import Hearsay

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
@click.option(
    "--labels",
    type=GivenPath(exists=True, dir_okay=False),
    metavar="LABELS.jsonl",
    help="What a reading says that the blocks of some of the pages are.",
)
@corpus_options
@click.option("--seed", type=SEED, default=0, show_default=True, help="Same seed, same weights.")
@AVERAGE
@CACHE
def train(
    corpora: tuple[Path, ...],
    output: Path,
    labels: Path | None,
    seed: int,
    averaged: float,
    cache: Path | None,
    hearsay: Hearsay,
) -> None:
    """Fit a model to annotated pages.

    Needs the extra `train`. Writes the weights with their card: the corpora and their hashes, the
    feature list, seed and date. Of each corpus somebody has to say that it may be trained on.
    Corpora differ in what they take for content: all teach what blocks look like, and the weights
    judge as the first one does.

    \b
    Example:
      cleaner train mine.parquet others.parquet -o weights/
    """
    from cleaner.labels.file import read_labels
    from cleaner.training.classifiers import train_classifiers

    report = functools.partial(click.echo, err=True)
    said = None if labels is None else read_labels(labels)
    kept = cache or find_user_cache()
    card = train_classifiers(corpora, output, seed, report, hearsay, said, averaged, kept)
    click.echo(json.dumps(card, ensure_ascii=False, indent=2))
