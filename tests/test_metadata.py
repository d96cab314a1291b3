"""Metadata of real-looking, odd and hostile pages."""

from __future__ import annotations

import pickle
import sys

import pytest

from cleaner.metadata import Metadata, extract_metadata
from cleaner.title import choose_title
from cleaner.types import Document
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


def test_a_dump_has_its_title_only() -> None:
    document = make_dump(B("Bridge opens")).document
    assert extract_metadata(document, "Bridge opens") == Metadata(title="Bridge opens")
    assert extract_metadata(document) == Metadata()


def test_the_title_is_the_one_that_was_chosen() -> None:
    assert extract_metadata(page("<p>a</p>"), "Bridge opens").title == "Bridge opens"
    assert extract_metadata(page(PAGE), "Bridge opens at last").title == "Bridge opens at last"


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
    choose_title(document, None)


def test_text_below_the_deepest_element_stays() -> None:
    assert extract_metadata(page(f"<body><h1>{'<span>' * 5_000}x")).title == "x"


def test_metadata_is_imported_when_asked_for() -> None:
    assert "trafilatura" not in vars(sys.modules["cleaner.metadata"])
