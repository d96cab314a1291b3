"""Metadata of real-looking, odd and hostile pages; titles without their site's name."""

from __future__ import annotations

import pickle
import sys

import pytest

from cleaner.metadata import Metadata, choose_title, cut_site_name, extract_metadata, find_title
from cleaner.types import Document, Kind
from tests.render.build import B, make_dump, make_html

HEAD = """<meta property="og:title" content="Bridge opens">
<meta property="og:site_name" content="The Bugle">
<meta property="og:image" content="https://bugle.example/bridge.jpg">
<meta name="author" content="Ann Field">
<meta name="description" content="A year late, the bridge is open.">
<meta name="keywords" content="bridge, river">
<meta property="article:section" content="City">
<meta property="article:published_time" content="2031-05-06T10:00:00Z">
<link rel="canonical" href="https://bugle.example/bridge">"""
PAGE = f"<html><head>{HEAD}</head><body><h1>Bridge opens</h1><p>It rained.</p></body></html>"


def page(source: str, url: str | None = None) -> Document:
    return make_html(source=source, url=url, language="en-gb").document


def test_all_that_a_page_says() -> None:
    assert extract_metadata(page(PAGE)) == Metadata(
        title="Bridge opens",
        author="Ann Field",
        date="2031-05-06",
        site_name="The Bugle",
        description="A year late, the bridge is open.",
        language="en-gb",
        categories=("City",),
        tags=("bridge, river",),
        image="https://bugle.example/bridge.jpg",
        canonical_url="https://bugle.example/bridge",
    )


def test_a_dump_has_its_headline_only() -> None:
    document = make_dump(B("Bridge opens")).document
    assert extract_metadata(document, "Bridge opens") == Metadata(title="Bridge opens")
    assert extract_metadata(document) == Metadata()
    assert find_title(document) is None


def test_the_headline_stands_in_for_a_missing_title() -> None:
    assert extract_metadata(page("<p>a</p>"), "Bridge opens").title == "Bridge opens"


def test_metadata_pickles() -> None:
    metadata = extract_metadata(page(PAGE))
    assert pickle.loads(pickle.dumps(metadata)) == metadata


