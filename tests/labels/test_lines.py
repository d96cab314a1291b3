"""What people say of lines becomes lines by hand of their sites, and what does not is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("tomli_w")

from cleaner.cleaning import Cleaner
from cleaner.labels.entries import Label, Was
from cleaner.labels.lines import (
    ALONE,
    AROUND,
    NO_SITE,
    OPPOSED,
    RIGHT,
    SPLIT,
    SiteLines,
    find_lines,
    write_lines,
)
from cleaner.labels.taken import NO_WORD, PLACEHOLDER
from cleaner.sites import ProfileFolder, SiteProfile
from cleaner.types import By, Page, Role

KEPT = Was(Role.PARAGRAPH, True, By("model", "html-v1"), 0.7)
SHARE = Label("/d.jsonl", "1", 4, "Tell  12 friends!", Role.SHARE, KEPT, True, site="a.example")
LONG = "The miller of the second mill says that he has seen no grain since May. " * 9


def on(record: str, label: Label, **changes: object) -> Label:
    return replace(label, record=record, everywhere=False, id=record, **changes)  # type: ignore[arg-type]


def test_what_is_said_of_all_lines_like_it_is_a_line_of_the_site(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    stays = replace(SHARE, text=LONG, role=Role.LIST_ITEM, id="2")
    lines, taken = find_lines([SHARE, stays], folder)
    folded = " ".join(LONG.split())
    assert lines == {"a.example": SiteLines((folded,), ("Tell 12 friends!",))}
    assert write_lines(folder, lines) == 2
    assert write_lines(folder, lines) == 0
    assert list(taken.describe("2 lines")) == ["2 lines, from 2 of 2 labels"]
    html = f"<p>{LONG}</p><p>{LONG}!</p><p>tell 7 friends</p><p>Tell 7 friends now"
    page = Page(html, "https://a.example/x", format="html")
    said = [verdict.by.kind for verdict in Cleaner(sites=folder).extract(page).verdicts]
    assert (said[0], said[2]) == ("site", "site")
    assert said[3] == "model"


def test_two_records_say_as_much_as_everywhere() -> None:
    once, again = on("1", SHARE), on("2", SHARE)
    assert find_lines([once, again], {})[0] == {"a.example": SiteLines((), ("Tell 12 friends!",))}
    assert find_lines([once, replace(once, place=9)], {})[1].left == {ALONE: 2}


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ([replace(SHARE, site="")], NO_SITE),
        ([replace(SHARE, role=Role.BYLINE)], AROUND),
        ([replace(SHARE, text="12 / 7")], NO_WORD),
        ([replace(SHARE, text="…")], NO_WORD),
        ([replace(SHARE, text="By {Name} and {name}")], PLACEHOLDER),
        ([SHARE, on("2", SHARE, role=Role.PARAGRAPH)], SPLIT),
        ([on("1", SHARE)], ALONE),
        ([on(n, SHARE, was=KEPT._replace(keep=False)) for n in "12"], RIGHT),
    ],
)
def test_what_is_no_line_is_told(labels: list[Label], reason: str) -> None:
    lines, taken = find_lines(labels, {})
    assert lines == {}
    assert (taken.n_taken, taken.left) == (0, {reason: len(labels)})
    assert list(taken.describe("0 lines"))[1] == f"  not taken, {len(labels)}: {reason}"


def test_what_people_wrote_into_a_profile_outranks_labels() -> None:
    profile = SiteProfile("a.example", 0, keep=("Tell {n} friends",))
    assert find_lines([SHARE], {"a.example": profile})[1].left == {OPPOSED: 1}
    other = SiteProfile("a.example", 0, drop=("Tell {n} friends",))
    stays = replace(SHARE, role=Role.PARAGRAPH)
    assert find_lines([stays], {"a.example": other})[1].left == {OPPOSED: 1}
