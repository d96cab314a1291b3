"""Markup, element by element, and where we show it otherwise than a browser does on purpose."""

from __future__ import annotations

from typing import NamedTuple

IN_LINE = (
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "map", "mark", "nobr", "output", "s", "samp", "slot",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "blink",
    "glossary", "relative-time", "g-emoji", "as-footnote", "x-term", "o:p", "st1:city",
    "st1:country-region", "spacer", "rb", "tspan", "foo", "a1", "my_tag",
)  # fmt: skip
BOXES = (
    "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hgroup", "legend", "li", "listing", "main", "menu", "nav", "ol",
    "p", "pre", "search", "section", "summary", "ul",
)  # fmt: skip
STYLES = ["block", "flex", "grid", "list-item", "flow-root"]


class ElementCase(NamedTuple):
    """A page's body, and our own lines with the reason for them."""

    html: str
    ours: tuple[str, ...] | None = None
    """None: as the browser shows it."""
    why: str = ""


CASES: dict[str, ElementCase] = {}
for _tag in IN_LINE:
    CASES[f"in-line {_tag}"] = ElementCase(f"<p>one <{_tag}>two</{_tag}>three four</p>")
for _tag in BOXES:
    CASES[f"box {_tag}"] = ElementCase(f"<div>one<{_tag} open>two</{_tag}>three</div>")
for _style in STYLES:
    CASES[f"style {_style}"] = ElementCase(
        f'<div><span style="color: red; display: {_style}">one</span>'
        f'<a href="x" style="display:{_style}">two</a>three '
        f'<b style="x-display:{_style}">four</b></div>'
    )
CASES["box p"] = ElementCase("<div>one<p>two</p>three</div>")
CASES["box summary"] = ElementCase("<details open><summary>one</summary>two</details>")
for _tag in ("p", "h2", "li", "td", "dd", "figcaption", "summary"):
    CASES[f"custom in {_tag}"] = ElementCase(
        f"<{_tag}><x-a>One</x-a>'s two <x-b><x-c>three</x-c></x-b>, four <x-d>five</x-d></{_tag}>"
    )

_HIDES = "what the browser does not show is a block still, and told to be hidden"
_LINES = "each is a block"
_CHOICES = "all choices of a <select> stand in its line, a browser shows one"

