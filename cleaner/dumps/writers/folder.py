"""A file for each record, named after where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from cleaner.dumps.files import write
from cleaner.dumps.readers.tables import from_stream, to_stream
from cleaner.dumps.writers.form import PartFile

MAX_NAME_BYTES = 255
"""Bytes of a file's name that common file systems allow."""
_RECORDS = ".records"


@dataclass(frozen=True, slots=True)
class Folder:
    """A form: files with the ending `suffix`, one a record, below folders like the inputs'."""

    suffix: str
    is_sharded: bool = False

    def encode(self, batch: pa.RecordBatch) -> bytes:
        """The paths and the texts, as an Arrow stream; nothing for no records."""
        if not batch.num_rows:
            return b""
        places = batch.select(["source", "offset"]).to_pylist()
        paths = [file_path(place["source"], place["offset"], self.suffix) for place in places]
        columns = {"path": pa.array(paths), "text": batch.column("text")}
        return to_stream(pa.RecordBatch.from_pydict(columns))

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """One for each record."""
        files = []
        for batch in map(from_stream, filter(None, payloads)):
            for record in batch.to_pylist():
                content = (f"{record['text']}\n" if record["text"] else "").encode("utf-8")
                write(folder / record["path"], content, force=True, durable=True)
                files.append(PartFile(record["path"], len(content)))
        return files


def file_path(source: str, offset: int, suffix: str) -> str:
    """Where a record goes, below the output: another place for every record.

    The whole ending of the source stays (`a.html.txt`, `a.htm.txt`). Records of a dump go into a
    folder of their own (`dump.jsonl.records/17.txt`). A folder whose name looks like one of these
    gets a `_`, so no folder stands where a file goes.
    """
    *folders, name = PurePosixPath(source).parts
    kept = (suffix, _RECORDS)
    folders = [f"{part}_" if part.rstrip("_").endswith(kept) else part for part in folders]
    if offset:
        return "/".join([*map(_short, folders), _short(name + _RECORDS), f"{offset}{suffix}"])
    return "/".join([*map(_short, folders), _short(name, suffix)])


def _short(name: str, suffix: str = "") -> str:
    """The name with its suffix, its end replaced by a hash where it is too long for a file."""
    if len((name + suffix).encode()) <= MAX_NAME_BYTES:
        return name + suffix
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    room = MAX_NAME_BYTES - len(suffix) - len(digest) - 1
    return f"{name.encode()[:room].decode('utf-8', 'ignore')}~{digest}{suffix}"
