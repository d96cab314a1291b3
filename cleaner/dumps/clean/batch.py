"""Record batch in, record batch out: what cleans dumps on one machine and on many."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.addresses import site_of
from cleaner.dumps.read.decode import (
    PageRow,
    as_page,
    decode_raw,
    fail,
    name_site,
    parse_day,
    place_id,
)
from cleaner.dumps.read.formats.tables import from_stream, to_python
from cleaner.dumps.read.keys import (
    Keys,
    distinct_names,
    find_date,
    find_string,
    look_up,
    name_beside,
)
from cleaner.dumps.read.raw import RawBatch, TableRows
from cleaner.dumps.write.escape import to_json
from cleaner.errors import InputError
from cleaner.options import Options
from cleaner.sites.evidence import collect_evidence
from cleaner.types import Format, Page

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner
    from cleaner.result import Result

T = TypeVar("T")
Rendering = Literal["text", "markdown", "html"]
STATUSES = ("cleaned", "skipped", "failed")
NO_SITE = "of no site: it has no address"
"""Why evidence of a page is left out."""
ACCOUNT = ("status", "error_type", "error", "seconds")
"""Columns that say how a record ended; they stay out of the files that a run writes."""
_TOLD = (pa.types.is_integer, pa.types.is_string, pa.types.is_large_string)
OTHER_KEYS = pa.field("input", pa.string(), metadata={"holds": "JSON of a record's other keys"})
"""The column of what else a record of JSON had; its metadata tell it from one that came."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cleaned records are left out, and counted."""

    min_chars: int = 1
    """Characters that the text must have; 0 keeps records without any."""
    languages: frozenset[str] = frozenset()
    """Primary subtags such as "en"; empty: all."""
    article_only: bool = False
    """Leave out what is hardly an article (`Result.has_article`)."""

    def reason(self, result: Result) -> str | None:
        """Why the result is left out, if it is."""
        if self.min_chars and not result.text:
            return "no article"
        if len(result.text) < self.min_chars:
            return f"under {self.min_chars} characters"
        if self.languages and result.language not in self.languages:
            return f"language {result.language or 'unknown'}"
        if self.article_only and not result.has_article:
            return "hardly an article"
        return None


