"""The straight line from a page to its Result, whatever holds the page and however many there are.

The weights are made up, so that what is tested here is the line and not the model.
"""

from __future__ import annotations

import copy
import gc
import multiprocessing
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from bs4 import BeautifulSoup
from lxml import etree
from lxml import html as lxml_html

from cleaner import cleaning
from cleaner.cleaning import Cleaner, as_page
from cleaner.errors import (
    CleanerError,
    DecodeError,
    InputError,
    LimitError,
    ModelError,
    OptionsError,
)
from cleaner.model.classifier import load_classifiers
from cleaner.options import Options
from cleaner.result import Result
from cleaner.types import By, Page, Role
from tests.model.build import random_classifiers, write_blind

PARAGRAPHS = (
    "The ferry did not sail on Tuesday, because the wind had turned during the night.",
    "People waited in the hall of the station, and somebody made soup for all of them.",
)
HTML = (
    '<!DOCTYPE html><html lang="en"><head><title>Ferry stays in port</title></head><body>'
    '<nav><a href="/">Home</a> <a href="/news">News</a></nav><article class="post">'
    f"<h1>Ferry stays in port</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]} &amp; tea</p>"
    "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>"
    "<pre>x = 1\n  y</pre></article><footer>Imprint</footer></body></html>"
)
DUMP = f"Home\nFerry stays in port\n\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n\nLeave a Reply"


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return make_cleaner()


def make_cleaner(options: Options | None = None) -> Cleaner:
    return Cleaner(options, random_classifiers())


def texts(result: Result) -> list[str]:
    return list(result.document.text)


# -- What holds a page ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        str.encode,
        Page,
        lambda html: Page(html.encode(), content_type="text/html; charset=utf-8"),
        lxml_html.document_fromstring,
        lambda html: lxml_html.document_fromstring(html).getroottree(),
        lambda html: etree.fromstring(html, etree.HTMLParser()),
        lambda html: BeautifulSoup(html, "lxml"),
        lambda html: BeautifulSoup(html, "html.parser"),
    ],
    ids=["bytes", "Page", "Page of bytes", "lxml.html", "tree", "etree", "soup", "own soup"],
)
def test_same_page_in_any_form(cleaner: Cleaner, make: Any) -> None:
    expected = cleaner.extract(HTML)
    assert "x = 1\n  y" in texts(expected)
    result = cleaner.extract(make(HTML))
    assert texts(result) == texts(expected)
    assert result.verdicts == expected.verdicts
    assert result.document.title == "Ferry stays in port"
    assert result.document.language == "en"
    assert result.text == expected.text == cleaner.clean(make(HTML))


def test_part_of_a_tree(cleaner: Cleaner) -> None:
    expected = ["Ferry stays in port", PARAGRAPHS[0], f"{PARAGRAPHS[1]} & tea", "one", "two"]
    parts: list[Any] = [
        lxml_html.document_fromstring(HTML).find(".//article"),
        BeautifulSoup(HTML, "lxml").article,
    ]
    for part in parts:
        assert texts(cleaner.extract(part))[:5] == expected
        assert "Imprint" not in texts(cleaner.extract(part))


def test_text_behind_an_element_is_not_part_of_it(cleaner: Cleaner) -> None:
    page = "<div><p>inside</p>behind<p>after</p></div>"
    parts: list[Any] = [lxml_html.fromstring(page).find("p"), BeautifulSoup(page, "lxml").p]
    for part in parts:
        assert texts(cleaner.extract(part)) == ["inside"]


def test_tree_of_little_markup_is_a_page(cleaner: Cleaner) -> None:
    assert cleaner.extract(lxml_html.fromstring("<p>a</p>")).document.format == "html"
    assert cleaner.extract(BeautifulSoup("just a < b", "lxml")).document.format == "html"


