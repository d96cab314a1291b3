"""Links as browsers of text and mailers write them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleaner.segment.text.shown import read_shown
from tests.timing import GROWTH, check_growth

MENU = ["   [1]Ferry News [logo.gif]", "     * [2]Home", "     * [3]News | [4]Sport", "[5]Sign in"]
STORY = (
    "   The [6]harbour master of the town said it in a long [7]letter, [8][IMG] and [sic] again."
)
ADDRESSES = [
    "References",
    "",
    "   1. https://ferry.example/",
    "   2. file:///home x",
    "   3. mailto:a@ferry.example",
    "   4. https://ferry.example/sport",
    "   5. javascript:go()",
    "   6. https://ferry.example/master",
    "   7. https://ferry.example/letter",
    "   8. https://ferry.example/i",
]


def read(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[int]]:
    return read_shown(lines, "\n".join(lines))


def test_numbers_before_links_are_not_seen() -> None:
    shown, link_chars = read([*MENU, "", STORY])
    assert shown == [
        "   Ferry News ",
        "     * Home",
        "     * News | Sport",
        "Sign in",
        "",
        "   The harbour master of the town said it in a long letter,  and [sic] again.",
    ]
    assert list(link_chars) == [10, 4, 9, 7, 0, len("harbour") + len("letter")]


def test_the_list_of_addresses_is_not_seen() -> None:
    shown, _ = read([*MENU, STORY, "", "The end.", "", *ADDRESSES, "", "1. Not an address"])
    assert shown[6:] == ["The end.", "", *[""] * len(ADDRESSES), "", "1. Not an address"]
    few, _ = read([*MENU, STORY, "", *ADDRESSES[:5]])
    assert list(few[6:]) == ADDRESSES[:5]  # a list of the article's own


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["It sank [1]. All[2] but[3] two[4] swam[5], says he[6]."], id="notes"),
        pytest.param(["In [1], and [2]; see [3]. Others [4], [5], [6] differ [7]."], id="sources"),
        pytest.param(
            ["[b]No[/b] [i]one[/i] [URL=x]a[/url] [q]b[/q] [s]c[/s] [u]d[/u]"], id="forum"
        ),
        pytest.param(["[9]a [2]b [7]c [1]d [8]e [3]f"], id="numbers at random"),
        pytest.param(["[1]a [2]b [3]c [4]d"], id="few"),
        pytest.param(["x[0] = y[i] + z[1:2]", "[a/b] [A] [#] and [none]"], id="code"),
        pytest.param(["See [https://a.example] and [/b]."], id="few addresses"),
    ],
)
def test_other_brackets_are_seen(lines: list[str]) -> None:
    shown, link_chars = read(lines)
    assert list(shown) == lines
    assert not any(link_chars)


def test_addresses_behind_links_are_not_seen() -> None:
    lines = [
        " * Home [/]",
        "Log in [/in] Subscribe [#subscribe]",
        "The ministry had already told the paper in its report [https://ferry.example/r] that it",
        "[https://ferry.example/space.gif] 2007",
    ]
    shown, link_chars = read(lines)
    assert list(shown) == [
        " * Home ",
        "Log in  Subscribe ",
        "The ministry had already told the paper in its report  that it",
        " 2007",
    ]
    assert list(link_chars) == [4, len("Log inSubscribe"), len("report"), 0]


@pytest.mark.parametrize(
    "piece", ["[1]", "[1]a ", "[/", "[/]", "1. a:b\n", "x\n", "[a.gif]", " \n"]
)
def test_time_is_linear(piece: str) -> None:
    def make(n: int) -> list[str]:
        numbered = " ".join(f"[{i}]a" for i in range(1, n // 100))
        return (numbered + "[/a] " * 9 + piece * n + "\n1. a:b").split("\n")

    check_growth(read, make(200_000 // GROWTH), make(200_000))
