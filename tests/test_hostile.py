"""Bad input never crashes, never hangs, and loses nothing silently."""

from __future__ import annotations

import gzip
import itertools
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from cleaner import Cleaner, Options, Page, Result, Role
from cleaner.errors import DecodeError, InputError, LimitError
from tests.timing import GROWTH, check_growth

SENTENCE = "The ferry did not sail on Tuesday, because the wind had turned during the night."
PARAGRAPH = f"{SENTENCE} People waited in the hall, and somebody made soup for all of them."
MEGABYTE = 1_000_000
MAX_RATIO = 3.5
"""Times as much memory as half of the input takes."""


@pytest.fixture(scope="module")
def shared() -> Cleaner:
    return Cleaner()


def holds(result: Result, text: str) -> bool:
    """Whether a block of the result has `text`, kept or not."""
    return any(text in block for block in result.document.text)


@pytest.fixture(scope="module")
def keeper() -> Cleaner:
    """Keeps everything, so that all of it is rendered whatever the model thinks of it."""
    cleaner = Cleaner(Options(keep=set(Role), html_threshold=0.0, text_threshold=0.0))
    for format_ in ("html", "text"):  # what is loaded but once is no part of any time measured
        render_all(cleaner.extract(Page(f"<p>{SENTENCE}</p>", format=format_)))
    return cleaner


def render_all(result: Result) -> str:
    """Every form of output, so that each has its chance to fail; the record has the title."""
    result.to_record(blocks=True)
    return result.text + result.body + result.to_markdown() + result.to_html()


# -- Empty, binary, undecodable ----------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    ["", b"", " ", "\n\r\n\t ", b"\r\n\r\n", "\u00a0\u200b\ufeff", b"\xef\xbb\xbf", "\0", "\0\n\0"],
)
def test_nothing_gives_nothing(shared: Cleaner, content: str | bytes) -> None:
    result = shared.extract(content)
    assert result.text == result.body == result.to_markdown() == ""
    assert result.blocks == result.removed == ()
    assert not result.title


