"""Passages that stand apart from a dump's article: which they are, and what becomes of them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.judge.threshold import block_thresholds
from cleaner.options import Mode, Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import Document, Verdict
from tests.judge.build import HINT, LONG, SURE, decide, find, score

ARTICLE, CHROME, TEASERS = [0.95] * 6, [0.02] * 5, [0.4, 0.35, 0.7]
RULES: list[Rule | None] = [None] * 6 + [SURE] * 2 + [None] * 6
MODES: tuple[Mode, ...] = get_args(Mode)


def make_lines(n_lines: int) -> list[str]:
    """Paragraphs, no two alike."""
    return [f"{i} {LONG}" for i in range(n_lines)]


def make(lines: list[str]) -> Document:
    return segment_text("\n".join(lines), None, Options())


def kept(verdicts: tuple[Verdict, ...]) -> list[int]:
    return [i for i, verdict in enumerate(verdicts) if verdict.keep]


def judge(
    content: list[float], rules: list[Rule | None], lines: list[str] | None = None
) -> list[int]:
    document = make(lines or make_lines(len(content)))
    return kept(decide(document, score(*content), Options(), rules))


def test_of_a_doubtful_passage_only_what_is_sure_stays() -> None:
    article = list(range(6))
    assert judge(ARTICLE + CHROME + TEASERS, RULES) == [*article, 13]
    above = TEASERS + CHROME + ARTICLE
    assert judge(above, RULES[::-1]) == [2, *range(8, 14)]


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (ARTICLE + CHROME + [0.5, 0.5, 0.7], RULES),  # no doubt
        (ARTICLE + CHROME[:3] + TEASERS, [*RULES[:9], None, None, None]),  # near
        (ARTICLE + CHROME + TEASERS, [SURE, *[None] * 11, SURE, None]),  # none between
        (ARTICLE + CHROME + [0.45] * 8, [*RULES[:11], *[None] * 8]),  # as much text
    ],
)
def test_other_passages_stay(content: list[float], rules: list[Rule | None]) -> None:
    is_sure = [rule is SURE for rule in rules]
    expected = [i for i, score in enumerate(content) if score > 0.3 and not is_sure[i]]
    assert judge(content, rules) == expected


@pytest.mark.parametrize("is_long", [True, False])
def test_a_long_passage_stays(is_long: bool) -> None:
    n = 1_500 // len(LONG) + (1 if is_long else -1)
    content = [0.95] * 3 * n + CHROME + [0.4] * n
    rules = [None] * 3 * n + [SURE] * 5 + [None] * n
    rest = range(3 * n + 5, 4 * n + 5) if is_long else ()
    assert judge(content, rules) == [*range(3 * n), *rest]


def test_another_page_of_the_site_stays() -> None:
    lines = make_lines(17)
    lines[-3:] = lines[6:9] = ["Imprint", "Contact us", "All rights reserved"]
    content = ARTICLE + CHROME + TEASERS + CHROME[:3]
    rules: list[Rule | None] = [*RULES, None, None, None]
    assert judge(content, rules, lines) == [*range(6), 11, 12, 13]
    lines[6:9] = make_lines(3)
    assert judge(content, rules, lines) == [*range(6), 13]


def test_a_threshold_that_is_given_and_pages_know_no_passages() -> None:
    content = ARTICLE + CHROME + TEASERS
    document = make(make_lines(len(content)))
    given_one = Options(text_threshold=0.3)
    expected = [*range(6), 11, 12, 13]
    assert kept(decide(document, score(*content), given_one, RULES)) == expected
    page = segment_html("".join(f"<p>{i} {LONG}" for i in range(14)), None, Options())
    scores = score(*content, is_article=0.2)
    thresholds = block_thresholds(find(page, scores, RULES), Options()).tolist()
    assert thresholds[11:] == [thresholds[0]] * 3
    dump = find(make(make_lines(len(content))), score(*content), RULES)
    assert block_thresholds(dump, Options()).tolist()[11:] == [0.65] * 3


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(
    blocks=st.lists(
        st.tuples(st.sampled_from([0.02, 0.3, 0.5, 0.6, 0.7, 0.95]), st.booleans()),
        min_size=1,
        max_size=24,
    )
)
def test_what_a_stricter_mode_keeps_others_keep(blocks: list[tuple[float, bool]]) -> None:
    content = [value for value, _ in blocks]
    rules = [HINT if has_rule else None for _, has_rule in blocks]
    document = make(make_lines(len(blocks)))
    found = {
        mode: set(kept(decide(document, score(*content), Options(mode=mode), rules)))
        for mode in MODES
    }
    assert found["recall"] >= found["balanced"] >= found["precision"]
