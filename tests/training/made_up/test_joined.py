"""Several dumps in one, and articles with the chrome of other pages around and inside."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow
from cleaner.training.made_up.joined import frame_rows, join_rows
from tests.training.build import PROSE


def make_rows() -> list[DumpRow]:
    """Articles of sites with three pages each, every one with words of its own."""
    return [
        DumpRow(
            id=f"a{i}",
            style=style,
            text=f"Menu {i}\n\nTitle {i}\n{PROSE[0]} {i}\n{PROSE[1]} {i}\n\nFooter {i}\nTop {i}",
            labels=(CHROME, UNKNOWN, UNKNOWN, CONTENT, CONTENT, UNKNOWN, CHROME, CHROME),
            site=f"s{i // 3}.example",
            language="en" if i % 2 else "zh",
            page_type="article",
            title=f"Title {i}",
        )
        for i in range(60)
        for style in ("wet", "bs4")
    ]


ROWS = make_rows()


def lines_of(row: DumpRow, label: int) -> list[str]:
    lines = zip(row.text.split("\n"), row.labels, strict=True)
    return [line for line, own in lines if own == label and line]


def test_joined_dumps_hold_each_line_of_theirs_with_its_label() -> None:
    joined = list(join_rows(ROWS, 0))
    assert 0.15 * len(ROWS) < len(joined) < 0.45 * len(ROWS)
    several = [row for row in joined if row.sources]
    assert len(several) > 0.9 * len(joined)
    assert 2 <= max(len(row.sources) for row in several) <= 9
    for row in several:
        titles = (row.title or "").split("\n")
        assert len(titles) == 1 + len(row.sources)
        numbers = [title.split()[1] for title in titles]
        kept = [line.rsplit(" ", 1) for line in lines_of(row, CONTENT)]
        assert kept == [[prose, n] for n in numbers for prose in PROSE[:2]]
        chrome = [line for line in lines_of(row, CHROME) if line[0] in "MFT"]
        assert chrome == [f"{what} {n}" for n in numbers for what in ("Menu", "Footer", "Top")]
        assert [line for line in lines_of(row, UNKNOWN) if line in titles] == titles
    of_its_site = [row for row in several if {*row.sources} == {row.site}]
    assert 0.2 < len(of_its_site) / len(several) < 0.8
    assert list(join_rows(ROWS, 0)) == joined != list(join_rows(ROWS, 1))


def test_boxes_and_frames_are_other_pages_chrome() -> None:
    nothing = replace(ROWS[0], labels=(CHROME,) * len(ROWS[0].labels))
    framed = list(frame_rows(ROWS, [], 0))
    by_id = {(row.id, row.style): row for row in ROWS}
    n_boxed = n_strange = n_of_today = 0
    assert list(frame_rows([*ROWS, nothing], [], 0)) == framed
    for row in framed:
        own = by_id[row.id, row.style]
        assert lines_of(row, CONTENT) == lines_of(own, CONTENT)
        strange = [line for line in lines_of(row, CHROME) if line not in lines_of(own, CHROME)]
        of_dumps = [line for line in strange if line.split()[0] in ("Menu", "Footer", "Top")]
        n_of_today += len(strange) - len(of_dumps)
        n_strange += len(strange)
        first = row.labels.index(CONTENT)
        inside = row.labels[first : len(row.labels) - row.labels[::-1].index(CONTENT)]
        n_boxed += CHROME in inside
    assert 0.15 * len(ROWS) < n_boxed < 0.45 * len(ROWS) < len(framed) < 0.7 * len(ROWS)
    languages = {row.id: row.language for row in ROWS}
    pairs = [
        (row.language, languages[f"a{line.split()[1]}"])
        for row in framed
        for line in lines_of(row, CHROME)
        if line.split()[0] in ("Menu", "Footer", "Top")
    ]
    assert 0 < n_of_today < 0.3 * n_strange
    assert 0.05 < sum(own != other for own, other in pairs) / len(pairs) < 0.5
    assert list(frame_rows(ROWS, [], 0)) == framed


def test_what_is_no_article_gets_no_box_but_golds_do() -> None:
    others = [replace(row, page_type="forum") for row in ROWS]
    assert not list(frame_rows(others, [], 0))
    labels = (CONTENT,) * 4
    golds = [
        DumpRow(f"g{i}", "gold", "a\nb\nc\nd", labels, language="el", page_type="product")
        for i in range(60)
    ]
    framed = list(frame_rows(others, golds, 0))
    assert 0.3 * len(golds) < len(framed) < 0.8 * len(golds)
    assert all(lines_of(row, CONTENT) == ["a", "b", "c", "d"] for row in framed)
    assert sum(bool(lines_of(row, CHROME)) for row in framed) > 0.8 * len(framed)
