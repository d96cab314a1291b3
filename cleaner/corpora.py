"""Corpora in Parquet: real pages with their gold text, or text dumps with labelled lines."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from cleaner.errors import CorpusError, OptionsError, requiring

if TYPE_CHECKING:
    import pyarrow as pa

Part = Literal["body", "text"]

BODY_CORPORA = ("wcxb", "readability")
"""File stems (`wcxb`, `wcxb-dev`...) of the corpora whose gold leaves the headline out."""

_Type = Literal["text", "bytes", "integers", "texts"]

_PAGE_REQUIRED: Mapping[str, _Type] = {"id": "text", "html": "bytes", "gold": "text"}
_PAGE_OPTIONAL: Mapping[str, _Type] = {
    "url": "text",
    "site": "text",
    "language": "text",
    "page_type": "text",
    "must": "texts",
    "must_not": "texts",
    "title": "text",
    "comments": "text",
}
_DUMP_REQUIRED: Mapping[str, _Type] = {
    "id": "text",
    "style": "text",
    "text": "text",
    "labels": "integers",
}
_DUMP_OPTIONAL: Mapping[str, _Type] = {
    "site": "text",
    "language": "text",
    "page_type": "text",
    "title": "text",
}

_BATCH_ROWS = 256


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as published, and its main content."""

    id: str
    html: bytes
    gold: str
    """Empty where the corpus has none: then a right output is empty."""
    url: str | None = None
    site: str | None = None
    language: str = ""
    page_type: str = ""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    title: str | None = None
    comments: str | None = None
    """Reader comments, where the corpus has them apart."""


@dataclass(frozen=True, slots=True)
class DumpRow:
    """A page's text as one renderer left it, one label a line."""

    id: str
    style: str
    text: str
    labels: tuple[int, ...]
    """Per line of `text.split("\\n")`: 1 content, 0 chrome, -1 not scored."""
    site: str | None = None
    language: str = ""
    page_type: str = ""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class PageCorpus:
    """The pages of one file; `part` is what their gold is compared with."""

    path: Path
    sha256: str
    rows: tuple[PageRow, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class DumpCorpus:
    """The dumps of one file; the lines of the whole output are scored."""

    path: Path
    sha256: str
    rows: tuple[DumpRow, ...]
    part: Part = "text"


Row = TypeVar("Row", PageRow, DumpRow)


def read_corpus(path: Path, limit: int | None = None) -> PageCorpus | DumpCorpus:
    """The corpus in a Parquet file, its first `limit` rows if given; columns tell which kind.

    Raises CorpusError where it lacks a column or a value, MissingExtra without pyarrow.
    """
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; expected a Parquet corpus")
    is_dump = {"text", "labels"} <= _read_columns(path)
    required = _DUMP_REQUIRED if is_dump else _PAGE_REQUIRED
    optional = _DUMP_OPTIONAL if is_dump else _PAGE_OPTIONAL
    records = _read_records(path, required, optional, limit)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if is_dump:
        dumps = tuple(_dump_row(path, record) for record in records)
        return DumpCorpus(path, digest, _not_empty(path, dumps))
    pages = tuple(_page_row(record) for record in records)
    return PageCorpus(path, digest, _not_empty(path, pages), scored_part(path))


def scored_part(path: Path) -> Part:
    """Which part of the output the gold of this file's pages matches, told by the file's stem."""
    return "body" if path.stem.split("-")[0] in BODY_CORPORA else "text"


def folds(rows: Sequence[Row], k: int) -> tuple[tuple[Row, ...], ...]:
    """The rows in `k` parts, the same ones on every machine; no site stands in two of them.

    Rows without a site are split by id, so that the styles of one page stay together.
    """
    if k < 2:
        raise OptionsError(f"folds is {k}; it has to be 2 or more")
    parts: list[list[Row]] = [[] for _ in range(k)]
    for row in rows:
        parts[fold_of(row.site or row.id, k)].append(row)
    return tuple(tuple(part) for part in parts)


def fold_of(site: str, k: int) -> int:
    """Which of `k` folds holds a site, or the id of a page without one."""
    return zlib.crc32(site.encode()) % k


def _read_columns(path: Path) -> set[str]:
    with requiring("evaluate"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    try:
        return set(pq.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise CorpusError(f"{path}: not a Parquet file ({error})") from error


def _read_records(
    path: Path,
    required: Mapping[str, _Type],
    optional: Mapping[str, _Type],
    limit: int | None,
) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        names = _check_columns(path, file.schema_arrow, required, optional)
        n_left = file.metadata.num_rows
        n_left = n_left if limit is None else min(limit, n_left)
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names):
            if n_left <= 0:
                return
            for record in batch.slice(0, n_left).to_pylist():
                yield _check_record(path, record)
            n_left -= batch.num_rows


def _check_columns(
    path: Path,
    schema: pa.Schema,
    required: Mapping[str, _Type],
    optional: Mapping[str, _Type],
) -> list[str]:
    missing = [name for name in required if name not in schema.names]
    if missing:
        raise CorpusError(
            f"{path}: no column {', '.join(missing)} among {', '.join(schema.names)}; "
            f"a page corpus has {', '.join(_PAGE_REQUIRED)}, "
            f"a dump corpus {', '.join(_DUMP_REQUIRED)}"
        )
    wanted = {**required, **{name: optional[name] for name in optional if name in schema.names}}
    for name, expected in wanted.items():
        found = schema.field(name).type
        if not _has_type(found, expected):
            raise CorpusError(f"{path}: column {name} holds {found}, expected {expected}")
    return list(wanted)


def _has_type(found: pa.DataType, expected: _Type) -> bool:
    from pyarrow import types

    if types.is_null(found):
        return True
    if expected == "text":
        return bool(types.is_string(found) or types.is_large_string(found))
    if expected == "bytes":
        return bool(types.is_binary(found) or types.is_large_binary(found))
    if not (types.is_list(found) or types.is_large_list(found)):
        return False
    items = found.value_type  # type: ignore[attr-defined, unused-ignore]
    return bool(types.is_integer(items)) if expected == "integers" else _has_type(items, "text")


def _check_record(path: Path, record: dict[str, Any]) -> dict[str, Any]:
    for name in ("id", "html", "text"):
        if name in record and record[name] is None:
            raise CorpusError(f"{path}: row {record['id']!r} has no {name}")
    return record


def _page_row(record: dict[str, Any]) -> PageRow:
    return PageRow(
        id=record["id"],
        html=record["html"],
        gold=record["gold"] or "",
        url=record.get("url"),
        site=record.get("site"),
        language=record.get("language") or "",
        page_type=record.get("page_type") or "",
        must=tuple(record.get("must") or ()),
        must_not=tuple(record.get("must_not") or ()),
        title=record.get("title"),
        comments=record.get("comments"),
    )


def _dump_row(path: Path, record: dict[str, Any]) -> DumpRow:
    labels = tuple(record["labels"] or ())
    n_lines = record["text"].count("\n") + 1
    if len(labels) != n_lines or not {-1, 0, 1}.issuperset(labels):
        raise CorpusError(
            f"{path}: row {record['id']!r} has {len(labels)} labels for {n_lines} lines; "
            "expected one of -1, 0, 1 for each line"
        )
    return DumpRow(
        id=record["id"],
        style=record["style"] or "",
        text=record["text"],
        labels=labels,
        site=record.get("site"),
        language=record.get("language") or "",
        page_type=record.get("page_type") or "",
        title=record.get("title"),
    )


def _not_empty(path: Path, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    if not rows:
        raise CorpusError(f"{path}: no rows; expected at least one")
    return rows
