"""Parquet files."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.dumps.escape import to_json
from cleaner.dumps.read.formats.tables import from_stream, to_python, to_stream
from cleaner.dumps.write.files import atomic_writer
from cleaner.dumps.write.records import Records
from cleaner.dumps.write.writer import PartFile

_GROUP_BYTES = 64_000_000
"""Bytes of records in a row group, so that writing one takes bounded memory."""


@dataclass(frozen=True, slots=True)
class Parquet:
    """A form: Parquet, packed by Zstandard inside. Each file has one schema."""

    is_sharded: bool = True

    def encode(self, records: Records) -> bytes:
        """The records as an Arrow stream; nothing for no records."""
        return to_stream(_storable(records.to_batch())) if records.rows else b""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """Write a file for each run of batches with the same columns."""
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


def _storable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch, those of its columns as JSON that have a type of Arrow's which Parquet lacks."""
    fields, columns = list(batch.schema), batch.columns
    for i, field in enumerate(batch.schema):
        if not _has_type(field.type):
            columns[i] = pa.array(map(to_json, to_python(columns[i])), pa.string())
            fields[i] = pa.field(field.name, pa.string())
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


@cache
def _has_type(type_: pa.DataType) -> bool:
    try:
        pq.ParquetWriter(io.BytesIO(), pa.schema([("column", type_)])).close()
    except pa.ArrowNotImplementedError:
        return False
    return True


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
