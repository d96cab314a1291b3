"""Links of markdown dumps: what a reader sees of a line, and how much of it is linked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.segment.text.shown import read_shown
from tests.timing import GROWTH, check_growth


def read(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    return read_shown(lines, "\n".join(lines))


@pytest.mark.parametrize(
    ("line", "shown", "n_linked"),
    [
        ("No link here.", "No link here.", 0),
        ("See [the map](/map) first.", "See the map first.", 7),
        ("[Home](/) | [News](/news)", "Home | News", 8),
        ('[Home](/ "To the start (again)")', "Home", 4),
        ("[Page](/wiki/Port_(ship))", "Page", 4),
        ("![A ferry](/ferry.jpg)", "", 0),
        ("[![Logo](/logo.png)](/)", "", 0),
        ("[![Logo](/logo.png) Start](/)", " Start", 6),
        ("[](/empty)", "", 0),
        (r"[a \[b\] c](/x)", "a [b] c", 7),
        (r"[1\. Home](/x) \\\* C:\dir", r"1. Home \* C:\dir", 7),
        ("a [sic] (really)", "a [sic] (really)", 0),
        ("f[0](x)", "f0", 1),
        ("[open](/never", "[open](/never", 0),
        ("[港の時刻表](/時刻)は休み", "港の時刻表は休み", 5),
    ],
)
def test_one_line(line: str, shown: str, n_linked: int) -> None:
    lines, link_chars = read([line])
    assert lines == [shown]
    assert list(link_chars or [0]) == [n_linked]


def test_links_run_over_line_ends_inside_a_paragraph_alone() -> None:
    lines = ["[Low", "graphics](http://a.example/text-", "only.stm) | Help"]
    assert read(lines) == (["Low", "graphics", " | Help"], [3, 8, 0])
    broken = ["- [**Ferry**\\", "\\", "It sails again](/ferry)"]
    assert read(broken) == (["- **Ferry**", "", "It sails again"], [9, 0, 14])
    parted = ["[Low", " ", "graphics](http://a.example)", "[Help](/)"]
    assert read(parted) == (
        ["[Low", " ", "graphics](http://a.example)", "Help"],
        [0, 0, 0, 4],
    )


def test_names_stand_for_addresses_that_are_given_below() -> None:
    lines = [
        "[Home][1] | [the News] [] | [No][2] | ![Pier][1] [f][0]",
        "",
        '[1]: https://ferry.example/ "Start"',
        "  [THE  news]: </news>",
        "[^1]: https://ferry.example/ says so",
        "[2]: as he said",
    ]
    shown, link_chars = read(lines)
    assert shown == ["Home | [the News] [] | [No][2] |  [f][0]", "", "", "", *lines[4:]]
    assert link_chars == [4, 0, 0, 0, 0, 0]
    assert read(["[Home][] now", "[home]: /"]) == (["Home now", ""], [4, 0])


def test_lines_stay_and_say_what_is_shown() -> None:
    source = "# [Ferry](/)\n\n![Pier](/p.jpg)\n\nIt [did not](/why) sail.\n"
    document = segment_text(source, None, Options())
    assert document.text == ["# [Ferry](/)", "![Pier](/p.jpg)", "It [did not](/why) sail."]
    assert document.visible == ["# Ferry", "", "It did not sail."]
    assert document.link_chars == [5, 0, 7]


def test_entities_are_the_characters_that_they_stand_for() -> None:
    lines = [
        "&nbsp;Home&nbsp;&raquo; [A &amp; B](/x)",
        "AT&T &c; ?a=1&copy=2 &#8217;&#x2019;",
        "&nbsp;",
    ]
    shown, link_chars = read(lines)
    assert list(shown) == ["\xa0Home\xa0» A & B", "AT&T &c; ?a=1&copy=2 ’’", "\xa0"]
    assert all(n <= len(line) for n, line in zip(link_chars, shown, strict=True))
    few = ["Write &nbsp; for a space", "and &amp; for an ampersand."]
    assert read(few) == (few, ())


def test_a_dump_without_links_is_shown_as_it_is() -> None:
    document = segment_text("One.\n\nTwo [2].", None, Options())
    assert document.visible == document.text
    assert document.link_chars == ()


@given(st.lists(st.text(alphabet="ab[]()!\\ \n", max_size=30), max_size=6))
def test_no_character_is_shown_that_was_not_there(parts: list[str]) -> None:
    lines = "\n".join(parts).split("\n")
    shown, link_chars = read(lines)
    assert len(shown) == len(lines)
    for line, seen, n_linked in zip(lines, shown, link_chars or [0] * len(lines), strict=True):
        rest = iter(line)
        assert all(char in rest for char in seen)  # in the line's order
        assert 0 <= n_linked <= len(seen)


@pytest.mark.parametrize(
    "piece",
    ["[", "](", "[a](", "![", "[![a](b)](", "[a](b(", "\\", "[\n", "[a\n", "[a][", "]: /", "[\\\n"],
)
def test_time_is_linear(piece: str) -> None:
    small, large = (
        (piece * n + "[a](b)\n[a]: /b").split("\n") for n in (200_000 // GROWTH, 200_000)
    )
    check_growth(read, small, large)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("See [the map](/map){.link target=x}.", "See the map."),
        ("![A mill](/mill.png){width=50%} burns", " burns"),
        ("[Menu]{.nav}, `x`{.python}", "[Menu], `x`"),
        ("## The canal {#canal .unnumbered}", "## The canal "),
        ("::: {.sidebar}", ""),
        ("::: warning", ""),
        ("::: {#x .y} :::::", ""),
        (":::::", ""),
        ("The set {.a} and f(x){ return; }", "The set {.a} and f(x){ return; }"),
        ("::: is a mark of Pandoc", "::: is a mark of Pandoc"),
        ("## The {.class} selector", "## The {.class} selector"),
    ],
)
def test_attributes_and_fences_of_pandoc_are_not_shown(line: str, shown: str) -> None:
    assert list(read([line])[0]) == [shown]


def test_code_shows_the_marks_of_pandoc() -> None:
    lines = ["```", "::: tip", "[a](/b){.c}", "```", ":::"]
    assert list(read(lines)[0]) == ["```", "::: tip", "a{.c}", "```", ""]
