"""`cleaner render`: pages in, a corpus of dumps out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.corpora.facts import CorpusFacts
from cleaner.corpora.read import read_corpus
from cleaner.corpora.rows import DumpCorpus
from tests.cli.conftest import Cleaner
from tests.training.build import write

GOLD = "The ferry did not sail on Tuesday, because the wind had turned during the night."
PAGE = (
    f"<title>Ferry</title><body><nav><p><a href=/>Home</a></nav><article><p>{GOLD}</article>"
    "<footer>Imprint</footer>"
).encode()
FACTS = CorpusFacts("CC0-1.0", may_train=True, share=0.5)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for module in ("rapidfuzz", "resiliparse", "inscriptis", "readability"):
        pytest.importorskip(module, reason="needs the extra `train`")
    pages = {"id": ["a", "b"], "html": [PAGE, PAGE], "gold": [GOLD, GOLD]}
    return write(tmp_path / "mine.parquet", {**pages, "page_type": ["forum", "article"]}, FACTS)


def test_dumps_of_the_types_that_are_asked_for(cli: Cleaner, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "dumps.parquet"
    run = cli("render", corpus, "--type", "forum", "-o", out)
    assert run.exit_code == 0, run.stderr
    read = read_corpus(out)
    assert isinstance(read, DumpCorpus)
    assert read.facts == replace(FACTS, convention=corpus.stem, share=None)
    assert f"{len(read.rows)} dumps" in run.stderr
    assert {(row.id, row.page_type) for row in read.rows} == {("a", "forum")}
    labelled = [dict(zip(row.text.split("\n"), row.labels, strict=True)) for row in read.rows]
    assert all(labels[GOLD] == 1 for labels in labelled)
    assert {row.style for row in read.rows} >= {"wet", "inscriptis-links"}
    again = cli("render", out, "--type", "forum", "-o", tmp_path / "more.parquet")
    assert again.exit_code == 2
    assert "holds text dumps already" in again.stderr


def test_styles_that_are_asked_for(cli: Cleaner, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "dumps.parquet"
    styles = ("--style", "inscriptis-links", "--style", "trafilatura-markdown")
    run = cli("render", corpus, "--type", "forum", "--type", "article", *styles, "-o", out)
    assert run.exit_code == 0, run.stderr
    read = read_corpus(out)
    assert isinstance(read, DumpCorpus)
    rows = read.rows
    assert {row.style for row in rows} <= {"inscriptis-links", "trafilatura-markdown"}
    linked = [row for row in rows if row.style == "inscriptis-links"]
    assert {row.id for row in linked} == {"a", "b"}
    assert all("[Home](/)" in row.text for row in linked)
    unknown = cli("render", corpus, "--type", "forum", "--style", "lynx", "-o", out)
    assert unknown.exit_code == 2
    assert "no style 'lynx'; there are wet, inscriptis, " in unknown.stderr


def test_all_pages_are_rendered_where_no_type_is_asked_for(
    cli: Cleaner, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "dumps.parquet"
    pages = {"id": ["a", "b"], "html": [PAGE, PAGE], "gold": [GOLD, GOLD]}
    write(corpus, {**pages, "page_type": ["forum", "mixed"]}, FACTS)
    run = cli("render", corpus, "--style", "wet", "-o", out)
    assert run.exit_code == 0, run.stderr
    assert [row.page_type for row in read_corpus(out).rows] == ["forum", "mixed"]


def test_a_file_is_required(cli: Cleaner, tmp_path: Path) -> None:
    (tmp_path / "c.parquet").touch()
    assert cli("render", tmp_path / "c.parquet", "--type", "forum").exit_code == 2
    assert cli("render", tmp_path / "c.parquet", "--type", "x", "-o", tmp_path).exit_code == 2
