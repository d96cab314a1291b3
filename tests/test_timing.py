"""What measures the others can fail."""

from __future__ import annotations

import pytest

from tests.timing import GROWTH, check_growth

N = 20_000
"""Large enough that the small run takes milliseconds, beside which what disturbs it is little."""


def linear(n: int) -> int:
    return sum(i % 7 for i in range(n))


def test_linear_time_passes() -> None:
    check_growth(linear, N, GROWTH * N)


def test_quadratic_time_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="10 times the size"):
        check_growth(lambda n: linear(n * n // 100), N // GROWTH, N)
