"""Rules, model and wishes -> verdicts: who outranks whom, and what each option changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import OptionsError
from cleaner.judge.decide import Decider, keep_threshold
from cleaner.model.classifier import Scores
from cleaner.model.features import ROLES
from cleaner.options import Mode, Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import AROUND_ROLES, CONTENT_ROLES, Document, Role, Verdict
from tests.judge.build import HINT, LONG, SURE, score

MakeDocument = Callable[..., Document]
PROFILE = settings(max_examples=100, derandomize=True, deadline=None, database=None)
HALF = Options(html_threshold=0.5, text_threshold=0.5)
BY_MODE: dict[Mode, Options] = {mode: Options(mode=mode) for mode in get_args(Mode)}


UNSHIFTED = 0.2
"""Probability of an article at which a page's threshold is neither raised nor lowered."""


def decide(
    document: Document,
    scores: Scores,
    options: Options = HALF,
    rules: Sequence[Rule | None] = (),
) -> tuple[Verdict, ...]:
    fired = rules or [None] * len(document)
    return Decider(options).decide(document, fired, scores, "test")


def test_empty_document(make_document: MakeDocument) -> None:
    assert decide(make_document(), score()) == ()
    assert decide(make_document(tokens=[]), score()) == ()


def test_a_line_of_a_dump_that_shows_an_image_alone_goes() -> None:
    source = f"![Pier](/pier.jpg)\n[![Top](/up.png)](#top)\n{LONG}\n![Kept](/kept.jpg)"
    document = segment_text(source, None, Options())
    verdicts = decide(document, score(0.9, 0.9, 0.9, 0.9), Options(keep_patterns=("kept",)))
    assert [(v.keep, v.by) for v in verdicts] == [
        (False, "markup"),
        (False, "markup"),
        (True, "model:test"),
        (True, "option:keep"),
    ]


def test_addresses_of_links_do_not_weigh() -> None:
    long_address = "[Start](https://www.ferry.example/" + "a" * 2_000 + ")"
    document = segment_text(f"{long_address}\n{LONG}", None, Options())
    plain = segment_text(f"Start\n{LONG}", None, Options())
    content = np.array([0.1, 0.9], np.float32)
    thresholds = [keep_threshold(d, [SURE, None], content, 1, Options()) for d in (document, plain)]
    assert thresholds[0] == thresholds[1]


def test_a_long_line_that_goes_by_a_hint_does_not_hide_the_headline(
    make_document: MakeDocument,
) -> None:
    document = make_document(LONG + " We use cookies.", "Reject all", "No ferry", LONG)
    scores = score(0.25, 0.1, 0.6, 0.9, roles=[None, None, Role.HEADLINE])
    rules = [HINT, SURE, None, None]
    assert keep_threshold(document, rules, scores.content, 1, Options()) < 0.25
    verdicts = decide(document, scores, Options(), rules)
    assert [verdict.keep for verdict in verdicts] == [False, False, True, True]
    assert verdicts[2].role is Role.HEADLINE


def test_a_long_line_that_a_rule_settles_does_not_hide_the_headline(
    make_document: MakeDocument,
) -> None:
    document = make_document(LONG + " We use cookies.", "No ferry", LONG)
    scores = score(0.9, 0.6, 0.9, roles=[None, Role.HEADLINE])
    verdicts = decide(document, scores, Options(), [SURE, None, None])
    assert [verdict.keep for verdict in verdicts] == [False, True, True]
    assert verdicts[1].role is Role.HEADLINE


# -- Precedence ----------------------------------------------------------------------------------


def test_keep_pattern_drop_pattern_rule_headline_model(make_document: MakeDocument) -> None:
    texts = ("keep drop", "drop", "rule", "headline", "model", "chrome")
    document = make_document(*texts)
    scores = score(0.1, 0.9, 0.9, 0.1, 0.9, 0.1, roles=[None, None, *[Role.HEADLINE] * 2])
    options = Options(keep_patterns=("keep",), drop_patterns=("drop",), text_threshold=0.5)
    rules = [SURE, None, SURE, None, None, HINT]
    verdicts = decide(document, scores, options, rules)
    assert [verdict.by for verdict in verdicts] == [
        *("option:keep", "option:drop", "rule:test.sure", "model:test", "model:test", "model:test"),
    ]
    assert [verdict.role for verdict in verdicts[:5]] == [
        *(Role.PARAGRAPH, Role.OTHER, Role.SHARE, Role.HEADLINE, Role.PARAGRAPH),
    ]
    assert [verdict.keep for verdict in verdicts] == [True, False, False, True, True, False]
    assert [round(verdict.score, 4) for verdict in verdicts] == [0.1, 0.9, 0.9, 0.1, 0.9, 0.1]
    assert verdicts[2].reason == "a share button"
    assert verdicts[4].reason == "content 0.90, at least 0.50: paragraph"
    assert verdicts[5].reason.startswith("content 0.10, below 0.50: ")


