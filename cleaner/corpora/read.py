"""Parquet files -> corpora, checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cleaner.corpora.facts import BESIDE, NO_HEARSAY, CorpusFacts, Hearsay, find_facts
from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, PageRow, Row
from cleaner.errors import CorpusError, requiring

if TYPE_CHECKING:
    import pyarrow as pa

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
    "unsure": "texts",
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
"""Rows that are read at once: pages are large."""


def read_corpus(
    path: Path, limit: int | None = None, hearsay: Hearsay = NO_HEARSAY
) -> PageCorpus | DumpCorpus:
    """The corpus in a Parquet file, its first `limit` rows if given; columns tell which kind.

    Raises CorpusError where it lacks a column or a value, MissingExtra without pyarrow.
    """
    if not path.is_file():
        raise CorpusError(f"{path}: no such file; expected a Parquet corpus")
    schema = _read_schema(path)
    is_dump = {"text", "labels"} <= set(schema.names)
    required = _DUMP_REQUIRED if is_dump else _PAGE_REQUIRED
    optional = _DUMP_OPTIONAL if is_dump else _PAGE_OPTIONAL
    records = _read_records(path, required, optional, limit)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    facts = find_facts(path, digest, schema.metadata, hearsay)
    convention = facts.convention or path.stem
    if is_dump:
        dumps = tuple(_dump_row(path, record, convention) for record in records)
        return DumpCorpus(path, digest, _not_empty(path, dumps), facts)
    pages = tuple(_page_row(record, convention) for record in records)
    return PageCorpus(path, digest, _not_empty(path, pages), facts)


def read_facts(path: Path, hearsay: Hearsay = NO_HEARSAY) -> CorpusFacts:
    """What is known of the corpus in a Parquet file, or of what else is in one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return find_facts(path, digest, _read_schema(path).metadata, hearsay)


def read_training_corpus(path: Path, hearsay: Hearsay = NO_HEARSAY) -> PageCorpus | DumpCorpus:
    """The corpus; CorpusError where nobody says that it may be trained on."""
    corpus = read_corpus(path, hearsay=hearsay)
    facts = corpus.facts
    if facts.may_train is None:
        raise CorpusError(
            f"{path.name} does not say whether it may be trained on: say `may_train = true` in its "
            f"table in {BESIDE} beside it, or by --corpus-option may_train=true"
        )
    if not facts.may_train:
        licence = f" (licence {facts.licence})" if facts.licence else ""
        raise CorpusError(f"{path.name} may not be trained on{licence}: leave it out")
    return corpus


def _read_schema(path: Path) -> pa.Schema:
    with requiring("evaluate"):
        import pyarrow as pa
        import pyarrow.parquet as pq
    try:
        return pq.read_schema(path)
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


def _page_row(record: dict[str, Any], convention: str) -> PageRow:
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
        unsure=tuple(record.get("unsure") or ()),
        convention=convention,
    )


def _dump_row(path: Path, record: dict[str, Any], convention: str) -> DumpRow:
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
        convention=convention,
    )


def _not_empty(path: Path, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    if not rows:
        raise CorpusError(f"{path}: no rows; expected at least one")
    return rows
