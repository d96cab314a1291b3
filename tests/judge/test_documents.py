"""Where documents begin in a dump that holds several."""

from __future__ import annotations

import pytest

from cleaner.judge.decide import Decider
from cleaner.judge.documents import find_documents
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import Role
from tests.judge.build import LONG, SURE, find, score

LINES = ("Ferry", LONG, "Share", "Imprint", "Top", "Bridge", LONG, LONG)
SCORES = (0.9, 0.9, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9)
ROLES = [Role.HEADLINE, *[None] * 4, Role.HEADLINE]
RULES = [None, None, SURE, *[None] * 5]


def starts(lines=LINES, scores=SCORES, roles=ROLES, rules=RULES) -> list[int]:  # type: ignore[no-untyped-def]
    document = segment_text("\n".join(lines), None, Options())
    return find_documents(find(document, score(*scores, roles=roles), rules))


def test_a_headline_with_prose_behind_a_footer_begins_a_document() -> None:
    assert starts() == [0, 5]
    assert starts(LINES * 2, SCORES * 2, [*ROLES, None, None] * 2, RULES * 2) == [0, 5, 13]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"roles": ROLES[:1]}, id="no headline"),
        pytest.param({"rules": [None] * 8}, id="no rule sees the footer"),
        pytest.param({"scores": (0.9, 0.9, 0.1, 0.1, *[0.9] * 4)}, id="two lines, as of a box"),
        pytest.param({"scores": (0.9, *[0.1] * 4, *[0.9] * 3)}, id="no prose above"),
        pytest.param({"scores": (*SCORES[:6], 0.1, 0.1)}, id="no prose below"),
        pytest.param({"lines": (*LINES[:6], "Day", "Night")}, id="short lines below"),
    ],
)
def test_what_looks_like_less_is_one_document(change: dict[str, object]) -> None:
    assert starts(**change) == [0]


def test_a_page_is_one_document() -> None:
    page = segment_html("".join(f"<p>{line}" for line in LINES), None, Options())
    assert find_documents(find(page, score(*SCORES, roles=ROLES), RULES)) == [0]


def test_each_document_has_its_own_threshold_and_headline() -> None:
    document = segment_text("\n".join((*LINES, "odd")), None, Options())
    scores = score(*SCORES, 0.05, roles=ROLES)
    findings = find(document, scores, [*RULES, None])
    decider = Decider(Options())
    together, apart = (decider.decide(findings, starts) for starts in ([0], [0, 5]))
    assert not together[-1].keep  # since a rule sees chrome in the file
    assert apart[-1].keep  # and none in the second document
    headlines = [[v.role for v in verdicts].count(Role.HEADLINE) for verdicts in (together, apart)]
    assert headlines == [1, 2]
