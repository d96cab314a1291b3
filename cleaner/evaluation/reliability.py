"""What the confidence of a page is worth: the F1 that it says, and the F1 that there was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

_N_BINS = 10


@dataclass(frozen=True, slots=True)
class Tenth:
    """The rows whose confidence lies between `start` and `end`; all seeds' outputs count."""

    start: float
    end: float
    n: int
    share: float
    """Of all rows, 0..1."""
    said: float
    """Mean confidence."""
    was: float
    """Mean F1."""


def measure_reliability(pairs: Iterable[tuple[float, float]]) -> tuple[Tenth, ...]:
    """The tenths that hold anything, the lowest first, of pairs of a confidence and an F1.

    >>> measure_reliability([(0.97, 1.0), (1.0, 0.9)])[0].was
    0.95
    """
    bins: dict[int, list[tuple[float, float]]] = {}
    for said, was in pairs:
        bins.setdefault(min(_N_BINS - 1, int(said * _N_BINS)), []).append((said, was))
    total = sum(map(len, bins.values()))
    return tuple(
        Tenth(
            at / _N_BINS,
            (at + 1) / _N_BINS,
            len(bins[at]),
            len(bins[at]) / total,
            fmean(said for said, _ in bins[at]),
            fmean(was for _, was in bins[at]),
        )
        for at in sorted(bins)
    )
