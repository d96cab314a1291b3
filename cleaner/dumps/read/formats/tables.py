"""Parquet and Arrow files, some rows at a time."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from cleaner.dumps.read.raw import TableRows
from cleaner.dumps.read.streams import BrokenStreamError, packing_of, unpack
from cleaner.errors import requiring

with requiring("dumps"):
    import pyarrow as pa
    import pyarrow.ipc
    import pyarrow.parquet

BATCH_ROWS = 64
_READ_ROWS = 512


def read_parquet(stream: BinaryIO, name: str, max_record: int) -> Iterator[TableRows]:
    """The rows in batches, row group after row group."""
    with _seekable(stream, name) as file, _arrow_errors():
        parquet = pa.parquet.ParquetFile(file, pre_buffer=False)
        yield from _cut(parquet.iter_batches(batch_size=_READ_ROWS), name)


def read_arrow(stream: BinaryIO, name: str, max_record: int) -> Iterator[TableRows]:
    """The rows in batches; a file with a footer (Feather) or a stream."""
    with _seekable(stream, name) as file, _arrow_errors():
        is_file = file.read(6) == b"ARROW1"
        file.seek(0)
        if is_file:
            reader = pa.ipc.open_file(cast(io.IOBase, file))
            batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
            yield from _cut(batches, name)
        else:
            yield from _cut(pa.ipc.open_stream(cast(io.IOBase, file)), name)


def to_stream(batch: pa.RecordBatch) -> bytes:
    """The batch alone as an Arrow stream; of a slice only what is in it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def from_stream(stream: bytes) -> pa.RecordBatch:
    """The batch that `to_stream` wrote."""
    return pa.ipc.open_stream(stream).read_next_batch()


def to_python(column: pa.Array[Any]) -> list[Any]:
    """The column's values; as text those that Python has none for, such as days in far years."""
    try:
        return column.to_pylist()
    except Exception:  # noqa: BLE001 - many, by type
        return [_value(column, i) for i in range(len(column))]


def _value(column: pa.Array[Any], i: int) -> Any:
    try:
        return column[i].as_py()
    except Exception:  # noqa: BLE001 - many, by type
        alone = column.slice(i, 1)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return alone.cast(pa.large_binary())[0].as_py()  # text that is no UTF-8
        return alone.to_string(skip_new_lines=True)[1:-1]


def _cut(batches: Iterable[pa.RecordBatch], name: str) -> Iterator[TableRows]:
    first = 1
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH_ROWS):
            rows = batch.slice(start, BATCH_ROWS)
            yield TableRows(name, first, rows.num_rows, to_stream(rows))
            first += rows.num_rows


@contextmanager
def _seekable(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The unpacked bytes in something that can seek: a file on disk if they have to be unpacked."""
    if not packing_of(name) and stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(unpack(stream, name), file)
        file.seek(0)
        yield cast(BinaryIO, file)


@contextmanager
def _arrow_errors() -> Iterator[None]:
    try:
        yield
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowSerializationError) as error:
        raise BrokenStreamError(f"damaged: {str(error).splitlines()[0]}") from error
