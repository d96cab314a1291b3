"""Several models that differ by their seed alone: the mean of what they reach, and its spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from statistics import fmean, stdev
from typing import Any, TypeVar

from cleaner.evaluation.summary import DumpReport, PageReport

ReportT = TypeVar("ReportT", PageReport, DumpReport)


def average_reports(reports: Sequence[ReportT]) -> ReportT:
    """The mean of the seeds' reports on the same rows; costs are the first one's, in whose run the
    peers took their turns.
    """
    mean: ReportT = _combine(reports, fmean)
    return replace(mean, costs=reports[0].costs)


def spread_reports(reports: Sequence[ReportT]) -> ReportT:
    """The same with the standard deviation of each number over two seeds or more, without costs;
    counts stay.
    """
    spread: ReportT = _combine(reports, stdev)
    return replace(spread, costs={})


def _combine(values: Sequence[Any], combine: Callable[[Sequence[float]], float]) -> Any:
    """The values, all of one shape, as one: numbers in them combined, the rest as it is in all."""
    first = values[0]
    if is_dataclass(first) and not isinstance(first, type):
        names = [field.name for field in fields(first)]
        return type(first)(
            **{name: _combine([getattr(value, name) for value in values], combine)
               for name in names}
        )  # fmt: skip
    if isinstance(first, Mapping):
        return {key: _combine([value[key] for value in values], combine) for key in first}
    if isinstance(first, int) or any(value is None for value in values):
        return first
    return combine(values)
