"""Comma- or tab-separated values with a header, in UTF-8."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO

from cleaner.dumps.read.keys import distinct_names
from cleaner.dumps.read.raw import Raw, broken
from cleaner.dumps.read.streams import BrokenStreamError, unpack

_DELIMITERS = ",;\t|"
PIECE = 1 << 16
"""Characters of a line that are read at once, since a line may be as long as a file."""
_CLOSING = re.compile(r'[^"]*(?:""[^"]*)*"(?!")')
"""To the end of a quoted field, in which quotes stand twice."""
_OPENING = {
    mark: (re.compile(f'{re.escape(mark)}"'), re.compile(f'(?:^|{re.escape(mark)})"'))
    for mark in _DELIMITERS
}
"""Where a quoted field begins, by the delimiter: within a row, and in its first piece."""


def read_csv(stream: BinaryIO, name: str, max_record: int) -> Iterator[Raw]:
    """A record for each row, as JSON by the header's names."""
    text = io.TextIOWrapper(unpack(stream, name), "utf-8-sig", errors="replace", newline="")
    try:
        yield from _read_records(iter(partial(text.readline, PIECE), ""), name, max_record)
    finally:
        text.detach()  # else it closes what it was given


def _read_records(pieces: Iterator[str], name: str, max_record: int) -> Iterator[Raw]:
    first = next(pieces, "")
    is_tab = ".tsv" in PurePosixPath(name).suffixes
    delimiter = "\t" if is_tab else max(_DELIMITERS, key=first.count)
    rows = _split_rows(chain([first], pieces), delimiter, max_record)
    top = next(rows, "")
    header = _parse(top, delimiter) if isinstance(top, str) else []
    if not any(header):
        raise BrokenStreamError("has no header that names its columns")
    names = distinct_names(header)
    for number, row in enumerate(rows, 1):
        if isinstance(row, int):
            error = f"row has {row:,} characters where --max-record allows {max_record:,}"
            yield broken(name, number, "LimitError", error)
        elif fields := _parse(row, delimiter):
            yield _record(fields, names, name, number)


def _record(fields: list[str], names: list[str], source: str, number: int) -> Raw:
    if len(fields) != len(names):
        problem = f"row has {len(fields)} fields where the header has {len(names)}"
        return broken(source, number, "RecordError", problem)
    record = dict(zip(names, fields, strict=True))
    return Raw(source, number, "json", json.dumps(record, ensure_ascii=False).encode())


def _parse(row: str, delimiter: str) -> list[str]:
    """The fields of one row. The module has but one limit of their length, for all readers."""
    before = csv.field_size_limit(len(row) + 1)
    try:
        return next(csv.reader([row], delimiter=delimiter), [])
    finally:
        csv.field_size_limit(before)


def _split_rows(pieces: Iterable[str], delimiter: str, max_chars: int) -> Iterator[str | int]:
    """Each row with its quotes closed; the length of a row above `max_chars`, which is not held.

    `pieces` are lines, long ones in several. BrokenStreamError at an end within quotes.
    """
    within, from_start = _OPENING[delimiter]
    held: list[str] = []
    n_chars, is_open, lead = 0, False, ""
    for piece in pieces:
        seen = lead + piece
        is_open, lead = _scan(seen, is_open, within if n_chars else from_start)
        n_chars += len(piece)
        if n_chars <= max_chars:
            held.append(piece)
        else:
            held.clear()
        if not is_open and piece.endswith(("\n", "\r")):
            yield "".join(held) if n_chars <= max_chars else n_chars
            held, n_chars, lead = [], 0, ""
    if is_open and not lead:
        raise BrokenStreamError(
            "ends too soon: the file is cut off, or quotes that open in its last row never close"
        )
    if n_chars:
        yield "".join(held) if n_chars <= max_chars else n_chars


def _scan(piece: str, is_open: bool, opening: re.Pattern[str]) -> tuple[bool, str]:
    """Whether quotes are open behind the piece, and what of its end the next one has to show."""
    position = 0
    while True:
        found = _CLOSING.match(piece, position) if is_open else opening.search(piece, position)
        if found is None:
            return is_open, "" if is_open else piece[-1:]
        if is_open and found.end() == len(piece):  # one of two, maybe: the next piece shows
            return True, '"'
        position, is_open = found.end(), not is_open
