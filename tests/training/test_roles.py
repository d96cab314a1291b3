"""Weak labels for roles: gold first, then rules, markup, and what kind of block it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.training.roles import label_roles
from cleaner.types import ROLES, Role

SURE_DATE = Rule("a.date", Role.DATE, "why", phrases=("x",))
SURE_SHARE = Rule("a.share", Role.SHARE, "why", phrases=("x",))
HINT = Rule("a.hint", Role.SHARE, "why", phrases=("x",), sure=False)


def roles_of(
    source: str,
    labels: Sequence[int] | int,
    rules: Sequence[Rule | None] = (),
    title: str | None = None,
    comments: str | None = None,
) -> list[Role | None]:
    make = segment_html if "<" in source else segment_text
    document = make(source, None, Options())
    n = len(document)
    label = np.full(n, labels, np.int8)
    found = label_roles(document, label, rules or [None] * n, title, comments)
    assert found.dtype == np.int8
    return [None if i < 0 else ROLES[i] for i in found.tolist()]


def test_kind_of_content() -> None:
    page = (
        "<h2>a</h2><p>b<ul><li>c</ul><dl><dt>d<dd>e</dl><blockquote>f</blockquote><pre>g</pre>"
        "<table><tr><td>h<td>i</table><figcaption>j</figcaption>"
    )
    expected = [
        *(Role.HEADING, Role.PARAGRAPH, Role.LIST_ITEM, Role.LIST_ITEM, Role.LIST_ITEM),
        *(Role.QUOTE, Role.CODE, Role.TABLE, Role.CAPTION),
    ]
    assert roles_of(page, CONTENT) == expected
    assert roles_of(page, CHROME) == [*[None] * 8, Role.CAPTION]
    assert roles_of("# a\nb\n- c", CONTENT) == [Role.HEADING, Role.PARAGRAPH, Role.LIST_ITEM]
    assert roles_of("# a\nb\n- c", CHROME) == [None] * 3


def test_title_and_comments_of_the_gold() -> None:
    page = "<h1>The Ferry!</h1><p>b<p>So true.<p>Soup?"
    given = roles_of(page, [UNKNOWN, CONTENT, CONTENT, CHROME], (), "the ferry", "So true\nsoup")
    assert given == [Role.HEADLINE, Role.PARAGRAPH, Role.COMMENT, Role.COMMENT]
    assert roles_of("...", UNKNOWN, (), "!", "?") == [None]


@pytest.mark.parametrize(
    ("rule", "label", "role"),
    [
        (SURE_DATE, CONTENT, Role.DATE),
        (SURE_SHARE, CONTENT, Role.PARAGRAPH),
        (SURE_SHARE, CHROME, Role.SHARE),
        (SURE_SHARE, UNKNOWN, Role.SHARE),
        (HINT, CONTENT, Role.PARAGRAPH),
        (HINT, CHROME, Role.SHARE),
        (None, CONTENT, Role.PARAGRAPH),
        (None, CHROME, None),
        (None, UNKNOWN, None),
    ],
)
def test_rules(rule: Rule | None, label: int, role: Role | None) -> None:
    assert roles_of("<p>x", label, [rule]) == [role]
    assert roles_of("x", label, [rule]) == [role]


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("<nav><p>x", Role.NAVIGATION),
        ("<footer><p>x", Role.LEGAL),
        ("<div class=related-posts><ul><li>x", Role.RELATED),
        ("<div id=newsletter>x", Role.SUBSCRIBE),
        ("<div class=cookie-banner>x", Role.CONSENT),
        ("<ol class=commentlist><li>x", Role.COMMENT),
        ("<div class=share><div><div><div>x", None),
        ("<div class=sharelock>x", None),
    ],
)
def test_markup_tells_the_role_of_chrome_alone(page: str, role: Role | None) -> None:
    assert roles_of(page, CHROME) == [role]
    assert roles_of(page, UNKNOWN) == [None]
    assert roles_of(page, CONTENT)[0] in {Role.PARAGRAPH, Role.LIST_ITEM}


@pytest.mark.parametrize("label", [CONTENT, CHROME, UNKNOWN])
@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("<p class=byline>x", Role.BYLINE),
        ("<time>x</time>", Role.DATE),
        ("<p><span class='entry-date'>x</span>", Role.DATE),
        ("<figcaption>x</figcaption>", Role.CAPTION),
    ],
)
def test_markup_tells_what_stands_around_the_article(page: str, role: Role, label: int) -> None:
    assert roles_of(page, label) == [role]


def test_long_block_is_no_byline() -> None:
    assert roles_of(f"<p class=byline>{'word ' * 50}", CONTENT) == [Role.PARAGRAPH]
