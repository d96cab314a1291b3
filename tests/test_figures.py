"""Every figure that the documents tell was measured, and stands in a file that says how."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from cleaner.rules import load_rules
from tests.figures import FOLDER, ROOT, Stated, state_figures, state_rules

DOCUMENTS = ("README.md", "docs/benchmarks.md")
STATED = list(state_figures())
FIGURE = re.compile(r"(?<![\w.-])\d+\.\d+(?!\.?\d|\w)")
NO_FIGURES = ("3.11",)
"""The version of Python."""


def read_prose(document: str) -> str:
    """The document with one space for white space, without its code, and no word in bold."""
    text = (ROOT / document).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return " ".join(text.replace("**", "").split())


@pytest.mark.parametrize("stated", STATED, ids=lambda stated: stated.text[:60])
def test_a_figure_is_told_as_it_was_measured(stated: Stated) -> None:
    assert stated.text in read_prose(stated.document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_figure_is_told_that_was_not_measured(document: str) -> None:
    prose = read_prose(document)
    for stated in STATED:
        if stated.document == document:
            prose = prose.replace(stated.text, "", 1)
    assert [figure for figure in FIGURE.findall(prose) if figure not in NO_FIGURES] == []


def test_the_table_of_rules_is_what_was_measured() -> None:
    rows = [stated.text for stated in state_rules()]
    told = (ROOT / "docs" / "rule-figures.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in told if line.startswith("| `")] == rows
    assert {row.split("`")[1] for row in rows} <= {rule.id for rule in load_rules()}


def test_no_row_is_stated_twice() -> None:
    assert max(Counter(STATED).values()) == 1


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_each_file_says_when_and_how_it_was_measured(path: Path) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", content["date"])
    if "by_hand" in content:
        assert len(content["by_hand"]) > 40
    else:
        measured_by = ("cleaner evaluate ", "cleaner rules measure ", "make bench CORPORA=")
        assert content["command"].startswith(measured_by)
        assert content["environment"]["packages"]["pagecleaner"]
        assert content["weights"].keys() == {"html", "text"}
        assert not any(corpus.get("errors") for corpus in content["corpora"])
