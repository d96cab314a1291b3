"""Which block is the headline: the model's, the opening, the one that <title> names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from cleaner.judge.headline import find_headline
from cleaner.model.classifier import Scores
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import ROLES, Document, Role
from tests.judge.build import HINT, LONG, SURE, find, score

MakeDocument = Callable[..., Document]


def headline_of(
    document: Document, scores: Scores, rules: Sequence[Rule | None] = ()
) -> int | None:
    return find_headline(find(document, scores, rules), np.full(len(document), 0.5))


def test_headline_stands_before_the_first_long_block(make_document: MakeDocument) -> None:
    document = make_document("Home", "Ferry", "By Ana", LONG, "Also read", LONG)
    roles = [None, Role.HEADLINE, None, None, Role.HEADLINE]
    assert headline_of(document, score(0.1, 0.4, 0.2, 0.9, 0.9, 0.9, roles=roles)) == 1
    late = [None, None, None, None, Role.HEADLINE]
    assert headline_of(document, score(0.1, 0.3, 0.2, 0.9, 0.9, 0.9, roles=late)) is None


def test_likeliest_headline_wins(make_document: MakeDocument) -> None:
    scores = score(0.6, 0.6, 0.9, roles=[Role.HEADLINE, Role.HEADLINE])
    scores.roles[0, ROLES.index(Role.HEADLINE)] = 0.5
    assert headline_of(make_document("a", "b", LONG), scores) == 1


def test_no_headline(make_document: MakeDocument) -> None:
    document = make_document("a", LONG)
    named = [Role.HEADLINE, Role.HEADLINE]
    assert headline_of(make_document("A sentence.", LONG), score(0.9, 0.9)) is None
    assert headline_of(make_document("a", "b"), score(0.9, 0.9)) is None  # nothing below it
    assert headline_of(document, score(0.9, 0.9), [HINT, None]) is None
    numbers = segment_html(f"<h1>4.2 (stable) 4.1</h1><p>{LONG}", None, Options())
    assert headline_of(numbers, score(0.9, 0.9, roles=named[:1])) is None
    assert headline_of(document, score(0.1, 0.1, roles=named)) is None  # no article
    assert headline_of(document, score(0.9, 0.9, roles=named), [SURE, SURE]) is None
    assert headline_of(make_document("x" * 301, LONG * 3), score(0.9, 0.9, roles=named[:1])) is None


def test_hint_does_not_outweigh_a_main_heading() -> None:
    document = segment_html(f"<h1>What Ana wrote</h1><p>{LONG}", None, Options())
    scores = score(0.9, 0.9, roles=[Role.HEADLINE])
    assert headline_of(document, scores, [HINT, None]) == 0
    assert headline_of(document, scores, [SURE, None]) is None


def test_opening_line_is_the_headline_where_the_model_names_none(
    make_document: MakeDocument,
) -> None:
    assert headline_of(make_document("The mill turns again", LONG), score(0.9, 0.9)) == 0
    assert headline_of(make_document("Does it turn?", LONG), score(0.9, 0.9)) == 0
    listed = segment_text("- The mill\n- turns\n\n" + LONG, None, Options())
    assert headline_of(listed, score(*[0.9] * 3)) is None
    page = segment_html(f"<p>The mill turns<p>{LONG}", None, Options())
    assert headline_of(page, score(0.9, 0.9)) is None
    page = segment_html(f"<h2>The mill turns</h2><p>{LONG}", None, Options())
    assert headline_of(page, score(0.9, 0.9)) == 0


def test_headline_of_short_blocks_alone(make_document: MakeDocument) -> None:
    document = make_document(*"abcdef")
    roles = [None, None, Role.HEADLINE]
    assert headline_of(document, score(*[0.9] * 6, roles=roles)) == 2
    assert headline_of(document, score(*[0.9] * 6, roles=[None, *roles])) is None


def titled(title: str, *lines: str) -> Document:
    """A page without headings: its lines, then a long one."""
    body = "".join(f"<p>{line}</p>" for line in [*lines, LONG])
    return segment_html(f"<title>{title}</title>{body}", None, Options())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The mill turns again | City | Bugle", 1),
        ("Bugle - The mill turns again", 1),
        ("THE MILL TURNS AGAIN!", 1),
        ("Bugle - City: what the mill does and does not do", None),  # a small part of the title
        ("Bugle | The ferry does not sail this winter", None),
        ("", None),
    ],
)
def test_title_names_the_headline_where_the_model_is_unsure(
    title: str, expected: int | None
) -> None:
    document = titled(title, "Bugle", "The mill turns again", "By Ana")
    assert headline_of(document, score(0.1, 0.3, 0.1, 0.9)) == expected


def test_model_and_opening_outrank_the_title() -> None:
    document = titled("The mill turns again", "The mill turns again", "It turns, at last")
    sure = score(0.3, 0.9, 0.9, roles=[None, Role.HEADLINE])
    assert headline_of(document, sure) == 1
    source = f"<title>Mill</title><p>Mill<h2>It turns, at last</h2><p>{LONG}"
    page = segment_html(source, None, Options())
    assert headline_of(page, score(0.3, 0.9, 0.9)) == 1


def test_title_of_another_script_names_the_headline() -> None:
    document = titled("大桥昨日通车_要闻_新闻网", "要闻", "大桥昨日通车")
    assert headline_of(document, score(0.1, 0.3, 0.9)) == 1
    document = titled("افتتاح الجسر أمس | أخبار", "أخبار", "افتتاح الجسر أمس")
    assert headline_of(document, score(0.1, 0.3, 0.9)) == 1


def test_title_names_no_block_below_the_text_or_against_a_rule() -> None:
    document = titled("The mill turns again", LONG, "The mill turns again")
    assert headline_of(document, score(0.9, 0.9, 0.9)) is None
    document = titled("The mill turns again", "The mill turns again")
    assert headline_of(document, score(0.3, 0.9), [HINT, None]) is None


def test_title_names_no_block_of_which_the_model_is_sure_that_it_is_chrome() -> None:
    document = titled("Mill | The Harbour Bugle", "The Harbour Bugle", "News", "Mill")
    assert headline_of(document, score(0.01, 0.0, 0.9, 0.9)) is None
