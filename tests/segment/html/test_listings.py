"""A program is one block with its lines and its language, without the numbers of the lines."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from lxml import html as lxml_html

from cleaner.render import render_html, render_markdown, render_text
from cleaner.types import Kind
from tests.segment.html.build import cut, keep_all
from tests.timing import check_repetition

CODE = "def f(x):\n    return x\n\nprint(f(1))"
LINES = CODE.split("\n")


def lines(form: str, between: str = "") -> str:
    """The program with each line in markup; `{n}` is its number."""
    return between.join(form.format(line=line, n=n) for n, line in enumerate(LINES, 1))


NUMBER, LINE = "<span class=lnt>{n}\n</span>", "<span class=cl>{line}\n</span>"
NUMBERS = "\n".join("1234")
WHOLE = (
    '<textarea id="read-only-cursor-text-area" style="color: transparent; position: absolute">'
    f"{CODE}</textarea>"
)
"""GitHub's program for the cursor, before its lines."""
GITHUB = (
    '<div class="Box react-code-file-contents" aria-hidden="true"><div class="react-line-numbers">'
    + lines('<div data-line-number="{n}" class="react-line-number react-code-text">{n}</div>')
    + '</div><div class="react-code-lines">%s</div><div aria-hidden="true"> </div></div>'
)
LISTINGS = {
    # Tables
    "pygments": (
        '<div class="highlight-python notranslate"><table class="highlighttable"><tr>'
        f'<td class="linenos"><div class="linenodiv"><pre>{NUMBERS}</pre></div></td>'
        f'<td class="code"><div class="highlight"><pre><span></span>{CODE}\n</pre></div></td>'
        "</tr></table></div>",
        "python",
    ),
    "hexo": (
        '<figure class="highlight python"><table><tr><td class="gutter"><pre>'
        f'{lines("<span class=line>{n}</span><br>")}</pre></td><td class="code"><pre>'
        f"{lines('<span class=line>{line}</span><br>')}</pre></td></tr></table></figure>",
        "python",
    ),
    "rouge": (
        '<div class="language-ruby highlighter-rouge"><div class="highlight"><pre><code>'
        '<table class="rouge-table"><tbody><tr><td class="gutter gl">'
        f'<pre class="lineno">{NUMBERS}\n</pre></td><td class="rouge-code"><pre>{CODE}\n</pre>'
        "</td></tr></tbody></table></code></pre></div></div>",
        "ruby",
    ),
    "hugo": (
        '<div class="highlight"><table class="lntable"><tr><td class="lntd"><pre><code>'
        f"{lines(NUMBER)}</code></pre></td>"
        '<td class="lntd"><pre><code class="language-go" data-lang="go">'
        f"{lines(LINE)}"
        "</code></pre></td></tr></table></div>",
        "go",
    ),
    "github": (
        '<table class="highlight js-file-line-container">\n  '
        + lines(
            '<tr>\n <td class="blob-num" data-line-number="{n}"></td>\n '
            '<td class="blob-code blob-code-inner">{line}</td>\n</tr>'
        )
        + "</table>",
        "",
    ),
    "gist with numbers": (
        "<table><tbody>"
        + lines('<tr><td class="blob-num">{n}</td><td class="blob-code">{line}\n</td></tr>')
        + "</tbody></table>",
        "",
    ),
    "highlight.js with numbers": (
        '<pre><code class="hljs python"><table class="hljs-ln"><tbody>'
        + lines(
            '<tr><td class="hljs-ln-line hljs-ln-numbers"><div class="hljs-ln-n">{n}</div></td>'
            '<td class="hljs-ln-line hljs-ln-code">{line}</td></tr>'
        )
        + "</tbody></table></code></pre>",
        "python",
    ),
    "syntaxhighlighter": (
        '<div class="syntaxhighlighter"><table><tr><td class="gutter">'
        f'{lines("<div class=line>{n}</div>")}</td><td class="code"><div class="container">'
        + lines('<div class="line number{n}">{line}</div>').replace("    ", "&nbsp;" * 4)
        + "</div></td></tr></table></div>",
        "",
    ),
    "crayon": (
        '<table class="crayon-table"><tr><td class="crayon-nums">'
        f'{lines("<div class=crayon-num>{n}</div>")}</td><td class="crayon-code">'
        f'<div class="crayon-pre">{lines("<div class=crayon-line>{line}</div>")}</div></td></tr>'
        "</table>",
        "",
    ),
    # Elements for lines
    "docusaurus": (
        '<pre class="prism-code language-jsx"><code>'
        f"{lines('<span class=token-line>{line}<br></span>')}</code></pre>",
        "jsx",
    ),
    "expressive code": (
        '<pre data-language="js"><code>'
        + lines(
            '<div class="ec-line"><div class="gutter"><div class="ln">{n}</div></div>'
            '<div class="code">{line}</div></div>'
        )
        + "</code></pre>",
        "js",
    ),
    "divs": (f"<pre>{lines('<div>{line}</div>')}</pre>", ""),
    "divs on lines": (f"<pre>{lines('<div>{line}</div>', chr(10))}</pre>", ""),
    "breaks": (f"<pre>{lines('{line}<br>')}</pre>", ""),
    "spans": (f"<pre>{lines('<span class=line>{line}</span>')}</pre>", ""),
    "shiki": (
        f'<pre data-lang="ts">{lines("<span class=line>{line}</span>", chr(10))}</pre>',
        "ts",
    ),
    "prettify": (
        '<pre class="prettyprint linenums lang-py"><ol class="linenums">'
        f"{lines('<li class=L0>{line}</li>')}</ol></pre>",
        "py",
    ),
    # Numbers and buttons in it
    "pygments inline": (
        '<div class="highlight-c++"><pre>'
        + lines('<span class="linenos"> {n} </span>{line}', "\n")
        + "</pre></div>",
        "c++",
    ),
    "prism": (
        '<pre class="line-numbers language-css"><code class="language-css">'
        f'{CODE}<span class="line-numbers-rows"><span></span><span></span></span></code></pre>',
        "css",
    ),
    "button": (
        f'<pre><button class="copy-btn" title="Copy">Copy</button><code>{CODE}</code>'
        '<div class="copy-button">Copied!</div></pre>',
        "",
    ),
    # Boxes for lines
    "github's boxes": (
        GITHUB
        % lines(
            '<div class="react-code-text react-code-line-contents"><div>'
            '<div id="LC{n}" class="react-file-line html-div" data-line-number="{n}">{line}</div>'
            "</div></div>"
        ),
        "",
    ),
    "github's boxes alone": (
        '<div class="react-code-lines">\n'
        + lines('<div id="LC{n}" class="react-code-text react-file-line">{line}</div>\n').replace(
            "></div>", ">\n</div>"
        )
        + "</div>",
        "",
    ),
    "github's empty boxes": (
        WHOLE
        + GITHUB
        % lines(
            '<div class="react-code-text react-code-line-contents"><div>'
            '<div id="LC{n}"><span data-code-text="{line}"></span></div></div></div>'
        ),
        "",
    ),
    "github's boxes behind the whole": (
        f'<div class="Box">{WHOLE}{GITHUB % lines("<div id=LC{n}>{line}</div>")}</div>',
        "",
    ),
    # Languages
    "highlight.js": (f'<pre><code class="hljs language-rust">{CODE}</code></pre>', "rust"),
    "github source": (
        f'<div class="highlight highlight-source-shell"><pre>{CODE}</pre></div>',
        "shell",
    ),
    "pandoc": (f'<pre class="sourceCode haskell"><code>{CODE}</code></pre>', "haskell"),
    "brush": (f'<pre class="brush: php; gutter: false">{CODE}</pre>', "php"),
    "language of people": (f'<div class="lang-en"><pre lang="en">{CODE}</pre></div>', ""),
    "no language": (f'<pre><code class="language-none">{CODE}</code></pre>', ""),
    "no fence": (f'<pre><code data-lang="a b`">{CODE}</code></pre>', ""),
    # Elements for programs
    "xmp": (f"<xmp>{CODE}</xmp>", ""),
    "listing": (f"<listing>{CODE}</listing>", ""),
    "tags in it": (f"<pre>{CODE.replace('f(1)', 'List<String>f(1)</String>')}</pre>", ""),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_listing(name: str) -> None:
    markup, language = LISTINGS[name]
    code = CODE.replace("f(1)", "Listf(1)") if name == "tags in it" else CODE
    document = cut(f"<p>Before.</p>{markup}<p>Behind.</p>")
    verdicts = keep_all(document)
    assert document.kind == [Kind.PARAGRAPH, Kind.CODE, Kind.PARAGRAPH]
    assert render_text(document, verdicts) == f"Before.\n\n{code}\n\nBehind."
    markdown = render_markdown(document, verdicts)
    assert markdown == f"Before.\n\n```{language}\n{code}\n```\n\nBehind."
    (element,) = lxml_html.fromstring(render_html(document, verdicts)).iter("code")
    assert element.text == code
    assert element.get("class") == (f"language-{language}" if language else None)


def test_name_of_the_file_stands_before_its_program() -> None:
    page = (
        '<table class="highlighttable"><tr><th colspan="2" class="filename"><span>a.py</span></th>'
        f'</tr><tr><td class="linenos"><pre>{NUMBERS}</pre></td><td class="code">'
        f"<pre>{CODE}</pre></td></tr></table>"
    )
    assert cut(page).text == ["a.py", CODE]


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<table><tr><td>Name</td><td><pre>ls -l</pre></td></tr></table>", ["Name | ls -l"]),
        ("<table><tr><td>Name</td><td><pre>a\nb</pre></td></tr></table>", ["Name", "a\nb"]),
        ("<pre>a</pre><pre>b</pre>", ["a", "b"]),
        ("<pre>\t\n \n\n  a\n b\n \n</pre>", ["  a\n b"]),
        ("<ul><li>One<pre>a</pre><pre>b</pre></li></ul>", ["One", "a", "b"]),
        ("<pre>One<p>Two</p>Three</pre>", ["One", "Two", "Three"]),
        ("<table><tr><td class=gutter>7<td class=code>x<td>y</table>", ["7 | x | y"]),
        (
            '<table><tr><td class="gutter"></td><td><p>Text</p><table><tr><td>1</td><td>2</td></tr>'
            "</table><pre>a<br>b</pre></td></tr></table>",
            ["Text", "1 | 2", "a\nb"],
        ),
        ('<pre><span class="gutter">seven</span> 8</pre>', ["seven 8"]),
        ('<pre><code class="line-numbers">1\n2</code></pre>', ["1\n2"]),
        ("<pre>One\n<table><tr><td>1</td><td>2</td></tr></table></pre>", ["One", "1 | 2"]),
        ("<table class=gutter><tr><td><pre>a<br>b", ["a\nb"]),
        ("<div class=react-code-lines><div>a</div><p>b</p></div>", ["a", "b"]),
        ("<div class=react-code-linesman>a b</div><textarea>c d</textarea>", ["a b", "c d"]),
    ],
)  # fmt: skip
def test_what_is_around_a_program_stays(page: str, texts: list[str]) -> None:
    assert cut(page).text == texts


def test_links_of_a_program_are_counted() -> None:
    document = cut('<pre>see <a href="/x">this</a></pre>')
    assert (document.text, document.link_chars) == (["see this"], [4])


@pytest.fixture
def uncollected() -> Iterator[None]:
    """The collector paused, as while a page is cleaned: what other tests left is not timed."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "unit",
    ["<pre>", "<table><td class=gutter>1<td class=code>", '<span class="gutter">1', "<br>", "<div>",
     "<pre>a</pre>", "<table>", "<td class=code><pre>x", '<th class="filename">', "<p>",
     "<button>"],
)  # fmt: skip
@pytest.mark.parametrize("root", ["<pre>", "<table class=gutter>"])
def test_time_grows_with_the_size(unit: str, root: str) -> None:
    check_repetition(cut, unit, lambda text: f"{root}{text}")
