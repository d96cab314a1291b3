"""Markdown, shown by a renderer of CommonMark, is what the text and the HTML of a page are."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.options import Options
from cleaner.render import render_html, render_markdown, render_text
from cleaner.segment.html.blocks import segment_html
from cleaner.types import Document, Verdict
from tests.render.outline import Line, keep_all, outline, outline_markdown
from tests.support.cases import FOLDERS, read_case, result_of

_WORDS = st.sampled_from(
    ["one", "two", "x", "*", "_", "**", "`", "#", "1.", "2)", "-", "+", ">", "|", "[", "]", "(y)",
     "&", "lt;", "&amp;", "<b>", "~", "~~", "\\", "!", "a|b", "***", "中", "文", "「", "」", ".",
     "===", "---", "http://e.org", "snake_case", "#tag"]
)  # fmt: skip
_SPACES = st.sampled_from(["", " "])
_TEXTS = st.builds(lambda word, space: html.escape(word) + space, _WORDS, _SPACES)


def _wrap(tag: str, inner: str) -> str:
    name = tag.split()[0]
    return f"<{tag}>{inner}</{name}>"


_MARKED = st.sampled_from(
    ["b", "i", "em", "strong", "code", "a href=/x", "sub", "sup", "span", "q", "span hidden"]
)
_INLINE = st.recursive(
    st.lists(_TEXTS, min_size=1, max_size=3).map("".join),
    lambda inner: st.lists(st.builds(_wrap, _MARKED, inner) | inner, max_size=3).map("".join),
    max_leaves=6,
)
_LISTS = st.sampled_from(["ul", "ol", "ol start=3", "ol start=0", "ol reversed", "ul", "ol"])
_ITEMS = st.sampled_from(["li", "li", "li", "li value=7"])
_CELLS = st.sampled_from(["td", "td", "th", "td colspan=2", "td rowspan=2"])


def _grow(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(blocks, max_size=3).map("".join)
    items = st.lists(st.builds(_wrap, _ITEMS, st.builds(str.__add__, _INLINE, some)), max_size=3)
    return st.one_of(
        st.builds(_wrap, _LISTS, items.map("".join)),
        st.builds(_wrap, st.sampled_from(["blockquote", "div", "details", "figure"]), some),
    )


_LINES = st.lists(_INLINE, min_size=2, max_size=3).map("<br>".join)
_ROW = st.lists(st.builds(_wrap, _CELLS, _INLINE | _LINES | st.just("")), min_size=1, max_size=4)
_ROWS = st.lists(_ROW.map("".join).map(lambda row: _wrap("tr", row)), min_size=1, max_size=4)
_TERMS = st.lists(st.builds(_wrap, st.sampled_from(["dt", "dd"]), _INLINE), max_size=4)
_BLOCKS = st.recursive(
    st.one_of(
        st.builds(_wrap, st.sampled_from(["p", "p", "h2", "pre", "figcaption"]), _INLINE),
        _LINES,
        _ROWS.map("".join).map(lambda rows: _wrap("table", rows)),
        _TERMS.map("".join).map(lambda terms: _wrap("dl", terms)),
    ),
    _grow,
    max_leaves=8,
)
_PAGES = st.lists(_BLOCKS, min_size=1, max_size=4).map("".join)


def _plain(lines: list[Line]) -> list[Line]:
    """Lines of which terms are items of a list, as Markdown has no others."""
    return [line._replace(around=_without_terms(line.around)) for line in lines]


def _without_terms(around: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple("list" if part in ("ul", "ol", "dl") else part for part in around)
    return tuple(part for i, part in enumerate(kept) if i == 0 or part != kept[i - 1])


def check_round_trip(document: Document, verdicts: Sequence[Verdict]) -> None:
    """Markdown is shown with the structure of the HTML, and the words and numbers of the text."""
    of_html = outline(render_html(document, verdicts))
    of_markdown = outline_markdown(render_markdown(document, verdicts))
    assert _plain(of_markdown) == _plain(of_html)
    assert _bare([line.shown() for line in of_html]) == _bare(
        " ".join(line.split()) for line in render_text(document, verdicts).split("\n")
    )


def _bare(lines: Iterable[str]) -> list[str]:
    """Lines that say something, without bars at their ends: a cell's own one, or of empty cells."""
    return [bare for line in lines if (bare := line.rstrip(" |"))]


@pytest.mark.slow
@given(_PAGES)
def test_made_up_pages(page: str) -> None:
    document = segment_html(page, "https://bugle.example/", Options())
    check_round_trip(document, keep_all(document))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_fixtures(folder: Path) -> None:
    case = read_case(folder)
    if case.is_text:
        pytest.skip("a dump, whose lines are its Markdown")
    result = result_of(case)
    check_round_trip(result.document, keep_all(result.document))
    check_round_trip(result.document, [verdict for _, verdict in result.blocks])
