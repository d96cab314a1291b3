"""Weights -> scores, the same as PyTorch gives; files that hold no weights are refused."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaner.errors import ModelError
from cleaner.model.classifier import Classifier, load_classifier, save_classifier
from cleaner.model.features import Features, features_hash, featurize
from cleaner.model.numbers import NUMBERS
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import ROLES, Document, Format
from tests.model.build import random_classifier

PAGES = [
    "<html class=a><body><nav><a href=/>Home</a> <a href=/b>News</a></nav><article class='post'>"
    "<h1>The ferry</h1><p>It did not sail on Tuesday.<ul><li>a<li>b</ul></article>",
    "<p>One block.",
    "<div>" * 40 + "deep",
    "<p>" + "<p>".join(f"Block {i} of many." for i in range(30)),
    "<p>\U0001f44d<p>...",
]
DUMPS = ["The ferry did not sail.\n\nShare\nTweet", "one", "\U0001f44d", "a\n" * 30]
CARD = {"name": "html-test", "features_hash": features_hash()}


def cut(source: str, format_: Format) -> Document:
    make = segment_html if format_ == "html" else segment_text
    return make(source, None, Options())


def features_of(source: str, format_: Format) -> Features:
    document = cut(source, format_)
    return featurize(document, [None] * len(document))


def write(path: Path, card: object = None, **arrays: Any) -> Path:
    """Weights, and their card beside."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    path.write_bytes(buffer.getvalue())
    known = card if isinstance(card, dict) else CARD
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    path.with_suffix(".json").write_text(json.dumps({**known, "weights_sha256": digest}))
    return path


def stored(path: Path, classifier: Classifier, card: object = CARD) -> Path:
    return write(path, card, **classifier.weights)


@pytest.mark.parametrize(
    ("format_", "sources"),
    [("html", PAGES), ("text", DUMPS), ("text", PAGES)],
    ids=["html", "text", "markup as text"],
)
def test_numpy_scores_are_those_of_torch(format_: Format, sources: list[str]) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("rapidfuzz")
    from cleaner.training.network import BlockNetwork, collate

    torch.set_num_threads(1)
    torch.manual_seed(1)
    generator = np.random.default_rng(1)
    mean = generator.normal(size=len(NUMBERS)).astype(np.float32)
    scale = generator.uniform(0.5, 2, len(NUMBERS)).astype(np.float32)
    network = BlockNetwork(mean, scale, format_ == "html", n_conventions=2).eval()
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    classifier = Classifier("test", weights, {})
    pages = [features_of(source, format_) for source in sources]
    with torch.no_grad():
        content, roles, types = network(collate(pages, 0.0, generator))
    scores = [classifier.score(page) for page in pages]
    np.testing.assert_allclose(
        np.concatenate([score.content for score in scores]), torch.sigmoid(content[:, 0]), atol=1e-4
    )
    np.testing.assert_allclose(
        np.concatenate([score.roles for score in scores]), torch.softmax(roles, dim=1), atol=1e-4
    )
    assert np.concatenate([score.content for score in scores]).std() > 0.001
    told = [score.page_types for score in scores if score.page_types is not None]
    if types is None:
        assert format_ == "text"
        assert not told
    else:
        np.testing.assert_allclose(np.stack(told), torch.softmax(types, 1), atol=1e-4)


@pytest.mark.parametrize("format_", ["html", "text"])
def test_scores_are_probabilities(format_: Format) -> None:
    classifier = random_classifier(format_)
    for source in PAGES if format_ == "html" else DUMPS:
        features = features_of(source, format_)
        scores = classifier.score(features)
        n_blocks = len(features.numbers)
        assert scores.content.shape == (n_blocks,)
        assert scores.roles.shape == (n_blocks, len(ROLES))
        assert ((scores.content > 0) & (scores.content < 1)).all()
        np.testing.assert_allclose(scores.roles.sum(axis=1), 1, rtol=1e-5)
        assert scores.content.dtype == scores.roles.dtype == np.float32


@pytest.mark.parametrize("format_", ["html", "text"])
def test_empty_document_has_no_scores(format_: Format) -> None:
    scores = random_classifier(format_).score(features_of("", format_))
    assert scores.content.shape == (0,)
    assert scores.roles.shape == (0, len(ROLES))


def test_one_page_does_not_change_the_next() -> None:
    classifier = random_classifier("html")
    alone = [classifier.score(features_of(page, "html")).content for page in PAGES]
    for page, expected in zip(PAGES[::-1], alone[::-1], strict=True):
        np.testing.assert_array_equal(classifier.score(features_of(page, "html")).content, expected)


