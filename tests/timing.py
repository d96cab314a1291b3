"""Whether time grows with the size of what is read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")
_LINEAR = 1.5
"""Times the growth of the input that time may grow by: a square grows by at least twice it."""
_ATTEMPTS = 4


def check_growth(run: Callable[[T], object], small: T, large: T, growth: float = 2.0) -> None:
    """Fails where `large`, `growth` times the size of `small`, takes far more CPU time than that.

    Other work on the machine disturbs one attempt, seldom all.
    """
    ratios = []
    for _ in range(_ATTEMPTS):
        ratios.append(_measure(run, large) / _measure(run, small))
        if ratios[-1] < _LINEAR * growth:
            return
    pytest.fail(f"{growth:g} times the size takes {min(ratios):.1f} times as long")


def _measure(run: Callable[[T], object], value: T) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    run(value)
    return time.process_time() - start
