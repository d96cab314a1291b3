"""Titles of pages: what a page shows against what it declares."""

from __future__ import annotations

import pytest

from cleaner.about.title import choose_title, cut_site_name, cut_to_shown, fold_letters, leave_title
from cleaner.types import Kind, OpenGraph
from tests.render.build import B, make_dump, make_html


def h(level: int, text: str) -> B:
    return B(text, Kind.HEADING, level)


def title_of(
    *blocks: B,
    headline: str | None = None,
    title: str = "",
    og_title: str = "",
    site: str = "",
    url: str | None = "https://www.bugle.example/bridge",
) -> str | None:
    open_graph = OpenGraph(og_title, site)
    document = make_html(*blocks, title=title, open_graph=open_graph, url=url).document
    return choose_title(document, headline)


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("Rain | The Daily Bugle", ["Daily Bugle"], "Rain"),
        ("Rain - The Daily Bugle", ["dailybugle.example", "dailybugle"], "Rain"),
        ("The Bugle: Rain", ["The Bugle"], "The Bugle: Rain"),
        ("The Bugle | Rain", ["The Bugle"], "Rain"),
        ("雨_新聞網", ["新聞網"], "雨"),
        ("雨が降る｜新聞", ["新聞"], "雨が降る"),
        ("الجسر | أخبار", ["أخبار"], "الجسر"),
        ("Rain | City | Bugle", ["Bugle"], "Rain | City"),
        ("Rain - sun", ["Bugle"], "Rain - sun"),
        ("Rain - sun | Bugle", ["Bugle"], "Rain - sun"),
        ("Rain - Bugle - Bugle", ["Bugle"], "Rain"),
        ("Rates - Postage", ["Post"], "Rates - Postage"),
        ("Rates - The Post", ["Post"], "Rates - The Post"),
        ("Rates - Post Office", ["postoffice", "example"], "Rates"),
        ("Sun, wind - Bug", ["Bugle Online Magazine"], "Sun, wind - Bug"),
        ("Bugle", ["Bugle"], "Bugle"),
        ("Well-known", ["known"], "Well-known"),
        (" | ", ["Bugle"], " | "),
        ("", ["Bugle"], ""),
    ],
)
def test_cut_site_name(title: str, names: list[str], expected: str) -> None:
    assert cut_site_name(title, names) == expected


@pytest.mark.parametrize(
    ("title", "headings", "blocks", "expected"),
    [
        # begins with a heading, however short it is
        ("Rain | City and county news", ["Rain"], ["City and county news"], "Rain"),
        ("Rain - sun | City", ["Rain", "Rain - sun"], [], "Rain - sun"),
        ("Rain | City", ["Rain | City"], ["Rain"], "Rain | City"),
        # else its main part is a block
        ("It rains again - City - World", [], ["City", "It rains again"], "It rains again"),
        ("City - World - It rains again", ["City"], ["It rains again"], "City"),
        ("World - It rains again", ["City"], ["It rains again"], "It rains again"),
        ("要闻_大桥昨日通车", [], ["要闻", "大桥昨日通车"], "大桥昨日通车"),
        ("It rains again - City", [], ["City"], "It rains again - City"),
        ("It rains - The Bugle", [], ["The Bugle", "Home"], "It rains - The Bugle"),
        ("It rains", [], ["It"], "It rains"),
        ("", [], [""], ""),
    ],
)
def test_cut_to_shown(title: str, headings: list[str], blocks: list[str], expected: str) -> None:
    known = {fold_letters(heading) for heading in headings}
    assert cut_to_shown(title, known, blocks, ["The Bugle"]) == expected


@pytest.mark.parametrize(
    ("heading", "title", "expected"),
    [
        ("City: Bridge opens", "Bridge opens", "Bridge opens"),
        ("Bridge opens | City", "Bridge opens", "Bridge opens"),
        ("Bridge opens, and nobody comes", "Bridge opens", "Bridge opens, and nobody comes"),
        ("The bridge opens", "Bridge closes", "The bridge opens"),
    ],
)
def test_leave_title(heading: str, title: str, expected: str) -> None:
    assert leave_title(heading, title) == expected


