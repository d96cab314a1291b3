"""Addresses are written as they were checked, and lead to what is known to run nothing."""

from __future__ import annotations

import re

import pytest

from cleaner.addresses import IMAGE_SCHEMES, resolve_url, site_of
from cleaner.render import render_html, render_markdown
from cleaner.types import Image, Page
from tests.render.build import B, make_html, marked

BASE = "https://bugle.example/news/"

GOOD = [
    ("https://e.org/a?b=c#d", "https://e.org/a?b=c#d", "https://e.org/a?b=c#d"),
    ("HTTP://e.org/", "HTTP://e.org/", "HTTP://e.org/"),
    (" \n/a\tb\x00", "/ab", "https://bugle.example/ab"),
    ("a:b/c", None, None),
    ("./a:b", "./a:b", "https://bugle.example/news/a:b"),
    ("mailto:a@b.example", "mailto:a@b.example", "mailto:a@b.example"),
    ("tel:+49-30", "tel:+49-30", "tel:+49-30"),
    ("//e.org/x", "//e.org/x", "https://e.org/x"),
    ("/a\x01b\x9b", "/a%01b%C2%9B", "https://bugle.example/a%01b%C2%9B"),
    ("/a\ud800b", "/a%3Fb", "https://bugle.example/a%3Fb"),
    ("java\x01script:x", "java%01script:x", "https://bugle.example/news/java%01script:x"),
    ("http://[bad", "http://[bad", None),
    ("", None, None),
    (" \t\x1f", None, None),
    *(
        (f"{scheme}:x", None, None)
        for scheme in ["javascript", "data", "vbscript", "blob", "x-new"]
    ),
    ("java\nscript:x", None, None),
    ("\x1f JavaScript:x", None, None),
]


@pytest.mark.parametrize(("href", "alone", "joined"), GOOD)
def test_an_address_is_what_a_browser_would_go_to(
    href: str, alone: str | None, joined: str | None
) -> None:
    assert resolve_url(href, None) == alone
    assert resolve_url(href, BASE) == joined


@pytest.mark.parametrize("base", ["javascript:x//", "data:text/html,", "java\x01script:x", "\x00"])
@pytest.mark.parametrize("href", ["x", "#x", "?x", "//x", "javascript:x"])
def test_a_base_is_not_trusted(base: str, href: str) -> None:
    target = resolve_url(href, base) or ""
    assert not target.startswith(("javascript:", "data:"))
    assert target.isprintable()


def test_images_are_of_the_web() -> None:
    assert resolve_url("mailto:a@b.example", BASE, IMAGE_SCHEMES) is None
    assert resolve_url("a.png", None, IMAGE_SCHEMES) == "a.png"


CONTROLS = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\ud800"]


@pytest.mark.parametrize("base", [None, BASE])
@pytest.mark.parametrize("form", ["j{}avascript:f()", "javascript{}:f()", "{}javascript:f()"])
def test_no_character_that_goes_hides_a_scheme(base: str | None, form: str) -> None:
    """Neither one that our writers leave out nor one that is lost where text is encoded."""
    for char in CONTROLS:
        address = form.format(char)
        case = make_html(
            B(inline=marked("a", "x", address)), B("y"), url=base, images=(Image(1, address, ""),)
        )
        for render in (render_html, render_markdown):
            written = render(case.document, case.verdicts, images=True)
            assert not re.search(r'["(]javascript:', written.encode("ascii", "ignore").decode())


@pytest.mark.parametrize("char", ["\x01", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_no_character_that_goes_hides_a_tag(char: str) -> None:
    case = make_html(B(f"<{char}script>"))
    assert "\\<" in render_markdown(case.document, case.verdicts)
    written = render_html(case.document, case.verdicts)
    assert "&lt;" in written
    assert char == "\ud800" or char not in written


def test_links_of_a_page_with_a_long_query_are_absolute() -> None:
    base = f"https://example.org/a/b?{'q' * 5000}"
    assert resolve_url("c", base) == "https://example.org/a/c"
    assert resolve_url("?d", base) == "https://example.org/a/b?d"
    assert resolve_url("#e", base) == "#e"
    assert resolve_url("c", f"https://example.org/{'a/' * 5000}") == "c"


@pytest.mark.parametrize(
    ("page", "site"),
    [
        (Page("", "https://WWW.Example.co.uk:8080/a"), "example.co.uk"),
        (Page("", "https://anna.blogs.example/a"), "anna.blogs.example"),
        (Page("", "https://example.org/", site="www.other.example"), "other.example"),
        (Page("", "http://[bad"), None),
        (Page(""), None),
    ],
)
def test_the_site_of_a_page(page: Page, site: str | None) -> None:
    assert site_of(page) == site
