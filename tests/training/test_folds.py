"""Folds hold out sites, or languages, and nothing of them is learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("torch")


from cleaner.corpora.rows import fold_of
from cleaner.errors import CorpusError, OptionsError
from cleaner.model.classifier import Classifier
from cleaner.options import Options
from cleaner.training.examples import Example
from cleaner.training.fit import Course
from cleaner.training.folds import Plan, fold_cleaners
from cleaner.types import Format
from tests.model.build import random_classifier
from tests.training.build import N_PAGES, page, write_dumps, write_pages


@pytest.fixture
def corpora(tmp_path: Path) -> list[Path]:
    return [write_pages(tmp_path / "bread.parquet"), write_dumps(tmp_path / "dumps.parquet")]


def test_folds_are_disjoint_and_never_trained_on(
    corpora: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[tuple[Format, int, set[str]]] = []

    def fit(
        examples: Sequence[Example],
        format_: Format,
        seed: int,
        corpora: Mapping[str, str],
        report: object,
        averaged: float,
    ) -> Classifier:
        assert averaged == 0.4
        learned.append((format_, seed, {site for example in examples for site in example.sites}))
        return random_classifier(format_, seed)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    more = write_pages(tmp_path / "more.parquet", 12)
    cleaners = list(fold_cleaners(corpora, Plan(2, averaged=0.4), Options(mode="recall"), [more]))
    held_out = [cleaner.held_out for cleaner in cleaners]
    assert all(held_out)
    assert not held_out[0] & held_out[1]
    assert held_out[0] | held_out[1] == {f"p{i}" for i in range(N_PAGES)}
    assert [(format_, fold) for format_, fold, _ in learned] == [
        *(("html", 0), ("text", 0), ("html", 1), ("text", 1)),
    ]
    known = {f"s{i}.example" for i in range(12)}  # of dumps, too: the gold of pages is one
    for _, fold, sites in learned:
        assert sites == {site for site in known if fold_of(site, 2) != fold}
        assert not sites & {f"s{id_[1:]}.example" for id_ in held_out[fold]}
    for _, _, cleaner in cleaners:
        assert cleaner.options.mode == "recall"
        assert len(cleaner.extract(page(0)).verdicts) == 5


def test_a_fold_for_each_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[set[str]] = []

    def fit(examples: Sequence[Example], format_: Format, *_: object) -> Classifier:
        learned.append({example.language for example in examples})
        return random_classifier(format_)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    tested = write_pages(tmp_path / "pages.parquet", language=["el", "zh", "el", "ru", "zh", "el"])
    more = write_pages(tmp_path / "more.parquet", 3, language=["zh", "en", "en"])
    cleaners = list(fold_cleaners([tested], Plan("language"), Options(), [more]))
    assert [cleaner.held_out for cleaner in cleaners] == [{"p0", "p2", "p5"}, {"p3"}, {"p1", "p4"}]
    assert learned == [{"zh", "ru", "en"}, {"el", "zh", "en"}, {"el", "ru", "en"}]


def test_several_models_a_fold_and_some_of_the_folds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds: list[int] = []

    def fit(examples: object, format_: Format, seed: int, *_: object) -> Classifier:
        seeds.append(seed)
        return random_classifier(format_, seed)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    pages = write_pages(tmp_path / "pages.parquet")
    (whole,) = [one for one in fold_cleaners([pages], Plan(2), Options()) if "p0" in one.held_out]
    assert seeds == [0, 1]
    seeds.clear()
    name = str(fold_of("s0.example", 2))
    fitted = list(fold_cleaners([pages], Plan(2, (name,), 3), Options()))
    assert [one.seed for one in fitted] == [0, 1, 2]
    assert {one.held_out for one in fitted} == {whole.held_out}
    assert seeds == [int(name), 2 + int(name), 4 + int(name)]  # no two models have the same
    with pytest.raises(OptionsError, match=r"no fold is called '7'; there are 0, 1"):
        list(fold_cleaners([pages], Plan(2, ("7",)), Options()))


def test_a_row_in_two_folds_is_refused_before_anything_is_fitted(tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages.parquet")
    others = write_pages(tmp_path / "others.parquet", site=[f"t{i}.example" for i in range(6)])
    with pytest.raises(CorpusError, match="is held out by two folds"):
        next(fold_cleaners([pages, others], Plan(2), Options()))


@pytest.mark.slow
def test_a_watch_is_told_of_each_model_and_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Watch:
        def __init__(self) -> None:
            self.said: list[str] = []
            self.begun: list[str] = []
            self.n_epochs = self.n_planned = 0

        def say(self, line: str) -> None:
            self.said.append(line)

        def plan(self, n_epochs: int) -> None:
            self.n_planned = n_epochs

        def begin(self, title: str) -> None:
            self.begun.append(title)

        def end_epoch(self, line: str) -> None:
            self.n_epochs += 1

    for module in ("classifiers", "folds"):
        courses = {"html": Course(epochs=1, pages_per_step=16)}
        monkeypatch.setattr(f"cleaner.training.{module}.COURSES", courses)
    watch = Watch()
    pages = write_pages(tmp_path / "pages.parquet")
    list(fold_cleaners([pages], Plan(2, ("1",), 2), Options(), watch=watch))
    assert watch.n_epochs == watch.n_planned == 2
    titles = [title.partition(":")[0] for title in watch.begun]
    assert titles == ["seed 1 of 2, fold 1 of 2", "seed 2 of 2, fold 1 of 2"]
    assert watch.said[0].startswith("pages.parquet: 6 examples")