def test_format_and_address(cleaner: Cleaner) -> None:
    assert cleaner.extract(DUMP).document.format == "text"
    assert cleaner.extract(HTML).document.format == "html"
    assert texts(cleaner.extract(Page("<p>a", format="text"))) == ["<p>a"]
    assert cleaner.extract(HTML, "https://a.example/b").document.url == "https://a.example/b"
    assert cleaner.extract(Page(HTML, "https://a.example/c")).document.url == "https://a.example/c"
    tree = lxml_html.document_fromstring(HTML)
    assert cleaner.extract(tree, "https://a.example/d").document.url == "https://a.example/d"


@pytest.mark.parametrize("page", [None, 7, [HTML], {"html": HTML}, object(), bytearray(b"a")])
def test_what_is_no_page(cleaner: Cleaner, page: Any) -> None:
    with pytest.raises(InputError, match=f"cannot clean a {type(page).__name__}: give str"):
        cleaner.extract(page)


@pytest.mark.parametrize(
    "page",
    [
        BeautifulSoup(HTML, "lxml").find_all("p"),
        BeautifulSoup(HTML, "lxml").select("p"),
        lxml_html.document_fromstring(HTML).xpath("//p"),
        etree.XPath("//p"),
    ],
)
def test_several_elements_are_no_page(cleaner: Cleaner, page: Any) -> None:
    with pytest.raises(InputError, match="or a BeautifulSoup, one at a time"):
        cleaner.extract(page)


def test_an_empty_tree_is_an_empty_page(cleaner: Cleaner) -> None:
    assert cleaner.clean(etree.ElementTree()) == ""
    assert cleaner.clean(BeautifulSoup("", "lxml")) == ""


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"content": None}, "content is a NoneType"),
        ({"content": bytearray(b"a")}, "content is a bytearray"),
        ({"url": 5}, "url is a int"),
        ({"url": b"https://a.example/"}, "url is a bytes"),
        ({"content_type": b"text/html"}, "content_type is a bytes"),
        ({"format": "xml"}, "format is 'xml': give html, text, or None"),
        ({"format": ["html"]}, "format is "),
        ({"site": 5}, "site is a int"),
    ],
)
def test_what_a_page_cannot_hold(cleaner: Cleaner, given: dict[str, Any], message: str) -> None:
    page = Page(**{"content": HTML, **given})
    with pytest.raises(InputError, match=message):
        cleaner.extract(page)
    assert names(list(cleaner.extract_many([page, HTML]))) == ["InputError", "Result"]


@pytest.mark.parametrize("make", [str, str.encode, lxml_html.document_fromstring])
def test_an_address_that_is_none(cleaner: Cleaner, make: Any) -> None:
    with pytest.raises(InputError, match="url is a int"):
        cleaner.extract(make(HTML), 5)  # type: ignore[arg-type]


def test_an_address_is_for_a_page_that_has_none() -> None:
    assert as_page(Page("a"), "https://a.example/").url == "https://a.example/"
    assert (
        as_page(Page("a", "https://b.example/"), "https://a.example/").url == "https://b.example/"
    )


@pytest.mark.parametrize(
    "parse", [lxml_html.document_fromstring, lambda p: BeautifulSoup(p, "lxml")]
)
def test_input_stays_as_it_is(cleaner: Cleaner, parse: Any) -> None:
    tree = parse(HTML)
    before = str(tree) if isinstance(tree, BeautifulSoup) else etree.tostring(tree)
    cleaner.extract(tree)
    assert (str(tree) if isinstance(tree, BeautifulSoup) else etree.tostring(tree)) == before


def test_page_is_handed_through() -> None:
    page = Page(HTML, "https://a.example/")
    assert as_page(page) is page
    assert as_page(b"a", "https://a.example/") == Page(b"a", "https://a.example/")


# -- One page after the other --------------------------------------------------------------------


@pytest.mark.parametrize("page", [HTML, DUMP, "", "<p></p>", "one"])
def test_same_result_each_time(cleaner: Cleaner, page: str) -> None:
    first = cleaner.extract(page)
    cleaner.extract(HTML + DUMP)
    again = cleaner.extract(page)
    assert again == first == make_cleaner().extract(page)
    assert len(first.verdicts) == len(first.document)


