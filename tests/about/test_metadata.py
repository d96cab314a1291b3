"""Metadata of real-looking, odd and hostile pages."""

from __future__ import annotations

import itertools
import json
import pickle
import string
import subprocess
import sys
from collections.abc import Callable, Mapping

import pytest

import cleaner
from cleaner.about.language import normalise_language
from cleaner.about.metadata import Metadata, extract_metadata
from cleaner.about.title import choose_title
from cleaner.errors import InputError
from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.types import Document
from tests.render.build import make_html
from tests.timing import GROWTH, check_growth

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


def dump(source: str) -> Document:
    return segment_text(source, None, Options())


def test_all_that_a_page_says() -> None:
    assert extract_metadata(page(PAGE)) == Metadata(
        title="Bridge opens",
        author="Ann Field",
        date="2031-05-06",
        site_name="The Bugle",
        description="A year late, the bridge is open.",
        language="en-gb",
        categories=("City",),
        tags=("bridge", "river"),
        image="https://bugle.example/bridge.jpg",
        canonical_url="https://bugle.example/bridge",
    )


def test_a_dump_has_its_title_only() -> None:
    document = dump("Bridge opens")
    assert extract_metadata(document, "Bridge opens") == Metadata(title="Bridge opens")
    assert extract_metadata(document) == Metadata()


def test_the_title_is_the_one_that_was_chosen() -> None:
    assert extract_metadata(page("<p>a</p>"), "Bridge opens").title == "Bridge opens"
    assert extract_metadata(page(PAGE), "Bridge opens at last").title == "Bridge opens at last"


COMMENT = "<li class='comment'><b class=author>Bob</b> <time datetime=2019-01-01>1 Jan</time></li>"


def test_a_comment_says_nothing_of_the_page() -> None:
    said = extract_metadata(page(f"<article><p>a</p></article><ol class=comments>{COMMENT}</ol>"))
    assert (said.date, said.author) == (None, None)
    own = "<time datetime=2018-05-06 pubdate>6 May</time>"
    assert extract_metadata(page(f"{COMMENT}<article>{own}<p>a</p></article>")).date == "2018-05-06"
    assert extract_metadata(page(f"<body class=comments>{own}<p>a</p>")).date == "2018-05-06"


TYPED = ("headline", "description", "datePublished", "articleSection", "keywords", "image", "name")
VALUES = [{"@value": "x"}, [1], [{"a": []}], 5, True, None, [["x"]], {"name": {"@value": "x"}}]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_fields_have_their_types_whatever_json_ld_holds(value: object) -> None:
    data = dict.fromkeys(TYPED, value) | {"@type": "Article", "author": value, "publisher": value}
    source = f'<script type="application/ld+json">{json.dumps(data)}</script><p>a</p>'
    said = extract_metadata(page(source))
    texts = (said.title, said.author, said.date, said.site_name, said.description, said.image)
    assert all(text is None or isinstance(text, str) for text in texts)
    assert all(isinstance(name, str) for name in (*said.categories, *said.tags))


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
    "deep_footers": f"<body>{'<footer>' * 300}<a href='/x'>x</a>",
    "many_elements": f"<body>{'<p>x</p>' * 20_000}<i>y",
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
    assert "trafilatura" not in vars(sys.modules["cleaner.about.metadata"])


# -- What XML does not have ---------------------------------------------------------------------

NOT_XML = [*map(chr, range(0x20)), "\x7f", *map(chr, range(0x80, 0xA0))]
NOT_XML += [
    "\ufdd0",
    "\ufffe",
    "\uffff",
    "\U0001fffe",
    "\ud800",
    "&#1;",
    "&#xb;",
    "&#xfffe;",
    "&#0;",
]
PLACES = [
    "<html><head>{head}</head><body><p>a{dirt}b</p></body></html>",
    "<html lang='en{dirt}'><head>{head}</head><body><p>a</p></body></html>",
    "<html><head>{head}<title>{dirt}</title></head><body><p>a</p></body></html>",
    "<html><head>{head}<meta name='k{dirt}' content='v{dirt}'></head><body><p>a</p></body></html>",
    "<html><head>{head}<script type='application/ld+json'>{{'{dirt}'}}</script></head>x</html>",
    "<html><head>{head}<script type='application/ld+json'>[\"{dirt}\"]</script></head>x</html>",
    "<html><head>{head}</head><body><p class='a{dirt}b'>a</p></body></html>",
    "<html><head>{head}</head><body><p a{dirt}b='c'>a</p></body></html>",
    "<html><head>{head}</head><body><a{dirt}b>a</a{dirt}b></body></html>",
    "<html><head>{head}</head><body><img alt='{dirt}' src='{dirt}'><!-- {dirt} --></body></html>",
    "<html><head>{head}</head><body>a</body></html>{dirt}",
]


