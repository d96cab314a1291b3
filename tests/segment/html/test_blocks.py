"""Markup -> blocks: nothing is lost, nothing is moved, and the evidence is where it was."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.html.hiding import StyleSheet
from cleaner.segment.html.tokens import split_tokens
from cleaner.types import Document, Image, Kind, Mark
from tests.timing import GROWTH, check_growth

A, END_A = Mark("a", True, "/y"), Mark("a", False)
STRONG, END_STRONG = Mark("strong", True), Mark("strong", False)
CELL = Mark("td", True)
EM, END_EM = Mark("em", True), Mark("em", False)


def cut(source: str, **options: int) -> Document:
    return segment_html(source, None, Options(**options))  # type: ignore[arg-type]


def tags(document: Document) -> list[str]:
    """Tag of each block's element."""
    return [document.tree.tag[element] for element in document.element]


# -- Paragraphs and breaks -----------------------------------------------------------------------


def test_text_beside_paragraphs_is_a_block_of_its_element() -> None:
    document = cut("<div>a\n <p>b</p> c <b>d</b> <section>e</section></div>")
    assert document.text == ["a", "b", "c d", "e"]
    assert tags(document) == ["div", "p", "div", "section"]
    assert len(set(document.group)) == 4


def test_break_ends_a_block_and_keeps_its_group_two_begin_a_new_one() -> None:
    document = cut("<p>a<br>b<br/> <b>c</b><br><br>d<br>\n<br>e</p><p>f<br>g")
    assert document.text == ["a", "b", "c", "d", "e", "f", "g"]
    groups = [len(list(same)) for _, same in itertools.groupby(document.group)]
    assert groups == [3, 1, 1, 2]


@pytest.mark.parametrize("page", ["a<p>b", "a<br><p>b", "<p>a</p><br>b", "<p>a<hr>b", "<p>a<p>b"])
def test_blocks_that_a_break_does_not_join(page: str) -> None:
    first, second = cut(page).group
    assert first != second


@pytest.mark.parametrize(
    "page", ["<p>a<wbr>b", "<p>a<!-- x -->b", "<p>a<?x y?>b", "a<span>b</span>"]
)
def test_what_ends_no_block(page: str) -> None:
    assert cut(page).text == ["ab"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<select><option>a<option>b</select>", "a b"),
        ("<a href=x>a</a><a href=y>b</a>", "a b"),
        ("<p> a\n\t b&nbsp;c </p>", "a b c"),
        ("<label>a</label> <input> b", "a b"),
    ],
)
def test_words_are_parted_as_they_are_seen(page: str, text: str) -> None:
    assert cut(page).text == [text]


def test_several_articles() -> None:
    document = cut("<article><p>a</article><article>b<p>c</article>")
    first, second = (i for i, tag in enumerate(document.tree.tag) if tag == "article")
    assert (document.tree.first[first], document.tree.end[first]) == (0, 1)
    assert (document.tree.first[second], document.tree.end[second]) == (1, 3)


# -- Kinds ---------------------------------------------------------------------------------------


def test_kinds() -> None:
    document = cut(
        "<h1>a</h1><h6>b</h6><p>c<blockquote><p>d</blockquote><pre>e</pre>"
        "<dl><dt>f<dd>g</dl><figure><img src=x><figcaption>h</figcaption></figure>"
        "<ul><li>i<ul><li>j</ul></ul>k"
    )
    assert list(zip(document.text, document.kind, document.level, strict=True)) == [
        ("a", Kind.HEADING, 1),
        ("b", Kind.HEADING, 6),
        ("c", Kind.PARAGRAPH, 0),
        ("d", Kind.QUOTE, 0),
        ("e", Kind.CODE, 0),
        ("f", Kind.TERM, 0),
        ("g", Kind.DEFINITION, 0),
        ("h", Kind.CAPTION, 0),
        ("i", Kind.LIST_ITEM, 1),
        ("j", Kind.LIST_ITEM, 2),
        ("k", Kind.PARAGRAPH, 0),
    ]


