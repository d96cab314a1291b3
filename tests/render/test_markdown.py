"""Markdown keeps structure, and what only looks like markup stays text."""

from __future__ import annotations

import pytest

from cleaner.render import render_markdown
from cleaner.types import Image, Inline, Kind, Mark, Role
from tests.render.build import B, make_dump, make_html, marked, numbered, row

ITEM = Kind.LIST_ITEM


def render(*blocks: B, images: tuple[Image, ...] = ()) -> str:
    case = make_html(*blocks, images=images)
    return render_markdown(case.document, case.verdicts, images=bool(images))


INLINE: list[tuple[Inline, str]] = [
    (("a ", *marked("strong", " bold "), "word"), "a **bold** word"),
    (("a ", *marked("em", "b"), "c"), "a *b*c"),
    ((*marked("strong", "\u300c\u8bcd\u300d"), "\u662f"), "\u300c\u8bcd\u300d\u662f"),
    ((*marked("em", "a"), *marked("em", "b")), "*ab*"),
    ((*marked("em", "a"), *marked("strong", "b")), "*a*b"),
    (("see ", *marked("a", "this", "/x y_(z)")), "see [this](https://bugle.example/x%20y_%28z%29)"),
    (marked("a", "x", "javascript:alert(1)"), "x"),
    (marked("a", "x", "java\nscript:alert(1)"), "x"),
    (marked("a", "x", " \x01data:text/html,x"), "x"),
    (marked("a", "x", "http://[bad"), "x"),
    (marked("a", "x", ""), "x"),
    (marked("a", " ", "/icon"), ""),
    (marked("a", "a [b] c", "#top"), r"[a \[b\] c](https://bugle.example/news/#top)"),
    (marked("code", "a`b"), "``a`b``"),
    (marked("code", "`"), "`` ` ``"),
    (("H", *marked("sub", "2"), "O"), "H<sub>2</sub>O"),
    ((Mark("strong", True), "never closed"), "**never closed**"),
    (("never opened", Mark("strong", False)), "never opened"),
    ((Mark("a", True, "/x"), "a", Mark("em", True), "b", Mark("a", False), "c"),
     "[a*b*](https://bugle.example/x)c"),
]  # fmt: skip


@pytest.mark.parametrize(("inline", "expected"), INLINE)
def test_inline(inline: Inline, expected: str) -> None:
    assert render(B(inline=inline)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", r"\# no heading"),
        ("#tag", "#tag"),
        ("1. no list", r"1\. no list"),
        ("1984. It was", r"1984\. It was"),
        ("1.5 litres", "1.5 litres"),
        ("- no item", r"\- no item"),
        ("---", r"\---"),
        ("> no quote", r"\> no quote"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*no* emphasis", r"\*no\* emphasis"),
        ("snake_case _x_", r"snake_case \_x\_"),
        ("<b>no tag</b>", r"\<b>no tag\</b>"),
        ("a < b", "a < b"),
        ("AT&T &amp; R&D", r"AT&T \&amp; R&D"),
        ("a note [1] and [x](y)", r"a note [1] and [x\](y)"),
        (r"C:\dir \*", r"C:\dir \\\*"),
        ("a `tick`", r"a \`tick\`"),
    ],
)
def test_escapes_what_would_be_markup(text: str, expected: str) -> None:
    assert render(B(text)) == expected