ODD = {
    "empty": "",
    "space": " \n",
    "no_markup": "hello",
    "nul": "\0",
    "nul_inside": "<html><title>a\0b</title><body>\0</body></html>",
    "lone_surrogate": "<title>a\ud800b</title><p>x</p>",
    "xml_declaration": '<?xml version="1.0" encoding="x"?><html><title>t</title><p>a</p></html>',
    "comment": "<!-- x -->",
    "doctype": "<!DOCTYPE html>",
    "instruction": "<?php echo ?>",
    "fragment": "<p>x</p>",
    "text_before_the_root": "x<title>a</title>",
    "wrong_types": '<script type="application/ld+json">{"@type":"Article","headline":{},'
    '"author":[null,{"name":5}],"publisher":[],"keywords":{"a":1}}</script><p>a</p>',
    "deep_json": f'<script type="application/ld+json">{"[" * 50_000}</script><p>a</p>',
    "malformed_urls": '<link rel="canonical" href="http://[bad"><base href="http://[">'
    '<meta property="og:url" content="http://[::1"><p>a</p>',
    "empty_site_name": '<meta property="og:site_name" content="@"><p>x</p>',
    "no_date": '<meta property="article:published_time" content="99999999999999999"><p>x</p>',
    "deep": f"<body>{'<div>' * 30_000}x",
    "deep_table": f"<body>{'<table><tr><td>' * 5_000}x",
    "many_attributes": f"<p {' '.join(f'a{i}=1' for i in range(50_000))}>x</p>",
    "unclosed": f"<html><head><title>a{'<' * 50_000}",
    "long_author": f'<meta name="author" content="{"Bob Foo and " * 5_000}"><p>x</p>',
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("url", [None, "http://[bad", "https://bugle.example/a"])
def test_odd_pages_do_no_harm(name: str, url: str | None) -> None:
    document = page(ODD[name], url)
    assert extract_metadata(document).language == "en-gb"
    find_title(document)


def test_text_below_the_deepest_element_stays() -> None:
    assert extract_metadata(page(f"<body><h1>{'<span>' * 5_000}x")).title == "x"


def test_metadata_is_imported_when_asked_for() -> None:
    assert "trafilatura" not in vars(sys.modules["cleaner.metadata"])


@pytest.mark.parametrize(
    ("title", "names", "headings", "expected"),
    [
        ("Rain | The Daily Bugle", ["Daily Bugle"], [], "Rain"),
        ("Rain - The Daily Bugle", ["dailybugle.example", "dailybugle"], [], "Rain"),
        ("The Bugle: Rain", ["The Bugle"], [], "The Bugle: Rain"),
        ("The Bugle | Rain", ["The Bugle"], [], "Rain"),
        ("\u96e8_\u65b0\u805e\u7db2", ["\u65b0\u805e\u7db2"], [], "\u96e8"),
        ("Rain | City | Bugle", ["Bugle"], [], "Rain | City"),
        ("Rain | City | Bugle", ["Bugle"], ["City", "Rain"], "Rain"),
        ("Rain | City | Bugle", [], ["Rain"], "Rain"),
        ("Rain - sun", ["Bugle"], [], "Rain - sun"),
        ("Rain - sun | Bugle", ["Bugle"], [], "Rain - sun"),
        ("Rain - Bugle", ["Bugle"], ["Rain \u2013 Bugle"], "Rain - Bugle"),
        ("Bugle - Rain", ["Bugle"], ["Bugle"], "Rain"),
        ("Rates - Postage", ["Post"], [], "Rates - Postage"),
        ("Rates - The Post", ["Post"], [], "Rates - The Post"),
        ("Rates - Post Office", ["postoffice", "example"], [], "Rates"),
        ("Sun, wind - Bug", ["Bugle Online Magazine"], [], "Sun, wind - Bug"),
        ("Bugle", ["Bugle"], [], "Bugle"),
        ("Well-known", ["known"], [], "Well-known"),
        (" | ", ["Bugle"], [], " | "),
        ("", ["Bugle"], [], ""),
    ],
)
def test_cut_site_name(title: str, names: list[str], headings: list[str], expected: str) -> None:
    assert cut_site_name(title, names, headings) == expected


def test_what_is_too_long_for_a_title_stays() -> None:
    long = "a - " * 50_000 + "Bugle"
    assert cut_site_name(long, ["Bugle"], []) == long


def test_find_title() -> None:
    blocks = [B("Bridge opens", Kind.HEADING, 2)]
    titled = make_html(*blocks, title="Bridge opens | News", source="<title>x</title>").document
    assert find_title(titled) == "Bridge opens"
    graph = '<meta property="og:title" content=" Bridge  opens - bugle ">'
    url = "https://www.bugle.example/bridge"
    assert find_title(make_html(title="x", source=graph, url=url).document) == "Bridge opens"
    both = make_html(*blocks, title="Bridge opens - bugle", source=graph.replace("Br", "Our br"))
    assert find_title(both.document) == "Bridge opens"
    assert find_title(make_html(url="http://[bad").document) is None


@pytest.mark.parametrize(
    ("headline", "title", "expected"),
    [
        # the headline, if it is like the title; else the <h1> that is
        ("Bridge opens at last", "Bridge opens - bugle", "Bridge opens at last"),
        ("The daily bugle", "Bridge opens", "The new bridge opens to all"),
        (None, "Bridge opens", "The new bridge opens to all"),
        # neither: the title
        ("The daily bugle", "Wind and rain", "Wind and rain"),
        ("大桥通车了", "大桥通车", "大桥通车了"),
        # no title
        ("Bridge opens at last", "", "Bridge opens at last"),
        (None, "", None),
    ],
)
def test_title_is_what_the_page_shows(
    headline: str | None, title: str, expected: str | None
) -> None:
    h1 = B("The new bridge opens to all", Kind.HEADING, 1)
    document = make_html(h1, B("Bridge opens", Kind.HEADING, 2), title=title).document
    assert choose_title(document, headline) == expected
