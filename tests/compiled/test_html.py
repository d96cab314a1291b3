"""The compiled pass over a page writes what the pure one writes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from cleaner import compiled
from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError, TimeLimitError
from cleaner.segment.html import segmenter as pure

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_MODULE = compiled.load("html")
pytestmark = pytest.mark.skipif(_MODULE is None, reason="the extension is not built")

_CROWDED = "<p " + " ".join(f"a{i}={i}" for i in range(100_000)) + ">text"
"""A tree takes a minute for it."""
_TAGS = [
    "p",
    "div",
    "span",
    "a",
    "a",
    "b",
    "i",
    "em",
    "code",
    "q",
    "ruby",
    "rt",
    "rp",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "h1",
    "h3",
    "pre",
    "xmp",
    "textarea",
    "blockquote",
    "figcaption",
    "select",
    "option",
    "button",
    "my-tag",
    "x-dialog",
    "section",
    "details",
    "summary",
    "dialog",
    "noscript",
    "title",
    "html",
    "body",
    "svg",
    "style",
    "script",
    "template",
    "iframe",
    "label",
    "small",
    "sup",
    "sub",
    "mark",
    "br",
    "br",
    "hr",
    "img",
    "wbr",
    "base",
    "meta",
    "source",
    "input",
    "listing",
    "math",
    "div",
]
_ATTRIBUTES = (
    *["", "", "", "", " hidden", " hidden=until-found", " open", " class='a b'", " id=x1", " id=é"],
    *[" class=tab", " href='/a b '", " href", " href=''", " src=x.png alt=' pic '", " reversed"],
    *[
        " alt=😀 src=e.png",
        " srcset='a.png 2x, b.png'",
        " value=7",
        " value",
        " start=3",
        " lang=de",
    ],
    *[" colspan=3", " rowspan=2", " style='display:none'", " style='display:block'", " role=main"],
    *[" style='display:inline;color:red'", " style='opacity:0'", " aria-hidden=true"],
    *[" style='position:absolute;left:-9999px'", " data-x=1", " class='lineno gutter'"],
    *[" class=katex", " class='a math-tex'", " class=path", " type=math/tex", " alt='$y$' src=y"],
    *[" alt=a_b class=LaTeX src=z", " src=/latex?x^2", " class=react-code-lines"],
    *[" property=og:title content='T'", " type='application/ld+json'", " shadowrootmode=open"],
)
_TEXTS = (
    *["word", " ", "\n", "Two words, then. ", "\u00a0", "a\u2003b", "&amp;", "&nbsp;x", "&#x2028;"],
    *["é中文。", "😀", ";", "1", "12", "x = 1;", "<!-- c -->", "<?pi?>", ".a{display:none}", "–"],
    *["#x1{visibility:hidden}", '{"@type":"Article","headline":"h"}', "A" * 90, "\u3000", "\x85"],
    *[
        "</p>",
        "</div>",
        "</a>",
        "</table>",
        "</ul>",
        "<![CDATA[x]]>",
        "&lt;",
        "\u200b",
        "&#0;",
        "$x$",
        "\\(y\\)",
    ],
)


_BEGINNINGS = (
    "",
    "<html lang=fr><body>",
    "<style>.a,p.b{display:none}</style>",
    "<script>MathJax = {inlineMath: ['$', '$']}</script>",
    "<!-- katex -->",
)


def _make(seed: int) -> str:
    """A page of tags and texts that fit together now and then."""
    chance = random.Random(seed)
    tags = chance.sample(_TAGS, k=chance.randint(2, len(_TAGS)))
    opened: list[str] = []
    parts = [chance.choice(_BEGINNINGS)]
    for _ in range(chance.randint(1, 90)):
        kind = chance.random()
        if kind < 0.4:
            tag = chance.choice(tags)
            attributes = "".join(chance.choices(_ATTRIBUTES, k=chance.randint(0, 3)))
            parts.append(f"<{tag}{attributes}>")
            opened.append(tag)
        elif kind < 0.6 and opened:
            parts.append(f"</{opened.pop()}>")
        else:
            parts.append(chance.choice(_TEXTS))
    return "".join(parts)


def _read(module: Any, sources: list[str], **options: Any) -> dict[str, Any]:
    """All that a pass writes of pages that follow each other."""
    page = module.Segmenter(options.get("max_blocks", 10_000), options.get("time", NO_DEADLINE))
    for source in sources:
        page.read_page(source)
    elements, head = page.elements, page.head
    return {
        **vars(page.columns),
        "hiding": elements.hiding,
        "inherited": elements.inherit(dict.fromkeys(elements.hiding, 2)),
        "attributes": [dict(attributes.items()) for attributes in elements.attributes],
        "tree": elements.tree(page.columns.element, tuple(head.tokens)),
        "head": (head.title, head.language, head.declared(), head.open_graph()),
        "styles": elements.styles.hidden,
    }


@pytest.mark.parametrize("path", sorted(_FIXTURES.rglob("*.html")), ids=lambda path: path.stem)
def test_fixtures_have_the_same_columns(path: Path) -> None:
    source = path.read_text("utf-8", "replace")
    assert _read(_MODULE, [source]) == _read(pure, [source])


@pytest.mark.parametrize("seed", range(400))
def test_made_up_pages_have_the_same_columns(seed: int) -> None:
    source = _make(seed)
    assert _read(_MODULE, [source]) == _read(pure, [source]), source


def test_a_page_goes_on_where_another_left_off() -> None:
    sources = ["<p>one<b>two", "", "<ul><li>three</ul><p id=x class='a1'>four"]
    assert _read(_MODULE, sources) == _read(pure, sources)


@pytest.mark.parametrize(
    "source",
    [
        f"<script>if (a<b = '</script>{_CROWDED}",
        f"<!-- <i x=' -->{_CROWDED}",
        "<a b='" * 300_000,
        "<div>" * 100_000 + "deep",
        "<b>" * 30_000 + "x" + "</b>y" * 30_000,
        _CROWDED,
        "".join(f"<t{i}>x" for i in range(5_000)),
        "word " * 1_000_000,
        "\x00<p>\x01a\x0bb\x7f</p>",
        "<p>lone \ud800 surrogate",
        "<p>" + "<a href=x>y</a>" * 20_000,
    ],
    ids=[
        "after-script",
        "after-comment",
        "quotes",
        "deep",
        "marks",
        "attributes",
        "tags",
        "long",
        "controls",
        "surrogate",
        "links",
    ],
)
def test_hostile_pages_have_the_same_columns(source: str) -> None:
    assert _read(_MODULE, [source]) == _read(pure, [source])


def test_too_many_blocks_are_refused() -> None:
    with pytest.raises(LimitError):
        _read(_MODULE, ["<p>a<p>b<p>c"], max_blocks=2)


def test_the_clock_is_looked_at_on_the_way() -> None:
    with pytest.raises(TimeLimitError):
        _read(_MODULE, ["<p>a" * 10_000], time=Deadline(0))
