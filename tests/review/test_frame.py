"""The page written anew: which of its text belongs to which block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner.cleaning import extract
from cleaner.review.frame import Sign, render_frame
from cleaner.types import Page

CASES = sorted(path.parent for path in Path("fixtures").glob("*--*/input.*"))
_MARK = re.compile(r"<mark class=[kd] id=b(\d+)>")


def frame(source: str) -> str:
    result = extract(Page(source, format="html" if "<" in source else "text"))
    signs = [Sign(verdict.keep, str(verdict.role)) for verdict in result.verdicts]
    return render_frame(result.document, signs).decode()


def test_each_block_is_marked_where_it_stands() -> None:
    page = frame("<p>The mayor <b>opened the bridge</b> on Monday.</p><ul><li>Home<li>News</ul>")
    assert _MARK.findall(page) == ["0", "1", "2"]
    shown = re.sub("<[^>]+>", "", page.partition("<body>")[2].partition("<ul>")[0])
    assert shown == "✓1 The mayor opened the bridge on Monday."
    assert page.count("<mark", 0, page.index("<ul>")) == 3
    assert "<li><mark" in page


def test_a_block_that_is_said_twice_is_marked_twice() -> None:
    page = frame("<p>Home</p><p>The mayor opened the bridge.</p><p>Home</p>")
    assert page.count("Home</mark>") == 2


def test_lines_of_a_dump_are_marked() -> None:
    page = frame("Home\n\nThe mayor opened the bridge on Monday, a year late.\n")
    assert _MARK.findall(page) == ["0", "1"]


def test_a_block_with_something_hidden_inside_is_found_by_its_ends() -> None:
    page = frame(
        "<p>The mayor opened the bridge on Monday, <i hidden>as nobody reads,</i> a year later "
        "than it was promised to the valley.</p><p>Nobody cheered at all.</p>"
    )
    assert _MARK.findall(page.partition("<section")[0])[:1] == ["0"]
    assert "<mark" in page.partition("bridge on Monday")[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nearly_all_blocks_of_each_case_are_found(case: Path) -> None:
    result = extract(next(case.glob("input.*")).read_bytes())
    page = render_frame(result.document, [Sign(True, "")] * len(result.document)).decode()
    found, _, rest = page.partition("<section class=rest>")
    texts = [text for text in result.document.text if text.strip()]
    assert found.count("id=b") + rest.count("id=b") >= len(texts)
    assert rest.count("id=b") == {"embedded--json-ld-only": 4}.get(case.name, rest.count("id=b"))
    assert case.name.startswith("embedded") or rest.count("id=b") <= 2
