"""Words and their hashes, by what Python finds one at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.words import find_words, is_among, read_chars

WORDS = st.sampled_from(["the", "Ferry", "1999", "ça", "漢字", "\U0001f44d", "x" * 70, "—", ""])
BLOCKS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=6)
HASHES = st.lists(st.sampled_from([0, 1, 5, 1 << 48, (1 << 48) + 1, (1 << 64) - 1]), max_size=8)


@pytest.mark.parametrize(
    ("block", "n_chars"),
    [
        ("", []),
        (" , ", []),
        ("one, two", [3, 3]),
        ("漢字 kana", [1, 1, 4]),
        ("a漢b", [1, 1, 1]),
        ("no\u0308el", [5]),
        ("\U00020000\U0001f44d", [1]),
    ],
)
def test_words_of_a_block(block: str, n_chars: list[int]) -> None:
    assert find_words(read_chars([block])).n_chars.tolist() == n_chars


@given(BLOCKS)
def test_words_of_a_page_are_those_of_its_blocks(blocks: list[str]) -> None:
    together = find_words(read_chars(blocks))
    apart = [find_words(read_chars([block])) for block in blocks]
    assert together.hashes.tolist() == [h for words in apart for h in words.hashes.tolist()]
    assert together.n_chars.tolist() == [n for words in apart for n in words.n_chars.tolist()]
    assert np.diff(together.starts).tolist() == [len(words.hashes) for words in apart]
    places = [i for i, words in enumerate(apart) for _ in words.hashes]
    assert together.block.tolist() == places


def test_hash_is_the_words_whatever_its_case_and_digits() -> None:
    hashes = find_words(read_chars(["Ferry ferry ferri 1999 2024 19999"])).hashes.tolist()
    assert hashes[0] == hashes[1]
    assert hashes[3] == hashes[4]
    assert len(set(hashes)) == 4


@given(HASHES, HASHES)
def test_is_among_tells_what_isin_tells(hashes: list[int], known: list[int]) -> None:
    both = np.array(hashes, np.uint64), np.array(known, np.uint64)
    assert is_among(*both).tolist() == np.isin(*both).tolist()
