"""What a page wants to run does not run from our output: a browser follows every link of it."""

from __future__ import annotations

import html
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from markdown_it import MarkdownIt

from cleaner import Cleaner, Options, Result, Role
from cleaner.addresses import IMAGE_SCHEMES, LINK_SCHEMES
from tests.support.browser import CHROMIUM, DRIVER, open_browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

OURS = ("file", "")
"""Protocols of what is relative to the page that we make, and of what is no address at all."""
SCRIPT = "javascript:fire()"
HIDING = ["{0}javascript:fire()", "j{0}avascript:fire()", "javascript{0}:fire()",
          "javascript:{0}fire()"]  # fmt: skip
CONTROLS = [*map(chr, range(33)), "\x7f", *map(chr, range(0x80, 0xA1))]
CONTROLS += ["\u00ad", "\u200b", "\u2028", "\ufeff", "\ufffe", "\uffff", "\ud800"]
ODD = [
    SCRIPT,
    "JaVaScRiPt:fire()",
    "java\tscr\nipt:fire()",
    "javascript&colon;fire()",
    "javascript&#58fire()",
    "&#106&#97;vascript&#x3A;fire()",
    "java&Tab;script&NewLine;:fire()",
    "java&amp;Tab;script:fire()",
    "&amp;#106;avascript:fire()",
    "javascript%3Afire()",
    "java%01script:fire()",
    "java\\nscript:fire()",
    "//javascript:fire()",
    "javascript://e.org/%0Afire()",
    "feed:javascript:fire()",
    "view-source:javascript:fire()",
    "livescript:fire()",
    "vbscript:fire()",
    "data:text/html,<script>parent.fire()</script>",
    "da&#1;ta:text/html;base64,PHNjcmlwdD5wYXJlbnQuZmlyZSgpPC9zY3JpcHQ+",
    "blob:null/0",
    "filesystem:file:///x",
    "about:srcdoc",
    "intent:fire#Intent;end",
    "x](javascript:fire())[",
    "x) [y](javascript:fire()",
    "x <javascript:fire()>",
    "x'onclick='fire()",
    "x&quot; onclick=&quot;fire()",
    "x&quot;><img src=x onerror=fire()>",
]
ADDRESSES = [
    *ODD,
    *(form.format(char) for form in HIDING for char in CONTROLS),
    *(form.format(f"&#{ord(char)};") for form in HIDING for char in CONTROLS),
]
MARKUP = [
    "<img src=x onerror=fire()>",
    "<script>fire()</script>",
    "<svg onload=fire()>",
    "<\x01script>fire()</\x01script>",
    "<\x9bimg src=x onerror=fire()>",
    "<!--><img src=x onerror=fire()>-->",
    "--!><img src=x onerror=fire()>",
    "</p></article><img src=x onerror=fire()>",
    "[x](javascript:fire())",
    "[x]: javascript:fire()",
    "[x][y] and [y]: javascript:fire()",
    "<javascript:fire()>",
    "![x](javascript:fire())",
    "`` ` <img src=x onerror=fire()>",
    "\\<img src=x onerror=fire()>",
    "&lt;img src=x onerror=fire()&gt;",
]
"""Text that is read as markup where it is not escaped."""
AROUND = [
    "<p>It says {0} on the gate of the old canal, as everybody knows.</p>",
    "<ul><li>It says {0} on the gate.</li></ul>",
    "<table><tr><td>{0}</td><td>{0}</td></tr></table>",
    "<pre><code>{0}</code></pre>",
    "<h2>{0}</h2>",
    "<blockquote>{0}</blockquote>",
    "<p><code>{0}</code> and <sub>{0}</sub></p>",
]
PROSE = "<p>The canal was opened in May by the mayor, who said that it took ten years to dig.</p>"


def link_pages() -> Iterator[str]:
    for address in ADDRESSES:
        yield (
            f'{PROSE}<p>You may <a href="{address}">click here</a> for the plan of it.</p>'
            f'<p><img src="{address}" alt="The gate"></p>{PROSE}'
        )
    yield f'<base href="javascript:fire()//">{PROSE}<p>See <a href="x">this</a>.</p>{PROSE}'
    yield f"<html lang='\"><img src=x onerror=fire()>'>{PROSE}"


def markup_pages() -> Iterator[str]:
    for around, markup in itertools.product(AROUND, map(html.escape, MARKUP)):
        alt = f'<img src="/gate.png" alt="{markup}">'
        yield f"{PROSE}{around.format(markup)}<p>{alt}</p>{PROSE}"


FORMS: dict[str, Callable[[Result], str]] = {
    "html": lambda result: result.to_html(images=True),
    "markdown": lambda result: _markdown().render(result.to_markdown(images=True)),
}


def _markdown() -> MarkdownIt:
    """A renderer that leaves raw HTML and every address as they are."""
    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    renderer.validateLink = lambda url: True  # type: ignore[method-assign]
    return renderer


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("needs chromium and chromedriver")
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


CLICK_ALL = """
const done = arguments[0];
const protocol = address => Object.assign(document.createElement("a"), {href: address}).protocol;
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
(async () => {
    for (const link of document.links) {
        // What leads to another page (or, without a protocol, to an error's) is not followed,
        // since nothing of this one would be left.
        if (["http:", "https:", "file:", ":"].includes(link.protocol))
            link.addEventListener("click", event => event.preventDefault());
        link.click();
        await pause(0);
    }
    await pause(200);
    done({
        fired: fired,
        clicked: document.links.length,
        links: [...new Set([...document.links].map(link => link.protocol))],
        images: [...new Set([...document.images].map(image => protocol(image.src)))],
    });
})();
"""


def click_all(browser: Chrome, folder: Path, content: str) -> dict[str, object]:
    """What ran while the page was opened and each of its links clicked, and where they lead."""
    page = folder / "page.html"
    head = "<!doctype html><meta charset=utf-8><script>fired = []; fire = () => fired.push(1)"
    page.write_bytes(f"{head}</script>\n{content}".encode("utf-8", "replace"))
    browser.get(page.as_uri())
    return cast("dict[str, object]", browser.execute_async_script(CLICK_ALL))


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """Each page with all that is on it kept, without and with an address."""
    cleaner = Cleaner(Options(keep=set(Role), html_threshold=0.0))
    pages = [*link_pages(), *markup_pages()]
    urls = [None, "https://bugle.example/news/"]
    return [cleaner.extract(page, url=url) for page in pages for url in urls]


def test_the_browser_runs_what_it_is_given(browser: Chrome, tmp_path: Path) -> None:
    seen = click_all(browser, tmp_path, f'<a href="{SCRIPT}">x</a><img src=x onerror=fire()>')
    assert seen["fired"] == [1, 1]
    assert seen["links"] == ["javascript:"]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_no_script_of_a_page_runs(
    browser: Chrome, results: list[Result], tmp_path: Path, form: str
) -> None:
    seen = click_all(browser, tmp_path, "\n\n".join(map(FORMS[form], results)))
    assert seen["fired"] == []
    assert cast(int, seen["clicked"]) > len(results) / 8
    assert set(cast("list[str]", seen["links"])) <= {f"{s}:" for s in {*LINK_SCHEMES, *OURS}}
    assert set(cast("list[str]", seen["images"])) <= {f"{s}:" for s in {*IMAGE_SCHEMES, *OURS}}
