"""Whether time grows with the size of what is read.

Most of it is spent in libraries written in C, where nothing but the processor's time shows what is
done twice. So time it is, but so far apart that no load makes one for the other: linear time grows
tenfold, quadratic a hundredfold, and the test fails from fortyfold on.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

T = TypeVar("T")
GROWTH = 10
"""Times the size that is compared: linear time grows by as much, quadratic by its square."""
_ALLOWED = 40
"""Times the CPU time that it may take: four times as much as linear time would."""
_ATTEMPTS = 8


def check_growth(run: Callable[[T], object], small: T, large: T) -> None:
    """Fails where `large`, GROWTH times the size of `small`, takes far more CPU time than that.

    Other work on the machine only adds to a time, so the least of several is the nearest to what
    the run costs; both sizes are measured in turns until they say that it is linear.
    """
    least = [math.inf, math.inf]
    for _ in range(_ATTEMPTS):
        for i, value in enumerate((small, large)):
            least[i] = min(least[i], measure(run, value))
        if least[1] < _ALLOWED * least[0]:
            return
    pytest.fail(f"{GROWTH} times the size takes {least[1] / least[0]:.1f} times as long")


def check_repetition(
    run: Callable[[str], object], unit: str, frame: Callable[[str], str], n_chars: int = 100_000
) -> None:
    """Fails where time does not grow with how often the unit, up to so many characters of it,
    stands in its frame.
    """
    small, large = (frame(unit * (n // len(unit))) for n in (n_chars // GROWTH, n_chars))
    check_growth(run, small, large)


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises TimeoutError in the middle of what takes more CPU time."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def measure(run: Callable[[T], object], value: T) -> float:
    """CPU seconds of one run, in this thread: a process's clock may stand still between ticks."""
    start = time.thread_time()
    run(value)
    return time.thread_time() - start
