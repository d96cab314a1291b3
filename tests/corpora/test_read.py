"""Reading corpora, and their folds by site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleaner.corpora.read import read_corpus
from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, PageRow, fold_of
from cleaner.errors import CorpusError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

PAGE: dict[str, list[Any]] = {
    "id": ["p1", "p2"],
    "url": ["https://bakery.example/rye", None],
    "site": ["bakery.example", None],
    "language": ["en", None],
    "page_type": ["article", None],
    "html": [b"<p>Rye takes a day.", b"\xff"],
    "gold": ["Rye takes a day.", None],
    "must": [["takes a day"], None],
    "must_not": [["Log in"], []],
    "unsure": [["Photo: Ann"], None],
}
DUMP: dict[str, list[Any]] = {
    "id": ["p1", "p1"],
    "style": ["wet", "bs4"],
    "site": pa.nulls(2),
    "text": ["Share\nRye takes a day.", "Rye takes a day.\n"],
    "labels": [[0, 1], [1, -1]],
}


def write(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_page_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "bread.parquet", PAGE))
    assert isinstance(corpus, PageCorpus)
    first, second = corpus.rows
    assert first == PageRow(
        id="p1",
        html=b"<p>Rye takes a day.",
        gold="Rye takes a day.",
        url="https://bakery.example/rye",
        site="bakery.example",
        language="en",
        page_type="article",
        must=("takes a day",),
        must_not=("Log in",),
        unsure=("Photo: Ann",),
        convention="bread",
    )
    assert second == PageRow("p2", b"\xff", "", convention="bread")
    assert corpus.part == "text"


def test_page_corpus_needs_three_columns_only(tmp_path: Path) -> None:
    columns = {name: PAGE[name] for name in ("id", "html", "gold")}
    corpus = read_corpus(write(tmp_path / "bread.parquet", columns))
    assert corpus.rows[0] == PageRow(
        "p1", b"<p>Rye takes a day.", "Rye takes a day.", convention="bread"
    )


def test_dump_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "dumps-bread.parquet", DUMP))
    assert isinstance(corpus, DumpCorpus)
    assert corpus.rows == (
        DumpRow("p1", "wet", "Share\nRye takes a day.", (0, 1), convention="dumps-bread"),
        DumpRow("p1", "bs4", "Rye takes a day.\n", (1, -1), convention="dumps-bread"),
    )


@pytest.mark.parametrize(("limit", "n_rows"), [(1, 1), (300, 300), (1000, 600), (None, 600)])
def test_limit_counts_rows_over_batches(tmp_path: Path, limit: int | None, n_rows: int) -> None:
    path = tmp_path / "many.parquet"
    write(path, {name: PAGE[name][:1] * 600 for name in ("id", "html", "gold")})
    assert len(read_corpus(path, limit).rows) == n_rows


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"id": ["a"], "html": [b""]}, "no column gold among id, html"),
        ({"id": ["a"], "gold": [""], "html": ["<p>"]}, "column html holds string, expected bytes"),
        ({**PAGE, "must": ["a", "b"]}, "column must holds string, expected texts"),
        ({"id": ["a"], "gold": [""], "html": [None]}, "row 'a' has no html"),
        ({**DUMP, "labels": [[0], [1, -1]]}, "row 'p1' has 1 labels for 2 lines"),
        ({**DUMP, "labels": [[0, 2], [1, -1]]}, "expected one of -1, 0, 1"),
        ({**DUMP, "labels": [["0"], ["1"]]}, "column labels holds list<.*>, expected integers"),
        ({"id": [], "html": [], "gold": []}, "no rows"),
    ],
)
def test_wrong_corpus(tmp_path: Path, columns: dict[str, Any], message: str) -> None:
    path = write(tmp_path / "bread.parquet", columns)
    with pytest.raises(CorpusError, match=message):
        read_corpus(path)


def test_missing_file_and_other_format(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file"):
        read_corpus(tmp_path / "none.parquet")
    other = tmp_path / "text.parquet"
    other.write_text("not Parquet", encoding="utf-8")
    with pytest.raises(CorpusError, match="not a Parquet file"):
        read_corpus(other)


@pytest.mark.parametrize(
    ("site", "fold"), [("s0.example", 2), ("s1.example", 1), ("s2.example", 0)]
)
def test_folds_are_the_same_on_every_machine(site: str, fold: int) -> None:
    assert fold_of(site, 4) == fold  # crc32 modulo 4
