"""What blocks are taken for: by form, by what stands around an article, by purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.types import AROUND_ROLES, ROLES, Document, Role
from tests.judge.build import COMMENTS, LONG, decide, make_dump, make_page, score

MakeDocument = Callable[..., Document]


@pytest.mark.parametrize("role", sorted(AROUND_ROLES))
def test_what_stands_around_the_article_is_the_caller_s_choice(
    role: Role, make_document: MakeDocument
) -> None:
    document, scores = make_document("x", LONG, "y"), score(0.9, 0.9, 0.9, roles=[role])
    rules = [None, None, COMMENTS]
    first, second, _ = decide(document, scores, rules=rules)
    assert (first.role, first.keep) == (role, False)
    assert first.reason == f"{role} 0.90, whether content (0.90) or not"
    assert (second.role, second.keep) == (Role.PARAGRAPH, True)
    assert decide(document, scores, Options(keep={role}), rules)[0].keep


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
    scores = score(0.9, 0.9, 0.9, roles=[None, Role.COMMENT])
    scores.roles[1, ROLES.index(Role.COMMENT)] = sure
    document = make_document(LONG, "x" * length, "y")
    verdict = decide(document, scores, rules=[None, None, COMMENTS])[1]
    assert (verdict.role is Role.COMMENT) == is_comment
    assert verdict.keep != is_comment
    page = decide(make_page(3), scores)[1]  # whose lines are short
    assert page.role is Role.COMMENT


@pytest.mark.parametrize("role", [Role.BYLINE, Role.CAPTION, Role.COMMENT])
def test_in_mode_recall_it_has_to_be_surer(role: Role, make_document: MakeDocument) -> None:
    document, scores = make_document(LONG, "x", "y"), score(0.9, 0.9, 0.9, roles=[None, role])
    rules = [None, None, COMMENTS]
    for sure, is_kept in ((0.86, True), (0.96, False)):
        scores.roles[1, ROLES.index(role)] = sure
        assert not decide(document, scores, rules=rules)[1].keep
        assert decide(document, scores, Options(mode="recall"), rules)[1].keep == is_kept


@pytest.mark.parametrize("role", [Role.COMMENT, Role.COMMENT_FORM])
@pytest.mark.parametrize("sure", [True, False])
def test_a_dump_has_comments_where_a_rule_sees_some(
    role: Role, sure: bool, make_document: MakeDocument
) -> None:
    document = make_document(LONG, "x", "y")
    scores = score(0.9, 0.9, 0.9, roles=[None, Role.COMMENT])
    assert decide(document, scores)[1].keep
    rule = Rule("test.rule", role, "comments", phrases=("y",), sure=sure)
    assert decide(document, scores, rules=[None, None, rule])[1].role is Role.COMMENT


@pytest.mark.parametrize("role", [Role.DATE, Role.BYLINE])
def test_date_and_author_of_a_dump_stand_near_its_top(
    role: Role, make_document: MakeDocument
) -> None:
    lines = ["Home", *(f"{LONG} {i}" for i in range(12))]
    for place, is_around in ((0, True), (1, True), (8, True), (9, False), (12, False)):
        roles = [role if i == place else None for i in range(len(lines))]
        lines[place] = "x"
        scores = score(0.1, *[0.9] * 12, roles=roles)
        verdict = decide(make_document(*lines), scores)[place]
        assert (verdict.role is role) == is_around, place
        lines[place] = LONG


@pytest.mark.parametrize("role", [Role.DATE, Role.BYLINE, Role.CAPTION])
def test_what_runs_through_a_text_belongs_to_it(role: Role, make_document: MakeDocument) -> None:
    for n, stays in ((3, False), (4, True)):
        scores = score(*[0.9] * 8, roles=[role] * n)
        document = make_document(*"abcd", LONG, LONG, LONG, LONG)
        assert all(verdict.keep == stays for verdict in decide(document, scores)[:n])


def test_block_below_the_threshold_has_the_likeliest_role_of_chrome(
    make_document: MakeDocument,
) -> None:
    roles = [Role.NAVIGATION, Role.SHARE, Role.PARAGRAPH, Role.LEGAL]
    verdicts = decide(make_document(*"abcd"), score(0.1, 0.1, 0.1, 0.1, roles=roles))
    found = [verdict.role for verdict in verdicts]
    assert found == [Role.NAVIGATION, Role.SHARE, Role.OTHER, Role.LEGAL]
    assert not any(verdict.keep for verdict in verdicts)


@pytest.mark.parametrize("role", [Role.ADVERT, Role.LOGIN, Role.NAVIGATION])
def test_a_role_that_is_likely_wrong_is_not_named(role: Role, make_document: MakeDocument) -> None:
    document, scores = make_document(*"abc"), score(0.1, 0.1, 0.1)
    scores.roles[:] = 0
    scores.roles[:, ROLES.index(Role.PARAGRAPH)] = 0.5  # counts neither way: it is no content
    for i, likely in enumerate((0.24, 0.26, 0.24)):
        scores.roles[i, ROLES.index(role)] = likely
        scores.roles[i, [ROLES.index(Role.LEGAL), ROLES.index(Role.SHARE)]] = (0.5 - likely) / 2
    hint = Rule("test.rule", role, "a hint", phrases=("c",), sure=False)
    verdicts = decide(document, scores, rules=[None, None, hint])
    assert [verdict.role for verdict in verdicts] == [Role.OTHER, role, role]


def test_a_hint_names_the_role_in_a_dump_alone() -> None:
    scores = score(0.1, 0.1, 0.9, roles=[Role.LEGAL, Role.LEGAL], is_article=0.9)
    sure = Rule("test.rule", Role.SHARE, "a share button", phrases=("x",))
    rules = [Rule("test.hint", Role.SHARE, "a hint", phrases=("x",), sure=False), sure, None]
    of_page = decide(make_page(3), scores, Options(), rules)
    assert [verdict.role for verdict in of_page[:2]] == [Role.LEGAL, Role.SHARE]
    of_dump = decide(make_dump(3), scores, Options(), rules)
    assert [verdict.role for verdict in of_dump[:2]] == [Role.SHARE, Role.SHARE]


def test_the_likeliest_role_of_a_page_s_block_is_named() -> None:
    scores = score(0.1, 0.1, 0.9, is_article=0.9)
    scores.roles[:2] = 0
    scores.roles[:2, ROLES.index(Role.PARAGRAPH)] = 0.5
    for role, likely in ((Role.ADVERT, 0.2), (Role.LEGAL, 0.16), (Role.OTHER, 0.14)):
        scores.roles[:2, ROLES.index(role)] = likely
    scores.roles[1, ROLES.index(Role.OTHER)] = 0.3
    verdicts = decide(make_page(3), scores, Options())
    assert [verdict.role for verdict in verdicts[:2]] == [Role.ADVERT, Role.OTHER]


def test_roles_that_are_not_to_be_kept_go(make_document: MakeDocument) -> None:
    document, scores = make_document("Ferry", LONG), score(0.9, 0.9, roles=[Role.HEADLINE])
    options = Options(drop={Role.HEADLINE})
    assert [verdict.keep for verdict in decide(document, scores, options)] == [False, True]
    assert not any(v.keep for v in decide(document, scores, Options(roles=())))


def test_comments_of_an_article_are_posts_elsewhere() -> None:
    roles = [None, Role.COMMENT, None]
    article, forum = (
        decide(make_page(3), score(0.9, 0.9, 0.9, roles=roles, is_article=p), Options())
        for p in (0.9, 0.1)
    )
    assert (article[1].role, article[1].keep) == (Role.COMMENT, False)
    assert forum[1].keep
