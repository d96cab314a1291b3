"""Comma- or tab-separated values with a header, in UTF-8."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import PurePosixPath
from typing import BinaryIO, TextIO

from cleaner.dumps.raw import Raw, broken
from cleaner.dumps.streams import BrokenStreamError, unpack

_DELIMITERS = ",;\t|"


def read_csv(stream: BinaryIO, name: str, max_record: int) -> Iterator[Raw]:
    """A record for each row, as JSON by the header's names."""
    text = io.TextIOWrapper(unpack(stream, name), "utf-8-sig", errors="replace", newline="")
    try:
        with _field_limit(max_record):
            yield from _read_rows(text, name, max_record)
    finally:
        text.detach()  # else it closes what it was given


def _read_rows(text: TextIO, name: str, max_record: int) -> Iterator[Raw]:
    header_line = text.readline(max_record)
    is_tab = ".tsv" in PurePosixPath(name).suffixes
    delimiter = "\t" if is_tab else max(_DELIMITERS, key=header_line.count)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    if not any(header):
        raise BrokenStreamError("has no header that names its columns")
    rows = csv.reader(text, delimiter=delimiter)
    for number in count(1):
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield broken(name, number, "RecordError", f"CSV: {error}")
            continue
        if len(row) == len(header):
            record = dict(zip(header, row, strict=True))
            yield Raw(name, number, "json", json.dumps(record, ensure_ascii=False).encode())
        elif row:
            problem = f"row has {len(row)} fields where the header has {len(header)}"
            yield broken(name, number, "RecordError", problem)


@contextmanager
def _field_limit(max_chars: int) -> Iterator[None]:
    """Let the csv module, which has but one limit for all, take fields of so many characters."""
    before = csv.field_size_limit(max_chars)
    try:
        yield
    finally:
        csv.field_size_limit(before)