@pytest.mark.parametrize("page", ["<html></html>", "<p></p>", "<br><br>", "<script>x()</script>"])
def test_page_without_text_keeps_nothing(shared: Cleaner, page: str) -> None:
    assert shared.extract(page).text == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0", "PNG image"),
        (b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n", "PDF"),
        (gzip.compress(f"<p>{SENTENCE}</p>".encode(), mtime=0), "gzip"),
        (bytes(1000), "binary"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_binary_is_a_typed_error(shared: Cleaner, content: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason) as caught:
        shared.extract(content)
    assert caught.value.reason == reason
    assert isinstance(caught.value, InputError)


@pytest.mark.parametrize("dirt", ["\0", "\ud800", "\ufffe", "\U0010ffff", "\x01", "\x7f"])
@pytest.mark.parametrize("form", ["{0}{1}", "{1}{0}", "<p>{0}</p><p>{1}</p>", "<p>{0}{1}{0}</p>"])
def test_odd_characters(shared: Cleaner, form: str, dirt: str) -> None:
    result = shared.extract(form.format(dirt, SENTENCE))
    assert holds(result, SENTENCE)
    assert render_all(result).encode()


@pytest.mark.parametrize("dirt", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80", b"\0"])
@pytest.mark.parametrize("form", ["{}", "<p>{}</p>", '<meta charset="utf-8"><p>{}</p>'])
def test_invalid_bytes(shared: Cleaner, form: str, dirt: bytes) -> None:
    text = "Am großen Fährhafen saßen größere Gruppen müder, fröhlicher Gäste; später gab es Brot."
    content = form.format(f"{text} @ {SENTENCE}").encode()
    result = shared.extract(content.replace(b"@", dirt))
    assert holds(result, text)
    assert holds(result, SENTENCE)


def test_text_cut_in_the_middle_of_a_character(shared: Cleaner) -> None:
    text = "Вчера в посёлке открыли новый мост, которого жители ждали десять лет"
    assert holds(shared.extract(text.encode()[:-1]), text[:-1])


def test_page_that_is_something_else(shared: Cleaner) -> None:
    with pytest.raises(InputError, match="int"):
        shared.extract(7)  # type: ignore[arg-type]


# -- Limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [SENTENCE, SENTENCE.encode(), f"<p>{SENTENCE}"])
def test_input_above_the_limit(content: str | bytes) -> None:
    with pytest.raises(LimitError) as caught:
        Cleaner(Options(max_input_bytes=50)).extract(content)
    assert (caught.value.limit, caught.value.allowed) == ("max_input_bytes", 50)
    assert caught.value.found == len(content)


@pytest.mark.parametrize("unit", [f"{SENTENCE}\n", f"<p>{SENTENCE}</p>", f"<li>{SENTENCE}"])
def test_blocks_above_the_limit(unit: str) -> None:
    cleaner = Cleaner(Options(max_blocks=10))
    assert len(cleaner.extract(unit * 10).blocks) == 10
    with pytest.raises(LimitError, match="max_blocks"):
        cleaner.extract(unit * 11)


def test_limit_is_one_page_of_many(shared: Cleaner) -> None:
    cleaner = Cleaner(replace(shared.options, max_blocks=2))
    results = list(cleaner.extract_many([SENTENCE, "a\n" * 3, b"\x89PNG\r\n\x1a\n\0", SENTENCE]))
    assert [type(result).__name__ for result in results] == [
        "Result",
        "LimitError",
        "DecodeError",
        "Result",
    ]


# -- Shapes: nothing is lost, and the time is linear -------------------------------------------

Make = Callable[[int], str]
"""A hostile input of about that many characters."""


def repeat(unit: str, before: str = "", after: str = "") -> Make:
    return lambda n: before + unit * (n // len(unit)) + after


def nest(opening: str, closing: str = "", inside: str = SENTENCE) -> Make:
    return lambda n: (
        opening * (n // len(opening + closing)) + inside + closing * (n // len(opening + closing))
    )


def attributes(n: int) -> str:
    return f"<p {' '.join(f'a{i}=b' for i in range(n // 9))}>{SENTENCE}</p>"


def elements_with_attributes(n: int) -> str:
    unit = "<i " + " ".join(f"data-{i}='x y'" for i in range(10)) + ">a</i> "
    return f"<p>{unit * (n // len(unit))}</p><p>{SENTENCE}</p>"


def classes(n: int) -> str:
    return f"<p class='{' '.join(f'c{i}' for i in range(n // 7))}'>{SENTENCE}</p>"


def entity_bomb(n: int) -> str:
    names = [f"e{i}" for i in range(9)]
    pairs = itertools.pairwise(names)
    bomb = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairs)
    return f'<!DOCTYPE html [<!ENTITY e0 "boom">{bomb}]><p>{SENTENCE}</p>' + "&e8;" * (n // 4)


def base_of_many_links(unit: str) -> Make:
    """A page whose links would all become as long as its <base>."""

    def make(n: int) -> str:
        base = f"<base href='http://example.org/{unit * (n // 2 // len(unit))}/'>"
        return f"{base}<p>{SENTENCE}</p><p>{'<a href=x>y</a> ' * (n // 32)}</p>"

    return make


def title_of_many_headings(unit: str, heading: str) -> Make:
    def make(n: int) -> str:
        title = f"<title>{unit * (n // 2 // len(unit))}</title>"
        return f"{title}<p>{SENTENCE}</p>{heading * (n // 2 // len(heading))}"

    return make


MARKDOWN = f"# Ferry\n\n## Sails\n\n## Today\n\n{SENTENCE}\n\n"
LINKED = f"{SENTENCE} See the [map](https://example.org/map).\n"
UNSPACED = "渡し船は火曜日に出ませんでした。"
"""What makes a dump one with tags, with links, without spaces."""

PAGES: dict[str, Make] = {
    "nested div": nest("<div>", "</div>"),
    "nested div, unclosed": nest("<div>"),
    "nested span": nest("<span>", "</span>"),
    "nested b, unclosed": nest("<b>"),
    "nested font and p": nest("<font><p>"),
    "nested a": nest("<a href=x>"),
    "nested list": nest("<ul><li>", "</li></ul>"),
    "nested list with text": nest("<ul><li>x", "</li></ul>"),
    "nested table": nest("<table><tr><td>", "</td></tr></table>"),
    "nested table, unclosed": nest("<table><tr><td>"),
    "nested quote": nest("<blockquote>", "</blockquote>"),
    "nested quote with text": nest("<blockquote>x ", "</blockquote>"),
    "nested pre": nest("<pre>", "</pre>"),
    "nested dl": nest("<dl><dd>", "</dd></dl>"),
    "nested article": nest("<article class='post a'>", "</article>"),
    "nested form": nest("<form><label>", "</label></form>"),
    "nested svg": lambda n: nest("<svg><g>", "</g></svg>", "a")(n) + f"<p>{SENTENCE}</p>",
    "nested unknown": nest("<x-y>", "</x-y>"),
    "many blocks": repeat("<p>Short one.</p>\n", after=f"<p>{SENTENCE}</p>"),
    "many paragraphs": repeat(f"<p>{PARAGRAPH}</p>\n"),
    "many cells": repeat("<td>a</td>", f"<p>{SENTENCE}</p><table><tr>"),
    "many rows": repeat("<tr><td>a<td>b", f"<p>{SENTENCE}</p><table>"),
    "many items": repeat("<li>a", f"<p>{SENTENCE}</p><ul>"),
    "many breaks": repeat("a<br>", f"<p>{SENTENCE}</p><div>"),
    "many empty elements": repeat("<p></p><i></i>", after=f"<p>{SENTENCE}</p>"),
    "many images": repeat("<img src=a.jpg alt=b>", after=f"<p>{SENTENCE}</p>"),
    "many inline elements": repeat("<b>a</b> ", f"<p>{SENTENCE}</p><p>"),
    "many links": repeat("<a href=/x>a</a> ", f"<p>{SENTENCE}</p><p>"),
    "many headings": repeat("<h2>Connect with us</h2>", after=f"<p>{SENTENCE}</p>"),
    "many titles": repeat("<title>a</title>", after=f"<p>{SENTENCE}</p>"),
    "many bodies": repeat("<html><body class=a>", after=f"<p>{SENTENCE}</p>"),
    "many closings": repeat("</div></p></x>", f"<p>{SENTENCE}</p>"),
    "many comments": repeat("<!-- x -->", after=f"<p>{SENTENCE}</p>"),
    "attributes": attributes,
    "elements with attributes": elements_with_attributes,
    "classes": classes,
    "class attribute of one word": lambda n: f"<p class='{'ab-' * (n // 3)}'>{SENTENCE}</p>",
    "style attribute": lambda n: f"<p style='{'display: x;' * (n // 11)}'>{SENTENCE}</p>",
    "link address": lambda n: f"<p><a href='{'/%20' * (n // 4)}'>{SENTENCE}</a></p>",
    "entity bomb": entity_bomb,
    "entities": repeat("&amp;", f"<p>{SENTENCE}</p><p>"),
    "bad entities": repeat("&a&#x;&#99999999;", f"<p>{SENTENCE}</p><p>"),
    "ampersands": repeat("&", f"<p>{SENTENCE}</p><p>"),
    "angles": repeat("<", f"<p>{SENTENCE}</p><p>"),
    "unclosed tags": repeat("<p ", f"<p>{SENTENCE}</p>"),
    "unclosed comments": repeat("<!-- ", f"<p>{SENTENCE}</p>"),
    "unclosed declarations": repeat("<!a <?b ", f"<p>{SENTENCE}</p>"),
    "unclosed scripts": repeat("<script>", f"<p>{SENTENCE}</p>"),
    "unclosed style": repeat("<style>a{", f"<p>{SENTENCE}</p>"),
    "unclosed quotes": repeat("<a href='", f"<p>{SENTENCE}</p>"),
    "unclosed everything": repeat("<div><p><b><i>a<table><tr><td><ul><li>", f"<p>{SENTENCE}</p>"),
    "misnested": repeat("<b><p>a</b><i></p>b</i>", f"<p>{SENTENCE}</p>"),
    "one long paragraph": repeat("word ", f"<p>{SENTENCE}</p><p>"),
    "one long word": repeat("a", f"<p>{SENTENCE}</p><p>"),
    "white space": repeat(" \n\t", f"<p>{SENTENCE}</p><p>a", "b"),
    "long code": repeat("x = 1;  \n", f"<p>{SENTENCE}</p><pre>"),
    "long base": base_of_many_links("a"),
    "base of many parts": base_of_many_links("a/"),
    "base with a long query": base_of_many_links("?a"),
    "link of many parts": lambda n: (
        f"<base href='http://example.org/a/'><p><a href='{'../a/' * (n // 5)}'>{SENTENCE}</a></p>"
    ),
    "long title, many headings": title_of_many_headings("abc hij ", "<h1>Short one here</h1>"),
    "long title, many blocks": title_of_many_headings("橋が流れ", "<p>Short one here</p>"),
    "long title of parts": title_of_many_headings("a | ", "<h1>a | b | c</h1>"),
    "long og:title": lambda n: (
        f"<meta property='og:title' content='{'ab | ' * (n // 10)}'><p>{SENTENCE}</p>"
        f"{'<h1>ab | ab</h1>' * (n // 32)}"
    ),
    "white space in JSON-LD": lambda n: (
        f"<script type='application/ld+json'>{{\"@type\":{' ' * n}</script><p>{SENTENCE}</p>"
    ),
    "brackets in JSON-LD": repeat(
        '"@type": ["text": "', "<script type='application/ld+json'>", f"</script><p>{SENTENCE}</p>"
    ),
    "declarations before": repeat("<? a ", after=f"><p>{SENTENCE}</p>"),
}
DUMPS: dict[str, Make] = {
    "one line": repeat("word ", f"{SENTENCE}\n"),
    "one line without spaces": repeat("a", f"{SENTENCE}\n"),
    "one line of letters beyond Latin": repeat("橋が流", f"{SENTENCE}\n"),
    "short lines": repeat("ab\n", f"{SENTENCE}\n"),
    "same paragraph": repeat(f"{PARAGRAPH}\n\n"),
    "blank lines": repeat("\n", f"{SENTENCE}\n", "end"),
    "carriage returns": repeat("\r", f"{SENTENCE}\n", "end"),
    "mixed line ends": repeat("a\r\n\r\r\n", f"{SENTENCE}\n"),
    "lines of spaces": repeat("     \n", f"{SENTENCE}\n", "end"),
    "inner spaces": repeat(" ", f"{SENTENCE}\na", "b"),
    "zero width": repeat("\u200b\u00ad", f"{SENTENCE}\na", "b"),
    "combining marks": repeat("\u0301", f"{SENTENCE}\na"),
    "direction marks": repeat("\u202e\u2066", f"{SENTENCE}\na"),
    "digits": repeat("1", f"{SENTENCE}\n", " comments"),
    "numbers": repeat("1,234.", f"{SENTENCE}\n", " views"),
    "dates": repeat("May 3, 2021 12:30 ", f"{SENTENCE}\nPosted on "),
    "capitals": repeat("Aa ", f"{SENTENCE}\nBy ", "\nend"),
    "punctuation": repeat("!?.-", f"{SENTENCE}\n"),
    "bars": repeat("| ", f"{SENTENCE}\n"),
    "bullets": repeat("- ", f"{SENTENCE}\n"),
    "bullet lines": repeat("  * a\n", f"{SENTENCE}\n"),
    "quotes": repeat("> ", f"{SENTENCE}\n"),
    "fences": repeat("```\n", f"{SENTENCE}\n"),
    "hashes": repeat("#", f"{SENTENCE}\n"),
    "chrome lines": repeat("Connect with us\nLeave a Reply\nNotify of\n", f"{SENTENCE}\n"),
    "glued chrome": repeat("Connect with us Advertise With Us ", f"{SENTENCE}\n"),
    "beginnings of chrome": repeat("Connect with ", f"{SENTENCE}\n"),
    "wrapped": repeat("It was a long way from there to the old mill and none\n", f"{SENTENCE}\n"),
    "links": repeat("https://example.org/a?b=c&d ", f"{SENTENCE}\n"),
    "markup without an end": repeat("a <b ", f"{SENTENCE}\n"),
    "emoji": repeat("👩‍👩‍👧‍👦", f"{SENTENCE}\n"),
    "comments before text": repeat("<!-- wp:paragraph -->", MARKDOWN, "x"),
    "comments and dashes": repeat("<!---- - -->", MARKDOWN, "x"),
    "tags before text": repeat("<br> ", MARKDOWN, "x"),
    "unclosed comments of Markdown": repeat("<!-- a --", MARKDOWN),
    "unclosed fences": repeat("```\n<!-- a -->\n~~~\n", MARKDOWN),
    "escaped brackets": repeat("\\[", LINKED),
    "escaped formulas": repeat(r"a \[x_i ,", LINKED),
    "brackets": repeat("[", LINKED),
    "unclosed images": repeat("![a](", LINKED),
    "escaped images": repeat(r"!\![", LINKED),
    "links without an end": repeat("[a](b (c) ", LINKED),
    "links of brackets": repeat("[a](()", LINKED),
    "names of links": repeat("[a][", f"{LINKED}[a]: /b\n"),
    "addresses of names": repeat("[a]: /b 'c ", LINKED),
    "backslashes": repeat("\\", LINKED),
    "numbers of links": repeat("[1]a ", f"{SENTENCE}\n", "\n1. http://a.b/\n"),
    "spaces before": repeat(" ", f"{SENTENCE}\n", "x"),
    "tabs before": repeat("\t", f"{SENTENCE}\n", "x"),
    "spaces before letters without": repeat(" ", f"{SENTENCE}\nx{UNSPACED}", "橋"),
    "spaces between marks": repeat("。 \t", f"{SENTENCE} "),
    "spaces behind sentences": repeat(" ", f"{SENTENCE}\nit sailed."),
    "escaped line ends": repeat("\\n", f"{SENTENCE} ", "u"),
    "entries of front matter": lambda n: f"---\ntitle{' ' * n}x\n---\n{SENTENCE}",
    "words before a number": repeat("word, ", f"{SENTENCE}\n", "5"),
    "one long word before a number": repeat("a", f"{SENTENCE}\n", " 5. a 5"),
    "bar rows": repeat("| ", f"{SENTENCE}\n|", "x"),
}


def make_page(name: str, n: int) -> Page:
    if name in PAGES:
        return Page(PAGES[name](n), format="html")
    return Page(DUMPS[name](n), format="text")


@pytest.mark.parametrize("name", [*PAGES, *DUMPS])
def test_nothing_is_lost(keeper: Cleaner, name: str) -> None:
    result = keeper.extract(make_page(name, 20_000))
    assert holds(result, SENTENCE)
    assert SENTENCE in result.text
    assert len(result.verdicts) == len(result.document.text)
    assert render_all(result).encode()
    assert "boom" * 100 not in result.text


@pytest.mark.parametrize("name", [*PAGES, *DUMPS])
def test_time_is_linear(keeper: Cleaner, name: str) -> None:
    small, large = (make_page(name, n) for n in (160_000 // GROWTH, 160_000))
    check_growth(lambda page: render_all(keeper.extract(page)), small, large)


@pytest.mark.parametrize("name", ["nested div", "attributes", "entity bomb", "unclosed scripts"])
def test_metadata_of_hostile_pages(shared: Cleaner, name: str) -> None:
    page = f"<html><head><title>Ferry</title></head><body>{PAGES[name](20_000)}"
    assert shared.extract(page).metadata is not None


# -- Full sizes --------------------------------------------------------------------------------


@pytest.mark.slow
def test_page_of_50_megabytes(shared: Cleaner) -> None:
    paragraph = f"<p>{PARAGRAPH * 30}</p>\n"
    page = f"<!DOCTYPE html><html><body>{paragraph * (50 * MEGABYTE // len(paragraph))}"
    result = shared.extract(page.encode())
    assert len(result.blocks) == page.count("<p>")
    assert holds(result, SENTENCE)


@pytest.mark.slow
def test_text_of_one_line_of_50_megabytes(shared: Cleaner) -> None:
    text = f"{SENTENCE} " * (50 * MEGABYTE // (len(SENTENCE) + 1))
    result = shared.extract(text)
    assert list(result.document.text) == [text]


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["div", "span", "ul", "blockquote", "b"])
def test_100_000_nested_tags(shared: Cleaner, tag: str) -> None:
    page = f"{f'<{tag}>' * 100_000}{SENTENCE}{f'</{tag}>' * 100_000}<p>{PARAGRAPH}</p>"
    result = shared.extract(page)
    assert holds(result, SENTENCE)
    assert holds(result, PARAGRAPH)
    assert render_all(result)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<p>Short {}.</p>\n", "Short {}.\n"])
def test_200_000_blocks(shared: Cleaner, unit: str) -> None:
    result = shared.extract("".join(map(unit.format, range(200_000))))
    assert len(result.document.text) == len(result.verdicts) == 200_000
    assert result.document.text[123_456] == "Short 123456."


@pytest.mark.slow
def test_million_attributes_of_one_element(shared: Cleaner) -> None:
    many = " ".join(f"a{i}=b" for i in range(1_000_000))
    assert holds(shared.extract(f"<p {many}>{SENTENCE}</p>"), SENTENCE)


@pytest.mark.slow
def test_million_attributes_of_many_elements(shared: Cleaner) -> None:
    many = "<i a=b c=d e=f g=h i=j>x</i> " * 200_000
    assert holds(shared.extract(f"<p>{many}</p><p>{SENTENCE}</p>"), SENTENCE)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<i>a</i> ", "<a href=x>a</a> ", "<div></div>"])
def test_million_elements(shared: Cleaner, unit: str) -> None:
    assert holds(shared.extract(f"<p>{SENTENCE}</p><p>{unit * MEGABYTE}"), SENTENCE)


@pytest.mark.slow
def test_page_of_one_line_of_50_megabytes(shared: Cleaner) -> None:
    line = f"{SENTENCE} " * (50 * MEGABYTE // (len(SENTENCE) + 1))
    assert list(shared.extract(f"<p>{line}").document.text) == [line.rstrip()]


@pytest.mark.slow
@pytest.mark.parametrize("dirt", ["\0", "\ud800 "])
@pytest.mark.parametrize("form", ["{}\n{}", "<p>{}</p><p>{}"])
def test_10_megabytes_of_odd_characters(shared: Cleaner, form: str, dirt: str) -> None:
    content = form.format(SENTENCE, f"a{dirt}" * (10 * MEGABYTE // len(f"a{dirt}")))
    assert holds(shared.extract(content), SENTENCE)


MEMORY = """
import resource, sys
from cleaner import Cleaner
cleaner = Cleaner()
cleaner.extract("<p>Warm up.</p>").text
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
cleaner.extract(sys.argv[1] * (int(sys.argv[2]) // len(sys.argv[1]))).text
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux alone")
@pytest.mark.parametrize(
    ("unit", "allowed"),
    [(f"{SENTENCE} ", 40), (f"<p>{PARAGRAPH * 3}</p>\n", 60)],
)
def test_memory_is_linear(unit: str, allowed: int) -> None:
    """`allowed` is bytes for each byte of the input."""
    grown = []
    for n in (5 * MEGABYTE, 10 * MEGABYTE):
        run = [sys.executable, "-c", MEMORY, unit, str(n)]
        out = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60)
        grown.append(1024 * int(out.stdout))
    assert grown[1] < allowed * 10 * MEGABYTE
    assert all(b < MAX_RATIO * max(a, 20 * MEGABYTE) for a, b in itertools.pairwise(grown))


# -- Memory of many small blocks ---------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux alone")
@pytest.mark.parametrize("unit", ["a ", "word ", "It rained on. ", "A. "])
def test_memory_of_a_line_that_is_cut(unit: str) -> None:
    """At a size where lines are still cut: 50 bytes for each byte of the input."""
    assert _memory_of(unit, 4 * MEGABYTE) < 50 * 4 * MEGABYTE


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux alone")
@pytest.mark.parametrize("unit", ["a<br>", "<p>ab</p>", "<li>ab", "ab\n"])
def test_memory_of_a_block(unit: str) -> None:
    """What `Options.max_blocks` promises."""
    assert _memory_of(unit, 100_000 * len(unit)) < 2_000 * 100_000


def _memory_of(unit: str, n: int) -> int:
    """Bytes that cleaning `n` characters of the unit adds to a process."""
    run = [sys.executable, "-c", MEMORY, unit, str(n)]
    out = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60)
    return 1024 * int(out.stdout)
