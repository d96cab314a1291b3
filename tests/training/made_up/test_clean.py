"""The gold of pages as dumps in which next to nothing is chrome."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow, PageRow
from cleaner.training.made_up.clean import gold_rows

LINES = [f"Part {i}: one of {i}" for i in range(12)]
PAGES = [
    PageRow(f"p{i}", b"", "\n".join(LINES), site=f"s{i}.example", language="en",
            page_type="product")
    for i in range(60)
]  # fmt: skip
DUMPS = [DumpRow("d", "wet", "Sail now\nA ferry sails.", (CHROME, CONTENT), language="en")]


def test_golds_are_content_whole_and_in_pieces() -> None:
    made = list(gold_rows(PAGES, DUMPS, 0))
    assert {row.id for row in made} == {page.id for page in PAGES}
    assert len(PAGES) * 1.3 < len(made) < len(PAGES) * 1.7
    n_stray = n_of_dump = n_spaced = 0
    for row in made:
        lines = row.text.split("\n")
        labelled = list(zip(lines, row.labels, strict=True))
        content = [line for line, label in labelled if label == CONTENT]
        first = LINES.index(content[0])
        assert content == LINES[first : first + len(content)]
        chrome = [line for line, label in labelled if label == CHROME]
        assert len(chrome) <= 1
        n_stray += bool(chrome)
        n_of_dump += chrome == ["Sail now"]
        n_spaced += "" in lines
        assert (row.page_type, row.site) == ("product", f"s{row.id[1:]}.example")
    assert 0.15 < n_stray / len(made) < 0.45
    assert 0.5 < n_of_dump / n_stray < 0.9  # the others are of today
    assert 0.3 < n_spaced / len(made) < 0.7
    assert list(gold_rows(PAGES, DUMPS, 0)) == made


def test_lines_of_which_nobody_is_sure_are_neither() -> None:
    page = replace(PAGES[0], unsure=(f" {LINES[3]}",))
    for row in gold_rows([page] * 10, DUMPS, 0):
        labels = dict(zip(row.text.split("\n"), row.labels, strict=True))
        assert labels.pop(LINES[3], UNKNOWN) == UNKNOWN
        assert {label for line, label in labels.items() if line in LINES} == {CONTENT}


def test_a_page_without_gold_makes_no_dump() -> None:
    assert not list(gold_rows([PageRow("p", b"", " \n")], DUMPS, 0))
    other = PageRow("p", b"", "\n".join(LINES), language="el")  # no dump has chrome in Greek
    assert all(CHROME not in row.labels for row in gold_rows([other] * 40, DUMPS, 0))