def test_nested_lists_share_a_group_and_tell_their_depth() -> None:
    document = cut("<ul><li>a<ol><li>b<p>c</p><li>d</ol>e<li>f</ul><ol><li>g</ol><li>h")
    assert document.text == ["a", "b", "c", "d", "e", "f", "g", "h"]
    assert document.level == [1, 2, 0, 2, 0, 1, 1, 1]
    assert [i for i, is_ordered in enumerate(document.ordered) if is_ordered] == [1, 3, 6]
    assert [kind is Kind.LIST_ITEM for kind in document.kind] == [bool(n) for n in document.level]
    assert len({*document.group[:6]}) == 1
    assert len({document.group[0], document.group[6], document.group[7]}) == 3


def test_definition_list_is_one_group() -> None:
    document = cut("<dl><dt>a<dd>b<dt>c<dd>d<dd>e</dl><p>f")
    assert len(set(document.group[:5])) == 1
    assert document.group[5] != document.group[0]


def test_deep_list_has_the_ninth_level() -> None:
    document = cut("<ul><li>" * 12 + "a")
    assert document.level == [9]


def test_heading_in_a_list_is_a_group_of_its_own() -> None:
    document = cut("<ul><li>a<li><h3>b</h3>c</ul>")
    assert document.kind == [Kind.LIST_ITEM, Kind.HEADING, Kind.LIST_ITEM]
    assert document.group[0] == document.group[2] != document.group[1]


def test_code_is_verbatim() -> None:
    document = cut("<pre>\n  if a:\n\n    b <b>c</b>  \n</pre><p>  d\n e")
    assert document.text == ["  if a:\n\n    b c", "d e"]
    assert document.kind == [Kind.CODE, Kind.PARAGRAPH]


# -- Tables --------------------------------------------------------------------------------------


def test_data_rows_are_one_block_each() -> None:
    document = cut(
        "<table><thead><tr><th>a<th>b<tbody><tr><td>c <a href=/y>d</a><td><p><b>e</b></p>"
        "<tr><td>f<td><td>g</table><p>h"
    )
    assert document.text == ["a | b", "c d | e", "f | | g", "h"]
    assert document.kind == [*[Kind.TABLE_ROW] * 3, Kind.PARAGRAPH]
    assert len(set(document.group[:3])) == 1
    assert document.group[3] != document.group[0]
    assert tags(document) == ["tr", "tr", "tr", "p"]
    assert document.link_chars == [0, 1, 0, 0]
    assert document.emphasis_chars == [0, 1, 0, 0]
    row = (CELL, "c ", A, "d", END_A, " | ", CELL, STRONG, "e", END_STRONG)
    assert document.inline[1] == row


def test_row_is_hidden_when_all_its_cells_are() -> None:
    document = cut(
        "<table><tr><td hidden>a<td>b<tr><td hidden>c<td hidden>d<tr hidden><td>e<td>f</table>"
    )
    assert document.hidden == [False, True, True]


@pytest.mark.parametrize(
    "row",
    [
        "<td>a<td><p>b<p>c",
        "<td>a<td>b<br><br>c",
        f"<td>a<td>{'b' * 100}<br>{'c' * 100}",
        "<td>a<td>b<br><span hidden>c</span>",
        "<td><ul><li>a<li>b</ul><td>c",
        f"<td>a<td>{'b' * 301}<td>c",
    ],
)
def test_layout_table_is_left_in_its_blocks(row: str) -> None:
    document = cut(f"<table><tr>{row}</table>")
    assert len(document) > 1
    assert Kind.TABLE_ROW not in document.kind
    assert " | " not in "".join(document.text)


def test_row_of_one_cell_is_no_data() -> None:
    document = cut("<table><tr><td>a<tr><td>b<td></table>")
    assert document.text == ["a", "b"]
    assert document.kind == [Kind.PARAGRAPH] * 2


