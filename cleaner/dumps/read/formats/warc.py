"""WARC and WET files: responses and conversions, and the way on behind a damaged record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from cleaner.dumps.read.raw import Raw, RawKind, broken
from cleaner.dumps.read.streams import BrokenStreamError, packing_of, unpack
from cleaner.errors import requiring

if TYPE_CHECKING:
    from fastwarc import WarcRecord

_STARTS = {
    ".gz": re.compile(rb"\x1f\x8b\x08"),
    ".zst": re.compile(rb"\x28\xb5\x2f\xfd"),
    "": re.compile(rb"(?<=\n)WARC/[01]\.\d"),
}
"""How a record begins, by the packing that is undone record by record."""
_TAKEN: MappingProxyType[str, RawKind] = MappingProxyType(
    {"response": "response", "conversion": "conversion"}
)
_CHUNK = 1 << 20


def read_warc(stream: BinaryIO, name: str, max_record: int) -> Iterator[Raw]:
    """Responses and conversions; every other record as one to skip, with its type.

    Behind a damaged record reading goes on where the next one begins.
    """
    with requiring("dumps"):
        from fastwarc import ArchiveIterator
    packing = packing_of(name)
    if packing not in _STARTS or (packing and not _is_packed_by_record(stream, packing)):
        stream, packing = unpack(stream, name), ""
    start: int | None = 0
    while start is not None:
        position = start
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                position = start + record.stream_pos
                yield _raw(record, name, position, max_record)
            return
        except OSError as error:
            if not stream.seekable():
                raise BrokenStreamError(f"damaged near byte {position:,}: {error}") from error
            yield broken(name, position, "RecordError", f"damaged here or behind: {error}")
        start = _next_start(stream, position + 1, packing)


def _is_packed_by_record(stream: BinaryIO, packing: str) -> bool:
    """Whether each record begins a member of its own, as the first two do.

    In one member for all, a place in the file says nothing of a record.
    """
    from fastwarc import ArchiveIterator

    if not stream.seekable():
        return True
    try:
        records = islice(ArchiveIterator(stream, parse_http=False), 2)
        places = [record.stream_pos for record in records]
    except OSError:
        places = []  # damaged: reading tells
    is_start = [_is_at(stream, place, packing) for place in places]
    stream.seek(0)
    return len(set(places)) == len(places) and all(is_start)


def _is_at(stream: BinaryIO, place: int, packing: str) -> bool:
    stream.seek(place)
    return _STARTS[packing].match(stream.read(16)) is not None


def _raw(record: WarcRecord, name: str, position: int, max_record: int) -> Raw:
    """The record as ours. OSError if it ends too soon."""
    kind = str(record.record_type)
    url = record.headers.get("WARC-Target-URI")
    url = url and url.strip("<>")  # wget's, after the grammar of WARC 1.0
    if kind not in _TAKEN:
        return Raw(name, position, "skip", error=f"WARC {kind}", id=record.record_id, url=url)
    if kind == "response" and url is not None and not url.lower().startswith(("http:", "https:")):
        scheme = url.split(":")[0]
        return Raw(name, position, "skip", error=f"WARC response of {scheme}", url=url)
    if record.content_length > max_record:
        error = f"has {record.content_length:,} bytes where --max-record allows {max_record:,}"
        return broken(name, position, "LimitError", error, url)
    content = record.reader.read()
    if len(content) != record.content_length:
        raise OSError(f"{len(content):,} bytes where its header says {record.content_length:,}")
    date = record.headers.get("WARC-Date")
    return Raw(name, position, _TAKEN[kind], content, id=record.record_id, url=url, date=date)


def _next_start(stream: BinaryIO, after: int, packing: str) -> int | None:
    """Where the next record that can be read begins, with the stream set there; None if nowhere."""
    from fastwarc import ArchiveIterator

    for start in _find_starts(stream, after, packing):
        stream.seek(start)
        try:
            first = next(iter(ArchiveIterator(stream, parse_http=False)), None)
        except OSError:
            continue  # bytes that only look like a beginning
        if first is not None:
            stream.seek(start)
            return start
    return None


def _find_starts(stream: BinaryIO, after: int, packing: str) -> Iterator[int]:
    """Every place from `after` on where a record may begin."""
    pattern, overlap = _STARTS[packing], 16
    position = after
    while True:
        stream.seek(max(0, position - 1))  # one byte more, which the pattern looks back at
        lead = position - max(0, position - 1)
        chunk = stream.read(_CHUNK + overlap)
        if len(chunk) <= lead:
            return
        for match in pattern.finditer(chunk):
            if lead <= match.start() < _CHUNK:
                yield position - lead + match.start()
        position += _CHUNK - lead
