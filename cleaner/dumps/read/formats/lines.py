"""JSON, one record a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from cleaner.dumps.read.raw import Raw, broken
from cleaner.dumps.read.streams import read_lines, unpack


def read_json_lines(stream: BinaryIO, name: str, max_record: int) -> Iterator[Raw]:
    """A record for each line that is not blank; it is parsed where it is cleaned."""
    for number, line in enumerate(read_lines(unpack(stream, name), max_record), 1):
        if isinstance(line, int):
            error = f"line has {line:,} bytes where --max-record allows {max_record:,}"
            yield broken(name, number, "LimitError", error)
        elif line.strip():
            yield Raw(name, number, "json", line)
