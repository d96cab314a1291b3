"""What blocks are taken for: by form, by what stands around an article, by purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleaner.options import Options
from cleaner.types import AROUND_ROLES, CONTENT_ROLES, ROLES, Document, Role
from tests.judge.build import LONG, decide, make_page, score

MakeDocument = Callable[..., Document]


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


def test_comments_of_an_article_are_posts_elsewhere() -> None:
    roles = [None, Role.COMMENT, None]
    article, forum = (
        decide(make_page(3), score(0.9, 0.9, 0.9, roles=roles, is_article=p), Options())
        for p in (0.9, 0.1)
    )
    assert (article[1].role, article[1].keep) == (Role.COMMENT, False)
    assert forum[1].keep