CASES |= {
    # -- Boxes that may stand in a sentence
    "button in a sentence": ElementCase("<p>Press the <button>OK</button> button.</p>"),
    "button after a comma": ElementCase("<p>First, <button>OK</button>, then more.</p>"),
    "button behind bold": ElementCase("<p>Press <b>the</b> big <button>OK</button> there.</p>"),
    "button begins a sentence": ElementCase("<p><button>OK</button> starts the engine.</p>"),
    "button with a box in it": ElementCase(
        "<p>Press the <button><span>OK</span></button> button.</p>"
    ),
    "buttons side by side": ElementCase(
        "<div><button>Share</button><button>Like</button></div>",
        ("Share", "Like"),
        "buttons are spaced by a page's style, and each has a purpose of its own",
    ),
    "button behind a sentence": ElementCase(
        "<div>It was so. <button>Share</button></div>",
        ("It was so.", "Share"),
        "a sentence that has ended does not go on in a button",
    ),
    "button in a heading": ElementCase(
        "<h2>Boats <button>Copy</button></h2>", ("Boats", "Copy"), "a heading's tools are no title"
    ),
    "button behind a span": ElementCase(
        "<div><span>Share</span> <button>Post</button></div>", ("Share", "Post"), _LINES
    ),
    "button before text": ElementCase(
        "<div><button>Like</button> 5 likes</div>", ("Like", "5 likes"), _LINES
    ),
    "select in a sentence": ElementCase(
        "<p>Choose <select><option>boats<option>cars</select> in the list.</p>",
        ("Choose boats cars in the list.",),
        _CHOICES,
    ),
    "select alone": ElementCase(
        "<div><select><option>one<option>two</select></div>", ("one two",), _CHOICES
    ),
    "custom side by side": ElementCase(
        "<div><x-a>Sport</x-a><x-a>News</x-a></div>",
        ("Sport", "News"),
        "a page that defines elements sets those side by side as boxes nearly always",
    ),
    "custom tool in a heading": ElementCase(
        "<h1>Overview <devsite-actions>Save it</devsite-actions></h1>",
        ("Overview", "Save it"),
        "its name says that it is no title",
    ),
    "button in a cell": ElementCase(
        "<table><tr><td>Speed <button>i</button><td>32 km/h</table>",
        ("Speed", "i", "32 km/h"),
        "a cell with a tool in it holds two things",
    ),
    "custom around boxes": ElementCase("<x-a><p>one</p><p>two</p></x-a>"),
    "custom around text and boxes": ElementCase("<x-a>one<p>two</p>three</x-a>"),
    "custom in custom": ElementCase("<p>one <x-a><x-b>two</x-b></x-a>three</p>"),
    "custom emoji": ElementCase(
        "<p>well <g-emoji>😀</g-emoji><g-emoji>😀</g-emoji> then</p>"
    ),
    "unknown around boxes": ElementCase("<foo><div>one</div><div>two</div></foo>"),
    "smart tag at the start": ElementCase("<p><st1:City>York</st1:City>'s men left.</p>"),
    # -- Links
    "links that split a word": ElementCase("<p>an <a href=x>un</a><a href=y>done</a> day</p>"),
    "links in Chinese": ElementCase("<p>位于<a href=x>中国</a><a href=y>北京</a>市中心</p>"),
    "links at a sentence's end": ElementCase("<p>so <a href=x>un</a><a href=y>done</a>.</p>"),
    "notes side by side": ElementCase(
        "<p>It was<a href=x>[1]</a><a href=y>[2]</a> seen by all.</p>"
    ),
    "notes raised": ElementCase(
        "<p>It was<sup><a href=x>[1]</a></sup><sup><a href=y>[2]</a></sup></p>"
    ),
    "links with a space": ElementCase("<p>see <a href=x>one</a> <a href=y>two</a> here</p>"),
    "link without an address": ElementCase("<p>on<a name=x>e</a> two</p>"),
    "link around boxes": ElementCase("<a href=x><h3>one</h3><div>two</div></a>three"),
    "menu of links": ElementCase(
        "<div><a href=x>Home</a><a href=y>News</a></div>",
        ("Home News",),
        "a menu is spaced by the page's style",
    ),
    "menu with separators": ElementCase("<div><a href=x>Home</a> | <a href=y>News</a></div>"),
    "tags behind a label": ElementCase(
        "<div>Tags: <a href=x>sea</a><a href=y>boats</a></div>",
        ("Tags: sea boats",),
        "no sentence goes on behind them",
    ),
    # -- Breaks
    "poem": ElementCase("<p>one<br>two<br><br>three</p>"),
    "address": ElementCase("<address>A. Field<br>1 Quay<br>Harle</address>"),
    "br in bold": ElementCase("<p><b>one<br>two</b> three</p>"),
    "wbr": ElementCase("<p>un<wbr>done</p>"),
    "soft hyphen": ElementCase("<p>un&shy;done</p>"),
    "hr": ElementCase("<div>one<hr>two</div>"),
    "comment": ElementCase("<p>un<!-- x -->done</p>"),
    "white space": ElementCase("<p>  one\n\t two&nbsp;three  </p>"),
    "nothing between boxes": ElementCase("<div>one</div><div>two</div>"),
    "empty boxes": ElementCase("<div>one</div><div></div><p></p><div>two</div>"),
    "box in bold": ElementCase("<b>one<div>two</div>three</b>"),
    "div in the line": ElementCase('<div>one <div style="display:inline">two</div> three</div>'),
    "p in the line": ElementCase(
        '<div>one <p style="display: inline;">two</p> three</div>',
        ("one two three",),
        "it is drawn in the line; `innerText` parts each <p>",
    ),
    "contents": ElementCase('<p>one <span style="display:contents">two</span> three</p>'),
    "inline-block": ElementCase('<p>one <span style="display:inline-block">two</span>three</p>'),
    # -- Lists
    "ul": ElementCase("<ul><li>one<li>two</ul>"),
    "nested list": ElementCase("<ol><li>one<ul><li>two</ul>three<li>four</ol>"),
    "item of two paragraphs": ElementCase("<ul><li><p>one</p><p>two</p><li>three</ul>"),
    "heading in a list": ElementCase("<ol><li>one<li><h3>two</h3>three</ol>"),
    "dl": ElementCase("<dl><dt>one<dd>two<dd>three<dt>four<dd>five</dl>"),
    "dl with div": ElementCase("<dl><div><dt>one<dd>two</div><div><dt>three<dd>four</div></dl>"),
    "list in dd": ElementCase("<dl><dt>one<dd>two<ul><li>three</ul></dl>"),
    "menu": ElementCase("<menu><li>one<li>two</menu>"),
    "text in a list": ElementCase("<ul>one<li>two</ul>"),
    # -- Tables
    "table": ElementCase("<table><tr><td>one<td>two<tr><td>three<td>four</table>"),
    "empty cell": ElementCase("<table><tr><td>one<td><td>three<tr><td>a<td>b<td>c</table>"),
    "empty first cell": ElementCase("<table><tr><td><td>two<td>three<tr><td>a<td>b<td>c</table>"),
    "head cells": ElementCase("<table><thead><tr><th>a<th>b<tbody><tr><th>c<td>d</table>"),
    "caption": ElementCase("<table><caption>one</caption><tr><td>two<td>three</table>"),
    "inline in cells": ElementCase("<table><tr><td><b>o</b>ne<td><a href=x>two</a></table>"),
    "p in cells": ElementCase("<table><tr><td><p>one</p><td><p>two</p></table>",
                              ("one | two",), "a row is a line"),
    "bar in a cell": ElementCase("<table><tr><td>a | b<td>c</table>"),
    "rowspan": ElementCase(
        "<table><tr><td rowspan=2>a<td>b<tr><td>c<td>d</table>",
        ("a | b", "| c | d"),
        "the place of the cell above stays, so that columns are told by what is before them",
    ),
    "colspan": ElementCase(
        "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>",
        ("a | | b", "c | d | e"),
        "a cell over two columns takes both",
    ),
    "row of one cell": ElementCase("<table><tr><td>a<td>b<tr><td>c<td></table>"),
    "table in a sentence": ElementCase("one<table><tr><td>two<td>three</table>four"),
    "cell of two lines": ElementCase(
        "<table><tr><td>one<br>two<td>three</table>",
        ("one two | three",),
        "a row is a line",
    ),
    "cell that ends with a br": ElementCase(
        "<table><tr><td>one<br><td>two</table>", ("one | two",), "a row is a line"
    ),
    "cell of two paragraphs": ElementCase(
        "<table><tr><td>one<br><br>two<td>three</table>",
        ("one", "two", "three"),
        "a cell of several blocks is one of a layout",
    ),
    "row of one cell of two lines": ElementCase("<table><tr><td>one<br>two</table>"),
    # -- Quotes, code, details, figures
    "quote": ElementCase("<blockquote><p>one</p><ul><li>two</ul><pre>three</pre></blockquote>"),
    "q": ElementCase("<p>He <q>said <q>so</q></q>.</p>", ("He “said ‘so’”.",),
                     "a browser shows the marks, which are no text of the page to it"),
    "q in German": ElementCase('<html lang=de><p>Er <q>sagt</q>.</p>', ("Er „sagt“.",),
                               "the marks are those of the language"),
    "q that begins with hidden text": ElementCase(
        "<p><q><span hidden>one</span>two</q> three</p>",
        ("“two” three",),
        "the marks are no text of the page to a browser",
    ),
    "q behind text, that begins with hidden text": ElementCase(
        "<p>one <q><b hidden>two</b> <q>three</q></q></p>",
        ("one “‘three’”",),
        "as above",
    ),
    "q that a reader does not see": ElementCase("<p>one <q><b hidden>two</b></q> three</p>"),
    "q with a word that a script may show": ElementCase(
        "<p><q><b hidden id=x>one</b> two</q></p>",
        ("“one two”",),
        "a sentence is not cut: what a script shows later is hidden, too",
    ),
    "hidden q": ElementCase("<p>one <span hidden><q>two</q></span> three</p>"),
    "pre": ElementCase("<pre>\n  one\n    two\n\nthree</pre>"),
    "pre in bold": ElementCase("<pre>one <b>two</b>\n <i>three</i></pre>"),
    "code in a sentence": ElementCase("<p>one<code>two</code>three</p>"),
    "details open": ElementCase("<details open><summary>one</summary><p>two</p></details>"),
    "details closed": ElementCase(
        "<details><summary>one</summary><p>two</p></details>",
        ("one", "two"),
        "a reader opens it; a FAQ's answers stand there",
    ),
    "dialog closed": ElementCase("<dialog>one</dialog>two"),
    "dialog open": ElementCase("<dialog open>one</dialog>two"),
    "figure": ElementCase("<figure><img src=x><figcaption>one</figcaption></figure>two"),
    "ruby": ElementCase(
        "<p>さて<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>を</p>",
        ("さて漢字(かんじ)を",),
        "the reading stands above the word, not in it",
    ),
    "ruby of a word": ElementCase(
        "<p>さて<ruby>漢字<rt>かんじ</rt></ruby>を</p>", ("さて漢字(かんじ)を",), "as above"
    ),
    "rt outside of ruby": ElementCase("<p>one <rt>two</rt>three</p>"),
    "sub and sup": ElementCase("<p>H<sub>2</sub>O and x<sup>2</sup></p>"),
    # -- What is not shown
    "hidden": ElementCase("<p hidden>one</p>two"),
    "display none": ElementCase("<p style='display:none'>one</p>two"),
    "hidden word": ElementCase("<p>one <span hidden>two</span> three</p>"),
    "word that a script may show": ElementCase(
        "<p>one <span hidden id=x>two</span> three</p>",
        ("one two three",),
        "a sentence is not cut: what a script shows later is hidden, too",
    ),
    "script": ElementCase("<p>one<script>two</script>three</p>"),
    "style": ElementCase("<p>one<style>two</style>three</p>"),
    "template": ElementCase("<p>one<template>two</template>three</p>"),
    "svg": ElementCase("<p>one<svg><title>x</title></svg>three</p>"),
    "iframe": ElementCase("<p>one<iframe>two</iframe>three</p>"),
    "input": ElementCase("<p>one <input value=two> three</p>"),
    "progress": ElementCase("<p>one <progress></progress>three</p>"),
    # -- Pictures
    "picture in a word": ElementCase("<p>one<img src=x>two</p>"),
    "emoji": ElementCase(
        "<p>well <img class=emoji alt='😀' src=x> then</p>",
        ("well 😀 then",),
        "the picture stands for a letter",
    ),
    "emoji without a class": ElementCase(
        "<p>well <img alt='👍🏽' src=x></p>", ("well 👍🏽",), "as above"
    ),
    "smiley": ElementCase("<p>well <img class=emoji alt=':smile:' src=x></p>"),
    "unknown side by side": ElementCase(
        "<div><tab>Sport</tab><tab>News</tab></div>", ("Sport", "News"), "as custom ones"
    ),
    "unknown before another element": ElementCase(
        "<div><timeago>2 May</timeago><span>The Courier</span></div>",
        ("2 May", "The Courier"),
        "as custom ones: no text of theirs goes on in the next element",
    ),
    "custom behind another element": ElementCase(
        "<div><span>Sport</span><x-a>News</x-a></div>", ("Sport", "News"), "as above"
    ),
    "custom beside text": ElementCase("<div>Sailed <x-a>May 2</x-a> at noon</div>"),
    "custom before text": ElementCase("<div><x-a>York</x-a>'s men left.</div>"),
    "button behind a label": ElementCase(
        "<div>Search history <button>Clear</button></div>",
        ("Search history", "Clear"),
        "outside of paragraphs it is a tool",
    ),
    "lines of code as boxes": ElementCase(
        "<pre><span style='display:block'>one\n</span><span>two</span></pre>"
    ),
    "picture with a text": ElementCase("<p>well <img alt='A boat' src=x> then</p>"),
    # -- Broken
    "b around p": ElementCase("<b><p>one</p></b><p>two</p>"),
    "p in p": ElementCase("<p>one<p>two"),
    "li without a list": ElementCase("<li>one<li>two"),
    "stray ends": ElementCase("<p>one</b></i> two</p></div>"),
    "i across paragraphs": ElementCase("<p><i>one</p><p>two</i> three</p>"),
    "upper case": ElementCase("<DIV>one<P>two</P><SPAN>three</SPAN> four</DIV>"),
    "noscript": ElementCase(
        "<div>one<noscript>two</noscript>three</div>",
        ("one", "two", "three"),
        "what it says is for whoever runs no script, as we",
    ),
}  # fmt: skip
