"""Corpora -> examples: which there are, and how often each is learned from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.read import read_training_corpus
from cleaner.corpora.rows import CONTENT, DumpRow, PageCorpus
from cleaner.labels.pages import LabelledPage
from cleaner.training import dumps as rendering
from cleaner.training.curriculum import read_examples, share_epochs
from cleaner.training.examples import Example
from cleaner.training.made_up.joined import join_rows
from cleaner.types import ROLES, Role
from tests.training.build import FREE, N_PAGES, thread_rows, write_dumps, write_pages


@pytest.fixture
def corpora(tmp_path: Path) -> list[Path]:
    return [write_pages(tmp_path / "bread.parquet"), write_dumps(tmp_path / "dumps.parquet")]


def made_up(examples: list[Example], said: list[str]) -> dict[str, list[Example]]:
    """What was made up of one corpus, by what it is called."""
    found, first = {}, int(said[0].split(": ")[1].split()[0])
    for line in said[1:]:
        n, what = line.split(" examples of ")
        found[what], first = examples[first : first + int(n)], first + int(n)
    assert first == len(examples)
    return found


def test_an_article_with_comments_is_of_all_sites(tmp_path: Path) -> None:
    rows = thread_rows()
    rendering.write_dumps(rows, tmp_path / "dumps-mixed.parquet", FREE)
    said: list[str] = []
    corpus = read_training_corpus(tmp_path / "dumps-mixed.parquet")
    assert corpus.rows == tuple(replace(row, convention="dumps-mixed") for row in rows)
    examples = read_examples([corpus], 0, said.append)["text"]
    assert [example.share for example in examples[:2]] == [0.5, 1.0]  # the forum, an article
    mixed = made_up(examples, said)["articles with comments or teasers of others"]
    assert "forum.example" in {site for example in mixed for site in example.sites[1:]}
    assert {example.share for example in mixed} == {0.5}
    comment = ROLES.index(Role.COMMENT)
    commented = [example for example in mixed if comment in example.roles]
    assert 0.3 < len(commented) / len(mixed) < 0.9
    assert all((example.labels[example.roles == comment] != CONTENT).all() for example in mixed)


@pytest.mark.parametrize(
    ("said", "expected"),
    [((None, 0.25), (1.0, 0.25)), ((0.25, 0.5), (0.5, 1.0)), ((2, 1), (1.0, 0.5))],
)
def test_an_epoch_learns_from_corpora_in_proportion(
    said: tuple[float | None, ...], expected: tuple[float, ...], tmp_path: Path
) -> None:
    corpora = [
        read_training_corpus(write_pages(tmp_path / name, facts=replace(FREE, share=share)))
        for name, share in zip(("a.parquet", "b.parquet"), said, strict=True)
    ]
    dumps = read_training_corpus(write_dumps(tmp_path / "dumps.parquet"))
    assert tuple(share_epochs([*corpora, dumps]).values()) == (*expected, 1.0)
    examples = read_examples(corpora, 0, lambda line: None)["html"]
    for name, share in zip(("a", "b"), expected, strict=True):
        assert {example.share for example in examples if example.convention == name} == {share}


def test_what_is_made_up_of_golds_holds_by_any_convention(corpora: list[Path]) -> None:
    lines: list[str] = []
    pages, dumps = map(read_training_corpus, corpora)
    examples = read_examples([dumps, pages], 0, lines.append)["text"]
    found = made_up(examples, [line for line in lines if "bread" not in line])
    assert {example.convention for example in found["golds as dumps"]} == {""}
    assert "" in {example.convention for example in found["texts in others' chrome"]}
    assert {example.convention for example in found["dumps joined"]} == {"dumps"}


def test_dumps_are_joined_with_those_of_their_convention(tmp_path: Path) -> None:
    corpora = [
        write_dumps(tmp_path / "dumps.parquet"),
        write_dumps(tmp_path / "others.parquet", first=N_PAGES),
    ]
    rows = [row for path in corpora for row in read_training_corpus(path).rows]
    of = {row.site: row.convention for row in rows}
    joined = list(join_rows([row for row in rows if isinstance(row, DumpRow)], 0))
    assert {row.convention for row in joined} == {"dumps", "others"}
    for row in joined:
        assert {of[site] for site in row.sources} <= {row.convention}


def test_dumps_are_learned_from_in_other_scripts_too(corpora: list[Path]) -> None:
    lines: list[str] = []
    corpus = read_training_corpus(corpora[1])
    examples = read_examples([corpus], 0, lines.append)["text"]
    n_plain = len(corpus.rows)
    foreign = made_up(examples, lines)["dumps in another script"]
    assert 0 < len(foreign) < n_plain
    assert {example.share for example in examples[:n_plain]} == {1.0}
    assert {example.share for example in foreign} == {0.5}
    by_id = {example.id: example for example in examples[:n_plain]}
    for example in foreign:
        assert (example.labels == by_id[example.id].labels).all()
        assert example.sites == by_id[example.id].sites
    pages = read_examples([read_training_corpus(corpora[0])], 0, lines.append)
    assert lines[-1].startswith("bread.parquet")
    assert set(pages) == {"html"}


def test_dumps_are_learned_from_joined_and_the_gold_of_pages_as_dumps(corpora: list[Path]) -> None:
    lines: list[str] = []
    pages, dumps = map(read_training_corpus, corpora)
    assert isinstance(pages, PageCorpus)
    examples = read_examples([dumps, pages], 0, lines.append)["text"]
    n_golds = sum(bool(row.gold.strip()) for row in pages.rows)
    found = made_up(examples, [line for line in lines if "bread" not in line])
    golds = found["golds as dumps"]
    assert n_golds <= len(golds) <= 2 * n_golds
    assert {example.share for example in golds} == {0.5}
    joined = [len(example.sites) for example in found["dumps joined"]]
    assert max(joined) > 1
    assert found["texts in others' chrome"]


def test_pages_that_somebody_read_are_learned_from_more_often(corpora: list[Path]) -> None:
    corpus = read_training_corpus(corpora[0])
    read = corpus.rows[0].id
    labelled = [LabelledPage(name, read, ()) for name in ("bread", "other")]
    examples = read_examples([corpus], 1, lambda line: None, labelled)["html"]
    plain = examples[: len(corpus.rows)]
    assert {example.id: example.share for example in plain if example.share != 1} == {read: 3.0}
    assert [example.id for example in plain if example.is_by_hand] == [read]
    others = read_examples([corpus], 1, lambda line: None, labelled[1:])["html"]
    assert not any(example.is_by_hand for example in others)