def test_table_in_a_layout_table() -> None:
    document = cut(
        "<table><tr><td>menu<td><p>a<table><tr><td>b<td>c<tr><td>d<td>e</table><p>f</table>"
    )
    assert document.text == ["menu", "a", "b | c", "d | e", "f"]
    assert document.group[2] == document.group[3]
    assert len(set(document.group)) == 4


# -- Inline marks --------------------------------------------------------------------------------


def test_inline_marks() -> None:
    document = cut(
        "<p>a <a href=/y>b <em>c</em></a><p>d<sub>e</sub><sup>f</sup><kbd>g</kbd><p>h<p><u>i</u>"
    )
    assert document.text == ["a b c", "defg", "h", "i"]
    assert document.inline == [
        ("a ", A, "b ", EM, "c", END_EM, END_A),
        (
            *("d", Mark("sub", True), "e", Mark("sub", False)),
            *(Mark("sup", True), "f", Mark("sup", False)),
            *(Mark("code", True), "g", Mark("code", False)),
        ),
        (),
        (),
    ]
    assert document.link_chars == [2, 0, 0, 0]  # without the space at the edge of a run
    assert document.emphasis_chars == [1, 0, 0, 0]


def test_marks_are_opened_again_in_the_next_block() -> None:
    document = cut("<p>x <a href=/y><b>y<br>z</b></a> w<br>v")
    assert document.inline == [
        ("x ", A, STRONG, "y"),
        (A, STRONG, "z", END_STRONG, END_A, " w"),
        (),
    ]
    assert document.link_chars == [1, 1, 0]
    assert document.emphasis_chars == [1, 1, 0]


def test_link_around_blocks_is_in_each_of_them() -> None:
    document = cut("<a href=/y><h3>a</h3><div>b c</div></a>d")
    assert document.text == ["a", "b c", "d"]
    assert document.link_chars == [1, 3, 0]
    assert document.inline == [(A, "a"), (A, "b c"), ()]


def test_link_chars_are_never_more_than_the_text() -> None:
    document = cut("<p><a href=x> a <i>b</i> </a>\n<a href=x>c  d</a></p>")
    assert document.text == ["a b c d"]
    assert document.link_chars[0] <= len(document.text[0])


# -- Elements ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "tag"),
    [
        ("<div><p><span><b>a</b></span></p></div>", "b"),
        ("<div><p><span><b>a</b> b</span></p></div>", "span"),
        ("<div><p><span><b>a</b></span> b</p></div>", "p"),
        ("<div><p>a <span><b>b</b></span></p></div>", "p"),
        ("<div> <span>a</span> <span>b</span> </div>", "div"),
        ("<div><span><b>a</b><i>b</i></span> \n</div>", "span"),
        ("<div><span>a<p>b</p></span></div>", "p"),
    ],
)
def test_element_is_the_innermost_around_all_the_text(page: str, tag: str) -> None:
    assert tags(cut(page))[-1] == tag


def ancestors(document: Document, element: int) -> list[int]:
    """The element and all above it, up to the root."""
    found = [element]
    while found[-1]:
        found.append(document.tree.parent[found[-1]])
    return found


RICH = (
    "<html><head><title>T</title></head><body class=c>a<div>b <i>c</i><p>d<br>e</p><ul><li>f"
    "<ul><li>g</ul></ul><table><tr><td><b>h</b><td><p>i</p><tr><td>j<p>k<td>l</table></div>"
    "<p></p>m<section><div><div>n</div></div></section><hr>o</body></html>"
)


def check_tree(document: Document) -> None:
    """What holds of every tree: parents stand first and hold their children."""
    tree = document.tree
    n_elements = len(tree.tag)
    assert [len(tree.parent), len(tree.tokens), len(tree.first), len(tree.end)] == [n_elements] * 4
    assert (tree.parent[0], tree.first[0], tree.end[0]) == (0, 0, len(document))
    for element in range(1, n_elements):
        parent = tree.parent[element]
        assert parent < element
        assert tree.first[parent] <= tree.first[element] <= len(document)
        assert tree.first[element] <= tree.end[element] <= tree.end[parent]