def test_headline_is_outranked_by_patterns_and_sure_rules(make_document: MakeDocument) -> None:
    document = make_document("Ferry stays in port", LONG)
    scores = score(0.9, 0.9, roles=[Role.HEADLINE])
    assert decide(document, scores)[0].role is Role.HEADLINE
    assert decide(document, scores, rules=[HINT, None])[0].role is Role.PARAGRAPH
    assert decide(document, scores, rules=[SURE, None])[0].role is Role.SHARE
    dropped = Options(drop_patterns=("^ferry",), text_threshold=0.5)
    assert decide(document, scores, dropped)[0].by == "option:drop"


def test_unsure_rule_decides_nothing(make_document: MakeDocument) -> None:
    document, scores = make_document("A.", LONG), score(0.6, 0.9)
    hinted, plain = decide(document, scores, rules=[HINT, HINT]), decide(document, scores)
    assert [verdict.keep for verdict in hinted] == [verdict.keep for verdict in plain]
    assert hinted[0].by == plain[0].by
    assert hinted[0].reason == f"{plain[0].reason} (hint: test.hint)"


def test_rule_s_role_is_kept_if_the_caller_keeps_it(make_document: MakeDocument) -> None:
    date = Rule("test.date", Role.DATE, "a date", phrases=("x",))
    document, scores = make_document("May 3", LONG), score(0.9, 0.9)
    assert not decide(document, scores, rules=[date, None])[0].keep
    options = Options(keep={Role.DATE})
    assert decide(document, scores, options, rules=[date, None])[0].keep


# -- Patterns ------------------------------------------------------------------------------------


def test_patterns_are_searched_in_any_case(make_document: MakeDocument) -> None:
    document = make_document("Über die FÄHRE", "Soup", "fähren")
    options = Options(drop_patterns=("x", r"\bfähre\b"), text_threshold=0.0)
    verdicts = decide(document, score(0.9, 0.9, 0.9), options)
    assert [verdict.keep for verdict in verdicts][:2] == [False, True]
    assert verdicts[0].reason.endswith(repr(r"\bfähre\b"))


def test_kept_block_has_the_role_of_its_kind() -> None:
    document = segment_html("<h2>a</h2><ul><li>a</ul><pre>a</pre>", None, Options())
    options = Options(keep_patterns=("a",), roles=())
    verdicts = decide(document, score(0, 0, 0), options)
    assert [verdict.role for verdict in verdicts] == [Role.HEADING, Role.LIST_ITEM, Role.CODE]
    assert all(verdict.keep for verdict in verdicts)


@pytest.mark.parametrize("field", ["keep_patterns", "drop_patterns"])
@pytest.mark.parametrize("pattern", ["(", "[a", r"(?<=a)b", "a{2000}"])
def test_bad_pattern(field: str, pattern: str) -> None:
    with pytest.raises(OptionsError, match=field) as caught:
        Decider(Options(**{field: ("fine", pattern)}))  # type: ignore[arg-type]
    assert repr(pattern) in str(caught.value)


# -- Roles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(AROUND_ROLES))
def test_what_stands_around_the_article_is_the_caller_s_choice(
    role: Role, make_document: MakeDocument
) -> None:
    document, scores = make_document("x", LONG), score(0.9, 0.9, roles=[role])
    first, second = decide(document, scores)
    assert (first.role, first.keep) == (role, False)
    assert (second.role, second.keep) == (Role.PARAGRAPH, True)
    assert decide(document, scores, Options(keep={role}))[0].keep


def test_long_block_is_no_byline(make_document: MakeDocument) -> None:
    document = make_document("x" * 301, "x" * 300)
    verdicts = decide(document, score(0.9, 0.9, roles=[Role.BYLINE, Role.BYLINE]))
    assert [verdict.role for verdict in verdicts] == [Role.PARAGRAPH, Role.BYLINE]


@pytest.mark.parametrize(
    ("sure", "length", "is_comment"),
    [(0.85, 700, True), (0.85, 701, False), (0.75, 100, False), (0.65, 100, False)],
)
def test_a_dump_s_comment_may_be_long_but_has_to_be_sure(
    sure: float, length: int, is_comment: bool, make_document: MakeDocument
) -> None:
    scores = score(0.9, 0.9, roles=[None, Role.COMMENT])
    scores.roles[1, ROLES.index(Role.COMMENT)] = sure
    verdict = decide(make_document(LONG, "x" * length), scores)[1]
    assert (verdict.role is Role.COMMENT) == is_comment
    assert verdict.keep != is_comment
    page = decide(make_page(2), scores)[1]  # whose lines are short
    assert page.role is Role.COMMENT


