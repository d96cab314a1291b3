"""What a page says of itself: descriptions and the texts of its JSON-LD, however broken."""

from __future__ import annotations

import pytest

from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.types import Declared, OpenGraph
from tests.timing import GROWTH, check_growth


def declared(source: str) -> Declared:
    return segment_html(source + "<p>x", None, Options()).declared


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def test_nothing() -> None:
    assert declared("<title>A</title><meta name=keywords content=b>") == Declared("", "", "")


def test_descriptions_once_each() -> None:
    source = """<meta name=description content="A ferry."><meta property="og:description"
    content="A ferry."><meta name="twitter:description" content="Its port.">"""
    assert declared(source).description == "A ferry.\nIts port."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"headline": "A", "articleBody": "B"}', ("A", "B")),
        ('{"@graph": [{"name":"A"}, {"description" : "C"}]}', ("A\nC", "")),
        (r'{"text": "say \"ahoy\"é"}', ("", 'say "ahoy"é')),
        ('{"articleBody": "<p>B</p> &amp; C"}', ("", " B  & C")),
        ('{"name": "A", oops', ("A", "")),
        (r'{"name": "A\q"}', ("A\\q", "")),
        ('{"name": "never closed', ("", "")),
        ('{"name": 3, "text": null}', ("", "")),
    ],
)
def test_linked_data(data: str, expected: tuple[str, str]) -> None:
    found = declared(linked(data))
    assert (found.names, found.body) == expected


def test_script_of_another_type_is_not_read() -> None:
    assert declared('<script>{"name": "A"}</script>') == Declared("", "", "")


@pytest.mark.parametrize("unit", ['"name":"', '"name":"\\', '{"name":"a"},'])
def test_hostile_data_costs_linear_time_and_bounded_memory(unit: str) -> None:
    def read(page: str) -> None:
        assert len(declared(page).names) <= 30_000

    small, large = (linked(unit * n) for n in (300_000 // GROWTH, 300_000))
    check_growth(read, small, large)


def test_open_graph_has_the_first_of_each_property_that_says_something() -> None:
    source = """<meta property="og:title" content=" "><meta name="og:title" content=" A  ferry ">
    <meta property="og:title" content="B"><meta property="og:url" content="/a">
    <template><meta property="og:site_name" content="Port"></template>"""
    document = segment_html(source + "<p>x", None, Options())
    assert document.open_graph == OpenGraph(title="A ferry", url="/a")