INLINE = {"a", "b", "i", "span"}


def check_ranges(document: Document) -> None:
    """Each block lies within the blocks of all the block-level elements around it."""
    for block, element in enumerate(document.element):
        for above in ancestors(document, element):
            if document.tree.tag[above] not in INLINE:
                assert document.tree.first[above] <= block < document.tree.end[above]


def check_columns(document: Document) -> None:
    """The columns of the blocks belong together."""
    n_blocks = len(document)
    columns = (document.kind, document.level, document.group, document.element, document.hidden)
    form = (document.ordered, document.number, document.visible)
    evidence = (document.link_chars, document.emphasis_chars, document.inline)
    assert {len(column) for column in (*columns, *form, *evidence)} == {n_blocks}
    for text, links, marks, inline in zip(document.text, *evidence, strict=True):
        assert text.strip()
        assert 0 <= links <= len(text)
        assert 0 <= marks <= len(text)
        raw = "".join(part for part in inline if isinstance(part, str))
        assert not inline or raw.split() == text.split()
    assert all(0 <= image.before <= n_blocks for image in document.images)


@pytest.mark.parametrize(
    "page",
    [
        "<div><x-card>a</x-card><span>b</span></div>",
        "<div><x-card>a</x-card><span></span><span><x-card>b</x-card></span></div>",
        "<div><x-card>a</x-card><span><div>b</div></span></div>",
    ],
)
def test_what_begins_behind_a_box_does_not_hold_it(page: str) -> None:
    document = cut(page)
    assert document.text == ["a", "b"]
    tree = document.tree
    spans = [element for element, tag in enumerate(tree.tag) if tag == "span"]
    assert [tree.first[element] for element in spans] == [1] * len(spans)
    check_tree(document)


def test_what_is_hidden_in_a_table_or_list_fills_all_columns() -> None:
    hidden = "<span style='display:none'>x</span>"
    document = cut(
        f"<ol><li>a {hidden} b<li>c</ol>"
        f"<table><tr><td>d {hidden} e<td>f<tr><td>g<td>h</table><p>i {hidden} <q>j</q></p>"
    )
    assert document.text == ["a b", "x", "c", "d e | f", "g | h", "i “j”", "x", "x"]
    assert [document.number[i] for i in (0, 2)] == [1, 2]
    assert [i for i, is_unseen in enumerate(document.unseen) if is_unseen] == [1, 6, 7]
    check_tree(document)
    check_columns(document)


@pytest.mark.parametrize("hidden", ["<q hidden>x</q>", "<q><i hidden>x</i></q>"])
def test_hidden_quotations_leave_no_marks(hidden: str) -> None:
    assert cut(f"<p>a {hidden} b").text[0] == "a b"


def test_ranges_of_a_rich_page() -> None:
    document = cut(RICH)
    assert document.text == [
        *("a", "b c", "d", "e", "f", "g", "h | i", "j", "k", "l", "m", "n", "o"),
    ]
    check_tree(document)
    check_ranges(document)
    check_columns(document)


# -- What the page says of itself ----------------------------------------------------------------


def test_tokens_of_elements() -> None:
    document = cut("<div id=postBody-12 class='entry XMLFeed' role=main><p rel='\u00fcber-uns'>a")
    tokens = dict(zip(document.tree.tag, document.tree.tokens, strict=True))
    assert tokens["div"] == (
        *("entry", "xml", "feed", "xml feed", "post", "body", "0", "post body 0", "main"),
    )
    assert "uns" in tokens["p"]
    assert document.tree.tokens[0] == ()


def test_split_tokens_has_an_end() -> None:
    assert len(split_tokens(" ".join(f"c{chr(97 + i % 26)}{i}" for i in range(500)))) == 24
    assert split_tokens("") == split_tokens("--- ...") == ()


