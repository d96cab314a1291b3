"""What the verbs that measure share: models trained for it, and the file of all numbers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli._paths import GivenPath, find_user_cache

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner
    from cleaner.corpora.facts import Hearsay
    from cleaner.training.folds import Folds, Watch

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
AVERAGE = click.option(
    "--average",
    "averaged",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="SHARE",
    help="Average the weights over this share of the training's steps, the last ones.",
)
TRAIN_WITH = click.option(
    "--train-with",
    multiple=True,
    type=GivenPath(),
    metavar="CORPUS.parquet",
    help="With --folds: learn from this corpus, too, without measuring on it. Repeatable.",
)


@dataclass(frozen=True, slots=True)
class Training:
    """The models to measure, as they are asked for."""

    folds: Folds | None
    train_with: tuple[Path, ...]
    train_labels: Path | None = None
    only: tuple[str, ...] = ()
    n_seeds: int = 1
    cache: Path | None = None
    """The user's without one."""
    averaged: float = 0.0
    convention: str | None = None

    def check(self, weights: Path | None) -> None:
        """UsageError where options need or exclude one another."""
        needing = {
            "--train-with": self.train_with,
            "--train-labels": self.train_labels,
            "--fold": self.only,
            "--seeds": self.n_seeds > 1,
            "--cache": self.cache,
            "--average": self.averaged,
        }
        for name, given in needing.items():
            if given and self.folds is None:
                raise click.UsageError(f"{name} needs --folds: without it nothing is trained")
        if self.folds is not None and weights is not None:
            raise click.UsageError("--folds trains weights of its own: leave --weights out")


ONE_FOLD = click.option(
    "--fold",
    "only",
    multiple=True,
    metavar="NAME",
    help="With --folds: this fold alone, a number from 0 on or a language. Repeatable.",
)
SEEDS = click.option(
    "--seeds",
    "n_seeds",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="With --folds: fit N models a fold, which differ by their seed alone, and tell the "
    "mean and the standard deviation.",
)
TRAIN_LABELS = click.option(
    "--train-labels",
    type=GivenPath(exists=True, dir_okay=False),
    metavar="LABELS.jsonl",
    help="With --folds: learn the roles of blocks from what a reading says of them, too.",
)
CACHE = click.option(
    "--cache",
    type=GivenPath(file_okay=False),
    metavar="DIR",
    help="Where examples to learn from are kept, so that a further training on the same corpora "
    "fits at once; 8 GB at most.  [default: the user's cache]",
)
CONVENTION = click.option(
    "--convention",
    metavar="NAME",
    help="Take for content what the corpus of this name does that the weights were trained on, "
    "as their card lists them.  [default: the first]",
)


def training_options(verb: Callable[..., None]) -> Callable[..., None]:
    """The verb with the options that become its argument `training`."""

    @FOLDS
    @ONE_FOLD
    @SEEDS
    @TRAIN_WITH
    @TRAIN_LABELS
    @CACHE
    @AVERAGE
    @CONVENTION
    @wraps(verb)
    def wrapped(
        folds: Folds | None,
        only: tuple[str, ...],
        n_seeds: int,
        train_with: tuple[Path, ...],
        train_labels: Path | None,
        cache: Path | None,
        averaged: float,
        convention: str | None,
        **others: Any,
    ) -> None:
        training = Training(
            folds, train_with, train_labels, only, n_seeds, cache, averaged, convention
        )
        verb(training=training, **others)

    return wrapped


def _check_folder(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Told before the measuring, not after it."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"{path.parent} is not a folder", ctx, param)
    return path


NOTHING: Mapping[str, Any] = MappingProxyType({})
JSON = click.option(
    "--json",
    "json_path",
    type=GivenPath(dir_okay=False, writable=True),
    callback=_check_folder,
    metavar="FILE",
    help="Write all numbers, with versions and the corpora's hashes.",
)


def write_numbers(
    path: Path, weights: Path | None, long: Mapping[str, Any] = NOTHING, **numbers: Any
) -> None:
    """Write the numbers as JSON, with how they were measured; what is long on a line each."""
    from cleaner.evaluation.record import describe_run

    content = {**describe_run(sys.argv[1:], weights), **numbers}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    for key, value in long.items():
        text = f'{text[:-2]},\n  "{key}": {json.dumps(value, ensure_ascii=False)}\n}}'
    path.write_text(f"{text}\n", encoding="utf-8")


def load_cleaner(
    weights: Path | None, convention: str | None = None, sites: Path | None = None
) -> Cleaner:
    """One with the weights of a folder, or with those that ship, asked by their own convention or
    by this one, with the profiles of a folder if one is given.
    """
    from cleaner.cleaning import Cleaner

    return _ask(Cleaner(weights=weights, sites=sites), convention)


def _ask(cleaner: Cleaner, convention: str | None) -> Cleaner:
    return cleaner if convention is None else cleaner.with_convention(convention)


Fit = tuple[int, frozenset[str] | None, "Cleaner"]
"""Which seed's it is, the ids of the rows that it is measured on (None: all), and the cleaner."""


def make_fits(
    paths: Sequence[Path],
    training: Training,
    weights: Path | None,
    hearsay: Hearsay,
    watch: Watch | None = None,
) -> Iterator[Fit]:
    """The cleaners to measure, each trained when it is asked for."""
    training.check(weights)
    if training.folds is None:
        return iter([(0, None, load_cleaner(weights, training.convention))])
    from cleaner.labels.file import read_labels
    from cleaner.options import Options
    from cleaner.training.folds import LINES, Plan, fold_cleaners

    labelled = () if training.train_labels is None else read_labels(training.train_labels).pages
    plan = Plan(training.folds, training.only, training.n_seeds, training.averaged)
    cache = training.cache or find_user_cache()
    fits = fold_cleaners(
        paths, plan, Options(), training.train_with, hearsay, labelled, watch or LINES, cache
    )
    return ((seed, ids, _ask(cleaner, training.convention)) for seed, ids, cleaner in fits)


def make_folds(
    paths: Sequence[Path], training: Training, weights: Path | None, hearsay: Hearsay
) -> list[tuple[frozenset[str] | None, Cleaner]]:
    """All of them, of one seed."""
    return [(ids, cleaner) for _, ids, cleaner in make_fits(paths, training, weights, hearsay)]
