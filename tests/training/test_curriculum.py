"""Corpora -> examples: which there are, and how often each is learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.read import read_training_corpus
from cleaner.corpora.rows import CONTENT
from cleaner.training import dumps as rendering
from cleaner.training.curriculum import read_examples
from cleaner.types import ROLES, Role
from tests.training.build import FREE, thread_rows, write_dumps, write_pages


@pytest.fixture
def corpora(tmp_path: Path) -> list[Path]:
    return [write_pages(tmp_path / "bread.parquet"), write_dumps(tmp_path / "dumps.parquet")]


def test_an_article_with_comments_is_of_all_sites(tmp_path: Path) -> None:
    rows = thread_rows()
    rendering.write_dumps(rows, tmp_path / "dumps-mixed.parquet", FREE)
    said: list[str] = []
    corpus = read_training_corpus(tmp_path / "dumps-mixed.parquet")
    assert corpus.rows == tuple(rows)
    examples = read_examples([corpus], 0, said.append)["text"]
    mixed = [example for example in examples if len(example.sites) > 1]
    assert "forum.example" in {site for example in mixed for site in example.sites[1:]}
    comment = ROLES.index(Role.COMMENT)
    commented = [example for example in mixed if comment in example.roles]
    assert 0.3 < len(commented) / len(mixed) < 0.9
    assert all((example.labels[example.roles == comment] != CONTENT).all() for example in mixed)
    seldom = [example for example in mixed if example.share == 0.5]  # the others are run together
    assert [example.share for example in examples[:2]] == [0.5, 1.0]  # the forum, an article
    (line,) = [line for line in said if "comments" in line]
    assert line == f"{len(seldom)} examples of articles with comments or teasers of others"


def test_dumps_are_learned_from_in_other_scripts_too(corpora: list[Path]) -> None:
    lines: list[str] = []
    corpus = read_training_corpus(corpora[1])
    examples = read_examples([corpus], 0, lines.append)["text"]
    n_plain = len(corpus.rows)
    foreign = examples[n_plain:]
    assert lines[-1] == f"{len(foreign)} examples of dumps in another script"
    assert 0 < len(foreign) < n_plain
    assert {example.share for example in examples[:n_plain]} == {1.0}
    assert {example.share for example in foreign} == {0.5}
    by_id = {example.id: example for example in examples[:n_plain]}
    for example in foreign:
        assert (example.labels == by_id[example.id].labels).all()
        assert example.sites == by_id[example.id].sites
    pages = read_examples([read_training_corpus(corpora[0])], 0, lines.append)
    assert lines[-2].startswith("bread.parquet")
    assert set(pages) == {"html"}


def test_pages_are_learned_from_with_names_that_say_nothing(corpora: list[Path]) -> None:
    lines: list[str] = []
    corpus = read_training_corpus(corpora[0])
    n_plain = len(corpus.rows)
    examples, again = (read_examples([corpus], 1, lines.append)["html"] for _ in range(2))
    hashed = examples[n_plain:]
    said = f"{len(hashed)} examples of pages whose names of class and id say nothing"
    assert lines[-1] == said
    assert len(hashed) == 3 * n_plain
    assert {example.share for example in examples[:n_plain]} == {1.0}
    assert {example.share for example in hashed} == {0.1}
    assert [e.features.markup_ids.tolist() for e in examples] == [
        e.features.markup_ids.tolist() for e in again
    ]