def test_page_tokens() -> None:
    document = cut(
        "<head><meta property=og:type content=article><meta name=generator content='WordPress 5.1'>"
        "<meta name=description content=blog>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": '
        '[{"@type": ["Person", "Thing"]}]}</script><script>"@type": "Nothing"</script></head>a'
    )
    assert document.text == ["a"]
    assert document.tree.tokens[0] == (
        *("og:type article", "generator word", "generator press"),
        *("type newsarticle", "type person"),
    )


def test_title_and_language() -> None:
    document = cut("<html lang=' DE-at'><head><title> Br\u00fccke\n offen </title><body lang=en>a")
    assert (document.title, document.language) == ("Br\u00fccke offen", "de-at")
    assert document.text == ["a"]
    assert cut("<html xml:lang=fr><p>a").language == "fr"
    assert (cut("<p>a").title, cut("<p>a").language) == ("", "")


def test_title_of_a_picture_is_not_the_page_s() -> None:
    assert cut("<svg><title>x</title></svg><title>y</title><p>a").title == "y"


@pytest.mark.parametrize("tag", ["script", "style", "template", "svg", "iframe", "canvas"])
def test_skipped_tags(tag: str) -> None:
    document = cut(f"<p>a<{tag}>x</{tag}> b</p>c")
    assert document.text == ["a b", "c"]
    assert tag not in document.tree.tag


def test_nothing_behind_a_skipped_tag_is_skipped() -> None:
    page = "<svg><g><path/><svg>x</svg></g>x</svg>a<template><div><p>x<br></div></template><p>b"
    assert cut(page).text == ["a", "b"]


def test_shadow_root_and_noscript_are_read() -> None:
    document = cut("<template shadowrootmode=open><p>a</template><noscript>b</noscript>")
    assert document.text == ["a", "b"]


@pytest.mark.parametrize(
    "attribute",
    ["hidden", "style='color: red; DISPLAY : none'", "style=visibility:hidden"],
)
def test_hidden(attribute: str) -> None:
    document = cut(f"<p>a<div {attribute}>b<p>c<br>d</div>e<p aria-hidden=false style=color:red>f")
    assert document.text == ["a", "b", "c", "d", "e", "f"]
    assert document.hidden == [False, True, True, True, False, False]


class Unread(dict[str, str]):
    """Attributes with a class that is too long to be read for nothing."""

    def get(self, key: str, default: Any = None) -> Any:
        assert key != "class"
        return super().get(key, default)


def test_a_class_is_read_only_where_a_style_hides_something() -> None:
    styles = StyleSheet()
    styles.read("p.a { color: red } .b { display: block }")
    assert not styles.hides("p", Unread({"class": "a"}))
    styles.read("P.a { color: red } .c { Display : NONE } @media print { .a { display: none } }")
    assert [styles.hides("p", {"class": name}) for name in "abc"] == [False, False, True]


@pytest.mark.parametrize("named", ["'#x'", '"x"', "#x'"])
def test_what_the_page_names_is_not_hidden_for_good(named: str) -> None:
    page = f"<p>{'seen ' * 90}<p id='x' style='text-indent:-9999px'>{'hidden ' * 9}"
    assert cut(page).unseen == [False, True]
    assert cut(page + f"<script>show('xx', {named})</script>").unseen == [False, False]


def test_base_is_what_links_and_images_are_read_against() -> None:
    document = cut(
        "<head><base href=https://a.example/b/><base href=https://z.example/></head>"
        "<p><a href=c>d</a><a href='http://[bad'>e</a><a>f</a><img src=../g.png>"
    )
    links = [part.value for part in document.inline[0] if isinstance(part, Mark) and part.opens]
    assert links == ["https://a.example/b/c", "http://[bad"]
    assert document.images == [Image(1, "https://a.example/g.png", "")]


def test_images_know_the_block_behind_them() -> None:
    document = cut(
        "<img src=1 alt=' one '><p>a <img data-src=2 src=data:x> b</p><img src=3><p>c</p>"
        "<img src=4><img src=data:y><img>"
    )
    assert document.images == [
        Image(0, "1", "one"),
        Image(1, "2", ""),
        Image(1, "3", ""),
        Image(2, "4", ""),
    ]