def test_stored_and_pickled_classifiers_give_the_same(tmp_path: Path) -> None:
    classifier = random_classifier("html")
    read = load_classifier(stored(tmp_path / "html.npz", classifier))
    assert read.name == "html-test"
    assert read.card.items() >= CARD.items()
    features = features_of(PAGES[0], "html")
    expected = classifier.score(features)
    for copy in (read, pickle.loads(pickle.dumps(classifier))):
        np.testing.assert_array_equal(copy.score(features).content, expected.content)
        np.testing.assert_array_equal(copy.score(features).roles, expected.roles)


def test_half_precision_is_read_as_single(tmp_path: Path) -> None:
    weights = {k: v.astype(np.float16) for k, v in random_classifier("text").weights.items()}
    path = write(tmp_path / "text.npz", **weights)
    assert {array.dtype for array in load_classifier(path).weights.values()} == {
        np.dtype(np.float32)
    }


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    card = {**CARD, "features_hash": "0123456789abcdef"}
    path = stored(tmp_path / "html.npz", random_classifier("html"), card)
    with pytest.raises(ModelError, match=f"0123456789abcdef.*{features_hash()}.*cleaner train"):
        load_classifier(path)


def test_card_without_a_hash_is_refused(tmp_path: Path) -> None:
    path = stored(tmp_path / "html.npz", random_classifier("html"), {"name": "html-test"})
    with pytest.raises(ModelError, match="feature list None"):
        load_classifier(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"html\.npz holds no weights"):
        load_classifier(tmp_path / "html.npz")


@pytest.mark.parametrize(
    "content",
    [b"not an archive", b"PK\x03\x04 but no more", b"\x80\x04N."],
    ids=["text", "begin of an archive", "pickle"],
)
def test_file_that_is_something_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "html.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="holds no weights"):
        load_classifier(path)


def test_pickled_objects_are_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load_classifier(write(tmp_path / "html.npz", keep=np.array([{"a": 1}], dtype=object)))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_cut_file(tmp_path: Path, share: float) -> None:
    path = stored(tmp_path / "text.npz", random_classifier("text"))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError):
        load_classifier(path)


def test_flipped_bytes(tmp_path: Path) -> None:
    path = stored(tmp_path / "text.npz", random_classifier("text"))
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(byte ^ 0xFF for byte in content[middle : middle + 64])
    path.write_bytes(content)
    with pytest.raises(ModelError):
        load_classifier(path)


@pytest.mark.parametrize("card", [None, "{", "[]", "[1]"])
def test_weights_without_a_card_or_with_none_that_can_be_read(
    card: str | None, tmp_path: Path
) -> None:
    path = stored(tmp_path / "text.npz", random_classifier("text"))
    path.with_suffix(".json").unlink()
    if card is not None:
        path.with_suffix(".json").write_text(card)
    with pytest.raises(ModelError, match=r"text\.npz"):
        load_classifier(path)


def test_weights_with_the_card_of_others_are_refused(tmp_path: Path) -> None:
    """Else the card's corpora and scores would be told of weights that never had them."""
    first = stored(tmp_path / "text.npz", random_classifier("text"))
    other = stored(tmp_path / "other.npz", random_classifier("text", seed=1))
    first.write_bytes(other.read_bytes())
    with pytest.raises(ModelError, match="other weights than its card tells of"):
        load_classifier(first)


def test_the_same_weights_give_the_same_bytes_on_another_day(tmp_path: Path) -> None:
    classifier = random_classifier("html")
    cards = []
    for day in ("2026-11-22", "2026-11-29"):
        dated = Classifier(classifier.name, classifier.weights, {**classifier.card, "date": day})
        cards.append(save_classifier(dated, tmp_path / f"{day}.npz"))
        assert load_classifier(tmp_path / f"{day}.npz").card == cards[-1]
    assert [card["date"] for card in cards] == ["2026-11-22", "2026-11-29"]
    assert cards[0]["weights_sha256"] == cards[1]["weights_sha256"]
    first, second = (path.read_bytes() for path in sorted(tmp_path.glob("*.npz")))
    assert first == second


def test_file_without_one_of_the_weights(tmp_path: Path) -> None:
    weights = dict(random_classifier("text").weights)
    del weights["convolutions.1.weight"]
    path = write(tmp_path / "text.npz", **weights)
    with pytest.raises(ModelError):
        load_classifier(path)


def test_single_array(tmp_path: Path) -> None:
    path = tmp_path / "text.npz"
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(ModelError):
        load_classifier(path)
