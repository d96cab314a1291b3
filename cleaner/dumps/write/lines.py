"""JSON, a record a line, also packed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from cleaner.dumps.clean.batch import OTHER_KEYS
from cleaner.dumps.escape import to_json
from cleaner.dumps.read.formats.tables import to_python
from cleaner.dumps.read.keys import name_beside
from cleaner.dumps.read.streams import pack_zstd
from cleaner.dumps.write.files import atomic_writer
from cleaner.dumps.write.writer import PartFile

_PACKERS: MappingProxyType[str, Callable[[bytes], bytes]] = MappingProxyType(
    # No time in gzip's header, so that the same records give the same bytes.
    {"": bytes, ".gz": partial(gzip.compress, compresslevel=6, mtime=0), ".zst": pack_zstd}
)
_COUNTS = ("kept_chars", "removed_chars")


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A form: JSON lines, packed by `packing` (`.gz`, `.zst` or "")."""

    packing: str = ""
    is_sharded: bool = True

    def encode(self, batch: pa.RecordBatch) -> bytes:
        """A line a record, packed. Keys of a JSON record that came stand beside ours."""
        has_others = batch.schema.field(-1).equals(OTHER_KEYS, check_metadata=True)
        lines = []
        for values in zip(*map(to_python, batch.columns), strict=True):
            record = dict(zip(batch.schema.names, values, strict=True))
            for name in _COUNTS:  # maps that came stay pairs, since they may have a key twice
                record[name] = dict(record[name])
            if has_others:
                others = json.loads(record.pop(OTHER_KEYS.name) or "{}")
                record |= {name_beside(name, record): value for name, value in others.items()}
            lines.append(to_json(record))
        content = "".join(line + "\n" for line in lines).encode("utf-8", "replace")
        return _PACKERS[self.packing](content) if content else b""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """One, with all the lines."""
        name = f"part-{number:05d}.jsonl{self.packing}"
        with atomic_writer(folder / name, force=True, durable=True) as file:
            file.writelines(payloads)  # gzip's members and Zstandard's frames can be joined
            return [PartFile(name, file.tell())]
