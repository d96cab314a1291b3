"""From which score a block stays: of pages and dumps, in each mode, and where rules see chrome."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.judge.threshold import page_threshold
from cleaner.options import Mode, Options
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from tests.judge.build import HINT, LONG, SURE, decide, find, make_dump, make_page, score

PROFILE = settings(max_examples=100, derandomize=True, deadline=None, database=None)
BY_MODE: dict[Mode, Options] = {mode: Options(mode=mode) for mode in get_args(Mode)}
UNSHIFTED = 0.2
"""Probability of an article at which a page's threshold is neither raised nor lowered."""

shares = st.floats(0.001, 0.999, allow_nan=False)


@PROFILE
@given(content=st.lists(shares, min_size=1, max_size=12), is_page=st.booleans())
def test_modes_shift_the_threshold_in_order(content: list[float], is_page: bool) -> None:
    document = make_page(len(content)) if is_page else make_dump(len(content))
    scores = score(*content, is_article=UNSHIFTED if is_page else None)
    recall, balanced, precision = (
        page_threshold(find(document, scores), BY_MODE[mode])
        for mode in ("recall", "balanced", "precision")
    )
    assert recall <= balanced < precision < 1
    assert not is_page or 0 < recall < balanced
    kept = [
        {i for i, verdict in enumerate(decide(document, scores, BY_MODE[mode])) if verdict.keep}
        for mode in ("recall", "balanced", "precision")
    ]
    assert kept[0] >= kept[1] >= kept[2]


@PROFILE
@given(content=st.lists(shares, min_size=1, max_size=12))
def test_threshold_of_a_page_is_half_of_an_f1(content: list[float]) -> None:
    scores = score(*content, is_article=UNSHIFTED)
    threshold = page_threshold(find(make_page(len(content)), scores), Options())
    assert 0.25 <= threshold <= 0.5 + 1e-6
    assert threshold == 0.25 or max(content) >= threshold - 1e-6  # something stays


def test_threshold_of_a_page_is_the_best_there_is() -> None:
    document = segment_html("<p>aaaa<p>aaaa<p>aaaa", None, Options())
    scores = score(1.0, 0.5, 0.0, is_article=UNSHIFTED)
    # Keeping the first: 2 * 4 / (4 + 6); the first two: 2 * 6 / (8 + 6)
    expected = max(8 / 10, 12 / 14) / 2
    threshold = page_threshold(find(document, scores), Options())
    assert threshold == pytest.approx(expected)


def test_threshold_of_an_article_is_higher_than_that_of_other_pages() -> None:
    shop, doubtful, article = (
        page_threshold(find(make_page(3), score(1.0, 0.9, 0.0, is_article=is_article)), Options())
        for is_article in (0.0, 0.5, 1.0)
    )
    assert shop < 0.5 < doubtful < article < 0.75


def test_page_without_a_likely_block_keeps_nothing() -> None:
    scores = score(0.2, 0.1, 0.1, is_article=0.0)
    assert not any(verdict.keep for verdict in decide(make_page(3), scores, Options()))


LOWEST = 0.1
"""Threshold of a dump that is nearly all content, if a rule sees chrome in it."""


def choose(n_chrome: int, share: float) -> float:
    """The threshold of a dump of ten lines, `n_chrome` of them seen through by a rule."""
    rules = [SURE] * n_chrome + [None] * (10 - n_chrome)
    return page_threshold(find(make_dump(10), score(*[share] * 10), rules), Options())


def test_threshold_of_a_dump_rises_with_its_chrome() -> None:
    thresholds = [choose(6, share) for share in (1.0, 0.96, 0.8, 0.6)]
    assert thresholds == sorted(thresholds)
    assert thresholds[0] == thresholds[1] == pytest.approx(LOWEST)
    # All lines alike: keeping all has the best F1, 2 * p / (1 + p). From 0.95 to 0.6 the threshold
    # rises to 0.6 of its half.
    assert thresholds[2] == pytest.approx(LOWEST + (0.6 * 0.8 / 1.8 - LOWEST) * 3 / 7, abs=0.001)
    assert thresholds[3] == pytest.approx(0.6 * 0.6 / 1.6, abs=0.001)


def test_dump_in_which_no_rule_sees_chrome_is_clean() -> None:
    assert choose(0, 0.5) == 0.0
    assert choose(0, 0.5) < choose(1, 0.5) < choose(2, 0.5) < choose(3, 0.5) == choose(10, 0.5)


def test_where_a_rule_suspects_chrome_the_model_has_to_be_for_it() -> None:
    page, scores = make_page(2), score(0.58, 0.58)
    verdicts = decide(page, scores, Options(), [HINT, None])
    assert [verdict.keep for verdict in verdicts] == [False, True]


def test_lone_hint_in_a_dump_is_no_evidence() -> None:
    dump, scores = make_dump(5), score(*[0.001] * 5)
    assert all(v.keep for v in decide(dump, scores, Options(), [HINT, *[None] * 4]))
    assert not any(v.keep for v in decide(dump, scores, Options(), [SURE, HINT, *[None] * 3]))


