"""Pages that a script draws give the text of their state, all others that of their elements."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.types import Document
from tests.timing import check_repetition

SHORT = "Agreed."
FIRST = "The old lathe hums at 900 turns, but the chuck wobbles as soon as I go faster than that."
SECOND = "Check the spindle nut first; mine had come loose over a winter in an unheated shed."
THIRD = "It was the nut indeed, and a quarter of a turn has made the machine as quiet as a cat."
TEXTS = [FIRST, SECOND, THIRD]
SHELL = '<title>Lathe</title><div id="root"></div>'


def cut(source: str, **options: int) -> Document:
    return segment_html(source, None, Options(**options))  # type: ignore[arg-type]


def script(state: Any, attributes: str = 'type="application/json"') -> str:
    return f"<script {attributes}>{json.dumps(state)}</script>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def names(document: Document) -> list[list[str]]:
    """Tokens around each block, from the outermost element in."""
    out = []
    for element in document.element:
        found: list[str] = []
        while element:
            found = [*document.tree.tokens[element], *found]
            element = document.tree.parent[element]
        out.append(found)
    return out


# -- Where state is found ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        SHELL + script({"props": {"story": {"body": TEXTS}}}, 'id="__NEXT_DATA__"'),
        SHELL + script([{"body": text} for text in TEXTS]),
        SHELL + f"<script>window.__STATE__ = {json.dumps({'body': TEXTS})}; start();</script>",
        SHELL + f"<script>//<![CDATA[\n{json.dumps({'body': TEXTS})}\n//]]></script>",
        SHELL + script({"@context": "https://schema.org", "articleBody": "\n\n".join(TEXTS)}),
        SHELL + script({"@graph": [{"name": "Shed"}, {"articleBody": "\r\n".join(TEXTS)}]}),
        SHELL + script({"articleBody": escape(paragraphs(*TEXTS))}),
        SHELL + f"<div data-page='{json.dumps({'html': paragraphs(*TEXTS)})}'></div>",
        SHELL + f'<div data-page="{escape(json.dumps({"html": "<br>".join(TEXTS)}))}"></div>',
        SHELL + script({"store": json.dumps({"topic": json.dumps({"body": TEXTS})})}),
        SHELL + script({"body": TEXTS}) + "<script>cut('off",
        f"<noscript>{paragraphs(*TEXTS)}</noscript>",
        f"<head><noscript>{paragraphs(*TEXTS)}</noscript></head>",
    ],
)
def test_text_is_found_wherever_it_lies(page: str) -> None:
    document = cut(page)
    assert document.text == TEXTS
    assert document.source == page
    assert not any(document.hidden)


def flat(*values: Any) -> str:
    """A script of Nuxt's, whose list holds each value once."""
    return f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(values)}</script>'


def flight(*rows: str) -> str:
    """Scripts of Next.js's, which cut the rows anywhere."""
    stream = "".join(rows)
    parts = [stream[i : i + 97] for i in range(0, len(stream), 97)]
    calls = (f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in parts)
    return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + "".join(calls)


def row(name: str, value: Any) -> str:
    return f"{name}:{json.dumps(value)}\n"


def text_row(name: str, text: str) -> str:
    return f"{name}:T{len(text.encode()):x},{text}"


def element(tag: str, children: Any, **properties: Any) -> list[Any]:
    return ["$", tag, None, {**properties, "children": children}]


