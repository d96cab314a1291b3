"""Passages that a page shows twice are kept once."""

from __future__ import annotations

import pytest

from cleaner.judge.copies import find_copies

PASSAGE = [
    f"{subject} stood at the quay for most of the morning, and when the whistle blew at last, "
    "nobody moved, since nobody had been told which of the boats would leave."
    for subject in ("Ann", "The baker", "A girl with a dog")
]
OTHER = "The ferry sails on Monday."


def copies(texts: list[str], is_forum: bool = False) -> list[int]:
    return find_copies(texts, [True] * len(texts), is_forum)


def test_a_passage_shown_twice_is_a_copy_the_second_time() -> None:
    assert copies([*PASSAGE, OTHER, *PASSAGE]) == [4, 5, 6]
    assert copies([*PASSAGE, OTHER, *PASSAGE, *PASSAGE]) == [4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [OTHER],
        PASSAGE,
        [*PASSAGE, OTHER, *PASSAGE[:2]],  # two paragraphs: a notice under each chapter
        [*PASSAGE, OTHER, *PASSAGE[::-1]],  # the same in another order
        ["Oh, the sea, the sea!", "Row, row.", "Home again."] * 4,  # a refrain
        [PASSAGE[0], OTHER] * 5,
    ],
)
def test_what_merely_comes_again_is_none(texts: list[str]) -> None:
    assert copies(texts) == []


def test_a_post_that_is_quoted_is_a_copy_in_a_forum_alone() -> None:
    texts = [PASSAGE[0], OTHER, PASSAGE[0], "So it does not."]
    assert copies(texts, is_forum=True) == [2]
    assert copies(texts) == []


def test_what_is_not_kept_above_has_no_copy() -> None:
    texts = [*PASSAGE, OTHER, *PASSAGE]
    assert find_copies(texts, [False] * 3 + [True] * 4, is_forum=False) == []


def test_dropped_blocks_do_not_part_a_passage() -> None:
    texts = [PASSAGE[0], "Share", *PASSAGE[1:], OTHER, *PASSAGE[:2], "Advert", PASSAGE[2]]
    is_kept = [text not in ("Share", "Advert", PASSAGE[1]) for text in texts]
    is_kept[2] = True  # dropped in the copy alone
    assert find_copies(texts, is_kept, is_forum=False) == [5, 6, 8]


def test_long_pages_take_no_longer_than_their_length() -> None:
    texts = PASSAGE * 30_000
    assert len(copies(texts)) == len(texts) - len(PASSAGE)