def test_image_in_a_data_row_stands_before_or_behind_it() -> None:
    document = cut("<table><tr><td><img src=1>a<img src=2><td>b<img src=3></table><img src=4><p>c")
    assert document.text == ["a | b", "c"]
    assert [image.before for image in document.images] == [0, 0, 0, 1]


# -- Limits and size -----------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["<p>a</p>", "<li>a", "a<br>", "<tr><td>a<td>b</tr>"])
def test_too_many_blocks(unit: str) -> None:
    n_cells = 2 if "td" in unit else 1
    allowed = 10 + n_cells - 1  # the cells of a row are blocks until it ends
    assert len(cut(unit * 10, max_blocks=allowed)) == 10
    with pytest.raises(LimitError, match="max_blocks") as caught:
        cut(unit * 12, max_blocks=10)
    assert (caught.value.limit, caught.value.allowed, caught.value.found) == ("max_blocks", 10, 11)


@pytest.mark.parametrize("page", ["", " \n", "<p></p>", "<!-- x -->", "<br><br>", "<script>a"])
def test_page_without_text(page: str) -> None:
    document = cut(page)
    assert len(document) == 0
    check_tree(document)


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["div", "b", "span", "ul", "table"])
def test_time_for_nested_tags_is_linear(tag: str) -> None:
    def read(page: str) -> None:
        assert cut(page).text == ["a", "b"]

    small, large = (
        f"<{tag}>" * n + "a" + f"</{tag}>" * n + "<p>b" for n in (100_000 // GROWTH, 100_000)
    )
    check_growth(read, small, large)


# -- Order and completeness ----------------------------------------------------------------------

WORD = "\0"
"""Stands for a word in the made-up trees, which are numbered when they are whole."""


def wrap(tag: str, parts: list[str]) -> str:
    return f"<{tag}>{''.join(parts)}</{tag}>"


def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements around what there is already."""
    parts = st.lists(inner, max_size=4)
    cells = st.lists(parts.map(lambda cell: wrap("td", cell)), max_size=3)
    rows = st.lists(cells.map(lambda row: wrap("tr", row)), max_size=3)
    return st.one_of(
        st.builds(wrap, st.sampled_from(["p", "div", "span", "b", "a", "h2", "li", "dd"]), parts),
        st.lists(parts.map(lambda item: wrap("li", item)), max_size=3).map(
            lambda items: wrap("ul", items)
        ),
        rows.map(lambda row: wrap("table", row)),
    )


leaves = st.sampled_from([f" {WORD} ", f"{WORD} {WORD}", "<br>", " ", "<hr>", "<i> </i>"])
trees = st.lists(st.recursive(leaves, grow, max_leaves=25), max_size=6).map("".join)


@given(tree=trees)
def test_every_word_once_and_in_order(tree: str) -> None:
    n_words = tree.count(WORD)
    words = [f"w{i}" for i in range(n_words)]
    page = tree
    for word in words:
        page = page.replace(WORD, f" {word} ", 1)
    document = cut(f"<body>{page}</body>")
    assert [word for word in " ".join(document.text).split() if word != "|"] == words
    check_tree(document)
    check_ranges(document)
    check_columns(document)


@given(page=st.text(st.sampled_from("<>/=\"' \nabpiu-!&;#"), max_size=80))
def test_no_markup_breaks_the_columns(page: str) -> None:
    document = cut(page)
    check_tree(document)
    check_columns(document)


def test_inline_element_has_the_block_in_its_range() -> None:
    document = cut("<p><a href=/y>a</a></p>")
    (element,) = document.element
    assert document.tree.tag[element] == "a"
    assert (document.tree.first[element], document.tree.end[element]) == (0, 1)


def test_title_that_is_never_closed_does_not_swallow_the_page() -> None:
    document = cut("<html><head><title>The mill\n<body><p>It turns <b>again</b>.</p></body></html>")
    assert document.text == ["It turns again."]
    assert document.title == "The mill"