QUOTED = json.dumps(json.dumps({"post": {"body_html": paragraphs(*TEXTS)}}))
SCRIPT_STATES = {
    "redux": f"window.__INITIAL_STATE__ = {json.dumps({'a': {'body': TEXTS}})};",
    "preloaded": f"window.__PRELOADED_STATE__={json.dumps({'a': {'body': TEXTS}})}",
    "apollo": "window.__APOLLO_STATE__ = "
    + json.dumps({f"Paragraph:{i}": {"type": "P", "text": text} for i, text in enumerate(TEXTS)}),
    "second": f"window.env = {{}}; window.__APOLLO_STATE__ = {json.dumps({'body': TEXTS})};",
    "remix": f"window.__remixContext = {json.dumps({'loaderData': {'post': {'body': TEXTS}}})};",
    "gatsby": f"/*<![CDATA[*/window.pageData={json.dumps({'result': {'body': TEXTS}})};/*]]>*/",
    "substack": f"window._preloads        = JSON.parse({QUOTED})",
    "single quotes": "window.__DATA__ = JSON.parse('"
    + json.dumps({"body": ["It's " + FIRST, *TEXTS[1:]]}).replace("'", "\\'")
    + "')",
    "percent": f'window.__STATE__=JSON.parse(decodeURIComponent("{quote(json.dumps(TEXTS))}"))',
    "call": f'window["obvInit"]({json.dumps({"value": {"text": TEXTS}})})',
    "no json": f'window.__INITIAL_STATE__={{"user":undefined,"body":{json.dumps(TEXTS)}}};',
    "hexadecimal": "obvInit("
    + json.dumps({"html": paragraphs(*TEXTS)}).replace("<", "\\x3c").replace(">", "\\x3e")
    + ")",
    "expression": "window.__NUXT__=(function(a,b){return {layout:a,data:[{title:b,body:"
    + json.dumps(paragraphs(*TEXTS)).replace("<", "\\u003C")
    + '}],serverRendered:true}}("default","Lathe"));',
    "stream": "window.__remixContext.streamController.enqueue("
    + json.dumps(json.dumps([{"_1": 2}, "post", {"_3": 4}, "body", paragraphs(*TEXTS)]) + "\n")
    + ")",
}


@pytest.mark.parametrize("name", SCRIPT_STATES)
def test_state_of_frameworks(name: str) -> None:
    shown = cut(f"{SHELL}<script>{SCRIPT_STATES[name]}</script>").text
    assert [text.removeprefix("It's ") for text in shown] == TEXTS


@pytest.mark.parametrize(
    "page",
    [
        flat(["Reactive", 1], {"data": 2}, {"post": 3}, {"title": 4, "body": 5}, "Lathe",
             "\n".join(TEXTS)),
        flat({"posts": 1}, [2, 3, 4], {"body": 5}, {"body": 6}, {"body": 7}, *TEXTS),
        flat({"a": 1, "b": 1}, {"body": 2, "up": 0}, [3, 4, 5], *TEXTS),
        flight(row("0", element("article", [element("p", text) for text in TEXTS]))),
        flight(row("1", ["$", "$L4", None, {"html": "$5"}]), text_row("5", paragraphs(*TEXTS))),
        flight(row("1", {"post": {"body": "$2"}}), text_row("2", "\n".join(TEXTS)), row("3", [])),
        flight(
            row("0", element("main", ["$L1", "$L2", ["$", "script", None, {"children": FIRST}]])),
            '3:I["(app)/page.js",["static/chunk.js"]]\n',
            row("2", element("section", element("p", THIRD))),
            row("1", element("div", [element("p", FIRST), element("p", SECOND)])),
        ),
        flight(row("0", element("div", None, dangerouslySetInnerHTML={"__html": "$1"})),
               text_row("1", paragraphs(*TEXTS))),
    ],
)  # fmt: skip
def test_state_whose_parts_name_each_other(page: str) -> None:
    assert cut(SHELL + page).text == TEXTS


@pytest.mark.parametrize("name", SCRIPT_STATES)
def test_state_beside_prose_is_left_alone(name: str) -> None:
    shown = [*TEXTS, FIRST]
    page = f"{paragraphs(*shown)}<script>{SCRIPT_STATES[name]}</script>"
    assert cut(page).text == shown