@pytest.mark.parametrize("place", PLACES)
def test_what_xml_does_not_have_is_left_out(place: str) -> None:
    for dirt in NOT_XML:
        source = place.format(head=HEAD, dirt=dirt)
        for content in (source, source.encode("utf-8", "replace")):
            found = cleaner.extract(content).metadata
            assert (found.author, found.date) == ("Ann Field", "2031-05-06"), (place, dirt)


NAMES = ["p'", 'p"', "a,b", "a&b", "a<b", "st1:city", ":a", "a:", "a:b:c", "xmlns", "xmlns:a",
         "{a}b", "{", "{}", "a{", "é", "a\u2028b", "-", "1a", ".", "@click", "[x]", "(y)", "#",
         "a=b"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_do_no_harm(name: str) -> None:
    for odd in (f"<a{name}>x</a{name}>", f"<{name}>x</{name}>", f"<p {name}='x'>y", f"<p {name}>"):
        for source in (PAGE.replace("</body>", odd), PAGE + odd):
            for content in (source, source.encode()):
                assert cleaner.extract(content).metadata.author == "Ann Field", odd
        assert extract_metadata(page(odd)).author is None


@pytest.mark.parametrize("tail", ["x", "<p>x</p>", "<script>f()</script>", "<html><p>x</p></html>"])
def test_what_stands_behind_the_page_hides_nothing(tail: str) -> None:
    assert extract_metadata(page(PAGE + tail)) == extract_metadata(page(PAGE))


def test_what_fails_to_be_read_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    def fail(*args: object, **settings: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr(trafilatura, "extract_metadata", fail)
    with pytest.raises(InputError, match="metadata cannot be read: IndexError"):
        extract_metadata(page(PAGE))


# -- Time -----------------------------------------------------------------------------------------


def ld_json(content: str) -> str:
    return (
        f'<html><head><script type="application/ld+json">{content}</script></head><p>x</p></html>'
    )


def some_names(n: int) -> list[str]:
    """Names that are all different, and none of them is in another."""
    return [
        f"{''.join(letters).title()} Brook"
        for letters in itertools.islice(
            itertools.product(string.ascii_lowercase, repeat=4), 0, 97 * n, 97
        )
    ]


def persons(n: int) -> str:
    graph = [{"@type": "Person", "name": name} for name in some_names(n // 40)]
    return ld_json(json.dumps({"@context": "https://schema.org", "@graph": graph}))


def authors(n: int) -> str:
    article = {"@context": "https://schema.org", "@type": "Article", "author": some_names(n // 14)}
    return ld_json(json.dumps(article))


HOSTILE: Mapping[str, Callable[[int], str]] = {
    "less_than": lambda n: ld_json('{"@type":"Article","articleBody":"' + "<" * n + '"}'),
    "less_than_in_a_name": lambda n: ld_json('{"@type":"Article","name":"' + "<" * n + '"}'),
    "less_than_in_a_key": lambda n: ld_json(f'{{"{"<" * n}": {{"name": "x"}}}}'),
    "less_than_and_no_json": lambda n: ld_json("<" * n),
    "comments": lambda n: ld_json('{"headline":"' + "<!-- >" * (n // 6) + '"}'),
    "quotes": lambda n: ld_json('"\\' * (n // 2)),
    "authors_and_no_json": lambda n: ld_json('"author":' * (n // 9)),
    "persons_and_no_json": lambda n: ld_json('"Person" ' * (n // 9)),
    "pictures_and_no_json": lambda n: ld_json('{"@type":"imageObject",' * (n // 23)),
    "publishers_and_no_json": lambda n: ld_json('"publisher":' * (n // 12)),
    "persons": persons,
    "authors": authors,
    "scripts": lambda n: persons(400) * (n // 400),
    "description": lambda n: f'<head><meta name="description" content="{"<" * n}"></head>',
    "author": lambda n: f'<head><meta name="author" content="{"( " * (n // 2)}"></head>',
    "author_names": lambda n: (
        f'<head><meta name="author" content="{", ".join(some_names(n // 12))}">'
    ),
    "metas": lambda n: (
        "<head>" + "".join(f'<meta name="author" content="{name}">' for name in some_names(n // 40))
    ),
    "footers": lambda n: "<div class=footer>" * 150 + "<a href=x>y</a>" * (n // 15),
}
"""Pages of about n bytes on which the libraries below take quadratic or cubic time."""
LARGE = {"footers": 120_000}
"""Bytes from which on the limits hold, where 30,000 are too few."""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear(name: str) -> None:
    n = LARGE.get(name, 30_000)
    small, large = page(HOSTILE[name](n)), page(HOSTILE[name](GROWTH * n))
    check_growth(extract_metadata, small, large)


# -- Dates ----------------------------------------------------------------------------------------

DATES = {
    "2031-05-06": "2031-05-06",
    "2031-05-06T10:00:00Z": "2031-05-06",
    "2031-05-06T23:30:00-08:00": "2031-05-06",
    "2031/5/6": "2031-05-06",
    "20310506": "2031-05-06",
    "06.05.2031": "2031-05-06",
    "May 6, 2031": "2031-05-06",
    "2031 May 6": "2031-05-06",
    "2031-02-28": "2031-02-28",
    "2032-02-29": "2032-02-29",
    **dict.fromkeys(
        ["2031", "2031-05", "2031/05", "2031.05", "2031-5", "05/2031", "5.2031", "May 2031",
         "2031 May", "2031-05T10:00", "2031 10:00", "2031-02-30", "2031-02-29", "2031-13-01",
         "2031-00-10", "0000-00-00", "31.04.2031", "2031-05-00", "yesterday", "3 days ago", "10:00"]
    ),
}  # fmt: skip
DATED = {
    "meta": '<meta property="article:published_time" content="{}">',
    "name": '<meta name="date" content="{}">',
    "year": '<meta itemprop="datePublished" content="{}"><meta itemprop="copyrightYear" '
    'content="2031">',
    "time": "</head><body><time datetime='{}'>then</time>",
    "shown": "</head><body><p class='date'>{}</p>",
    "abbr": "</head><body><abbr class='published' title='{}'>then</abbr>",
}
CLOCK = """
import datetime, json, sys
day = datetime.datetime(*json.loads(sys.argv[1]))

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return day.replace(tzinfo=tz)
    today = utcnow = now

datetime.datetime = Clock
from cleaner import extract
from tests.about.test_metadata import DATED, DATES, FILLER
print(json.dumps([
    extract(f"<html><head>{form.format(date)}{FILLER}").metadata.date
    for form in DATED.values() for date in DATES
]))
"""
FILLER = "<body><p>The canal was opened by the mayor, who said that it took ten years.</p>"


@pytest.mark.parametrize("form", DATED)
@pytest.mark.parametrize("said", DATES)
def test_a_date_is_whole_or_none(form: str, said: str) -> None:
    source = f"<html><head>{DATED[form].format(said)}{FILLER}"
    found = extract_metadata(page(source)).date
    # Not all that is read in a <meta> is read in the text.
    assert found == DATES[said] or (found is None and form in ("shown", "abbr", "time"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2031-05-06", "2031-05-06"),
        ("2031-05-06T23:30:00-08:00", "2031-05-06"),
        ("2031-05-06 10:00", "2031-05-06"),
        ("2031-05", None),
        ("2031-02-30", None),
        ("2031-13-01", None),
        ("0000-00-00", None),
        ("2031-05-061", None),
    ],
)
def test_a_date_above_a_dump_is_whole_or_none(said: str, meant: str | None) -> None:
    assert extract_metadata(dump(f"---\ntitle: x\ndate: {said}\n---")).date == meant


def test_dates_are_read_the_same_after_somebody_else_has_read_them() -> None:
    import htmldate

    def read(said: str) -> str | None:
        return extract_metadata(page(f"<html><head>{DATED['meta'].format(said)}{FILLER}")).date

    before = [read(said) for said in DATES]
    theirs = [htmldate.find_date(f"<html><head>{DATED['meta'].format(x)}{FILLER}") for x in DATES]
    assert theirs != before
    assert [read(said) for said in DATES] == before
    assert theirs == [
        htmldate.find_date(f"<html><head>{DATED['meta'].format(x)}{FILLER}") for x in DATES
    ]


@pytest.mark.slow
def test_no_date_depends_on_the_day_of_the_run() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", CLOCK, day], capture_output=True, check=True, timeout=120
        ).stdout
        for day in ("[2026, 11, 28]", "[2024, 2, 13]")
    ]
    assert runs[0] == runs[1]
    assert b"2031-05-06" in runs[0]


# -- What is no metadata --------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["javascript", "data", "vbscript", "blob", "about", "x-new"])
def test_no_address_runs_anything(scheme: str) -> None:
    said = f"{scheme}:alert(1)"
    head = f'<meta property="og:image" content="{said}"><link rel="canonical" href="{said}">'
    found = extract_metadata(page(f"<html><head>{head}</head><p>x</p>", "https://e.org/a"))
    assert (found.image, found.canonical_url) == (None, "https://e.org/a")
    above = dump(f"---\ntitle: x\nimage: {said}\nurl: {said}\n---")
    found = extract_metadata(above)
    assert (found.image, found.canonical_url) == (None, None)


@pytest.mark.parametrize(
    "value", [{"@value": "Canal"}, {"name": "Canal"}, ["Canal"], 5, True, None]
)
def test_what_is_no_text_never_leaves(value: object) -> None:
    names = ["headline", "name", "author", "articleSection", "publisher", "keywords"]
    article = {"@context": "https://schema.org", "@type": "Article", **dict.fromkeys(names, value)}
    found = extract_metadata(page(ld_json(json.dumps(article))))
    texts = [found.title, found.author, found.date, found.site_name, found.description]
    assert all(isinstance(text, str | None) for text in texts)
    assert all(isinstance(text, str) for text in (*found.categories, *found.tags))


def test_json_gives_what_it_says_whatever_else_is_in_it() -> None:
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "comment": [{"@type": "Comment", "text": "x <b>y" * 1_000}] * 50,
        "articleBody": "It rained. <p>" * 10_000,
        "headline": "Bridge opens",
        "datePublished": "2031-05-06T10:00:00Z",
        "author": [{"@type": "Person", "name": "Ann Field"}, {"@type": "Person", "name": "Bo Ek"}],
        "publisher": {"@type": "Organization", "name": "The Bugle"},
        "articleSection": ["City"],
    }
    found = extract_metadata(
        page(ld_json(json.dumps({"@context": "https://schema.org", **article})))
    )
    assert (found.title, found.date) == ("Bridge opens", "2031-05-06")
    assert (found.author, found.site_name) == ("Ann Field; Bo Ek", "The Bugle")
    assert found.categories == ("City",)


def test_an_author_is_no_novel() -> None:
    names = some_names(5_000)
    found = extract_metadata(
        page(f'<head><meta name="author" content="{", ".join(names)}"></head>')
    )
    assert len(found.author or "") <= 2_000
    assert set((found.author or names[0]).split("; ")) <= set(names)
    above = dump(f"---\ntitle: x\nauthor: {'a ' * 25_000}\n---")
    assert extract_metadata(above).author is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [("und", None), ("mul", None), ("ZXX", None), ("und-latn", None), ("iw", "he"),
     ("IW-IL", "he-il"), ("in_ID", "id_id"), ("en-GB", "en-gb"), ("", None), (" ", None),
     ("undine", "undine")],
)  # fmt: skip
def test_a_language_is_one_and_has_its_code_of_today(said: str, meant: str | None) -> None:
    assert normalise_language(said) == meant
    result = cleaner.extract(f"<html lang='{said}'><body><p>1</p></body></html>")
    assert result.metadata.language == meant
    primary = meant and meant.replace("_", "-").split("-")[0]
    assert result.language == (primary if primary and len(primary) < 4 else None)


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("a, b ,,c;d", ("a", "b", "c", "d")),
        ("rain", ("rain",)),
        ("new town, old town, new town", ("new town", "old town")),
        ("\u6cb3\u3001\u6865\uff0c\u96e8", ("\u6cb3", "\u6865", "\u96e8")),
        (" ; , ", ()),
    ],
)
def test_tags_are_told_apart(said: str, tags: tuple[str, ...]) -> None:
    found = extract_metadata(page(f'<html><head><meta name="keywords" content="{said}"></head>'))
    assert found.tags == tags
    above = dump(f"---\ntitle: x\nkeywords: {said}\n---")
    assert extract_metadata(above).tags == tags
