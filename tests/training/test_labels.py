"""Gold text -> labels: content where the gold has it, chrome where not, doubtful between."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN
from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.training.labels import align_blocks, match_lines, split_words
from cleaner.types import Document

MakeDocument = Callable[..., Document]
FIRST = "The ferry did not sail on Tuesday, because the wind had turned during the night."
SECOND = "People waited in the hall of the station, and somebody made soup for all of them."


@pytest.fixture
def label(make_document: MakeDocument) -> Callable[..., list[int]]:
    """Labels of blocks for a gold text."""

    def align(*blocks: str, gold: str) -> list[int]:
        labels = align_blocks(make_document(*blocks), gold)
        assert labels.dtype == np.int8
        return [int(found) for found in labels]

    return align


Label = Callable[..., list[int]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 5 o'clock", ["it", "s", "5", "o", "clock"]),
        ("snake_case, ÜBER", ["snake", "case", "über"]),
        ("橋が12", ["橋", "が", "12"]),
        ("ถนน", ["ถ", "น", "น"]),
        ("다리가 무너졌다", ["다리가", "무너졌다"]),
        ("... \U0001f44d", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_content_and_chrome(label: Label) -> None:
    labels = label(
        "Home", FIRST, "Share this article", SECOND, "Imprint", gold=f"{FIRST}\n{SECOND}"
    )
    assert labels == [CHROME, CONTENT, CHROME, CONTENT, CHROME]


def test_punctuation_case_and_line_ends_do_not_count(label: Label) -> None:
    gold = f"{FIRST.upper().replace(',', ' -')} {SECOND}".replace(" ", "\n")
    assert label(FIRST, SECOND, gold=gold) == [CONTENT, CONTENT]


def test_half_of_a_block_is_doubtful(label: Label) -> None:
    words = FIRST.split()
    blocks = (f"{' '.join(words[:7])} one two three four five six seven", SECOND)
    assert label(*blocks, gold=f"{' '.join(words[:7])}\n{SECOND}") == [UNKNOWN, CONTENT]


def test_most_of_a_block_is_content(label: Label) -> None:
    assert label(f"{FIRST} Advertisement", SECOND, gold=f"{FIRST} {SECOND}") == [CONTENT, CONTENT]


def test_words_found_by_chance_far_apart_are_no_content(label: Label) -> None:
    gold = " ".join(f"w{i}" for i in range(200))
    scattered = "w3 w40 w77 w120 w180"
    assert label("w3 w120", gold=gold) == [CHROME]
    assert label(scattered, gold=gold) == [UNKNOWN]


def test_short_block_counts_beside_content_or_as_a_line(label: Label) -> None:
    gold = f"{FIRST}\nSoup\n{SECOND}"
    assert label(FIRST, "Soup", SECOND, gold=gold) == [CONTENT, CONTENT, CONTENT]
    assert label("Soup", gold=gold) == [CONTENT]
    words = " ".join(f"w{i}" for i in range(50))
    assert label("wind", "w5 w6", gold=f"{words}") == [CHROME, CHROME]


def test_copy_of_content_is_not_content_twice(label: Label) -> None:
    labels = label(FIRST, "Related", FIRST, gold=FIRST)
    assert sorted(labels) == [UNKNOWN, CHROME, CONTENT]
    assert labels[1] == CHROME


def test_moved_block_is_content(label: Label) -> None:
    third = "Nobody was hurt, and the boats went out again at noon on the following day."
    gold = f"{FIRST}\n{SECOND}\n{third}"
    assert label(SECOND, third, FIRST, gold=gold) == [CONTENT] * 3


def test_nothing_to_align(label: Label) -> None:
    assert label(FIRST, gold="") == [CHROME]  # a page without an article
    assert label("...", "!", gold=FIRST) == [UNKNOWN, UNKNOWN]
    assert label(gold=FIRST) == []
    assert label(FIRST, "...", gold=FIRST) == [CONTENT, UNKNOWN]


def test_too_long_page_is_not_aligned(label: Label) -> None:
    assert label(FIRST, "word " * 60_001, gold=FIRST) == [UNKNOWN, UNKNOWN]


def test_scripts_without_spaces(label: Label) -> None:
    gold = "昨日の夜、村の橋が流された。人々は遠回りをしている。"
    blocks = ("ホーム", "昨日の夜、村の橋が流された。", "共有", "人々は遠回りをしている。")
    assert label(*blocks, gold=gold) == [CHROME, CONTENT, CHROME, CONTENT]


def test_the_lines_of_a_block_are_all_matched() -> None:
    text = "---\n\ntitle: The ferry\n---\nThe ferry\n=====\n\nIt did not sail.\r\n"
    document = segment_text(text, None, Options())
    assert match_lines(text, document) == [0, 0, 0, 0, 1, 1, None, 2, None]
