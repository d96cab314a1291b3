"""HTML keeps structure and escapes everything else."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from cleaner.render import render_html
from cleaner.types import Image, Inline, Kind, Mark
from tests.render.build import B, Case, make_dump, make_html, marked, numbered, row

ITEM = Kind.LIST_ITEM


def render(case: Case, *, images: bool = False) -> str:
    return render_html(case.document, case.verdicts, images=images)


def inner(*blocks: B) -> str:
    """The article's content, line breaks of the source left out."""
    text = render(make_html(*blocks))
    assert text.startswith("<article>\n")
    assert text.endswith("</article>")
    return text.removeprefix("<article>").removesuffix("</article>").replace("\n", "")


INLINE: list[tuple[Inline, str]] = [
    (("a < b & ", *marked("strong", " c "), "d"), "a &lt; b &amp; <strong>c</strong> d"),
    (marked("a", "x", '/y?a=1&b="'), '<a href="https://bugle.example/y?a=1&amp;b=&quot;">x</a>'),
    (marked("a", "x", "JavaScript:alert(1)"), "x"),
    (marked("a", "x", "mailto:a@b.example"), '<a href="mailto:a@b.example">x</a>'),
    ((Mark("em", True), Mark("strong", True), "x", Mark("em", False), "y"),
     "<em><strong>x</strong></em>y"),
    (("a\x00b\x1bc",), "abc"),
]  # fmt: skip


@pytest.mark.parametrize(("inline", "expected"), INLINE)
def test_inline(inline: Inline, expected: str) -> None:
    assert inner(B(inline=inline)) == f"<p>{expected}</p>"


BLOCKS = [
    pytest.param([B("H", Kind.HEADING, 4)], "<h4>H</h4>", id="heading"),
    pytest.param([B("a", group=1), B("b", group=1)], "<p>a<br>b</p>", id="lines"),
    pytest.param(
        [
            B("a", ITEM, 1, 1),
            numbered("x", 1, level=2),
            numbered("y", 2, level=2),
            B("b", ITEM, 1, 1),
        ],
        "<ul><li>a<ol><li>x</li><li>y</li></ol></li><li>b</li></ul>",
        id="nested_list",
    ),
    pytest.param(
        [B("a", ITEM, 1, 1), numbered("b", 1)],
        "<ul><li>a</li></ul><ol><li>b</li></ol>",
        id="list_changes_form",
    ),
    pytest.param(
        [B("a", ITEM, 1, 1), B("b", group=1)], "<ul><li>a<p>b</p></li></ul>", id="item_with_more"
    ),
    pytest.param(
        [row(marked("em", "a"), "b"), row("c", "d")],
        "<table><tr><td><em>a</em></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
        id="table",
    ),
    pytest.param([B("<x>", Kind.CODE)], "<pre><code>&lt;x&gt;</code></pre>", id="code"),
    pytest.param(
        [B("a", Kind.QUOTE), B("b", Kind.QUOTE)],
        "<blockquote><p>a</p><p>b</p></blockquote>",
        id="quote",
    ),
    pytest.param(
        [B("T", Kind.TERM, 0, 1), B("D", Kind.DEFINITION, 0, 1)],
        "<dl><dt>T</dt><dd>D</dd></dl>",
        id="terms",
    ),
    pytest.param([B("no", keep=False)], "", id="nothing_kept"),
]


@pytest.mark.parametrize(("blocks", "expected"), BLOCKS)
def test_blocks(blocks: list[B], expected: str) -> None:
    assert inner(*blocks) == expected


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("", "<article>"),
        ("en-gb", '<article lang="en-gb" dir="ltr">'),
        ("ar", '<article lang="ar" dir="rtl">'),
        ("fa_ir", '<article lang="fa_ir" dir="rtl">'),
        ('"><script>', '<article lang="&quot;&gt;&lt;script&gt;" dir="ltr">'),
    ],
)
def test_language(language: str, tag: str) -> None:
    assert render(make_html(B("a"), language=language)).split("\n")[0] == tag


def test_images() -> None:
    case = make_html(B("a"), B("b"), images=(Image(1, "/p.jpg", 'a "cat"'),))
    assert "<img" not in render(case)
    image = '<p><img src="https://bugle.example/p.jpg" alt="a &quot;cat&quot;"></p>'
    assert image in render(case, images=True)


def test_a_dump_has_a_paragraph_for_lines_without_a_blank_between() -> None:
    text = render(make_dump(B("a <b>"), B("c"), B("ad", keep=False), B("d", blank_before=1)))
    assert text == "<article>\n<p>a &lt;b&gt;<br>\nc</p>\n<p>d</p>\n</article>"
    assert render(make_dump()) == "<article>\n</article>"


def test_code_keeps_its_white_space() -> None:
    code = "\tif x:\n\n        y  z"
    tree = lxml_html.fromstring(render(make_html(B(code, Kind.CODE))))
    assert "".join(map(str, tree.itertext())).strip("\n") == code
