"""The quality gate: what the golden cases do not say to the letter may not get worse either."""

from __future__ import annotations

import pytest

from tests.support import floors
from tests.support.floors import Floors, find_fallen, measure_all, read_floors

TABLES = ("hard", *floors.STYLES, "harm-intact", "harm-kept")
TOO_LOW = 0.05
"""By how much a score may be above its floor, before that says nothing any more."""


@pytest.fixture(scope="module")
def found() -> Floors:
    return measure_all()


@pytest.fixture(scope="module")
def pinned() -> Floors:
    return read_floors()[0]


def test_each_score_has_a_floor_and_each_floor_a_score(found: Floors, pinned: Floors) -> None:
    assert {table: set(values) for table, values in found.items()} == {
        table: set(values) for table, values in pinned.items()
    }


@pytest.mark.parametrize("table", TABLES)
def test_no_score_is_below_its_floor(table: str, found: Floors, pinned: Floors) -> None:
    assert find_fallen({table: found[table]}, pinned) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_score_that_rose_took_its_floor_along(table: str, found: Floors, pinned: Floors) -> None:
    """Else run `python -m tests.support.floors`."""
    low = {name for name, floor in pinned[table].items() if found[table][name] > floor + TOO_LOW}
    assert low == set()


def test_the_gate_can_fail() -> None:
    assert find_fallen({"flat": {"news": 0.9}}, {"flat": {"news": 0.91}}) == [
        "flat.news: 0.900 < 0.910"
    ]
    assert find_fallen({"flat": {"news": 0.9}}, {"flat": {"news": 0.904}}) == []
