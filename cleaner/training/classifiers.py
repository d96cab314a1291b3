"""Corpora -> classifiers and the files that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.corpora import DumpCorpus, DumpRow, PageCorpus, fold_of, read_corpus
from cleaner.errors import CorpusError
from cleaner.model.arrays import Floats
from cleaner.model.classifier import Classifier, save_classifier
from cleaner.model.features import FEATURES_VERSION, features_hash
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.training.examples import (
    make_examples,
    make_foreign_examples,
    make_run_on_examples,
)
from cleaner.training.fit import Example, fit_network
from cleaner.training.made_up.mixed import mix_rows
from cleaner.training.reliability import measure_reliability
from cleaner.types import PAGE_TYPES, Format

EPOCHS: Mapping[Format, int] = {"html": 8, "text": 8}
PAGES_PER_STEP: Mapping[Format, int] = {"html": 16, "text": 32}
_OTHERS_SHARE = 0.25
"""Share of the epochs in which pages are learned from whose corpus is of one type, beside one of
many types."""
_OTHER_DUMPS_SHARE = 0.5
"""The same of dumps that are no plain articles."""
_FOREIGN_ROWS, _FOREIGN_SHARE = 0.5, 0.5
"""Share of the dumps that are learned from in another script, too, and in how many of the epochs in
which they are."""
_ARTICLE = PAGE_TYPES.index("article")
TEMPERATURE = 1.7
"""What logits of content are divided by: fitted networks are surer than they are right.

