"""Cleaners for honest scores: each trained without the sites that it is tested on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from cleaner.cleaning import Cleaner
from cleaner.corpora.facts import NO_HEARSAY, Hearsay
from cleaner.corpora.read import read_training_corpus
from cleaner.corpora.rows import DumpRow, PageRow, fold_of
from cleaner.labels.pages import LabelledPage
from cleaner.model.classifier import load_classifiers
from cleaner.options import Options
from cleaner.training.classifiers import fit_classifier
from cleaner.training.curriculum import read_examples
from cleaner.training.examples import Example

Folds = int | Literal["language"]
"""So many folds of sites, or a fold for each language."""


def fold_cleaners(
    corpora: Sequence[Path],
    folds: Folds,
    options: Options,
    train_with: Sequence[Path] = (),
    hearsay: Hearsay = NO_HEARSAY,
    labelled: Sequence[LabelledPage] = (),
) -> Iterator[tuple[frozenset[str], Cleaner]]:
    """Per fold the ids of `corpora` held out and a Cleaner trained without the likes of them.

    Those of a fold are so many sites, or all pages in one language. `train_with` are corpora to
    learn from besides; pages of the sites or in the language held out are left out of them, too.
    `labelled` are pages of all these whose blocks somebody read. Folds are the same everywhere.
    """
    tested, besides = (
        [read_training_corpus(path, hearsay) for path in paths] for paths in (corpora, train_with)
    )
    examples = read_examples([*tested, *besides], 0, _report, labelled)
    rows = [row for corpus in tested for row in corpus.rows]
    names = sorted({row.language for row in rows}) if folds == "language" else range(folds)
    for seed, name in enumerate(names):
        classifiers = dict(load_classifiers())
        for format_, known in examples.items():
            learned = [example for example in known if name not in _fold_names(example, folds)]
            _report(f"fold {seed + 1}/{len(names)}: {format_}, {len(learned):,} examples")
            classifiers[format_] = fit_classifier(learned, format_, seed, {}, _report)
        held_out = frozenset(row.id for row in rows if _fold_names(row, folds) == {name})
        yield held_out, Cleaner(options, classifiers)


def _fold_names(page: Example | PageRow | DumpRow, folds: Folds) -> set[str | int]:
    """The folds that hold something of the page."""
    if folds == "language":
        return {page.language}
    sites = page.sites if isinstance(page, Example) else (page.site or page.id,)
    return {fold_of(site, folds) for site in sites}


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
