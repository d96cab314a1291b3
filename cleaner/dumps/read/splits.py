"""A split -> its batches of raw records, the same each time it is read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import BinaryIO, cast

from cleaner.dumps.read.formats.archives import read_archive
from cleaner.dumps.read.formats.csv import read_csv
from cleaner.dumps.read.formats.lines import read_json_lines
from cleaner.dumps.read.formats.pages import read_mhtml, read_page
from cleaner.dumps.read.formats.tables import read_arrow, read_parquet
from cleaner.dumps.read.formats.warc import read_warc
from cleaner.dumps.read.raw import Raw, RawBatch, SplitEnd, TableRows, broken, digest_rows
from cleaner.dumps.read.sources import STDIN_URL, Source, Split, filesystem
from cleaner.dumps.read.streams import (
    BrokenStreamError,
    DumpKind,
    broken_stream,
    has_bytes,
    kind_of,
    packing_of,
)

BATCH_RECORDS, BATCH_BYTES = 64, 4_000_000
"""A batch is full with so many records or bytes."""
_BUFFER_BYTES = 1 << 20
"""Bytes that are read from a file at once: a line is a page, and is joined from what it spans."""

Records = Iterator[Raw | TableRows]
Reader = Callable[[BinaryIO, str, int], Records]
READERS: MappingProxyType[DumpKind, Reader] = MappingProxyType(
    {
        "arrow": read_arrow,
        "csv": read_csv,
        "lines": read_json_lines,
        "mhtml": read_mhtml,
        "page": read_page,
        "parquet": read_parquet,
        "warc": read_warc,
    }
)


def read_split(split: Split, max_record: int) -> Iterator[RawBatch | SplitEnd]:
    """The batches that are not done, in order, and at the end what there was in all.

    Of a source that may be another one than an earlier call has read, nothing is given before all
    is compared that is done.
    """
    last_done = max(split.done, default=-1) if split.is_told_by_digests else -1
    n_batches = n_records = 0
    held: list[RawBatch] = []
    for batch in _read_batches(split, max_record):
        if _is_another(batch, split):
            yield SplitEnd(split.n, n_batches, n_records, is_changed=True)
            return
        n_batches, n_records = n_batches + 1, n_records + len(batch)
        if batch.n not in split.done:
            held.append(batch)
        if batch.n >= last_done:
            yield from held
            held.clear()
    is_shorter = n_batches <= last_done or n_batches < (split.n_batches or 0)
    yield SplitEnd(split.n, n_batches, n_records, is_changed=is_shorter)


def _is_another(batch: RawBatch, split: Split) -> bool:
    """Whether it is not what an earlier call has read there."""
    if split.n_batches is not None and batch.n >= split.n_batches:
        return True
    return split.is_told_by_digests and batch.digest != split.done.get(batch.n, batch.digest)


def _read_batches(split: Split, max_record: int) -> Iterator[RawBatch]:
    meter = _Meter()
    sources = (_read_source(source, max_record, meter) for source in split.sources)
    for n, rows in enumerate(_group(chain.from_iterable(sources))):
        digest = digest_rows(rows) if split.is_told_by_digests else b""
        yield RawBatch(split.n, n, rows, meter.take(), digest)


def _group(records: Records) -> Iterator[tuple[Raw, ...] | TableRows]:
    """Records in the groups that travel together; rows of a table are one already."""
    rows: list[Raw] = []
    n_bytes = 0
    for record in records:
        is_table = isinstance(record, TableRows)
        if rows and (is_table or len(rows) == BATCH_RECORDS or n_bytes >= BATCH_BYTES):
            yield tuple(rows)
            rows, n_bytes = [], 0
        if isinstance(record, TableRows):
            yield record
        else:
            rows.append(record)
            n_bytes += len(record.data)
    if rows:
        yield tuple(rows)


def _read_source(source: Source, max_record: int, meter: _Meter) -> Records:
    """The source's records; what cannot be read of it is one broken record."""
    if source.skip:
        meter.pending += source.size or 0
        yield Raw(source.name, 0, "skip", error=source.skip)
        return
    try:
        with broken_stream(), _open(source.url) as stream, meter.on(stream):
            yield from _in_order(_read_stream(stream, source.name, max_record))
    except BrokenStreamError as error:
        yield broken(source.name, 0, type(error).__name__, str(error))


def _in_order(records: Records) -> Records:
    """The records, each in a place of its own: behind the one before it in the same source."""
    source, last = "", 0
    for record in records:
        if isinstance(record, Raw):
            if record.source != source:
                source, last = record.source, -1
            if record.offset <= last:
                record = record._replace(offset=last + 1)
            last = record.offset
        yield record


def _read_stream(stream: BinaryIO, name: str, max_record: int) -> Records:
    kind = kind_of(name)
    if packing_of(name) and not has_bytes(stream):
        raise EOFError  # not even the head that each kind of packing has
    if kind == "archive":
        members = partial(_read_stream, max_record=max_record)
        return read_archive(stream, name, members)
    return READERS[kind](stream, name, max_record)


@contextmanager
def _open(url: str) -> Iterator[BinaryIO]:
    if url == STDIN_URL:
        yield sys.stdin.buffer
    elif "://" in url:
        fs, path = filesystem(url)
        with fs.open(path, "rb") as stream:
            yield cast(BinaryIO, stream)
    else:
        with open(url, "rb", _BUFFER_BYTES) as stream:  # noqa: PTH123 - a str, as it came
            yield stream


@dataclass(slots=True)
class _Meter:
    """How many bytes of the sources were read, as they are packed there."""

    pending: int = 0
    stream: BinaryIO | None = None
    seen: int = 0

    @contextmanager
    def on(self, stream: BinaryIO) -> Iterator[None]:
        """Count what is read from the stream."""
        self.stream, self.seen = stream, 0
        try:
            yield
        finally:
            self._look()
            self.stream = None

    def take(self) -> int:
        """The bytes since it was asked last."""
        self._look()
        taken, self.pending = self.pending, 0
        return taken

    def _look(self) -> None:
        if self.stream is None or self.stream.closed or not self.stream.seekable():
            return
        position = self.stream.tell()
        self.pending += max(0, position - self.seen)
        self.seen = position