@pytest.mark.parametrize(
    "page",
    [
        f"{paragraphs(*TEXTS)}<noscript>{paragraphs(SECOND)}{paragraphs(SHORT)}</noscript>",
        f"<noscript>{paragraphs(SECOND)}{paragraphs(SHORT)}</noscript>{paragraphs(*TEXTS)}",
        f"<p>{FIRST}<noscript><b>{SECOND}</b><noscript>{paragraphs(SHORT)}</noscript></noscript>"
        f"{paragraphs(*TEXTS[1:], FIRST[::-1])}",
    ],
)
def test_copy_for_readers_without_scripts_is_hidden_beside_prose(page: str) -> None:
    document = cut(page)
    hidden = [
        text for text, is_hidden in zip(document.text, document.hidden, strict=True) if is_hidden
    ]
    assert hidden == [SECOND]


def test_posts_are_in_their_order_and_named_as_in_the_state() -> None:
    posts = [{"user": "ines", "cooked": paragraphs(text)} for text in [FIRST, SHORT, SECOND, THIRD]]
    state = {"topic_4": json.dumps({"post_stream": {"posts": posts}}), "site": "{}"}
    document = cut(f'{SHELL}<i class="hidden" data-preloaded="{escape(json.dumps(state))}"></i>')
    assert document.text == [FIRST, SHORT, SECOND, THIRD]
    assert all(found == ["posts", "cooked"] for found in names(document))
    assert document.title == "Lathe"


def test_replies_to_a_posting_follow_it() -> None:
    replies = [{"@type": "Comment", "text": SECOND}, {"@type": "Comment", "text": THIRD}]
    posting = {"@type": "DiscussionForumPosting", "articleBody": FIRST, "comment": replies}
    document = cut(SHELL + script(posting, 'type="application/ld+json"'))
    assert document.text == TEXTS
    assert [found[0] for found in names(document)] == ["article", "comment", "comment"]
    assert "type discussionforumposting" in document.tree.tokens[0]


def test_markup_of_the_state_is_markup() -> None:
    body = f"<h2>Noise</h2><p>{FIRST} <a href='/nut'>{SECOND}</a></p><pre>a &lt;/p&gt; {{}}</pre>"
    document = cut(SHELL + script({"body": body * 2}))
    assert document.text[:3] == ["Noise", f"{FIRST} {SECOND}", "a </p> {}"]
    assert document.link_chars[1] == len(SECOND)


def test_plain_text_with_signs_of_markup_stays_as_it_is() -> None:
    text = "If a < b & b < c, the smaller gear goes on first; whoever forgets it starts again."
    assert cut(SHELL + script({"body": [text, *TEXTS]})).text == [text, *TEXTS]


# -- Which of it is content ----------------------------------------------------------------------


def test_a_text_that_stands_twice_is_one() -> None:
    assert cut(SHELL + script({"a": {"body": TEXTS}, "b": {"body": TEXTS}})).text == TEXTS


def test_labels_data_and_code_are_no_content() -> None:
    state = {
        "label": [f"Show the page with the number {i}" for i in range(50)],
        "image": "data:image/png;base64," + "iVBORw0KGgo" * 90,
        "href": [f"https://shed.example/lathes/and/chucks/number/{i}" for i in range(50)],
        "css": ".shed { margin: 0 auto; color: red } .nut { padding: 4px 2px; } " * 20,
        "body": TEXTS,
    }
    assert cut(SHELL + script(state)).text == TEXTS


def test_articles_are_written_in_markup_and_teasers_are_not() -> None:
    state = {"teaser": [f"{i}. {SECOND}" for i in range(4)], "body": paragraphs(*TEXTS)}
    assert cut(SHELL + script(state)).text == TEXTS


def test_article_body_outranks_longer_texts() -> None:
    advert = script({"description": [f"{i}. {SECOND}" for i in range(20)]})
    assert cut(SHELL + advert + script({"articleBody": "\n".join(TEXTS)})).text == TEXTS


@pytest.mark.parametrize("state", [{}, [], {"a": None, "b": 7}, {"body": FIRST}, {"body": ""}])
def test_state_without_enough_prose_gives_nothing(state: Any) -> None:
    assert cut(SHELL + script(state)).text == []


