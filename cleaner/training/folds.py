"""Cleaners for honest scores: each trained without the sites that it is tested on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from cleaner.cleaning import Cleaner
from cleaner.corpora.facts import NO_HEARSAY, Hearsay
from cleaner.corpora.read import read_training_corpus
from cleaner.corpora.rows import DumpRow, PageRow, fold_of
from cleaner.errors import CorpusError, OptionsError
from cleaner.labels.pages import LabelledPage
from cleaner.model.classifier import load_classifiers
from cleaner.options import Options
from cleaner.training.cache import ExampleCache
from cleaner.training.classifiers import COURSES, fit_classifier
from cleaner.training.curriculum import read_examples
from cleaner.training.examples import Example

Folds = int | Literal["language"]
"""So many folds of sites, or a fold for each language."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which models are fitted."""

    folds: Folds
    only: tuple[str, ...] = ()
    """Numbers of folds from 0 on, or languages; all without one."""
    n_seeds: int = 1
    """Models a fold."""
    averaged: float = 0.0
    """Share of the steps, the last ones, whose weights are averaged."""


class FoldCleaner(NamedTuple):
    """A cleaner, and what it was not trained on."""

    seed: int
    """Which of the plan's, from 0 on."""
    held_out: frozenset[str]
    """Ids of rows."""
    cleaner: Cleaner


class Watch(Protocol):
    """Is told how far it is."""

    def say(self, line: str) -> None:
        """What was made."""

    def plan(self, n_epochs: int) -> None:
        """How many epochs there will be in all."""

    def begin(self, title: str) -> None:
        """Which model is fitted now."""

    def end_epoch(self, line: str) -> None:
        """How one of the epochs went."""


class Lines:
    """A watch that writes lines on standard error."""

    def say(self, line: str) -> None:
        """Write it."""
        print(line, file=sys.stderr, flush=True)

    def plan(self, n_epochs: int) -> None:
        """Nothing: each model's lines say which it is."""

    begin = end_epoch = say


LINES = Lines()


def fold_cleaners(
    corpora: Sequence[Path],
    plan: Plan,
    options: Options,
    train_with: Sequence[Path] = (),
    hearsay: Hearsay = NO_HEARSAY,
    labelled: Sequence[LabelledPage] = (),
    watch: Watch = LINES,
    cache: Path | None = None,
) -> Iterator[FoldCleaner]:
    """Cleaners trained without the likes of the rows of `corpora` that they hold out; all folds
    with a seed, then all with the next.

    Those of a fold are so many sites, or all pages in one language. `train_with` are corpora to
    learn from besides; pages of the sites or in the language held out are left out of them, too.
    `labelled` are pages of all these whose blocks somebody read. Folds are the same everywhere.
    `cache` is a folder for examples, to be found there the next time.
    """
    tested, besides = (
        [read_training_corpus(path, hearsay) for path in paths] for paths in (corpora, train_with)
    )
    held_out = _hold_out([row for corpus in tested for row in corpus.rows], plan.folds)
    chosen = _choose_folds(held_out, plan)
    kept = ExampleCache(cache)
    examples = read_examples([*tested, *besides], 0, watch.say, labelled, kept)
    if cache is not None:
        watch.say(kept.describe())
    watch.plan(plan.n_seeds * len(chosen) * sum(COURSES[format_].epochs for format_ in examples))
    for seed in range(plan.n_seeds):
        for at, name in enumerate(held_out):
            if name not in chosen:
                continue
            title = f"seed {seed + 1} of {plan.n_seeds}, " if plan.n_seeds > 1 else ""
            title += f"fold {name} of {len(held_out)}"
            classifiers = dict(load_classifiers())
            for format_, known in examples.items():
                learned = [one for one in known if name not in _fold_names(one, plan.folds)]
                watch.begin(f"{title}: {format_}, {len(learned):,} examples")
                fold_seed = seed * len(held_out) + at
                classifiers[format_] = fit_classifier(
                    learned, format_, fold_seed, {}, watch.end_epoch, plan.averaged
                )
            yield FoldCleaner(seed, held_out[name], Cleaner(options, classifiers))


def _hold_out(
    rows: Sequence[PageRow | DumpRow], folds: Folds
) -> Mapping[str | int, frozenset[str]]:
    """The ids of the rows of each fold. CorpusError where one is held out by two."""
    names = sorted({row.language for row in rows}) if folds == "language" else range(folds)
    held_out: dict[str | int, set[str]] = {name: set() for name in names}
    fold_by_id: dict[str, str | int] = {}
    for row in rows:
        (name,) = _fold_names(row, folds)
        if fold_by_id.setdefault(row.id, name) != name:
            raise CorpusError(
                f"row {row.id!r} is held out by two folds: its rows differ in site or language"
            )
        held_out[name].add(row.id)
    return {name: frozenset(ids) for name, ids in held_out.items()}


def _choose_folds(held_out: Mapping[str | int, frozenset[str]], plan: Plan) -> Sequence[str | int]:
    """The folds that are asked for, which have rows. OptionsError names those that there are."""
    names = {str(name): name for name, ids in held_out.items() if ids}
    for name in plan.only:
        if name not in names:
            raise OptionsError(f"no fold is called {name!r}; there are {', '.join(names)}")
    return [names[name] for name in plan.only or names]


def _fold_names(page: Example | PageRow | DumpRow, folds: Folds) -> set[str | int]:
    """The folds that hold something of the page."""
    if folds == "language":
        return {page.language}
    sites = page.sites if isinstance(page, Example) else (page.site or page.id,)
    return {fold_of(site, folds) for site in sites}
