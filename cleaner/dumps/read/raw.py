"""Records as a reader finds them: bytes, where they stood, and in which batch they travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Literal, NamedTuple

RawKind = Literal["broken", "conversion", "json", "mhtml", "page", "response", "skip"]


class Raw(NamedTuple):
    """One record; what its bytes mean is found out where it is cleaned."""

    source: str
    """Name of its source, with the member's path behind that of an archive."""
    offset: int
    """Where in it: line, row or member from 1 on, byte of a WARC file (of the unpacked one
    where one packing is around all), 0 for the whole. No two records of a source have the same."""
    kind: RawKind
    data: bytes = b""
    id: str | None = None
    url: str | None = None
    error_type: str = ""
    """For `broken`: the class of the error."""
    error: str = ""
    """For `broken` what is wrong, for `skip` why it is left out."""
    date: str | None = None
    """When it was fetched, as the dump says it."""


def broken(source: str, offset: int, error_type: str, error: str, url: str | None = None) -> Raw:
    """What stands for a record that cannot be read."""
    return Raw(source, offset, "broken", url=url, error_type=error_type, error=error)


class TableRows(NamedTuple):
    """Rows of a columnar file, as an Arrow stream of one record batch."""

    source: str
    first: int
    """Number of the first row, from 1 on."""
    n_rows: int
    stream: bytes


def digest_rows(rows: tuple[Raw, ...] | TableRows) -> bytes:
    """The same for the same rows, and for hardly any others."""
    digest = blake2b(digest_size=8)
    for row in (rows,) if isinstance(rows, TableRows) else rows:
        for value in row:
            content = value if isinstance(value, bytes) else repr(value).encode()
            digest.update(b"%d " % len(content) + content)
    return digest.digest()


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some records that travel together; the same for the same source, however often it is read."""

    split: int
    n: int
    """Its number within the split."""
    rows: tuple[Raw, ...] | TableRows
    n_bytes: int
    """Bytes of the source read for it, as they are packed there."""
    digest: bytes = b""
    """Of the rows, where only these tell that a source has changed."""
    marks: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Error type and message of rows that must not be tried (again), by their place."""

    def __len__(self) -> int:
        return self.rows.n_rows if isinstance(self.rows, TableRows) else len(self.rows)

    def mark(self, i: int, error_type: str, error: str) -> RawBatch:
        """The same batch with row `i` given up."""
        return replace(self, marks={**self.marks, i: (error_type, error)})


class SplitEnd(NamedTuple):
    """A split was read to its end: how many batches and records there are."""

    split: int
    n_batches: int
    n_records: int
    is_changed: bool = False
    """Whether it was given up, since it is not what an earlier call has read."""
