"""Parquet files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.dumps.files import atomic_writer
from cleaner.dumps.readers.tables import from_stream, to_stream
from cleaner.dumps.writers.form import PartFile

_GROUP_BYTES = 64_000_000
"""Bytes of records in a row group, so that writing one takes bounded memory."""


@dataclass(frozen=True, slots=True)
class Parquet:
    """A form: Parquet, packed by Zstandard inside. Each file has one schema."""

    is_sharded: bool = True

    def encode(self, batch: pa.RecordBatch) -> bytes:
        """The batch as an Arrow stream; nothing for no records."""
        return to_stream(batch) if batch.num_rows else b""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """One for each run of batches with the same columns."""
        files: list[PartFile] = []
        batches = map(from_stream, filter(None, payloads))
        for schema, group in groupby(batches, key=lambda batch: batch.schema):
            path = folder / f"part-{number + len(files):05d}.parquet"
            with (
                atomic_writer(path, force=True, durable=True) as file,
                pq.ParquetWriter(file, schema, compression="zstd") as writer,
            ):
                for table in _row_groups(group):
                    writer.write_table(table)
            files.append(PartFile(path.name, path.stat().st_size))
        return files


def _row_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    n_bytes = 0
    for batch in batches:
        held.append(batch)
        n_bytes += batch.nbytes
        if n_bytes >= _GROUP_BYTES:
            yield pa.Table.from_batches(held)
            held, n_bytes = [], 0
    if held:
        yield pa.Table.from_batches(held)