Fitted on sites held out of pages and of dumps; the best of each lay between 1.6 and 2.
"""
_HELD_OUT = 5
"""One fold of so many tells the reliability of the scores."""
_TEST_ONLY = "dragnet"
"""Part of the names of corpora that nothing may be trained on."""
Card = Mapping[str, Any]
Report = Callable[[str], None]


def train_classifiers(corpora: Sequence[Path], out: Path, seed: int, report: Report) -> Card:
    """Writes `FORMAT.npz` for each format of the corpora into `out`; returns their cards."""
    read = [read_training_corpus(path) for path in corpora]
    hashes = {corpus.path.name: corpus.sha256 for corpus in read}
    out.mkdir(parents=True, exist_ok=True)
    cards: dict[str, Card] = {}
    for format_, examples in read_examples(read, seed, report).items():
        named = {
            corpus.path.name: hashes[corpus.path.name]
            for corpus in read
            if format_of(corpus) == format_
        }
        reliability = _measure_held_out(examples, format_, seed, report)
        fitted = fit_classifier(examples, format_, seed, named, report)
        card = {**fitted.card, "reliability": reliability}
        classifier = Classifier(fitted.name, fitted.weights, card)
        cards[format_] = save_classifier(classifier, out / f"{format_}.npz")
    return cards


def _measure_held_out(
    examples: Sequence[Example], format_: Format, seed: int, report: Report
) -> Mapping[str, Any]:
    """Reliability of the scores on a fold of the sites, of a classifier fitted to the others."""
    folds = [{fold_of(site, _HELD_OUT) for site in example.sites} for example in examples]
    held_out = [example for example, own in zip(examples, folds, strict=True) if own == {0}]
    learned = [example for example, own in zip(examples, folds, strict=True) if 0 not in own]
    if not held_out or not learned:
        return {}
    report(f"{format_}: reliability on {len(held_out):,} examples held out")
    return measure_reliability(fit_classifier(learned, format_, seed, {}, report), held_out)


def read_training_corpus(path: Path) -> PageCorpus | DumpCorpus:
    """The corpus; CorpusError for one that may be tested on alone."""
    if _TEST_ONLY in path.stem.lower():
        raise CorpusError(
            f"{path.name} is for testing only (AGPL-3.0 would pass to the weights): leave it out"
        )
    return read_corpus(path)


def format_of(corpus: PageCorpus | DumpCorpus) -> Format:
    """Which classifier a corpus is for."""
    return "html" if isinstance(corpus, PageCorpus) else "text"


def read_examples(
    corpora: Sequence[PageCorpus | DumpCorpus], seed: int, report: Report
) -> dict[Format, list[Example]]:
    """All examples of the corpora by format; CorpusError where there are none."""
    rules = load_rule_set()
    examples: dict[Format, list[Example]] = {}
    has_typed = any(map(_is_typed, corpora))
    for corpus in corpora:
        made = list(_make_corpus_examples(corpus, has_typed, rules))
        report(f"{corpus.path.name}: {len(made):,} examples of {len(corpus.rows):,} rows")
        examples.setdefault(format_of(corpus), []).extend(made)
    dumps = [row for corpus in corpora if isinstance(corpus, DumpCorpus) for row in corpus.rows]
    mixed = list(mix_rows(dumps, seed))
    if made := list(_make_mixed_examples(mixed, rules)):
        report(f"{len(made):,} examples of articles with comments or teasers of others")
        examples["text"] += made
    if foreign := list(_make_foreign_examples(dumps, seed, rules)):
        report(f"{len(foreign):,} examples of dumps in another script")
        examples["text"] += foreign
    if run_on := list(_make_run_on_examples([*dumps, *mixed], seed, rules)):
        report(f"{len(run_on):,} examples of dumps whose lines are run together")
        examples["text"] += run_on
    if not any(examples.values()):
        raise CorpusError("no row has both text and gold: nothing to train on")
    return examples


def _make_corpus_examples(
    corpus: PageCorpus | DumpCorpus, has_typed: bool, rules: RuleSet
) -> Iterator[Example]:
    """The examples of a corpus, each with its share of the epochs."""
    is_seldom = has_typed and isinstance(corpus, PageCorpus) and not _is_typed(corpus)
    for example in make_examples(corpus.rows, rules):
        if isinstance(corpus, DumpCorpus):
            share = _dump_share(example)
        else:
            share = _OTHERS_SHARE if is_seldom else 1.0
        yield replace(example, share=share)


def _dump_share(example: Example) -> float:
    return _OTHER_DUMPS_SHARE if example.page_type not in (-1, _ARTICLE) else 1.0


def _make_foreign_examples(rows: Sequence[DumpRow], seed: int, rules: RuleSet) -> Iterator[Example]:
    """Examples of a part of the dumps in scripts that may be in none of them, seldom shown, too.

    Pages need none: their markup speaks in any script.
    """
    generator = np.random.default_rng(seed)
    chosen = [row for row in rows if generator.random() < _FOREIGN_ROWS]
    for example in make_foreign_examples(chosen, rules, generator):
        yield replace(example, share=_FOREIGN_SHARE * _dump_share(example))


def _make_run_on_examples(rows: Sequence[DumpRow], seed: int, rules: RuleSet) -> Iterator[Example]:
    """Examples of dumps with few line ends."""
    for example in make_run_on_examples(rows, rules, seed):
        yield replace(example, share=_dump_share(example))


def _make_mixed_examples(rows: Sequence[DumpRow], rules: RuleSet) -> Iterator[Example]:
    """Examples of articles with lines of other dumps around, seldom shown, too."""
    for example in make_examples(rows, rules):
        yield replace(example, share=_OTHER_DUMPS_SHARE)


def _is_typed(corpus: PageCorpus | DumpCorpus) -> bool:
    """Whether the corpus tells pages of several types apart.

    The others are shown less often, lest every page is taken for news.
    """
    types = {row.page_type for row in corpus.rows} & set(PAGE_TYPES)
    return isinstance(corpus, PageCorpus) and len(types) > 1


def fit_classifier(
    examples: Sequence[Example],
    format_: Format,
    seed: int,
    corpora: Mapping[str, str],
    report: Report,
) -> Classifier:
    """A classifier fitted to the examples, its weights at half precision, as they are stored."""
    network = fit_network(examples, EPOCHS[format_], PAGES_PER_STEP[format_], seed, report)
    weights: dict[str, Floats] = {
        name: tensor.numpy().astype(np.float16).astype(np.float32)
        for name, tensor in _calibrate(network.state_dict()).items()
    }
    card = {
        "name": f"{format_}-{FEATURES_VERSION}",
        "features_hash": features_hash(),
        "corpora": dict(corpora),
        "n_examples": len(examples),
        "epochs": EPOCHS[format_],
        "seed": seed,
        "date": date.today().isoformat(),
    }
    return Classifier(str(card["name"]), weights, card)


def _calibrate(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The network's weights with the logits of content divided by TEMPERATURE."""
    keep = {name: tensor / TEMPERATURE for name, tensor in state.items() if "keep." in name}
    return {**state, **keep}
