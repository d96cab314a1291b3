from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.sites.line import MAX_LINE_CHARS, to_line, weigh_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("12 Comments", "{n} comments"),
        ("3,400 Comments ", "{n} comments"),
        ("Reading Time: 2 minutes", "reading time: {n} minutes"),
        ("Updated 2026-05-04 10:15", "updated {n}"),
        ("Monday, May 4, 2026", "{date}"),
        ("4 May 2026 | News", "{date} | news"),
        ("4. Mai 2026", "{date}"),
        ("4 de mayo de 2026", "{date}"),
        ("2026年5月4日", "{n}年{n}月{n}日"),
        ("٣ تعليقات", "{n} تعليقات"),
        ("", ""),
        (" · ", ""),
    ],
)
def test_what_varies_is_a_placeholder(text: str, line: str) -> None:
    assert to_line(text) == line


def test_long_lines_are_cut_and_told_apart() -> None:
    start = "the gates were opened by hand " * 20
    first, second = to_line(f"{start} in May"), to_line(f"{start} in June")
    assert first != second
    assert first[:MAX_LINE_CHARS] == second[:MAX_LINE_CHARS]
    assert len(first) < MAX_LINE_CHARS + 30


@given(st.text())
def test_a_line_can_be_written_and_stays_itself(text: str) -> None:
    line = to_line(text)
    line.encode("utf-8")
    assert "\n" not in line
    if len(line) <= MAX_LINE_CHARS:
        assert to_line(line) == line


def test_weight_is_of_letters_in_any_script() -> None:
    assert weigh_line("{n} comments ({date})") == len("comments")
    assert weigh_line("by {name}: 3!") == 2
    assert weigh_line("記者") == 6
    assert weigh_line("новости") == 14
