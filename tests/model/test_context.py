"""Where each block stands: numbers that can be told from the page by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.model.context import CONTEXT_NUMBERS
from cleaner.model.features import featurize
from cleaner.model.numbers import NUMBERS
from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text

PROSE = "The ferry did not sail on Tuesday because of the wind"
PAGE = f"""<title>Ferry stays in port - Bugle</title>
<meta name=description content="{PROSE}, says the captain.">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry stays in port",
"articleBody": "{PROSE}. People waited."}}</script>
<ul><li><a href=/a>Home</a></li><li><a href=/b>Sports</a></li></ul>
<h1>Ferry stays in port</h1>
<p>{PROSE}.</p>
<h2>Waiting</h2>
<p>Soup</p>
"""


def number(name: str, source: str = PAGE) -> list[float]:
    document = segment_html(source, None, Options())
    numbers = featurize(document, [None] * len(document)).numbers
    return [float(value) for value in numbers[:, NUMBERS.index(name)]]


def test_blocks() -> None:
    texts = segment_html(PAGE, None, Options()).text
    assert texts == ["Home", "Sports", "Ferry stays in port", f"{PROSE}.", "Waiting", "Soup"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("described", [0, 0, 0, 1, 0, 0]),
        ("named", [0, 0, 1, 0, 0, 0]),
        ("declared", [0, 0, 0, 1, 0, 0]),
        ("is_described", [1] * 6),
        ("has_no_title", [0] * 6),
        ("is_before_title", [1, 1, 0, 0, 0, 0]),
        ("is_after_title", [0, 0, 0, 1, 1, 1]),
        ("log_to_title", np.log1p([2, 1, 0, 1, 2, 3])),
        ("title_likeness", [0, 0, 4 / 5, 1 / 15, 0, 0]),  # shared words by words of either
        ("has_no_heading", [1, 1, 1, 0, 0, 0]),
        ("log_to_heading", [0, 0, 0, *np.log1p([1, 2, 1])]),
        ("heading_level", [0, 0, 0, 1 / 3, 1 / 3, 2 / 3]),
        ("near_alike_log", [*np.log1p([1, 1]), 0, *np.log1p([1]), 0, *np.log1p([1])]),
        ("near_alike_link_density", [1, 1, 0, 0, 0, 0]),
        ("alike_mean_chars_log", [*np.log1p([5, 5]), *np.log1p([19, 29, 7, 29])]),
    ],
)
def test_number(name: str, expected: list[float]) -> None:
    assert number(name) == pytest.approx(list(expected), abs=1e-5)


def test_page_that_says_nothing_of_itself() -> None:
    for name in ("described", "named", "declared", "is_described", "is_named", "is_declared"):
        assert number(name, f"<p>{PROSE}") == [0]
    assert number("has_no_title", f"<p>{PROSE}") == [1]


def test_dump_has_no_markup() -> None:
    document = segment_text("Home\nFerry stays in port\n\n" + PROSE, None, Options())
    numbers = featurize(document, [None] * 3).numbers
    places = [NUMBERS.index(name) for name in CONTEXT_NUMBERS if "alike" in name]
    assert len(places) == 8
    assert not numbers[:, places].any()


def test_padding_of_a_dump_tells_nothing() -> None:
    bare, padded = (
        featurize(segment_text(text, None, Options()), [None] * 2)
        for text in ("Home\nThe ferry waits.", "Home      \nThe   ferry waits.     ")
    )
    np.testing.assert_array_equal(bare.numbers, padded.numbers)
    np.testing.assert_array_equal(bare.word_ids, padded.word_ids)
