"""Formulas, programs and tables at random: no word is lost, none stands twice, Markdown reads back.

`CLEANER_FRAGMENTS=5000 pytest tests/segment/html/test_fragments.py` tries more of them.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

import pytest

from cleaner.render import render_html, render_markdown, render_text
from tests.segment.html.build import cut, keep_all

N = int(os.environ.get("CLEANER_FRAGMENTS", "300"))
BATCH = 50
"""Fragments a test."""
WORD = re.compile(r"[vw]\d+[vw]")
LANGUAGES = ("python", "c++", "js", "text", "")


class Writer:
    """One page's fragments; every word that it writes is another."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.n_words = 0
        self.programs: list[tuple[str, str]] = []
        """Each program with its language."""

    def word(self) -> str:
        self.n_words += 1
        return f"w{self.n_words}w"

    def some(self, least: int, most: int) -> Iterator[int]:
        return iter(range(self.random.randint(least, most)))

    def choose(self, *values: Any) -> Any:
        return self.random.choice(values)

    # -- Formulas --------------------------------------------------------------------------------

    def tex(self) -> str:
        signs = ("_", "^", " < ", "*", "\\frac", " ", "|", "[", "](", "`", "&", "\\text{a}", "!")
        return "".join(self.word() + self.choose(*signs) for _ in self.some(1, 4)) + self.word()

    def mathml(self, depth: int = 0) -> str:
        if depth > 4 or self.random.random() < 0.4:
            tag = self.choose("mi", "mn", "mtext", "mo")
            return f"<{tag}>{self.word()}</{tag}>"
        tag, n = self.choose(
            ("msup", 2), ("msub", 2), ("msubsup", 3), ("mfrac", 2), ("mroot", 2), ("msqrt", 2),
            ("munderover", 3), ("mover", 2), ("mrow", 3), ("mstyle", 1), ("mfenced", 2),
            ("mtr", 2), ("mtable", 2), ("mmultiscripts", 3), ("unheard-of", 2),
        )  # fmt: skip
        return f"<{tag}>{''.join(self.mathml(depth + 1) for _ in range(n))}</{tag}>"

    def formula(self) -> str:
        form = self.choose("plain", "annotation", "katex", "jax2", "jax3", "wiki", "img", "text")
        tex = escape(self.tex()) if form != "plain" else ""
        drawn = re.sub(WORD, "x", tex)
        math = (
            f"<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>{tex}"
            "</annotation></semantics></math>"
        )
        return {
            "plain": f"<math>{self.mathml() if form == 'plain' else ''}</math>",
            "annotation": math,
            "katex": f"<span class=katex><span>{math}</span><span>{drawn}</span></span>",
            "jax2": f"<span class=MathJax>{drawn}</span>"
            f"<script type='math/tex'>{unescape(tex)}</script>",
            "jax3": f"<mjx-container><mjx-math>{drawn}</mjx-math>{math}</mjx-container>",
            "wiki": f"<span class=mwe-math-element>{math}<img alt='{tex}' src=a></span>",
            "img": f"<img class=latex alt='{tex}' src=a.png>",
            "text": f"\\({tex}\\)",
        }[form]  # fmt: skip

    # -- Text, programs and tables ---------------------------------------------------------------

    def sentence(self) -> str:
        parts: list[str] = []
        for _ in self.some(1, 5):
            tag = self.choose("b", "i", "span", "a", "sup")
            inner = self.choose(self.word, self.word, self.formula)()
            parts.append(self.choose(inner, inner, f"<{tag}>{inner}</{tag}>"))
        border: str = self.choose(" ", ", ")
        return border.join(parts)

    def lines(self) -> list[str]:
        lines = [" " * self.choose(0, 2, 4) + self.word() + self.choose("", " <", "\t*`") for _ in
                 self.some(1, 5)]  # fmt: skip
        if len(lines) > 2 and self.random.random() < 0.4:
            lines.insert(1, "")
        lines[0] = lines[0].lstrip()
        return lines

    def program(self) -> str:
        lines, language = self.lines(), self.choose(*LANGUAGES)
        self.programs.append(("\n".join(lines).rstrip(), language))
        named = f' class="language-{language}"' if language else ""
        shown = list(map(escape, lines))
        numbers = range(1, len(lines) + 1)
        rows = list(zip(numbers, shown, strict=True))
        form = self.choose("pre", "br", "div", "span", "gutter", "rows", "inline", "xmp")
        return {
            "pre": f"<pre><code{named}>" + "\n".join(shown) + "</code></pre>",
            "br": f"<pre{named}>" + "<br>".join(shown) + "</pre>",
            "div": f"<pre{named}>" + "".join(f"<div>{line}</div>" for line in shown) + "</pre>",
            "span": f"<pre{named}><button>Copy</button>"
            + "".join(f"<span class=line>{line}</span>" for line in shown) + "</pre>",
            "gutter": "<table><tr><td class=gutter><pre>" + "\n".join(map(str, numbers))
            + f"</pre></td><td class=code><pre{named}>" + "\n".join(shown)
            + "</pre></td></tr></table>",
            "rows": f"<table{named}>" + "".join(
                f"<tr><td class=blob-num>{n}</td> <td class=blob-code>{line}</td></tr>\n"
                for n, line in rows
            ) + "</table>",
            "inline": f"<pre{named}>" + "\n".join(
                f"<span class=lineno>{n:2} </span>{line}" for n, line in rows
            ) + "</pre>",
            "xmp": f"<xmp{named}>" + "\n".join(lines) + "</xmp>",
        }[form]  # fmt: skip

    def table(self, depth: int = 0) -> str:
        rows = []
        for _ in self.some(1, 3):
            cells = "".join(f"<td>{self.cell(depth)}</td>" for _ in self.some(1, 3))
            rows.append(f"<tr>{cells}</tr>")
        return f"<table>{''.join(rows)}</table>"

    def cell(self, depth: int) -> str:
        if depth < 2 and self.random.random() < 0.2:
            return self.table(depth + 1) if self.random.random() < 0.5 else self.item()
        return self.sentence()

    def item(self) -> str:
        return f"<ul><li>{self.sentence()}</li></ul>"

    def fragment(self) -> str:
        kind = self.choose("p", "p", "program", "program", "table", "list", "quote")
        if kind == "program":
            return self.program()
        if kind == "table":
            return self.table()
        if kind == "list":
            return self.item()
        tag = "p" if kind == "p" else "blockquote"
        return f"<{tag}>{self.sentence()}</{tag}>"

    def page(self) -> str:
        fragments = "".join(self.fragment() for _ in self.some(1, 5))
        return f"<script>MathJax={{}}</script><div>{fragments}</div>"