def test_block_below_the_threshold_has_the_likeliest_role_of_chrome(
    make_document: MakeDocument,
) -> None:
    roles = [Role.NAVIGATION, Role.COMMENT, Role.PARAGRAPH, Role.LEGAL]
    verdicts = decide(make_document(*"abcd"), score(0.1, 0.1, 0.1, 0.1, roles=roles))
    found = [verdict.role for verdict in verdicts]
    assert found[:2] == roles[:2]
    assert found[2] not in CONTENT_ROLES
    assert found[3] is Role.LEGAL
    assert not any(verdict.keep for verdict in verdicts)


def test_roles_that_are_not_to_be_kept_go(make_document: MakeDocument) -> None:
    document, scores = make_document("Ferry", LONG), score(0.9, 0.9, roles=[Role.HEADLINE])
    options = Options(drop={Role.HEADLINE})
    assert [verdict.keep for verdict in decide(document, scores, options)] == [False, True]
    assert not any(v.keep for v in decide(document, scores, Options(roles=())))


# -- Thresholds ----------------------------------------------------------------------------------

shares = st.floats(0.001, 0.999, allow_nan=False)


def make_dump(n_blocks: int) -> Document:
    return segment_text("\n".join("line" * (i + 1) for i in range(n_blocks)), None, Options())


def unruled(document: Document) -> list[Rule | None]:
    return [None] * len(document)


def make_page(n_blocks: int) -> Document:
    blocks = "".join(f"<p>{'line' * (i + 1)}" for i in range(n_blocks))
    return segment_html(blocks, None, Options())