@dataclass(frozen=True)
class BatchCleaner:
    """Cleans Arrow record batches; pickles, and loads rules and model where it is first called.

    The batch that comes back has a row for each row, in order: `source`, `offset`, `id`, `url`,
    `title`, `text` and the rest of `Result.to_record`, `status` (`cleaned`, `skipped`, `failed`)
    with `error_type` and `error`, `seconds` of cleaning, and the other columns that came.
    """

    options: Options = field(default_factory=Options)
    keys: Keys = field(default_factory=Keys)
    filters: Filters = Filters()
    page_format: Format | None = None
    """Format of what is no WARC record; None: told by its content."""
    rendering: Rendering = "text"
    """What the `text` column holds: plain text, Markdown or an HTML fragment."""
    blocks: bool = False
    """Whether a `blocks` column holds every verdict."""
    weights: str | None = None
    """Folder of weights, as of `cleaner train`; None: those that ship."""
    sites: str | None = None
    """Folder of profiles of sites."""
    evidence: bool = False
    """Whether columns `site` and `evidence` hold what the page says of its site; a page of no site
    is left out."""

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch cleaned. InputError when no column holds pages."""
        return self._clean_table(batch, "", 1, {})

    def clean_raw(self, raw: RawBatch) -> pa.RecordBatch:
        """The raw records cleaned, all but those that are marked, which become failures."""
        if isinstance(raw.rows, TableRows):
            return self._clean_table_rows(raw.rows, raw.marks)
        limit = self.options.max_input_bytes
        rows = [decode_raw(row, self.keys, self.page_format, limit) for row in raw.rows]
        return self._clean_rows(_give_up(rows, raw.marks), {})

    def _clean_table_rows(
        self, rows: TableRows, marks: Mapping[int, tuple[str, str]]
    ) -> pa.RecordBatch:
        source, first, n_rows, stream = rows
        try:
            return self._clean_table(from_stream(stream), source, first, marks)
        except InputError as error:  # none of its columns holds pages
            empty = [
                PageRow(source, first + i, place_id(source, first + i), None, None)
                for i in range(n_rows)
            ]
            failed = [fail(row, type(error).__name__, str(error)) for row in empty]
            return self._clean_rows(failed, {})

    def _clean_table(
        self, batch: pa.RecordBatch, source: str, first: int, marks: Mapping[int, tuple[str, str]]
    ) -> pa.RecordBatch:
        """The rows of a table, whose other columns come along with their types."""
        names = distinct_names(batch.schema.names)
        batch = batch.rename_columns(names)
        contents = [(key, f) for key, f in self.keys.content(names) if _column_of(key, names)]
        if not contents:
            known = ", ".join(names) or "none"
            raise InputError(f"no column holds pages; there are {known}: name one (--text-key)")
        keys = self.keys
        known_keys = [*keys.ids(), *keys.urls(), *keys.sites(), *keys.dates()]
        used = [key for key, _ in contents] + known_keys
        wanted = {_column_of(key, names) for key in used}
        columns = {n: to_python(_days_as_text(batch.column(n))) for n in names if n in wanted}
        rows = [
            self._table_row(dict(zip(columns, values, strict=True)), contents, source, first + i)
            for i, values in enumerate(zip(*columns.values(), strict=True))
        ]
        told = (_told_by(given, batch.schema) for given in (keys.ids(), keys.urls()))
        taken = {contents[0][0], *told}
        extras = {name: _spread(batch.column(name)) for name in names if name not in taken}
        return self._clean_rows(_give_up(rows, marks), extras)

    def _table_row(
        self,
        record: Mapping[str, Any],
        contents: Sequence[tuple[str, Format | None]],
        source: str,
        offset: int,
    ) -> PageRow:
        _, id_ = find_string(record, self.keys.ids()) or ("", place_id(source, offset))
        _, url = find_string(record, self.keys.urls()) or ("", None)
        _, site = find_string(record, self.keys.sites()) or ("", None)
        pages = (
            as_page(look_up(record, key), url, self.page_format or format_, site)
            for key, format_ in contents
        )
        page = next(filter(None, pages), None)
        date = find_date(record, self.keys.dates())
        row = name_site(PageRow(source, offset, id_, url, page, date=date), self.keys.site_name)
        if row.page is None:
            columns = ", ".join(key for key, _ in contents)
            return fail(row, "RecordError", f"no text in it: nothing in {columns}")
        return row

    def _clean_rows(
        self, rows: Sequence[PageRow], extras: Mapping[str, pa.Array[Any]]
    ) -> pa.RecordBatch:
        """The rows as a record batch, each cleaned, left out or failed."""
        records = [self._clean_row(row) for row in rows]
        ours = record_schema(self.blocks, self.evidence)
        columns = [
            pa.array([_clean_string(r.get(field.name)) for r in records], field.type)
            for field in ours
        ]
        if extras:
            came = [
                pa.field(name_beside(name, ours.names), column.type)
                for name, column in extras.items()
            ]
            schema = pa.schema([*ours, *came])
            return pa.RecordBatch.from_arrays([*columns, *extras.values()], schema=schema)
        inputs = [to_json(row.extra) if row.extra else None for row in rows]
        others = pa.array(map(_clean_string, inputs), OTHER_KEYS.type)
        return pa.RecordBatch.from_arrays([*columns, others], schema=pa.schema([*ours, OTHER_KEYS]))

    def _clean_row(self, row: PageRow) -> dict[str, Any]:
        known = {
            "source": row.source,
            "offset": row.offset,
            "id": row.id,
            "url": row.url,
            "status": row.status,
            "error_type": row.error_type or None,
            "error": row.error if row.status else None,  # MemoryError says nothing
            "seconds": 0.0,
        }
        return known if row.page is None else self._clean_page(row.page, row.date, known)

    def _collect(self, page: Page, result: Result, date: str | None) -> dict[str, Any]:
        evidence = collect_evidence(result.document, result.verdicts, parse_day(date))
        return {"site": site_of(page), "evidence": evidence.pack()}

    def _clean_page(self, page: Page, date: str | None, known: dict[str, Any]) -> dict[str, Any]:
        start = time.perf_counter()
        try:
            result = self._cleaner.extract(page)
            record = result.to_record(blocks=self.blocks)
            reason = self.filters.reason(result)
            if self.evidence:
                record |= self._collect(page, result, date)
                reason = reason or (None if record["site"] else NO_SITE)
            if self.rendering != "text":
                is_html = self.rendering == "html"
                record["text"] = result.to_html() if is_html else result.to_markdown()
        except OSError:
            raise  # not of the page: a full disk, say, where a library unpacks its data
        except Exception as error:  # whatever one page does to us, the others go on
            known |= {"status": "failed", "error_type": type(error).__name__, "error": str(error)}
        else:
            known = record | known | {"status": "skipped" if reason else "cleaned", "error": reason}
        return known | {"seconds": time.perf_counter() - start}

    def load(self) -> None:
        """Load rules, model and what guesses languages now rather than with the first record."""
        self._cleaner.extract("Boats pass the gate in half the time.").to_record()

    @cached_property
    def _cleaner(self) -> Cleaner:
        from cleaner.cleaning import Cleaner

        return Cleaner(self.options, self.weights, self.sites)

    def __reduce__(self) -> tuple[type[BatchCleaner], tuple[Any, ...]]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))


def record_schema(blocks: bool, evidence: bool = False) -> pa.Schema:
    """The columns that cleaning gives, without those that came."""
    chars = pa.map_(pa.string(), pa.int64())
    reason: dict[str, Any] = {
        "by": pa.string(),
        "reason": pa.string(),
        "n_blocks": pa.int32(),
        "chars": pa.int64(),
    }
    columns: dict[str, Any] = {
        "source": pa.string(),
        "offset": pa.int64(),
        "id": pa.string(),
        "url": pa.string(),
        "title": pa.string(),
        "text": pa.large_string(),
        "language": pa.string(),
        "confidence": pa.float64(),
        "has_article": pa.bool_(),
        "fits_profile": pa.bool_(),
        "n_blocks": pa.int32(),
        "n_kept": pa.int32(),
        "kept_chars": chars,
        "removed_chars": chars,
        "reasons": pa.list_(pa.struct(list(reason.items()))),
    }
    if blocks:
        block: dict[str, Any] = {
            "index": pa.int32(),
            "text": pa.large_string(),
            "kind": pa.string(),
            "level": pa.int32(),
            "role": pa.string(),
            "keep": pa.bool_(),
            "score": pa.float64(),
            "by": pa.string(),
            "reason": pa.string(),
        }
        columns["blocks"] = pa.list_(pa.struct(list(block.items())))
    if evidence:
        columns |= {"site": pa.string(), "evidence": pa.large_binary()}
    account = {"status": pa.string(), "error_type": pa.string(), "error": pa.string()}
    return pa.schema(list((columns | account | {"seconds": pa.float64()}).items()))


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


def _give_up(rows: list[PageRow], marks: Mapping[int, tuple[str, str]]) -> list[PageRow]:
    return [fail(row, *marks[i]) if i in marks else row for i, row in enumerate(rows)]


def _clean_string(value: T) -> T | str:
    """A text without halves of surrogate pairs, which no encoding has; all else as it is."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
