"""Cleaners for honest scores: each trained without the sites that it is tested on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner.cleaning import WEIGHTS, Cleaner, load_classifiers
from cleaner.evaluation.corpora import fold_of
from cleaner.model.training.classifiers import fit_classifier, read_examples, read_training_corpus
from cleaner.options import Options


def fold_cleaners(
    corpora: Sequence[Path], k: int, options: Options, train_with: Sequence[Path] = ()
) -> Iterator[tuple[frozenset[str], Cleaner]]:
    """Per fold the ids of `corpora` held out and a Cleaner trained without their sites.

    `train_with` are corpora to learn from besides; pages of the held-out sites are left out of
    them, too. Folds are the same on every machine.
    """
    tested = [read_training_corpus(path) for path in corpora]
    examples = read_examples([*tested, *map(read_training_corpus, train_with)], _report)
    for fold in range(k):
        classifiers = load_classifiers(WEIGHTS) if len(examples) < 2 else {}
        for format_, known in examples.items():
            learned = [example for example in known if fold_of(example.site, k) != fold]
            _report(f"fold {fold + 1}/{k}: {format_}, {len(learned):,} examples")
            classifiers[format_] = fit_classifier(learned, format_, fold, {}, _report)
        held_out = frozenset(
            row.id
            for corpus in tested
            for row in corpus.rows
            if fold_of(row.site or row.id, k) == fold
        )
        yield held_out, Cleaner(options, classifiers)


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
