"""Pages of a few elements, to the letter: their text, Markdown and HTML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.options import Options
from cleaner.render import render_html, render_markdown, render_text
from cleaner.segment.html.blocks import segment_html
from tests.render.outline import keep_all

CASES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("markup.json").read_text(encoding="utf-8")
)
"""Of each page its source, and what has to come of it."""


@pytest.mark.parametrize("name", CASES)
def test_markup(name: str) -> None:
    case = CASES[name]
    document = segment_html(case["source"], "https://e.org/", Options())
    verdicts = keep_all(document)
    html = render_html(document, verdicts, images=True)
    assert {
        "text": render_text(document, verdicts),
        "markdown": render_markdown(document, verdicts, images=True),
        "html": html.removeprefix("<article>\n").removesuffix("\n</article>"),
    } == {form: case[form] for form in ("text", "markdown", "html")}