def test_options_are_used(cleaner: Cleaner) -> None:
    options = Options(text_threshold=0.0, drop_patterns=("^home",), keep_patterns=("leave a",))
    result = make_cleaner(options).extract(DUMP)
    by = dict(zip(texts(result), (verdict.by for verdict in result.verdicts), strict=True))
    assert by["Home"] == By("option", "drop")
    assert by["Leave a Reply"] == By("option", "keep")
    nothing = make_cleaner(Options(roles=()))
    assert nothing.clean(HTML) == nothing.clean(DUMP) == ""
    rule = dict(zip(texts(cleaner.extract(DUMP)), cleaner.extract(DUMP).verdicts, strict=True))
    assert rule["Leave a Reply"].role is Role.COMMENT_FORM
    assert rule["Leave a Reply"].by.kind == "rule"


@pytest.mark.parametrize(
    ("page", "n_bytes"),
    [
        ("é" * 60, 120),
        ("\N{GRINNING FACE}" * 30, 120),
        ("船" * 40, 120),
        ("\ud800" * 40, 120),
        ("a" * 120, 120),
        ("a" * 119 + "é", 121),
    ],
)
def test_the_limit_of_a_str_is_one_of_bytes(page: str, n_bytes: int) -> None:
    for content in (page, page.encode("utf-8", "surrogatepass")):
        make_cleaner(Options(max_input_bytes=n_bytes)).extract(Page(content, format="text"))
        with pytest.raises(LimitError, match="max_input_bytes") as caught:
            make_cleaner(Options(max_input_bytes=n_bytes - 1)).extract(content)
        assert (caught.value.allowed, caught.value.found) == (n_bytes - 1, n_bytes)


def test_limits(cleaner: Cleaner) -> None:
    with pytest.raises(LimitError, match="max_input_bytes"):
        make_cleaner(Options(max_input_bytes=10)).extract(DUMP)
    with pytest.raises(LimitError, match="max_blocks"):
        make_cleaner(Options(max_blocks=3)).extract(HTML)


def test_threads_share_a_cleaner(cleaner: Cleaner) -> None:
    pages = [HTML, DUMP, "one", HTML.replace("ferry", "boat")] * 8
    expected = [cleaner.extract(page) for page in pages]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(cleaner.extract, pages)) == expected


def test_pickled_cleaner_and_result(cleaner: Cleaner) -> None:
    given = make_cleaner(Options(mode="recall", drop_patterns=("home",), keep="caption"))
    for twin in (pickle.loads(pickle.dumps(given)), copy.deepcopy(given)):
        assert twin.options == given.options
        assert twin.extract(HTML) == given.extract(HTML)
        assert twin.extract(DUMP) == given.extract(DUMP)
    result = cleaner.extract(HTML)
    again = pickle.loads(pickle.dumps(result))
    assert again == result
    assert (again.text, again.to_html()) == (result.text, result.to_html())


# -- Many pages ----------------------------------------------------------------------------------

BINARY = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def names(results: list[Result | CleanerError]) -> list[str]:
    return [type(result).__name__ for result in results]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_and_errors_are_in_order(workers: int) -> None:
    cleaner = make_cleaner(Options(max_blocks=20))
    pages = [f"Page {i}\n\n{PARAGRAPHS[i % 2]}" for i in range(40)]
    results = list(cleaner.extract_many([*pages, BINARY, "a\n" * 21, HTML], workers))
    assert names(results) == ["Result"] * 40 + ["DecodeError", "LimitError", "Result"]
    assert results[:40] == [cleaner.extract(page) for page in pages]
    assert results[42] == cleaner.extract(HTML)
    decode_error, limit_error = results[40:42]
    assert isinstance(decode_error, DecodeError)
    assert isinstance(limit_error, LimitError)
    assert (limit_error.limit, limit_error.found) == ("max_blocks", 21)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_no_page_is_an_error_in_its_place(cleaner: Cleaner, workers: int) -> None:
    pages: list[Any] = ["one", 7, "two"]
    results = list(cleaner.extract_many(pages, workers))
    assert names(results) == ["Result", "InputError", "Result"]


