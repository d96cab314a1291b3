"""Folds hold out sites, or languages, and nothing of them is learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("torch")


from cleaner.corpora.rows import fold_of
from cleaner.model.classifier import Classifier
from cleaner.options import Options
from cleaner.training.examples import Example
from cleaner.training.folds import fold_cleaners
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
    ) -> Classifier:
        learned.append((format_, seed, {site for example in examples for site in example.sites}))
        return random_classifier(format_, seed)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    more = write_pages(tmp_path / "more.parquet", 12)
    cleaners = list(fold_cleaners(corpora, 2, Options(mode="recall"), [more]))
    held_out = [ids for ids, _ in cleaners]
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
    for _, cleaner in cleaners:
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
    cleaners = list(fold_cleaners([tested], "language", Options(), [more]))
    assert [ids for ids, _ in cleaners] == [{"p0", "p2", "p5"}, {"p3"}, {"p1", "p4"}]
    assert learned == [{"zh", "ru", "en"}, {"el", "zh", "en"}, {"el", "ru", "en"}]
