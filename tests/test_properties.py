"""Whatever the text or the markup: no crash, and the same invariants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import Cleaner
from tests.fuzz import check, check_line_ends, fuzz, read_own_inputs

PHRASES = [
    "The ferry did not sail on Tuesday, because the wind had turned during the night.",
    "Connect with us",
    "Leave a Reply",
    "Вчера в посёлке открыли новый мост.",
    "昨日の大雨で古い橋が通れなくなった。",
    "أغلقت البلدية الجسر القديم.",
    "3 min read",
    "By Jo Field",
    "*",
    " ",
    "\u00a0",
    "\u200b",
    "x < y && y > z",
    "&amp;",
    "&lt;b&gt;",
    "&#0;",
    "&bogus;",
]
TAGS = [
    *["html", "head", "body", "title", "div", "p", "span", "a", "b", "em", "h1", "h3", "ul", "ol"],
    *["li", "dl", "dt", "dd", "table", "tr", "td", "th", "caption", "pre", "code", "blockquote"],
    *["article", "section", "nav", "aside", "footer", "header", "main", "figure", "figcaption"],
    *["br", "hr", "img", "form", "button", "label", "select", "option", "textarea", "script"],
    *["style", "template", "noscript", "svg", "math", "iframe", "x-card"],
]
ATTRIBUTES = [
    "",
    ' class="post-body entry 12"',
    " hidden",
    ' style="display:none"',
    ' href="/a?b=c&d"',
    " href=http://[bad",
    ' id=""',
    " class='",
    ' role="navigation"',
    ' itemprop="articleBody"',
    ' lang="de"',
    " colspan=999999999",
    " <",
]

printable = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
phrases = st.one_of(st.sampled_from(PHRASES), st.text(max_size=30))
openings = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
closings = st.builds("</{}>".format, st.sampled_from(TAGS))
odd = st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<", "</", "<?php", "?>", "\n", "\r\n"])
markup = st.lists(st.one_of(phrases, openings, openings, closings, odd), max_size=60).map("".join)
pages = st.one_of(markup, markup.map("<!DOCTYPE html><html><body>{}".format))
lines = st.one_of(phrases, st.text(printable, max_size=80))
dumps = st.lists(st.tuples(lines, st.sampled_from(["\n", "\n\n", "\r\n", "\r"]))).map(
    lambda parts: "".join(a + b for a, b in parts)
)


@pytest.fixture(scope="module")
def shared() -> Cleaner:
    return Cleaner()


@given(text=st.text(st.characters()))
def test_any_text(shared: Cleaner, text: str) -> None:
    check(shared, text)


@given(text=dumps)
def test_any_dump(shared: Cleaner, text: str) -> None:
    check(shared, text)
    check_line_ends(shared, text)


@given(page=pages)
def test_any_page(shared: Cleaner, page: str) -> None:
    check(shared, page)


@given(content=st.binary(max_size=300))
def test_any_bytes(shared: Cleaner, content: bytes) -> None:
    check(shared, content)


@given(text=st.one_of(pages, st.text(printable)).filter(lambda text: "\0" not in text))
def test_str_and_its_utf8_give_the_same(shared: Cleaner, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    as_text, as_bytes = shared.extract(text), shared.extract(text.encode())
    assert as_text.document == as_bytes.document
    assert as_text.verdicts == as_bytes.verdicts


@given(texts=st.lists(dumps, max_size=4))
def test_no_page_changes_the_next(shared: Cleaner, texts: list[str]) -> None:
    alone = [cleaner.clean(text) for text in texts]
    assert [shared.clean(text) for text in reversed(texts)] == alone[::-1]


@pytest.mark.slow
def test_mutated_pages_and_dumps() -> None:
    report = fuzz(read_own_inputs(), range(300), seed=0, limit=60)
    assert not [error for _, error, _ in report.failures]
    assert min(report.outcomes["html"], report.outcomes["text"]) > 100