@pytest.mark.parametrize("n", range(20))
def test_of_parts_as_long_as_each_other_the_first_is_the_title(n: int) -> None:
    first, second = f"Alpha{n:03}", f"Gamma{n:03}"
    assert cut_to_shown(f"{first} - {second}", set(), [second, first], []) == first


def test_what_is_too_long_for_a_title_stays() -> None:
    long = "a - " * 50_000 + "Bugle"
    assert cut_site_name(long, ["Bugle"]) == long
    assert cut_to_shown(long, {"a"}, ["a"], []) == long
    assert title_of(h(1, "Bridge opens. " * 20), title="Bridge opens") == "Bridge opens"


H1 = h(1, "The new bridge opens to all")


@pytest.mark.parametrize(
    ("headline", "title", "expected"),
    [
        # the headline, if it is like the title; else the <h1> that is
        ("Bridge opens at last", "Bridges open - bugle", "Bridge opens at last"),
        ("The daily bugle", "Bridges open", "The new bridge opens to all"),
        (None, "Bridges open", "The new bridge opens to all"),
        # of all headings the one that is the title
        (None, "Bridge opens", "Bridge opens"),
        # none of them: the title, if it is of this page
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
    blocks = [H1, h(2, "Bridge opens"), B("Wind and rain again")]
    assert title_of(*blocks, headline=headline, title=title) == expected


def test_title_of_the_whole_site_is_none_of_the_page() -> None:
    blocks = [B("Sport"), B("Rovers win the cup again")]
    site_title = "Bugle: results and tables"
    won = "Rovers win the cup again"
    assert title_of(*blocks, headline=won, title=site_title) == won
    assert title_of(*blocks, headline="Sport", title=site_title) == site_title
    # what is declared with og:title is of this page
    assert title_of(*blocks, headline=won, og_title="A third cup") == "A third cup"


def test_main_part_of_the_title_is_a_block_that_is_no_heading() -> None:
    blocks = [B("City"), B("Bridge opens at last")]
    assert title_of(*blocks, title="Town news - Bridge opens at last") == "Bridge opens at last"


def test_og_title_and_title() -> None:
    blocks = [h(2, "Bridge opens")]
    assert title_of(*blocks, title="Bridge opens | News") == "Bridge opens"
    assert title_of(title="x", og_title="Bridge opens - bugle") == "Bridge opens"
    assert title_of(*blocks, title="Bridge opens - bugle", og_title="Our bridge") == "Bridge opens"
    assert title_of(title="Bridge | The Bugle Online", site="Bugle Online") == "Bridge"
    assert title_of(url="http://[bad") is None


@pytest.mark.parametrize("name", ["bugle.example", "Bugle", "shop.bugle.example", "Shop"])
def test_site_s_name_is_in_its_host(name: str) -> None:
    url = "https://shop.bugle.example/a"
    assert title_of(title=f"Green lamps | {name}", url=url) == "Green lamps"


def test_heading_sheds_what_stands_beside_the_title() -> None:
    heading = h(1, "6 May 2031 Bridge opens")
    assert title_of(heading, og_title="Bridge opens") == "Bridge opens"
    heading = h(1, "Bridge opens – Bugle")
    assert title_of(heading, title="Bridge opens – Bugle - Bugle") == "Bridge opens"


def test_title_of_a_dump_is_its_headline() -> None:
    document = make_dump(B("Bridge opens")).document
    assert choose_title(document, "Bridge opens") == "Bridge opens"
    assert choose_title(document, None) is None


@pytest.mark.parametrize("name", ["bbc.co.uk", "BBC.co.uk"])
def test_site_s_name_ends_its_host_whatever_its_country_s_suffix(name: str) -> None:
    title = f"The ferry stays in port | {name}"
    url = "https://learningenglish.bbc.co.uk/1"
    assert title_of(title=title, url=url) == "The ferry stays in port"
