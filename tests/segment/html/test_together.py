"""Hidden text, boxes in the line, formulas, programs and tables where they meet."""

from __future__ import annotations

import pytest

from cleaner.render import render_html, render_markdown
from cleaner.types import Kind
from tests.segment.html.build import cut, keep_all

FORMULA = (
    '<math><semantics><annotation encoding="application/x-tex">x_1</annotation></semantics></math>'
)
HIDDEN = "<span style='display:none'>{}</span>"


def code(language: str, text: str) -> str:
    return f'<pre><code class="language-{language}">{text}</code></pre>'


def markdown_of(page: str) -> str:
    document = cut(page)
    return render_markdown(document, keep_all(document))


@pytest.mark.parametrize(
    ("page", "markdown"),
    [
        (f"<p>a <q>{FORMULA} b</q> c</p>", "a “$x_1$ b” c"),
        (f"<p>a <x-y>{FORMULA}</x-y> b</p>", "a $x_1$ b"),
        (f"<div><button>a</button>{FORMULA}</div>", "a\n\n$x_1$"),
        (f"<p>a <b>{FORMULA}</b> b</p>", "a **$x_1$** b"),
        (f"<p>{HIDDEN.format('a')}{FORMULA} b</p>", "$x_1$ b\n\na"),
        (f"<p>a {HIDDEN.format(FORMULA)} b</p>", "a b\n\n$x_1$"),
        (
            f"<table><tr><th>a<th>b<tr><td>{FORMULA}<td>{HIDDEN.format('c')} d</table>",
            "| a | b |\n| --- | --- |\n| $x_1$ | d |\n\nc",
        ),
    ],
)
def test_formula(page: str, markdown: str) -> None:
    assert markdown_of(page) == markdown


def test_hidden_formula_leaves_no_mark() -> None:
    document = cut(f"<p>a {HIDDEN.format(FORMULA)} b</p>")
    assert "math" not in render_html(document, keep_all(document))


def test_languages_stay_with_their_programs() -> None:
    document = cut(
        f"<table><tr><td>{code('js', 'a()')}<td>{code('css', 'b {}')}</table>"
        f"<pre>c()</pre><pre>d()</pre>{code('python', 'e()')}<p>f</p>"
    )
    assert document.kind == [Kind.TABLE_ROW, *[Kind.CODE] * 3, Kind.PARAGRAPH]
    assert document.languages == {3: "python"}


def test_program_of_several_lines_is_no_cell() -> None:
    program = code("js", "a()\nb()")
    document = cut(f"<table><tr><td>{program}<td>c</table>")
    assert document.kind == [Kind.CODE, Kind.PARAGRAPH]
    assert document.languages == {0: "js"}


def test_program_in_an_unknown_element_and_in_an_item() -> None:
    page = f"<ol><li>a<x-code>{code('js', 'b()')}</x-code><li>c</ol>"
    assert markdown_of(page) == "1. a\n\n   ```js\n   b()\n   ```\n2. c"