# -- Pages with text of their own ----------------------------------------------------------------


STATE = script({"body": TEXTS})


@pytest.mark.parametrize(
    "shown",
    [
        paragraphs(*TEXTS, FIRST),
        f'<body style="display: none">{paragraphs(*TEXTS, FIRST)}</body>',
        "".join(f'<p><a href="/{i}">{text}</a></p>' for i, text in enumerate([*TEXTS, FIRST])),
    ],
)
def test_page_with_text_is_as_if_it_had_no_state(shown: str) -> None:
    with_state, without = cut(shown + STATE), cut(shown + "<script>0</script>")
    assert with_state.text == without.text
    assert with_state.tree == without.tree


def test_menus_are_no_text_of_the_page_and_stay() -> None:
    menu = "".join(f'<li><a href="/{i}">Shelf {i}</a></li>' for i in range(20))
    document = cut(f"<ul>{menu}</ul><p>Loading...</p>{STATE}")
    assert document.text[20:] == ["Loading...", *TEXTS]


def test_state_with_less_than_the_page_shows_is_left_alone() -> None:
    menu = "".join(f'<li><a href="/{i}">Shelf {i}</a></li>' for i in range(60))
    assert len(cut(f"<ul>{menu}</ul>{STATE}").text) == 60


# -- Hostile state ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state",
    [
        "[" * 1_000_000,
        '{"a":' * 100_000,
        f'{{"body": {json.dumps(TEXTS)}',
        "[1" + "0" * 1_000_000 + "]",
        json.dumps({"body": [FIRST] * 60_000}),
        'self.__next_f.push([1,"0:' + "[" * 100_000 + '"])',
        'self.__next_f.push([1,"0:Tffffffff,"])',
        "window.__NUXT__=" + "{a:" * 100_000,
        "a=JSON.parse('" + '\\"' * 100_000,
        "a={" * 100_000,
    ],
    ids=[
        "brackets",
        "braces",
        "cut off",
        "digits",
        "too much",
        "flight",
        "no row",
        "expression",
        "no end",
        "many",
    ],
)
def test_state_that_is_not_read(state: str) -> None:
    assert cut(f"{SHELL}<script>{state}</script>").text == []


def test_text_that_is_named_a_thousand_times_is_read_once() -> None:
    names = {f"{SECOND}{i}": "$1" for i in range(1000)}
    page = SHELL + flight(row("0", names), text_row("1", FIRST * 100))
    assert cut(page).text == [FIRST * 100]
    places = {f"{SECOND}{i}": 1 for i in range(1000)}
    assert cut(SHELL + flat(places, FIRST * 100)).text == [FIRST * 100]


def test_elements_of_a_thousand_levels_end() -> None:
    tree: Any = FIRST
    for _ in range(300):
        tree = element("div", [tree])
    rows = [row(f"{i:x}", element("div", f"$L{i + 1:x}")) for i in range(1000)]
    assert cut(SHELL + flight(row("0", tree), *rows) + STATE).text == TEXTS


def test_broken_state_does_not_hide_the_next() -> None:
    assert cut(f"{SHELL}<script>[[[</script>{STATE}").text == TEXTS


def test_json_in_json_in_json_is_read_so_far_only() -> None:
    state: Any = {"body": TEXTS}
    for _ in range(6):
        state = [json.dumps(state)]
    assert not set(cut(SHELL + script(state)).text) & set(TEXTS)


def test_limit_of_blocks_holds() -> None:
    with pytest.raises(LimitError, match="max_blocks"):
        cut(SHELL + STATE, max_blocks=2)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector paused, as while a page is cleaned: what other tests left is not timed."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "unit",
    ['"a",', "[],", '"<a","</p",', '"&lt;/p",', f'"{FIRST}",', '{"a":{"b":"c"}},', r'"\"[",'],
)
def test_time_grows_with_the_size(unit: str) -> None:
    check_repetition(cut, unit, lambda text: f"{SHELL}<script>[{text}0]</script>", 200_000)
