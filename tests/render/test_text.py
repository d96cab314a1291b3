"""Plain text: dumps keep their own lines; HTML's blocks stay readable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleaner.render import render_text
from cleaner.types import Kind, Role
from tests.render.build import B, Case, make_dump, make_html, numbered

ITEM, ROW = Kind.LIST_ITEM, Kind.TABLE_ROW
HEADLINE = B("Headline", Kind.HEADING, 1, role=Role.HEADLINE)

CASES = [
    pytest.param([B("One."), B("Two.")], "One.\n\nTwo.", id="paragraphs"),
    pytest.param([B("One."), B("Ad", keep=False), B("Two.")], "One.\n\nTwo.", id="dropped"),
    pytest.param([B("Line", group=1), B("line", group=1)], "Line\nline", id="lines"),
    pytest.param([B("Kicker"), HEADLINE, B("Body")], "Headline\n\nKicker\n\nBody", id="headline"),
    pytest.param([B("a", ITEM, 1, 1), B("b", ITEM, 1, 1)], "- a\n- b", id="list"),
    pytest.param(
        [
            numbered("a", 1),
            B("x", ITEM, 2, 1),
            numbered("y", 1, level=3),
            numbered("b", 2),
        ],
        "1. a\n  - x\n    1. y\n2. b",
        id="nested",
    ),
    pytest.param(
        [numbered("a", 1), numbered("no", 2, keep=False), numbered("b", 3)],
        "1. a\n3. b",
        id="numbers_of_the_page",
    ),
    pytest.param([numbered("a", 1), numbered("a", 1, group=2)], "1. a\n\n1. a", id="two_lists"),
    pytest.param(
        [B("a", ITEM, 4, 1), B("b", ITEM, 5, 1)], "- a\n  - b", id="layout_lists_do_not_indent"
    ),
    pytest.param([B("a | b", ROW, 0, 1), B("c | d", ROW, 0, 1)], "a | b\nc | d", id="table"),
    pytest.param([B("if x:\n    y", Kind.CODE)], "if x:\n    y", id="code"),
    pytest.param([B("T", Kind.TERM, 0, 1), B("D", Kind.DEFINITION, 0, 1)], "T\nD", id="terms"),
    pytest.param([], "", id="empty"),
    pytest.param([B("Ad", keep=False)], "", id="nothing_kept"),
]


def render(case: Case, *, headline: bool = True) -> str:
    return render_text(case.document, case.verdicts, headline=headline)


@pytest.mark.parametrize(("blocks", "expected"), CASES)
def test_html(blocks: list[B], expected: str) -> None:
    assert render(make_html(*blocks)) == expected


def test_a_headline_is_no_item() -> None:
    """Trails of pages end in it; what stands in the list with it is not inside of it."""
    blocks = [numbered("Place", 1), numbered("Headline", 2), B("Sub", ITEM, 2, 1)]
    case = make_html(
        *(replace(b, role=Role.HEADLINE) if b.text == "Headline" else b for b in blocks)
    )
    assert render(case) == "Headline\n1. Place\n  - Sub"


def test_body_is_without_the_headline() -> None:
    assert render(make_html(HEADLINE, B("Body")), headline=False) == "Body"
    assert render(make_dump(B("Head", role=Role.HEADLINE), B("Body")), headline=False) == "Body"


DUMPS = [
    pytest.param([B("  a\t"), B("b")], "  a\t\nb", id="lines_as_they_stand"),
    pytest.param([B("a", blank_before=3), B("b", blank_before=4)], "a\n\nb", id="blanks_fold"),
    pytest.param(
        [B("a"), B("ad", keep=False, blank_before=1), B("b")], "a\n\nb", id="blank_above_dropped"
    ),
    pytest.param([B("a"), B("ad", keep=False), B("b")], "a\nb", id="dropped_leaves_no_blank"),
    pytest.param([B("ad", keep=False), B("b", blank_before=1)], "b", id="no_blank_at_the_start"),
    pytest.param(
        [B("By A", role=Role.BYLINE), B("Head", role=Role.HEADLINE)], "By A\nHead", id="order_stays"
    ),
    pytest.param([], "", id="empty"),
]


@pytest.mark.parametrize(("blocks", "expected"), DUMPS)
def test_dump(blocks: list[B], expected: str) -> None:
    assert render(make_dump(*blocks)) == expected
