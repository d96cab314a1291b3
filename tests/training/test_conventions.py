"""Corpora that differ in what is content teach one network, and each has a head of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("torch")

import torch

from cleaner.corpora.read import read_training_corpus
from cleaner.model.arrays import Floats
from cleaner.model.classifier import Classifier, load_classifiers
from cleaner.model.features import featurize
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.training import classifiers as training
from cleaner.training.classifiers import fit_classifier, train_classifiers
from cleaner.training.curriculum import read_examples
from cleaner.training.examples import Example
from cleaner.training.fit import Course
from tests.training.build import FREE, N_PAGES, PROSE, page, write_pages

N_EPOCHS = 30
FIRST, SECOND = 2, 3
"""The page's paragraphs among its blocks."""


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    course = Course(epochs=N_EPOCHS, pages_per_step=16)
    monkeypatch.setattr(training, "COURSES", {"html": course, "text": replace(course, epochs=1)})


@pytest.fixture
def corpora(tmp_path: Path) -> list[Path]:
    """The same pages: one corpus keeps their first paragraph, the other the second."""
    gold = [[PROSE[(i + k) % 3] for i in range(N_PAGES)] for k in range(2)]
    return [
        write_pages(tmp_path / f"{name}.parquet", gold=own)
        for name, own in zip(("first", "second"), gold, strict=True)
    ]


def read(corpora: list[Path]) -> list[Example]:
    return read_examples(list(map(read_training_corpus, corpora)), 0, lambda line: None)["html"]


def fit(examples: list[Example], averaged: float = 0.0) -> Classifier:
    return fit_classifier(examples, "html", 0, {}, lambda line: None, averaged)


def score(classifier: Classifier) -> Floats:
    """Of the first page."""
    document = segment_html(page(0), None, Options())
    return classifier.score(featurize(document, [None] * len(document))).content


def test_each_convention_has_a_head_and_the_first_is_asked(corpora: list[Path]) -> None:
    fitted = fit(read(corpora))
    assert fitted.conventions == ("first", "second")
    other = fitted.with_convention("second")
    assert other.conventions == ("second", "first")
    assert score(fitted)[FIRST] > 0.5 > score(fitted)[SECOND]
    assert score(other)[SECOND] > 0.5 > score(other)[FIRST]
    np.testing.assert_array_equal(score(other.with_convention("first")), score(fitted))
    assert len({one.fingerprint for one in (fitted, other)}) == 2
    assert other.with_convention("first").fingerprint == fitted.fingerprint


def test_corpora_of_one_convention_share_its_head(corpora: list[Path], tmp_path: Path) -> None:
    same = write_pages(tmp_path / "more.parquet", facts=replace(FREE, convention="first"))
    assert fit(read([corpora[0], same])).conventions == ("first",)


def test_what_holds_by_any_convention_is_learned_by_all(corpora: list[Path]) -> None:
    free = [replace(example, convention="") for example in read(corpora[:1])]
    others = [replace(example, share=0.01) for example in read(corpora[::-1])]
    fitted = fit([*others, *free])
    assert fitted.conventions == ("second", "first")
    for one in (fitted, fitted.with_convention("first")):
        assert score(one)[FIRST] > 0.5 > score(one)[SECOND]


def test_weights_of_the_last_steps_are_averaged(corpora: list[Path]) -> None:
    examples = read(corpora[:1])
    last, same, averaged = (fit(examples, share) for share in (0.0, 1e-3, 0.5))
    np.testing.assert_array_equal(score(same), score(last))
    assert abs(score(averaged) - score(last)).max() > 1e-4
    assert score(averaged)[FIRST] > 0.5 > score(averaged)[SECOND]
    assert averaged.card["averaged"] == 0.5


def test_the_card_lists_conventions_and_shares(corpora: list[Path], tmp_path: Path) -> None:
    seldom = write_pages(tmp_path / "seldom.parquet", facts=replace(FREE, share=0.25))
    card = train_classifiers([*corpora, seldom], tmp_path / "out", 0, lambda line: None)["html"]
    assert card["conventions"] == ["first", "second", "seldom"]
    assert card["shares"] == {"first.parquet": 1.0, "second.parquet": 1.0, "seldom.parquet": 0.25}
    stored = load_classifiers(tmp_path / "out")["html"]
    assert stored.weights["keep.weight"].shape[0] == 3
    assert stored.with_convention("seldom").conventions[0] == "seldom"