def parse(markdown: str) -> list[Any]:
    """Markdown's tokens, with formulas as such."""
    markdown_it: Any = pytest.importorskip("markdown_it")

    def read_math(state: Any, silent: bool) -> bool:
        match = re.compile(r"(\$\$?)(?=\S)(.+?)\1").match(state.src, state.pos)
        if not match:
            return False
        if not silent:
            state.push("math", "", 0).content = match[2]
        state.pos = match.end()
        return True

    reader = markdown_it.MarkdownIt("commonmark").enable("table")
    reader.inline.ruler.before("escape", "math", read_math)
    return list(reader.parse(markdown))


def read(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        yield "" if token.type == "html_inline" else token.content if not token.children else ""
        yield from read(token.children or [])


@pytest.mark.parametrize("batch", range(max(1, N // BATCH)))
def test_every_word_stands_once(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        writer = Writer(seed)
        page = writer.page()
        document = cut(page)
        verdicts = keep_all(document)
        words = [f"w{i + 1}w" for i in range(writer.n_words)]
        assert sorted(WORD.findall(render_text(document, verdicts))) == sorted(words), (seed, page)
        shown = unescape(render_html(document, verdicts))
        assert sorted(WORD.findall(shown)) == sorted(words), (seed, page)
        markdown = render_markdown(document, verdicts)
        tokens = parse(markdown)
        assert sorted(WORD.findall(" ".join(read(tokens)))) == sorted(words), (seed, page, markdown)
        fences = [(t.content.removesuffix("\n"), t.info) for t in tokens if t.type == "fence"]
        assert fences == writer.programs, (seed, page, markdown)