@PROFILE
@given(content=st.lists(shares, min_size=1, max_size=12), is_page=st.booleans())
def test_modes_shift_the_threshold_in_order(content: list[float], is_page: bool) -> None:
    document = make_page(len(content)) if is_page else make_dump(len(content))
    scores = score(*content)
    recall, balanced, precision = (
        keep_threshold(document, unruled(document), scores.content, UNSHIFTED, BY_MODE[mode])
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
    document = make_page(len(content))
    scores = score(*content).content
    threshold = keep_threshold(document, unruled(document), scores, UNSHIFTED, Options())
    assert 0.25 <= threshold <= 0.5 + 1e-6
    assert threshold == 0.25 or max(content) >= threshold - 1e-6  # something stays


def test_threshold_of_a_page_is_the_best_there_is() -> None:
    document = segment_html("<p>aaaa<p>aaaa<p>aaaa", None, Options())
    content = np.array([1.0, 0.5, 0.0], np.float32)
    # Keeping the first: 2 * 4 / (4 + 6); the first two: 2 * 6 / (8 + 6)
    expected = max(8 / 10, 12 / 14) / 2
    threshold = keep_threshold(document, unruled(document), content, UNSHIFTED, Options())
    assert threshold == pytest.approx(expected)


def test_threshold_of_an_article_is_higher_than_that_of_other_pages() -> None:
    document, content = make_page(3), score(1.0, 0.9, 0.0).content
    shop, doubtful, article = (
        keep_threshold(document, unruled(document), content, is_article, Options())
        for is_article in (0.0, 0.5, 1.0)
    )
    assert shop < 0.5 < doubtful < article < 0.75


def test_page_without_a_likely_block_keeps_nothing() -> None:
    scores = score(0.2, 0.1, 0.1, is_article=0.0)
    assert not any(verdict.keep for verdict in decide(make_page(3), scores, Options()))


def test_comments_of_an_article_are_posts_elsewhere() -> None:
    roles = [None, Role.COMMENT, None]
    article, forum = (
        decide(make_page(3), score(0.9, 0.9, 0.9, roles=roles, is_article=p), Options())
        for p in (0.9, 0.1)
    )
    assert (article[1].role, article[1].keep) == (Role.COMMENT, False)
    assert forum[1].keep


LOWEST = 0.1
"""Threshold of a dump that is nearly all content, if a rule sees chrome in it."""


def choose(n_chrome: int, share: float) -> float:
    """The threshold of a dump of ten lines, `n_chrome` of them seen through by a rule."""
    rules = [SURE] * n_chrome + [None] * (10 - n_chrome)
    content = np.full(10, share, np.float32)
    return keep_threshold(make_dump(10), rules, content, 1.0, Options())


def test_threshold_of_a_dump_rises_with_its_chrome() -> None:
    thresholds = [choose(6, share) for share in (1.0, 0.96, 0.8, 0.6)]
    assert thresholds == sorted(thresholds)
    assert thresholds[0] == thresholds[1] == pytest.approx(LOWEST)
    # All lines alike: keeping all has the best F1, 2 * p / (1 + p). From 0.95 to 0.6 the threshold
    # rises to 0.85 of its half.
    assert thresholds[2] == pytest.approx(LOWEST + (0.85 * 0.8 / 1.8 - LOWEST) * 3 / 7, abs=0.001)
    assert thresholds[3] == pytest.approx(0.85 * 0.6 / 1.6, abs=0.001)


def test_dump_in_which_no_rule_sees_chrome_is_clean() -> None:
    assert choose(0, 0.5) == 0.0
    assert choose(0, 0.5) < choose(1, 0.5) < choose(2, 0.5) < choose(3, 0.5) == choose(10, 0.5)


def test_where_a_rule_suspects_chrome_the_model_has_to_be_for_it() -> None:
    page, scores = make_page(2), score(0.58, 0.58)
    verdicts = decide(page, scores, Options(), [HINT, None])
    assert [verdict.keep for verdict in verdicts] == [False, True]
    assert verdicts[0].role is Role.SHARE


def test_lone_hint_in_a_dump_is_no_evidence() -> None:
    dump, scores = make_dump(5), score(*[0.001] * 5)
    assert all(v.keep for v in decide(dump, scores, Options(), [HINT, *[None] * 4]))
    assert not any(v.keep for v in decide(dump, scores, Options(), [SURE, HINT, *[None] * 3]))


@pytest.mark.parametrize("threshold", [0.0, 0.3, 1.0])
def test_threshold_that_is_given(threshold: float) -> None:
    options = Options(html_threshold=threshold, text_threshold=1 - threshold)
    content = score(0.5, 0.5).content
    page, dump = make_page(2), make_dump(2)
    assert keep_threshold(page, unruled(page), content, 1.0, options) == pytest.approx(threshold)
    assert keep_threshold(dump, unruled(dump), content, 1.0, options) == pytest.approx(
        1 - threshold
    )


@pytest.mark.parametrize("mode", get_args(Mode))
def test_thresholds_of_everything_and_nothing_stand_in_every_mode(mode: Mode) -> None:
    document, content = make_dump(2), score(0.0, 1.0).content
    for threshold in (0.0, 1.0):
        options = Options(mode=mode, text_threshold=threshold)
        assert keep_threshold(document, unruled(document), content, 1.0, options) == threshold


def test_block_at_the_threshold_stays(make_document: MakeDocument) -> None:
    verdicts = decide(make_document("a", "b"), score(0.5, 0.4999))
    assert [verdict.keep for verdict in verdicts] == [True, False]


# -- Hard-wrapped lines --------------------------------------------------------------------------

WRAPPED = (
    "The ferry did not sail on Tuesday, because the wind had",
    "turned during the night. People waited in the hall, and",
    "somebody made soup for all of them, while the captain was",
    "asleep.",
)


def test_a_wrapped_paragraph_stays_or_goes_as_one() -> None:
    document = segment_text("\n".join(["Home", "", *WRAPPED, "", "Imprint"]), None, Options())
    assert [v.keep for v in decide(document, score(0.1, 0.9, 0.2))] == [False, True, False]
    dropped = decide(
        document, score(*[0.9] * 3), Options(drop_patterns=("the hall, and somebody",))
    )
    assert [verdict.keep for verdict in dropped] == [True, False, True]


def test_other_lines_of_one_group_do_not() -> None:
    document = segment_text("- a\n- b\n- c", None, Options())
    assert len(set(document.group)) == 1
    verdicts = decide(document, score(0.9, 0.1, 0.9))
    assert [verdict.keep for verdict in verdicts] == [True, False, True]


# -- Headline ------------------------------------------------------------------------------------


def test_only_one_block_is_the_headline(make_document: MakeDocument) -> None:
    document = make_document("Ferry", "Ferry", LONG)
    verdicts = decide(document, score(0.9, 0.9, 0.9, roles=[Role.HEADLINE, Role.HEADLINE]))
    assert [verdict.role for verdict in verdicts].count(Role.HEADLINE) == 1


@PROFILE
@given(
    content=st.lists(st.floats(0, 1, width=32), min_size=1, max_size=12),
    seed=st.integers(0, 1000),
    is_page=st.booleans(),
)
def test_every_block_has_a_verdict(content: list[float], seed: int, is_page: bool) -> None:
    document = make_page(len(content)) if is_page else make_dump(len(content))
    generator = np.random.default_rng(seed)
    roles = generator.dirichlet(np.full(len(ROLES), 0.2), len(content)).astype(np.float32)
    rules = [(None, SURE, HINT)[i] for i in generator.integers(0, 3, len(content))]
    scores = Scores(np.array(content, np.float32), roles)
    verdicts = decide(document, scores, Options(), rules)
    assert len(verdicts) == len(document)
    for verdict, rule in zip(verdicts, rules, strict=True):
        assert verdict.keep == (verdict.role in CONTENT_ROLES)
        assert 0 <= verdict.score <= 1
        assert (rule is SURE) == (verdict.by == "rule:test.sure")
        assert verdict.reason
