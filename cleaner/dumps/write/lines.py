"""JSON, a record a line, also packed."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cleaner.dumps.escape import to_json
from cleaner.dumps.read.formats.tables import to_python
from cleaner.dumps.read.keys import name_beside
from cleaner.dumps.read.streams import pack_zstd
from cleaner.dumps.write.files import atomic_writer
from cleaner.dumps.write.records import Records, Row
from cleaner.dumps.write.writer import PartFile

_PACKERS: MappingProxyType[str, Callable[[bytes], bytes]] = MappingProxyType(
    # No time in gzip's header, so that the same records give the same bytes.
    {"": bytes, ".gz": partial(gzip.compress, compresslevel=6, mtime=0), ".zst": pack_zstd}
)


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A form: JSON lines, packed by `packing` (`.gz`, `.zst` or "")."""

    packing: str = ""
    is_sharded: bool = True

    def encode(self, records: Records) -> bytes:
        """A line a record, packed. Columns and keys of JSON that came stand beside ours."""
        names, columns = [], []
        for name, column in records.came():
            names.append(name)
            columns.append(to_python(column))
        content = "".join(
            to_json({**_values(row), **dict(zip(names, (c[i] for c in columns), strict=True))})
            + "\n"
            for i, row in enumerate(records.rows)
        ).encode()
        return _PACKERS[self.packing](content) if content else b""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """Write one file, with all the lines."""
        name = f"part-{number:05d}.jsonl{self.packing}"
        with atomic_writer(folder / name, force=True, durable=True) as file:
            file.writelines(payloads)  # gzip's members and Zstandard's frames can be joined
            return [PartFile(name, file.tell())]


def _values(row: Row) -> dict[str, Any]:
    values = row.values()
    return {**values, **{name_beside(name, values): other for name, other in row.others.items()}}
