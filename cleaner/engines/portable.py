"""Splits as processes elsewhere can read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from cleaner.dumps.files import absolute
from cleaner.dumps.sources import STDIN_URL, Source, Split
from cleaner.errors import InputError


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