@pytest.mark.parametrize("threshold", [0.0, 0.3, 1.0])
def test_threshold_that_is_given(threshold: float) -> None:
    options = Options(html_threshold=threshold, text_threshold=1 - threshold)
    page, dump = (find(document, score(0.5, 0.5)) for document in (make_page(2), make_dump(2)))
    assert page_threshold(page, options) == pytest.approx(threshold)
    assert page_threshold(dump, options) == pytest.approx(1 - threshold)


@pytest.mark.parametrize("mode", get_args(Mode))
def test_thresholds_of_everything_and_nothing_stand_in_every_mode(mode: Mode) -> None:
    dump = find(make_dump(2), score(0.0, 1.0))
    for threshold in (0.0, 1.0):
        options = Options(mode=mode, text_threshold=threshold)
        assert page_threshold(dump, options) == threshold


def test_addresses_of_links_do_not_weigh() -> None:
    long_address = "[Start](https://www.ferry.example/" + "a" * 2_000 + ")"
    document = segment_text(f"{long_address}\n{LONG}", None, Options())
    plain = segment_text(f"Start\n{LONG}", None, Options())
    addressed, bare = (
        page_threshold(find(d, score(0.1, 0.9), [SURE, None]), Options()) for d in (document, plain)
    )
    assert addressed == bare


PROGRAM = "<div class=code><pre>if tide:\n    sail()</pre></div>"


@pytest.mark.parametrize(
    ("page", "content", "kept"),
    [
        (f"<main><p>{LONG}</p>{PROGRAM}<p>{LONG}", (0.9, 0.36, 0.9), [True, True, True]),
        (f"<main><p>{LONG}</p>{PROGRAM}<p>{LONG}", (0.9, 0.34, 0.9), [True, False, True]),
        (
            f"<main><p>{LONG}</p><p>Copy</p>{PROGRAM}{PROGRAM}<h2><a href=x>Ferry</a></h2>",
            (0.9, 0.1, 0.4, 0.36, 0.9),
            [True, False, True, True, True],
        ),
        (f"<main><p>{LONG}</p>{PROGRAM}<p>{LONG}", (0.9, 0.5, 0.1), [True, False, False]),
        (f"<main><p>{LONG}</p><p>{LONG}</p><p>{LONG}", (0.9, 0.5, 0.9), [True, False, True]),
        (
            f"<main><div><div><p>{LONG}</p></div></div></main>{PROGRAM}<footer><p>{LONG}",
            (0.9, 0.5, 0.9),
            [True, False, True],
        ),
    ],
)
def test_a_program_between_prose_stays(
    page: str, content: tuple[float, ...], kept: list[bool]
) -> None:
    document = segment_html(page, None, Options())
    scores = score(*content, is_article=1.0)
    assert page_threshold(find(document, scores), Options()) > 0.5
    assert [verdict.keep for verdict in decide(document, scores, Options())] == kept


def test_a_program_in_which_a_rule_suspects_chrome_or_a_threshold_is_given() -> None:
    document = segment_html(f"<main><p>{LONG}</p>{PROGRAM}<p>{LONG}", None, Options())
    scores = score(0.9, 0.5, 0.9, is_article=1.0)
    given_one = Options(html_threshold=0.6)
    assert not decide(document, scores, given_one)[1].keep
    assert not decide(document, scores, Options(), [None, HINT, None])[1].keep


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ((0.3, 0.9, 0.9, 0.9), [True, True, True, True]),
        ((0.2, 0.9, 0.9, 0.9), [False, True, True, True]),
        ((0.3, 0.3, 0.9, 0.9), [False, False, True, True]),
    ],
    ids=["most stays", "surely chrome", "half stays"],
)
def test_a_row_of_a_table_that_stays(content: tuple[float, ...], kept: list[bool]) -> None:
    rows = "".join(f"<tr><td>Capacity<td>{n} litres" for n in range(1, 5))
    document = segment_html(f"<main><table>{rows}", None, Options())
    scores = score(*content, is_article=1.0)
    assert [verdict.keep for verdict in decide(document, scores, Options())] == kept
    hinted = decide(document, scores, Options(), [HINT, None, None, None])
    assert not hinted[0].keep


@pytest.mark.parametrize(
    ("below", "content", "kept"),
    [
        (f"<p>{LONG}", (0.9, 0.36, 0.36, 0.36, 0.9), [True, True, True, True, True]),
        (f"<p>{LONG}", (0.9, 0.36, 0.34, 0.36, 0.9), [True, True, False, True, True]),
        (f"<p>{LONG}", (0.9, 0.36, 0.36, 0.36, 0.1), [True, False, False, False, False]),
        ("", (0.9, 0.36, 0.36, 0.36), [True, False, False, False]),
    ],
    ids=["between", "surely chrome", "nothing below", "at the end"],
)
def test_rows_of_a_table_between_prose_stay(
    below: str, content: tuple[float, ...], kept: list[bool]
) -> None:
    rows = "".join(f"<tr><td>{year}<td>{year % 7}" for year in range(2015, 2018))
    document = segment_html(f"<main><p>{LONG}</p><table>{rows}</table>{below}", None, Options())
    scores = score(*content, is_article=1.0)
    assert [verdict.keep for verdict in decide(document, scores, Options())] == kept
