"""What the verbs that measure share: models trained for it, and the file of all numbers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli._paths import GivenPath

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner
    from cleaner.corpora.facts import Hearsay
    from cleaner.training.folds import Folds

_MAX_DIGITS = 3
"""Of the number of folds: nobody trains a thousand models."""


def _read_folds(ctx: click.Context, param: click.Parameter, value: str | None) -> Folds | None:
    if value is None:
        return None
    if value == "language":
        return "language"
    if not value.isdecimal() or len(value) > _MAX_DIGITS or int(value) < 2:
        message = f"{value!r} is neither a number in 2..999 nor language"
        raise click.BadParameter(message, ctx, param)
    return int(value)


FOLDS = click.option(
    "--folds",
    callback=_read_folds,
    metavar="K|language",
    help="Train K models, each without a K-th of the sites, and test each on the sites it lacks; "
    "or a model for each language, trained without it.",
)
TRAIN_WITH = click.option(
    "--train-with",
    multiple=True,
    type=GivenPath(),
    metavar="CORPUS.parquet",
    help="With --folds: learn from this corpus, too, without measuring on it. Repeatable.",
)

TRAIN_LABELS = click.option(
    "--train-labels",
    type=GivenPath(exists=True, dir_okay=False),
    metavar="LABELS.jsonl",
    help="With --folds: learn the roles of blocks from what a reading says of them, too.",
)


def _check_folder(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Told before the measuring, not after it."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"{path.parent} is not a folder", ctx, param)
    return path


JSON = click.option(
    "--json",
    "json_path",
    type=GivenPath(dir_okay=False, writable=True),
    callback=_check_folder,
    metavar="FILE",
    help="Write all numbers, with versions and the corpora's hashes.",
)


def write_numbers(path: Path, weights: Path | None, **numbers: Any) -> None:
    """Write the numbers as JSON, with how they were measured."""
    from cleaner.evaluation.record import describe_run

    content = {**describe_run(sys.argv[1:], weights), **numbers}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def load_cleaner(weights: Path | None, sites: Path | None = None) -> Cleaner:
    """One with the weights of a folder, or with those that ship, and with profiles of sites."""
    from cleaner.cleaning import Cleaner

    return Cleaner(weights=weights, sites=sites)


def make_folds(
    paths: Sequence[Path],
    folds: Folds | None,
    train_with: Sequence[Path],
    weights: Path | None,
    hearsay: Hearsay,
    train_labels: Path | None = None,
    sites: Path | None = None,
) -> list[tuple[frozenset[str] | None, Cleaner]]:
    """The cleaners to measure, each with the ids of the rows that it is measured on."""
    if folds is None:
        for name, given in (("--train-with", train_with), ("--train-labels", train_labels)):
            if given:
                raise click.UsageError(f"{name} needs --folds: without it nothing is trained")
        return [(None, load_cleaner(weights, sites))]
    for name, kept in (("--weights", weights), ("--sites", sites)):
        if kept is not None:
            raise click.UsageError(f"--folds trains weights of its own: leave {name} out")
    from cleaner.labels.file import read_labels
    from cleaner.options import Options
    from cleaner.training.folds import fold_cleaners

    labelled = () if train_labels is None else read_labels(train_labels).pages
    return list(fold_cleaners(paths, folds, Options(), train_with, hearsay, labelled))
