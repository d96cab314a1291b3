"""Rules, model and wishes -> verdicts: who outranks whom, and what each option changes."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import OptionsError
from cleaner.judge.decide import ORDER, SECOND_THOUGHTS, Decider
from cleaner.judge.threshold import page_threshold
from cleaner.model.classifier import Scores
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import CONTENT_ROLES, ROLES, By, Document, Role
from tests.examples import ROOT
from tests.judge.build import HINT, LONG, SURE, decide, find, make_dump, make_page, score

MakeDocument = Callable[..., Document]


def test_empty_document(make_document: MakeDocument) -> None:
    assert decide(make_document(), score()) == ()
    assert decide(make_document(tokens=[]), score()) == ()


def test_a_line_of_a_dump_that_shows_an_image_alone_goes() -> None:
    source = f"![Pier](/pier.jpg)\n[![Top](/up.png)](#top)\n{LONG}\n![Kept](/kept.jpg)"
    document = segment_text(source, None, Options())
    verdicts = decide(document, score(0.9, 0.9, 0.9, 0.9), Options(keep_patterns=("kept",)))
    assert [(v.keep, str(v.by)) for v in verdicts] == [
        (False, "markup"),
        (False, "markup"),
        (True, "model:test"),
        (True, "option:keep"),
    ]


def test_a_long_line_that_goes_by_a_hint_does_not_hide_the_headline(
    make_document: MakeDocument,
) -> None:
    document = make_document(LONG + " We use cookies.", "Reject all", "No ferry", LONG)
    scores = score(0.25, 0.1, 0.6, 0.9, roles=[None, None, Role.HEADLINE])
    rules = [HINT, SURE, None, None]
    assert page_threshold(find(document, scores, rules), Options()) < 0.25
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
    assert [str(verdict.by) for verdict in verdicts] == [
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
    assert decide(document, scores, dropped)[0].by == By("option", "drop")


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
        assert (rule is SURE) == (verdict.by == By("rule", "test.sure"))
        assert verdict.reason


# -- The order, as it is told ---------------------------------------------------------------------


def test_the_documentation_lists_who_outranks_whom() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    section = text.split("## 6. Who outranks whom")[1].split("\n## ")[0]
    told = re.findall(r"^\d+\. (.+)$", section, flags=re.MULTILINE)
    assert told == [step.__doc__ for step in (*ORDER, *SECOND_THOUGHTS)]
