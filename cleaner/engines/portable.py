"""What goes to processes elsewhere and comes back: splits, and errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from cleaner.dumps.read.sources import STDIN_URL, Source, Split
from cleaner.dumps.read.walk import absolute
from cleaner.errors import CleanerError, InputError

T = TypeVar("T")


def make_portable(splits: Iterable[Split]) -> Iterator[Split]:
    """The splits with absolute paths. InputError for standard input, which only we have."""
    for split in splits:
        yield replace(split, sources=tuple(map(_make_portable, split.sources)))


def _make_portable(source: Source) -> Source:
    if source.url == STDIN_URL:
        raise InputError("standard input cannot be read on a cluster: use --engine local")
    if "://" in source.url:
        return source
    return replace(source, url=str(absolute(Path(source.url))))


def send_errors(items: Iterable[T]) -> Iterator[T | CleanerError]:
    """The items, and behind them the error of ours that ended them, if one did.

    What cannot work is told to the driver: a cluster would try it again, and bury what it says.
    """
    try:
        yield from items
    except CleanerError as error:
        yield error


def raise_errors(items: Iterable[T | CleanerError]) -> Iterator[T]:
    """The items as they were before `send_errors`."""
    for item in items:
        if isinstance(item, CleanerError):
            raise item
        yield item
