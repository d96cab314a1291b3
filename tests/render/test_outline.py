"""Under which headings each block stands."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.cleaning import Cleaner
from cleaner.render import find_headings
from cleaner.types import Kind, Role
from tests.render.build import B, make_html
from tests.timing import check_growth

PROSE = "The boats came back to the upper canal on Sunday, after nine years without any dredging."


def h(level: int, text: str, role: Role = Role.HEADING, keep: bool = True, group: int = -1) -> B:
    return B(text, Kind.HEADING, level, group, role, keep)


def paths(*blocks: B, starts: Sequence[int] = (0,)) -> list[str]:
    case = make_html(*blocks)
    return [" > ".join(path) for path in find_headings(case.document, case.verdicts, starts)]


def test_a_block_stands_below_the_headings_of_its_section() -> None:
    found = paths(B("lead"), h(1, "A"), B("a"), h(3, "A.1"), B("b"), h(2, "A.2"), B("c"), h(1, "B"))
    assert found == ["", "", "A", "A", "A > A.1", "A", "A > A.2", ""]


def test_the_headline_stands_above_all() -> None:
    found = paths(h(2, "Main", Role.HEADLINE), B("a"), h(2, "Sub"), B("b"), h(1, "Top"), B("c"))
    assert found == ["", "Main", "Main", "Main > Sub", "Main", "Main > Top"]


def test_a_headline_need_not_be_a_heading_by_its_markup() -> None:
    assert paths(B("Main", role=Role.HEADLINE), B("a")) == ["", "Main"]


def test_headings_that_go_are_above_nothing() -> None:
    found = paths(h(1, "Main"), h(2, "Share this", Role.SHARE, keep=False), B("a"))
    assert found == ["", "Main", "Main"]


def test_a_block_that_goes_has_its_place_too() -> None:
    assert paths(h(1, "Main"), B("Share", role=Role.SHARE, keep=False)) == ["", "Main"]


def test_the_lines_of_one_heading_are_one() -> None:
    found = paths(h(1, "Main,", group=7), h(1, "and more", group=7), B("a"))
    assert found == ["", "", "Main, and more"]


def test_no_heading_reaches_into_another_document() -> None:
    assert paths(h(1, "One"), B("a"), B("b"), starts=(0, 2)) == ["", "One", ""]


def test_a_long_heading_is_cut() -> None:
    assert paths(h(1, "x" * 999), B("a")) == ["", "x" * 200]


def test_time_grows_with_the_page() -> None:
    def measure(n: int) -> list[tuple[str, ...]]:
        return find_headings(cases[n].document, cases[n].verdicts)

    cases = {n: make_html(*[h(1 + i % 6, PROSE, group=1) for i in range(n)]) for n in (500, 5_000)}
    check_growth(measure, *cases)


def test_headings_of_markdown_have_no_marks() -> None:
    dump = (
        f"# Boats are back #\n\n{PROSE}\n\nBelow C#\n--------\n\n{PROSE}\n\n### On F #\n\n{PROSE}\n"
    )
    result = Cleaner().extract(dump)
    kept = dict(zip(result.document.visible, result.headings, strict=True))
    assert result.title == "Boats are back"
    assert result.headings[1] == ("Boats are back",)
    assert kept[PROSE] == ("Boats are back", "Below C#", "On F")


def test_the_record_has_them() -> None:
    record = Cleaner().extract(f"# Boats are back\n\n{PROSE}\n").to_record(blocks=True)
    assert [block["headings"] for block in record["blocks"]] == [[], ["Boats are back"]]
