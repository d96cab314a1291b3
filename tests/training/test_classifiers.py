"""Corpora in, weights out: the same each time, and never trained on what they are tested on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("torch")

import torch

from cleaner.corpora.facts import CorpusFacts, Hearsay
from cleaner.corpora.read import read_training_corpus
from cleaner.errors import CorpusError
from cleaner.labels.entries import Label
from cleaner.labels.file import Labels
from cleaner.labels.pages import LabelledBlock, LabelledPage, hash_text
from cleaner.labels.standing import Standing
from cleaner.model.classifier import load_classifier, load_classifiers
from cleaner.model.features import FEATURES_VERSION, features_hash, featurize
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.training import classifiers as training
from cleaner.training.classifiers import train_classifiers
from cleaner.training.folds import Plan, fold_cleaners
from cleaner.types import ROLES, Role
from tests.training.build import N_PAGES, PROSE, page, write_dumps, write_pages


def set_epochs(monkeypatch: pytest.MonkeyPatch, n: int) -> None:
    courses = {name: replace(course, epochs=n) for name, course in training.COURSES.items()}
    monkeypatch.setattr(training, "COURSES", courses)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """One epoch, one thread."""
    torch.set_num_threads(1)
    set_epochs(monkeypatch, 1)


@pytest.fixture
def corpora(tmp_path: Path) -> list[Path]:
    return [write_pages(tmp_path / "bread.parquet"), write_dumps(tmp_path / "dumps.parquet")]


def test_training_writes_weights_and_their_card(corpora: list[Path], tmp_path: Path) -> None:
    reports: list[str] = []
    cards = train_classifiers(corpora, tmp_path / "out", 7, reports.append)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *("html.json", "html.npz", "text.json", "text.npz"),
    ]
    card = cards["html"]
    assert card == json.loads((tmp_path / "out" / "html.json").read_text(encoding="utf-8"))
    assert card["name"] == f"html-{FEATURES_VERSION}"
    assert card["features_hash"] == features_hash()
    assert (card["seed"], card["n_examples"], card["epochs"]) == (7, N_PAGES, 1)
    assert card["corpora"] == {"bread.parquet": read_training_corpus(corpora[0]).sha256}
    assert cards["text"]["corpora"].keys() == {"dumps.parquet"}
    assert reports[0] == "bread.parquet: 6 examples of 6 rows"
    assert any(line.startswith("epoch 1/1: loss ") for line in reports)
    classifiers = load_classifiers(tmp_path / "out")
    assert classifiers["html"].card == card
    document = segment_html(page(0), None, Options())
    scores = classifiers["html"].score(featurize(document, [None] * len(document)))
    assert np.isfinite(scores.content).all()
    assert "markup.weight" not in classifiers["text"].weights


def test_same_seed_gives_the_same_bytes(corpora: list[Path], tmp_path: Path) -> None:
    outs = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train_classifiers(corpora, tmp_path / name, seed, lambda line: None)
        outs.append([(tmp_path / name / f"{f}.npz").read_bytes() for f in ("html", "text")])
    assert outs[0] == outs[1]
    first, other = (load_classifier(tmp_path / name / "html.npz") for name in ("a", "c"))
    assert not np.array_equal(first.weights["words.weight"], other.weights["words.weight"])


def test_more_epochs_fit_better(
    corpora: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_epochs(monkeypatch, 60)
    train_classifiers(corpora[:1], tmp_path, 0, lambda line: None)
    document = segment_html(page(0), None, Options())
    rules: list[Rule | None] = [None] * len(document)
    scores = load_classifier(tmp_path / "html.npz").score(featurize(document, rules))
    is_content = scores.content > 0.5
    assert list(document.text[2:4]) == [PROSE[0], PROSE[1]]
    assert is_content[2:4].all()
    assert not is_content[[0, 4]].any()


def test_roles_are_learned_from_what_somebody_read(
    corpora: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_epochs(monkeypatch, 12)
    rows = read_training_corpus(corpora[0]).rows
    document = segment_html(page(0), None, Options())
    blocks = (LabelledBlock(hash_text("Home"), "advert", "advert"),)
    pages = (LabelledPage("bread", row.id, blocks) for row in rows)
    labels = Labels(Path("read.jsonl"), "0" * 64, Standing(pages))
    cards = train_classifiers(corpora[:1], tmp_path, 0, lambda line: None, labels=labels)
    assert cards["html"]["corpora"]["read.jsonl"] == "0" * 64
    features = featurize(document, [None] * len(document))
    scores = load_classifiers(tmp_path)["html"].score(features)
    assert ROLES[int(scores.roles[document.visible.index("Home")].argmax())] is Role.ADVERT


def test_labelled_pages_have_a_convention_of_their_own(
    corpora: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_epochs(monkeypatch, 1)
    for name in ("page.html", "dump.txt"):
        (tmp_path / name).write_text(page(0) if name == "page.html" else "Home and more")
    said = (
        Label(str(tmp_path / name), name, 0, text, Role.SHARE)
        for name, text in (("page.html", "Home"), ("dump.txt", "Home and more"))
    )
    labels = Labels(tmp_path / "mine.jsonl", "0" * 64, Standing(said))
    lines: list[str] = []
    cards = train_classifiers(corpora[:1], tmp_path / "out", 0, lines.append, labels=labels)
    assert cards.keys() == {"html"}
    assert cards["html"]["conventions"] == ["bread", "mine"]
    assert cards["html"]["corpora"]["mine.jsonl"] == "0" * 64
    assert "mine.jsonl: 2 examples of pages of its own, from 2 of 2 labels" in lines
    assert "  not taken, 1 examples: no corpus is for the model of text" in lines


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (CorpusFacts("AGPL-3.0", may_train=False), r"may not be trained on \(licence AGPL-3.0\)"),
        (CorpusFacts(), "does not say whether it may be trained on: say `may_train = true`"),
    ],
)
def test_corpus_for_testing_alone_is_refused(
    facts: CorpusFacts, message: str, tmp_path: Path
) -> None:
    corpus = write_pages(tmp_path / "news.parquet", facts=facts)
    with pytest.raises(CorpusError, match=f"news.parquet {message}"):
        train_classifiers([corpus], tmp_path / "out", 0, lambda line: None)
    with pytest.raises(CorpusError, match=message):
        list(fold_cleaners([write_pages(tmp_path / "a.parquet")], Plan(2), Options(), [corpus]))
    assert not (tmp_path / "out").exists()


def test_what_others_say_of_a_corpus_is_heard(tmp_path: Path) -> None:
    corpus = write_pages(tmp_path / "news.parquet", facts=CorpusFacts())
    hearsay = Hearsay(otherwise=CorpusFacts(may_train=True))
    cards = train_classifiers([corpus], tmp_path / "out", 0, lambda line: None, hearsay)
    assert cards["html"]["corpora"].keys() == {"news.parquet"}


def test_corpus_without_text_is_an_error(tmp_path: Path) -> None:
    corpus = write_pages(tmp_path / "bread.parquet", html=[b"<p></p>"] * N_PAGES)
    with pytest.raises(CorpusError, match="nothing to train on"):
        train_classifiers([corpus], tmp_path / "out", 0, lambda line: None)
