"""Tags that converters leave between the paragraphs of Markdown."""

from __future__ import annotations

import pytest

from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.segment.text.tags import without_tags
from tests.timing import GROWTH, check_growth

README = """<div align="center">
  <img src="ferry.png" alt="Ferry">
  <!-- badges -->
</div>

# Ferry

The [ferry](https://ferry.example) sails. See [the times](#times) and [a map](./map.md).

```html
<div>
```

1.  <p>

    It sails, or <br> does not.

    </p>
"""
TUTORIAL = """# Tags

A [list](#list) of [all](#all) [tags](#tags):

<div>

    <p>
    </p>
    <ul>
    </ul>
"""


def test_lines_of_tags_are_no_blocks() -> None:
    assert segment_text(README, None, Options()).text == [
        "# Ferry",
        "The [ferry](https://ferry.example) sails. See [the times](#times) and [a map](./map.md).",
        "```html",
        "<div>",
        "```",
        "    It sails, or <br> does not.",
    ]


def test_a_doctype_is_no_block() -> None:
    source = "<!DOCTYPE html>\n\n# Ferry\n\n[Home](/) [News](/news)\n\n<b>It sails.</b>"
    document = segment_text(source, None, Options())
    assert document.text == ["# Ferry", "[Home](/) [News](/news)", "<b>It sails.</b>"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(TUTORIAL, id="code further in"),
        pytest.param("<p>\n</p>\n<p>\n</p>\nNo link, no heading.", id="no markdown"),
        pytest.param(README.replace("](", "] ("), id="no links"),
        pytest.param("If a < b, [c](/c) [d](/d) [e](/e) < f.", id="no tags"),
    ],
)
def test_other_texts_stay(source: str) -> None:
    assert without_tags(source) == source


@pytest.mark.parametrize("piece", ["<", "<a", "<a>", "<a ", "<!--", "```", "~~~\n", "1. ", "<a>\n"])
def test_time_is_linear(piece: str) -> None:
    small, large = ("[a](/a)" * 3 + "\n" + piece * n for n in (1_000_000 // GROWTH, 1_000_000))
    check_growth(without_tags, small, large)