@pytest.mark.parametrize("workers", [1, 2])
def test_trees_and_soups_can_be_many(cleaner: Cleaner, workers: int) -> None:
    pages: list[Any] = [lxml_html.document_fromstring(HTML), BeautifulSoup(HTML, "lxml"), HTML]
    first, second, third = cleaner.extract_many(pages, workers)
    assert isinstance(third, Result)
    for result in (first, second):
        assert isinstance(result, Result)
        assert result.verdicts == third.verdicts


@pytest.mark.parametrize("workers", [1, 2])
def test_no_pages(cleaner: Cleaner, workers: int) -> None:
    assert list(cleaner.extract_many([], workers)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_options_reach_the_workers(workers: int) -> None:
    cleaner = make_cleaner(Options(keep_patterns=("home",), text_threshold=1.0))
    for result in cleaner.extract_many([DUMP] * 3, workers):
        assert isinstance(result, Result)
        assert result.text == "Home"


@pytest.mark.parametrize(("workers", "n_ahead"), [(1, 1), (2, 200)])
def test_pages_are_read_as_results_are_asked_for(
    cleaner: Cleaner, workers: int, n_ahead: int
) -> None:
    n_read = 0

    def read() -> Iterator[str]:
        nonlocal n_read
        for _ in range(400):
            n_read += 1
            yield "one"

    results = cleaner.extract_many(read(), workers)
    next(results)
    assert n_read <= n_ahead
    assert sum(1 for _ in results) == 399
    assert n_read == 400


@pytest.mark.parametrize("workers", [0, -1, None, "2", 1.5])
def test_a_number_of_workers_that_is_none_is_refused(cleaner: Cleaner, workers: Any) -> None:
    with pytest.raises(OptionsError, match=re.escape(f"workers is {workers!r}")):
        cleaner.extract_many([HTML], workers)


class Trap(Cleaner):
    """Dies over some pages, and has a bug that others show."""

    def extract(self, page: Any, url: str | None = None) -> Result:
        content = page.content if isinstance(page, Page) else page
        if content == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        if content == "puzzling":
            raise ArithmeticError("a bug")
        if content == "slow":
            time.sleep(0.05)
        return super().extract(page, url)


def make_trap() -> Trap:
    return Trap(Options(), random_classifiers())


def test_a_page_that_kills_its_worker_costs_no_other() -> None:
    pages = ["one", "deadly", HTML, *["two"] * 40, "deadly", "three"]
    ended = list(make_trap().extract_many(pages, 2))
    expected = ["Result", "WorkerDiedError", "Result", *["Result"] * 40, "WorkerDiedError"]
    assert names(ended) == [*expected, "Result"]
    assert ended[2] == make_cleaner().extract(HTML)


def test_a_worker_that_somebody_kills_costs_no_page() -> None:
    results = make_trap().extract_many(["slow"] * 200, 2)
    next(results)
    for worker in _find_workers():
        worker.kill()
    assert names(list(results)) == ["Result"] * 199


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("bad", ["puzzling", Page(threading.Lock())])  # type: ignore[arg-type]
def test_what_nobody_foresaw_is_an_error_in_its_place(workers: int, bad: Any) -> None:
    ended = list(make_trap().extract_many(["one", bad, "two"], workers))
    assert names(ended)[::2] == ["Result", "Result"]
    assert isinstance(ended[1], CleanerError)
    assert bad != "puzzling" or str(ended[1]) == "ArithmeticError: a bug"


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("n", [0, 1, 50])
def test_what_was_read_before_the_input_broke_is_given(
    cleaner: Cleaner, workers: int, n: int
) -> None:
    def read() -> Iterator[str]:
        yield from ["one"] * n
        raise ValueError("the line is cut")

    results = cleaner.extract_many(read(), workers)
    assert names([next(results) for _ in range(n)]) == ["Result"] * n
    with pytest.raises(ValueError, match="the line is cut"):
        next(results)


def test_other_threads_that_clean_hold_up_no_worker() -> None:
    """A forked process would wait for ever for what they hold."""
    cleaner, stop = make_cleaner(), threading.Event()
    page = HTML.replace("</article>", "<p>Number 1 of them</p><p>Leave a Reply</p>" * 300)

    def clean_on() -> None:
        while not stop.is_set():
            cleaner.clean(page)

    threads = [threading.Thread(target=clean_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        methods = {type(process).__name__ for process in _started(cleaner, [page] * 40)}
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert methods == {"SpawnProcess"}


def _started(cleaner: Cleaner, pages: list[str]) -> list[Any]:
    """The processes that clean the pages."""
    results = cleaner.extract_many(pages, 2)
    first = next(results)
    processes = multiprocessing.active_children()
    assert names([first, *results]) == ["Result"] * len(pages)
    return processes


def test_whoever_has_enough_leaves_nothing_behind() -> None:
    me = psutil.Process()
    list(make_trap().extract_many(["one"] * 20, 2))  # Python keeps a helper from the first on
    before = me.num_fds()
    results = make_trap().extract_many(iter(lambda: "slow", None), 2)
    assert names([next(results) for _ in range(3)]) == ["Result"] * 3
    assert len(_find_workers()) == 2
    results.close()  # type: ignore[attr-defined]
    assert _find_workers() == []
    assert me.num_fds() == before


def _find_workers() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]


def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from cleaner import Cleaner\nprint(list(Cleaner().extract_many(['one'], workers=2)))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=environment)
    assert done.returncode == 1
    assert 'stand below `if __name__ == "__main__":`?' in done.stderr


# -- The functions -------------------------------------------------------------------------------


def test_functions_keep_one_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaner = Cleaner()
    cleaning.clean("")
    monkeypatch.setattr(Cleaner, "__init__", lambda *_: pytest.fail("makes another"))
    assert cleaning.clean(HTML) == cleaner.clean(HTML)
    address = "https://a.example/"
    assert cleaning.extract(HTML, address) == cleaner.extract(HTML, address)


def test_cleaners_share_rules_and_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = Cleaner().extract(DUMP)

    def refuse(path: Path) -> bytes:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert Cleaner(Options(keep="date")).extract(DUMP) == expected


def test_functions_take_options_and_an_address() -> None:
    options = Options(keep_patterns=("home",), text_threshold=1.0)
    address = "https://a.example/b/"
    assert cleaning.extract(DUMP, options=options).text == "Home"
    assert cleaning.clean(DUMP, options=options) == "Home"
    assert cleaning.extract(DUMP).text == cleaning.clean(DUMP) == Cleaner().clean(DUMP) != "Home"
    page = "<p>See <a href='c'>the ferry that did not sail on Tuesday</a>, all day long."
    for source in (page, Page(page)):
        markdown = cleaning.extract(source, address, Options(html_threshold=0)).to_markdown()
        assert "(https://a.example/b/c)" in markdown
    assert cleaning.extract(Page(page, "https://own.example/"), url=address).document.url == (
        "https://own.example/"
    )


@pytest.mark.parametrize("page", [HTML, DUMP])
def test_a_library_call_leaves_the_collector_alone(
    cleaner: Cleaner, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: int) -> None:
        raise AssertionError("the collector is the caller's")

    for name in ("disable", "enable", "freeze", "set_threshold", "collect"):
        monkeypatch.setattr(gc, name, refuse)
    results = list(cleaner.extract_many([page, page]))
    assert names([cleaner.extract(page), *results]) == ["Result"] * 3


# -- Weights -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_blind(tmp_path_factory.mktemp("weights"))


def test_other_weights_judge(blind: Path, tmp_path: Path) -> None:
    own = Cleaner()
    folder = tmp_path / "moved"
    shutil.copytree(blind, folder)
    other = Cleaner(weights=str(folder))
    shutil.rmtree(folder)  # what was read is all that is needed
    for cleaner in (other, pickle.loads(pickle.dumps(other)), copy.deepcopy(other)):
        for page in (HTML, DUMP):
            assert max(v.score for v in cleaner.extract(page).verdicts) < 0.01
            assert max(v.score for v in own.extract(page).verdicts) > 0.5
    in_a_worker = next(other.extract_many([HTML], workers=2))
    assert in_a_worker == other.extract(HTML)


def test_a_format_without_weights_of_its_own_keeps_those_that_ship(tmp_path: Path) -> None:
    other = Cleaner(weights=write_blind(tmp_path, "text"))
    assert max(v.score for v in other.extract(DUMP).verdicts) < 0.01
    assert other.extract(HTML).verdicts == Cleaner().extract(HTML).verdicts


@pytest.mark.parametrize("made", ["nowhere", "empty"])
def test_a_folder_without_weights_says_what_to_give(tmp_path: Path, made: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=rf"{made} has no html\.npz or text\.npz: .*cleaner train"):
        Cleaner(weights=tmp_path / made)


def test_weights_of_the_other_format_are_refused(tmp_path: Path) -> None:
    write_blind(tmp_path, "text")
    for path in tmp_path.iterdir():
        path.rename(path.with_stem("html"))
    with pytest.raises(ModelError, match=r"html\.npz holds weights called text-.*cleaner train"):
        Cleaner(weights=tmp_path)


@pytest.mark.parametrize("weights", [5, b"weights", ["weights"]])
def test_weights_that_are_none(weights: Any) -> None:
    with pytest.raises(OptionsError, match=r"^weights is a .*their folder"):
        Cleaner(weights=weights)


def test_a_cleaner_judges_by_another_convention_of_its_weights(tmp_path: Path) -> None:
    weights = write_blind(tmp_path, "html", beside="mine")
    other = Cleaner(weights=weights)
    blind = other.with_convention("blind")
    for cleaner in (blind, pickle.loads(pickle.dumps(blind))):
        assert max(v.score for v in cleaner.extract(HTML).verdicts) < 0.01
        assert cleaner.extract(DUMP).verdicts == Cleaner().extract(DUMP).verdicts
        assert cleaner.versions == blind.versions
    assert blind.versions.weights != other.versions.weights
    assert other.with_convention("mine").versions == other.versions
    assert other.extract(HTML).verdicts == Cleaner().extract(HTML).verdicts
    known = ", ".join(sorted({"blind", "mine", *load_classifiers()["text"].conventions}))
    with pytest.raises(ModelError, match=rf"no convention 'theirs'; those known are {known}$"):
        other.with_convention("theirs")


def test_a_result_names_the_rules_and_weights_that_judged_it(blind: Path) -> None:
    own, other = Cleaner().extract(HTML).versions, Cleaner(weights=blind).extract(HTML).versions
    assert own is not None
    assert other is not None
    assert own.rules == other.rules
    assert own.weights != other.weights
    assert all(re.fullmatch("[0-9a-f]{16}", version) for version in (*own, *other))
    assert Cleaner(Options(mode="recall")).extract(DUMP).versions == own
    assert pickle.loads(pickle.dumps(Cleaner(weights=blind))).extract(DUMP).versions == other


def test_a_cleaner_shows_what_it_cleans_by(blind: Path) -> None:
    assert repr(Cleaner()) == "<Cleaner Options()>"
    other = Cleaner(Options(keep="date"), blind, {})
    weights = other.versions.weights
    assert repr(other) == f"<Cleaner Options(keep={{'date'}}), weights {weights}, with sites>"
