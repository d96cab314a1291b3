"""Corpora -> classifiers and the files that hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.corpora.facts import NO_HEARSAY, Hearsay
from cleaner.corpora.read import read_training_corpus
from cleaner.corpora.rows import DumpCorpus, PageCorpus, fold_of
from cleaner.labels.file import Labels
from cleaner.model.arrays import Floats
from cleaner.model.classifier import Classifier, save_classifier
from cleaner.model.features import FEATURES_VERSION, features_hash
from cleaner.training.by_hand import make_examples_by_hand
from cleaner.training.cache import ExampleCache
from cleaner.training.curriculum import Report, format_of, read_examples, share_epochs
from cleaner.training.examples import Example
from cleaner.training.fit import Course, fit_network, list_conventions
from cleaner.training.reliability import measure_reliability
from cleaner.types import Format

COURSES: Mapping[Format, Course] = {
    "html": Course(epochs=5, pages_per_step=16),
    "text": Course(epochs=5, pages_per_step=32),
}
TEMPERATURE = 1.7
"""What logits of content are divided by: fitted networks are surer than they are right.

Fitted on sites held out of pages and of dumps; the best of each lay between 1.6 and 2.
"""
_HELD_OUT = 5
"""One fold of so many tells the reliability of the scores."""
Card = Mapping[str, Any]


def train_classifiers(
    corpora: Sequence[Path],
    out: Path,
    seed: int = 0,
    report: Report = print,
    hearsay: Hearsay = NO_HEARSAY,
    labels: Labels | None = None,
    averaged: float = 0.0,
    cache: Path | None = None,
) -> Card:
    """Fit a classifier for each format that the corpora hold, write it to `out`; their cards.

    They judge by the convention of the first corpus of each format. `labels` say of some of the
    corpora's pages what their blocks are, and of others, which are learned from, too. The weights
    of the last steps, this share, are averaged. `cache` is a folder for examples, to be found there
    the next time.
    """
    read = [read_training_corpus(path, hearsay) for path in corpora]
    shares = share_epochs(read)
    out.mkdir(parents=True, exist_ok=True)
    cards: dict[str, Card] = {}
    labelled = () if labels is None else labels.pages
    kept = ExampleCache(cache)
    all_examples = read_examples(read, seed, report, labelled, kept)
    if cache is not None:
        report(kept.describe())
    if labels is not None:
        _add_by_hand(labels, read, all_examples, hearsay, report)
    for format_, examples in all_examples.items():
        own = [corpus for corpus in read if format_of(corpus) == format_]
        named = {corpus.path.name: corpus.sha256 for corpus in own}
        reliability = _measure_held_out(examples, format_, seed, report, averaged)
        if labels is not None and any(example.is_by_hand for example in examples):
            named[labels.path.name] = labels.sha256
        fitted = fit_classifier(examples, format_, seed, named, report, averaged)
        card = {
            **fitted.card,
            "shares": {corpus.path.name: shares[corpus.path] for corpus in own},
            "reliability": reliability,
        }
        classifier = Classifier(fitted.name, fitted.weights, card)
        cards[format_] = save_classifier(classifier, out / f"{format_}.npz")
    return cards


def _add_by_hand(
    labels: Labels,
    corpora: Sequence[PageCorpus | DumpCorpus],
    examples: Mapping[Format, list[Example]],
    hearsay: Hearsay,
    report: Report,
) -> None:
    """Add those of the labelled pages that no corpus has to the examples of the same format."""
    made, taken = make_examples_by_hand(labels, corpora, hearsay)
    n = sum(map(len, made.values()))
    for line in taken.describe(f"{labels.path.name}: {n:,} examples of pages of its own"):
        report(line)
    for format_, own in made.items():
        if format_ in examples:
            examples[format_] += own
        else:
            report(f"  not taken, {len(own):,} examples: no corpus is for the model of {format_}")


def _measure_held_out(
    examples: Sequence[Example], format_: Format, seed: int, report: Report, averaged: float
) -> Mapping[str, Any]:
    """Reliability of the scores on a fold of the sites, of a classifier fitted to the others."""
    folds = [{fold_of(site, _HELD_OUT) for site in example.sites} for example in examples]
    held_out = [example for example, own in zip(examples, folds, strict=True) if own == {0}]
    learned = [example for example, own in zip(examples, folds, strict=True) if 0 not in own]
    if not held_out or not learned:
        return {}
    report(f"{format_}: reliability on {len(held_out):,} examples held out")
    fitted = fit_classifier(learned, format_, seed, {}, report, averaged)
    return measure_reliability(fitted, held_out)


def fit_classifier(
    examples: Sequence[Example],
    format_: Format,
    seed: int,
    corpora: Mapping[str, str],
    report: Report,
    averaged: float = 0.0,
) -> Classifier:
    """A classifier fitted to the examples, its weights at half precision, as they are stored."""
    course = replace(COURSES[format_], averaged=averaged)
    network = fit_network(examples, course, seed, report)
    weights: dict[str, Floats] = {
        name: tensor.numpy().astype(np.float16).astype(np.float32)
        for name, tensor in _calibrate(network.state_dict()).items()
    }
    card = {
        "name": f"{format_}-{FEATURES_VERSION}",
        "features_hash": features_hash(),
        "corpora": dict(corpora),
        "conventions": list(list_conventions(examples)),
        "n_examples": len(examples),
        **asdict(course),
        "seed": seed,
        "date": date.today().isoformat(),
    }
    return Classifier(str(card["name"]), weights, card)


def _calibrate(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The network's weights with the logits of content divided by TEMPERATURE."""
    keep = {name: state[name] / TEMPERATURE for name in ("keep.weight", "keep.bias")}
    return {**state, **keep}