BLOCKS = [
    pytest.param([B("H", Kind.HEADING, 3)], "### H", id="heading"),
    pytest.param([B("H", role=Role.HEADLINE)], "# H", id="headline_that_is_no_heading"),
    pytest.param([B("C #", Kind.HEADING, 2)], "## C \\#", id="heading_ends_with_a_hash"),
    pytest.param(
        [B("H", Kind.HEADING, 1, 1), B("h", Kind.HEADING, 1, 1)], "# H h", id="heading_with_br"
    ),
    pytest.param([B("a", group=1), B("b", group=1)], "a  \nb", id="lines"),
    pytest.param(
        [numbered("a", 1), B("x", ITEM, 2, 1), numbered("b", 2)],
        "1. a\n   - x\n2. b",
        id="nested_list",
    ),
    pytest.param(
        [B("a", ITEM, 1, 1), B("more", group=1), B("b", ITEM, 1, 1)],
        "- a\n\n  more\n- b",
        id="item_of_two_paragraphs",
    ),
    pytest.param(
        [B("a", ITEM, 1, 1), B("x\n y", Kind.CODE, 0, 1)],
        "- a\n\n  ```\n  x\n   y\n  ```",
        id="code_in_an_item",
    ),
    pytest.param(
        [row("a", "b"), row("c|", marked("em", "d"))],
        "| a | b |\n| --- | --- |\n| c\\| | *d* |",
        id="table",
    ),
    pytest.param(
        [row("a", "b"), row("c")],
        "| a | b |\n| --- | --- |\n| c |  |",
        id="ragged_table",
    ),
    pytest.param([B("x = ```", Kind.CODE)], "````\nx = ```\n````", id="code_with_a_fence"),
    pytest.param(
        [B("a", Kind.CODE, 0, 1), B("b", Kind.CODE, 0, 1)],
        "```\na\n```\n\n```\nb\n```",
        id="code",
    ),
    pytest.param([B("a", Kind.QUOTE), B("b", Kind.QUOTE)], "> a\n>\n> b", id="quote"),
    pytest.param(
        [B("a", Kind.QUOTE), B("ad", keep=False), B("b", Kind.QUOTE)], "> a\n\n> b", id="two_quotes"
    ),
    pytest.param(
        [B("T", Kind.TERM, 0, 1), B("D", Kind.DEFINITION, 0, 1)], "- T\n  - D", id="terms"
    ),
    pytest.param([], "", id="empty"),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "expected"), BLOCKS)
def test_blocks(blocks: list[B], expected: str) -> None:
    assert render(*blocks) == expected


def test_relative_links_stay_without_a_url() -> None:
    case = make_html(B(inline=marked("a", "x", "/y")), url=None)
    assert render_markdown(case.document, case.verdicts) == "[x](/y)"


def test_a_dump_is_its_own_lines() -> None:
    case = make_dump(B("# as it *stands*"), B("ad", keep=False), B("  b", blank_before=2))
    assert render_markdown(case.document, case.verdicts) == "# as it *stands*\n\n  b"


PICTURE = Image(1, "/p.jpg", "A [cat]")
SHOWN = r"![A \[cat\]](https://bugle.example/p.jpg)"


def test_images_only_on_request() -> None:
    case = make_html(B("a"), B("b"), images=(PICTURE,))
    assert render_markdown(case.document, case.verdicts) == "a\n\nb"
    assert render_markdown(case.document, case.verdicts, images=True) == f"a\n\n{SHOWN}\n\nb"


CAPTION = B("A cat.", Kind.CAPTION, role=Role.CAPTION, keep=False)
RELATED = B("More", role=Role.RELATED, keep=False)


@pytest.mark.parametrize(
    ("blocks", "before", "is_shown"),
    [
        ([B("a"), B("b")], 1, True),
        ([B("a"), B("b")], 0, False),
        ([B("a"), B("b")], 2, False),
        ([B("a"), CAPTION, B("b")], 1, True),
        ([B("a"), CAPTION, CAPTION, B("b")], 2, True),
        ([B("a"), RELATED, B("b")], 1, True),
        ([B("a"), RELATED, RELATED, B("b")], 2, False),
        ([RELATED, B("a")], 0, False),
        ([RELATED], 0, False),
        ([B("a"), B("b")], 99, False),
    ],
)
def test_images_stand_inside_the_article(blocks: list[B], before: int, is_shown: bool) -> None:
    text = render(*blocks, images=(PICTURE._replace(before=before),))
    assert (SHOWN in text) is is_shown


def test_an_image_in_a_list_comes_after_it() -> None:
    text = render(B("a", ITEM, 1, 1), B("b", ITEM, 1, 1), B("c"), images=(PICTURE,))
    assert text == f"- a\n- b\n\n{SHOWN}\n\nc"


def test_an_image_that_leads_nowhere_is_left_out() -> None:
    assert render(B("a"), B("b"), images=(Image(1, "javascript:x", ""),)) == "a\n\nb"
