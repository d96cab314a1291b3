"""htmldate without what it adds to a date of which the page does not say the day."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from typing import Any

_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 3, 2))
"""Of leap years, and with nothing in common."""
_NEVER = re.compile("(?!)")
_alone = threading.Lock()


@contextmanager
def only_whole_dates() -> Iterator[None]:
    """Let htmldate find whole dates alone, for one caller at a time; then it is as it was.

    It takes today's day for "2021-05", and the first one for "05/2021" and "2021-02-30", and it
    remembers what it has read. Others in this process get what they are used to.
    """
    dates: Any = import_module("htmldate.extractors")
    with _alone:
        parse, months = dates.dateutil_parse, dates.YM_PATTERN
        dates.dateutil_parse, dates.YM_PATTERN = _without_gaps(parse), _NEVER
        dates.try_date_expr.cache_clear()
        try:
            yield
        finally:
            dates.dateutil_parse, dates.YM_PATTERN = parse, months
            dates.try_date_expr.cache_clear()


def _without_gaps(parse: Callable[..., datetime]) -> Callable[..., datetime]:
    """The parser of dates, but for a ValueError where it has to fill in what a text leaves out."""

    def parse_whole(text: str, **settings: Any) -> datetime:
        found = {parse(text, default=default, **settings) for default in _DEFAULTS}
        if len(found) > 1:
            raise ValueError(f"no whole date: {text!r}")
        return found.pop()

    return parse_whole
