"""Whatever the segmenter hands over: nothing crashes, and no text is lost or becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from cleaner.render import render_html, render_markdown, render_text
from cleaner.types import Image, Inline, Kind, Mark, Role
from tests.render.build import B, Case, make_dump, make_html

_CHARS = st.one_of(
    st.sampled_from(list("ab1 *_`[]()<>&#|\\!~-+.=:\n\t")),
    st.characters(exclude_categories=["Cs", "Cc"]),
)
_TEXTS = st.text(_CHARS, max_size=12)
_MARKS = st.builds(
    Mark,
    st.sampled_from(["a", "em", "strong", "code", "sub", "sup"]),
    st.booleans(),
    st.sampled_from(["/x", "", "http://[", "javascript:x", "#y", "a b(c)<d>&amp;\\"]) | _TEXTS,
)
_INLINES = st.lists(_TEXTS | _MARKS, max_size=12).map(tuple)
_BLOCKS = st.builds(
    B,
    kind=st.sampled_from(Kind),
    level=st.integers(0, 6),
    ordered=st.booleans(),
    number=st.integers(-2, 12),
    group=st.integers(0, 4),
    role=st.sampled_from(Role),
    keep=st.booleans(),
    inline=_INLINES,
    text=_TEXTS,
)
_IMAGES = st.lists(st.builds(Image, st.integers(0, 9), _TEXTS, _TEXTS), max_size=3).map(tuple)
_CASES = st.builds(
    lambda blocks, images, url: make_html(*blocks, images=images, url=url),
    st.lists(_BLOCKS, max_size=6),
    _IMAGES,
    st.sampled_from([None, "https://bugle.example/a", "http://[bad"]),
)


def fold(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    return "".join(text.split())


@given(_CASES)
def test_nothing_crashes(case: Case) -> None:
    render_text(case.document, case.verdicts)
    render_markdown(case.document, case.verdicts, images=True)
    lxml_html.fromstring(render_html(case.document, case.verdicts, images=True))


@given(st.lists(st.builds(B, text=_TEXTS, keep=st.booleans(), blank_before=st.integers(0, 2))))
def test_dumps_keep_their_lines(blocks: list[B]) -> None:
    blocks = [replace(block, text=fold(block.text)) for block in blocks if block.text.strip()]
    case = make_dump(*blocks)
    text = render_text(case.document, case.verdicts)
    assert [line for line in text.split("\n") if line] == [b.text for b in blocks if b.keep]
    assert "\n\n\n" not in text
    assert text == text.strip("\n")
    tree = lxml_html.fromstring(render_html(case.document, case.verdicts))
    assert fold("".join(map(str, tree.itertext()))) == fold(text)


@given(_INLINES)
def test_html_reads_back_as_the_same_text(inline: Inline) -> None:
    case = make_html(B(inline=inline))
    tree = lxml_html.fromstring(render_html(case.document, case.verdicts))
    assert fold("".join(map(str, tree.itertext()))) == case.document.text[0]


@given(_INLINES)
def test_markdown_reads_back_as_the_same_text(inline: Inline) -> None:
    markdown_it: Any = pytest.importorskip("markdown_it")
    case = make_html(B(inline=inline))
    html = (
        markdown_it.MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(render_markdown(case.document, case.verdicts))
    )
    seen = re.sub(r"<[^<>]*>", "", html)
    assert letters(unescape(seen)) == letters(case.document.text[0])
