"""Sources that are one page: HTML, text, Markdown, MHTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaner.dumps.read.raw import Raw, RawKind, broken
from cleaner.dumps.read.streams import read_whole, unpack


def read_page(stream: BinaryIO, name: str, max_record: int) -> Iterator[Raw]:
    """The one page that the source is."""
    yield _read(stream, name, max_record, "page")


def read_mhtml(stream: BinaryIO, name: str, max_record: int) -> Iterator[Raw]:
    """The one page that a browser saved with its pictures."""
    yield _read(stream, name, max_record, "mhtml")


def _read(stream: BinaryIO, name: str, max_record: int, kind: RawKind) -> Raw:
    content = read_whole(unpack(stream, name), max_record)
    if content is None:
        error = f"has more bytes than --max-record allows ({max_record:,})"
        return broken(name, 0, "LimitError", error)
    return Raw(name, 0, kind, content)
