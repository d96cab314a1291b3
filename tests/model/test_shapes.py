"""Lines of one shape: by what Python finds one at a time."""

from __future__ import annotations

import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.shapes import SHAPE_NUMBERS, shape_numbers
from cleaner.model.words import find_words, read_chars

COMMENTS = [
    "The ferry did not sail on Tuesday, and nobody knew why.",
    "Comments",
    "Posted by: Ann | January 14, 2008 06:24 PM",
    "I was there!",
    "Posted by: Bea Sample | March 4, 2008 11:24 AM",
    "So was I.",
    "Nobody asked.",
    "Posted by: jim | May 9, 2008 09:24 PM",
    "Contact us",
]
LINES = st.sampled_from(
    ["", "one", "12 May", "5 June", "a | b", "She said: no.", "漢字 12", "- x", "(", "•", "'q'"]
)


def columns(lines: list[str]) -> dict[str, list[float]]:
    chars = read_chars(lines)
    table = np.stack([np.asarray(c, float) for c in shape_numbers(chars, find_words(chars))])
    return dict(zip(SHAPE_NUMBERS, table.tolist(), strict=True))


def shape(line: str) -> str:
    """The line's shape, "" for prose."""
    marks = [c for c in line if not c.isspace() and c not in "'\""]
    kinds = ["a" if c.isalpha() else "0" if c.isdigit() else c for c in marks]
    is_record = any(k not in "a.!?,;:" for k in kinds)
    return "".join(kind for kind, _ in groupby(kinds)) if is_record else ""


def test_heads_of_comments_are_records() -> None:
    found = columns(COMMENTS)
    heads = [i for i, line in enumerate(COMMENTS) if line.startswith("Posted")]
    assert [i for i, n in enumerate(found["shape_copies_log"]) if n] == heads
    assert {round(found["shape_copies_log"][i], 6) for i in heads} == {1.098612}  # log1p(2)
    inside = [i for i, n in enumerate(found["records_log"]) if n]
    assert inside == list(range(heads[0], heads[-1] + 1))
    assert {round(found["opening_copies_log"][i], 6) for i in heads} == {1.098612}
    assert [round(found["shape_nearness"][i], 3) for i in heads] == [0.5, 0.5, 0.333]


@pytest.mark.parametrize("far", [14, 15, 30])
def test_records_far_apart_are_none(far: int) -> None:
    lines = [line for day in (1, 2, 3) for line in (f"{day} May", *["Prose, no more."] * far)]
    assert any(columns(lines)["records_log"]) == (far < 15)


def test_prose_has_no_shape() -> None:
    found = columns(["He came, she went.", "It rained, it poured.", 'They said: "No!"'] * 5)
    assert not any(found["shape_copies_log"])
    assert not any(found["records_log"])


def test_scripts_have_shapes_alike() -> None:
    chinese = ["王芳 2024年5月3日", "李伟 2023年12月30日"]
    russian = ["Иван | 3 мая", "Анна Ли | 12 июня"]
    for lines in (chinese, russian):
        assert all(columns(lines)["shape_copies_log"])


@given(st.lists(LINES, max_size=12))
def test_copies_are_those_of_the_same_shape(lines: list[str]) -> None:
    shapes = [shape(line) for line in lines]
    expected = [math.log1p(shapes.count(own) - 1) if own else 0 for own in shapes]
    np.testing.assert_allclose(columns(lines)["shape_copies_log"], expected)


def test_a_page_without_blocks() -> None:
    assert columns([""]) == {name: [0.0] for name in SHAPE_NUMBERS}
