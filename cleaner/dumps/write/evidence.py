"""Evidence of sites: what `cleaner sites learn` gathers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cleaner.dumps.read.formats.tables import from_stream, to_stream
from cleaner.dumps.write.records import Gathered, Records, fields_of
from cleaner.dumps.write.writer import PartFile
from cleaner.sites.store import EvidenceStore

STORE = "evidence.sqlite"
_SCHEMA = pa.schema(fields_of(Gathered))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A form: one store for the pages of all batches; for a BatchCleaner with `evidence`."""

    is_sharded: bool = True

    def encode(self, records: Records) -> bytes:
        """The sites and the evidence, as an Arrow stream."""
        gathered = [row.gathered for row in records.rows if row.gathered]
        return to_stream(pa.RecordBatch.from_pylist(gathered, _SCHEMA)) if gathered else b""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """Add the evidence to the one store."""
        with EvidenceStore(folder / STORE) as store:
            store.add(row for payload in payloads for row in _rows(payload))
        return [PartFile(STORE, None)] if number == 0 else []


def _rows(payload: bytes) -> Iterator[tuple[str, bytes]]:
    for row in from_stream(payload).to_pylist():
        yield row["site"], row["evidence"]
