"""Raw batches -> pages: a record's by its bytes, a table's by its columns."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.dumps.read.decode import PageRow, decode_raw, find_page, name_site, place_id
from cleaner.dumps.read.formats.tables import from_stream, to_python
from cleaner.dumps.read.keys import Keys, distinct_names
from cleaner.dumps.read.raw import RawBatch, TableRows
from cleaner.errors import InputError
from cleaner.types import Format

_TOLD = (pa.types.is_integer, pa.types.is_string, pa.types.is_large_string)


class Pages(NamedTuple):
    """The rows of a batch."""

    rows: Sequence[PageRow]
    columns: Mapping[str, pa.Array[Any]] = {}
    """What other columns a table has, with their types."""


def read_pages(raw: RawBatch, keys: Keys, page_format: Format | None, max_bytes: int) -> Pages:
    """The pages of a raw batch, marked ones as failures; `max_bytes` are what one may unpack to."""
    if not isinstance(raw.rows, TableRows):
        decoded = [decode_raw(row, keys, page_format, max_bytes) for row in raw.rows]
        return Pages(_give_up(decoded, raw.marks))
    source, first, n_rows, stream = raw.rows
    try:
        rows, columns = read_table(from_stream(stream), keys, page_format, source, first)
    except InputError as error:  # none of its columns holds pages
        places = [(source, first + i) for i in range(n_rows)]
        empty = [PageRow(*place, place_id(*place), None, None) for place in places]
        return Pages([row.failed(str(error), type(error).__name__) for row in empty])
    return Pages(_give_up(rows, raw.marks), columns)


def read_table(
    batch: pa.RecordBatch,
    keys: Keys,
    page_format: Format | None,
    source: str = "",
    first: int = 1,
) -> Pages:
    """The pages of a table's rows. InputError when no column holds pages."""
    names = distinct_names(batch.schema.names)
    batch = batch.rename_columns(names)
    contents = [(key, f) for key, f in keys.content(names) if _column_of(key, names)]
    if not contents:
        known = ", ".join(names) or "none"
        raise InputError(f"no column holds pages; there are {known}: name one (--text-key)")
    used = [key for key, _ in contents]
    used += [*keys.ids(), *keys.urls(), *keys.sites(), *keys.dates()]
    wanted = {_column_of(key, names) for key in used}
    read = {n: to_python(_days_as_text(batch.column(n))) for n in names if n in wanted}
    rows = []
    for i, values in enumerate(zip(*read.values(), strict=True), first):
        row = PageRow(source, i, place_id(source, i), None, None)
        record = dict(zip(read, values, strict=True))
        row, _ = find_page(row, record, contents, keys, page_format)
        if row.page is None:
            row = row.failed(f"no text in it: nothing in {', '.join(key for key, _ in contents)}")
        rows.append(name_site(row, keys.site_name))
    told = (_told_by(given, batch.schema) for given in (keys.ids(), keys.urls()))
    taken = {contents[0][0], *told}
    return Pages(rows, {n: _spread(batch.column(n)) for n in names if n not in taken})


def _give_up(rows: Sequence[PageRow], marks: Mapping[int, tuple[str, str]]) -> list[PageRow]:
    """The rows, those that must not be tried as failures."""
    given_up = {i: rows[i].failed(error, error_type) for i, (error_type, error) in marks.items()}
    return [given_up.get(i, row) for i, row in enumerate(rows)]


def _spread(column: pa.Array[Any]) -> pa.Array[Any]:
    """The column with a value for each row: of one with runs of them Arrow cannot choose rows."""
    is_runs = pa.types.is_run_end_encoded(column.type)
    return pc.call_function("run_end_decode", [column]) if is_runs else column


def _days_as_text(column: pa.Array[Any]) -> pa.Array[Any]:
    """The column, days and times as text: Python has none for nanoseconds and for far years."""
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return column.cast(pa.string())
    if isinstance(column, pa.StructArray) and column.type.num_fields:
        names = [column.type.field(i).name for i in range(column.type.num_fields)]
        return pa.StructArray.from_arrays(list(map(_days_as_text, column.flatten())), names)
    return column


def _column_of(key: str, names: Container[str]) -> str | None:
    """The column that a key leads into, which has its name or what is before its first dot."""
    return next((name for name in (key, key.split(".")[0]) if name in names), None)


def _told_by(keys: Iterable[str], schema: pa.Schema) -> str | None:
    """The column whose strings or numbers become ids or addresses: it need not come along, too."""
    found = next((schema.field(key) for key in keys if key in schema.names), None)
    if found is None:
        return None
    is_encoded = pa.types.is_dictionary(found.type)
    type_ = found.type.value_type if is_encoded else found.type
    return found.name if any(test(type_) for test in _TOLD) else None
