"""Cleaned records: how each ended, and the columns that they have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypedDict,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import pyarrow as pa

from cleaner.dumps.escape import to_json
from cleaner.dumps.read.keys import name_beside
from cleaner.render.record import Counted, Described, Listed, Record

Status = Literal["cleaned", "skipped", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
OTHER_KEYS = pa.field("input", pa.string(), metadata={"holds": "JSON of a record's other keys"})
"""The column of what else a record of JSON had; its metadata tell it from one that came."""


class Origin(TypedDict):
    """Where a record came from, and as what."""

    source: str
    offset: int
    id: str
    url: str | None


class Gathered(TypedDict):
    """What a page says of its site."""

    site: str | None
    evidence: Annotated[bytes, "large_binary"]


class Ending(TypedDict):
    """How a record ended; it stays out of the files that a run writes."""

    status: Status
    error_type: str | None
    error: str | None
    seconds: float


class Row(NamedTuple):
    """What became of a record."""

    origin: Origin
    ending: Ending
    record: Record | None = None
    gathered: Gathered | None = None
    others: Mapping[str, Any] = {}
    """What else a record of JSON had."""

    def values(self) -> dict[str, Any]:
        """What is written of the record, by our columns' names and in their order."""
        values: dict[str, Any] = {**self.origin}
        for part in (self.record, self.origin, self.gathered):
            values.update(part or {})
        return values


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of a batch, with the columns that came in a table."""

    rows: Sequence[Row]
    columns: Mapping[str, pa.Array[Any]]
    """Other columns of a table, with a value for each row; empty for records of JSON."""
    blocks: bool = False
    """Whether every block is in the records."""
    evidence: bool = False
    """Whether what the pages say of their sites is there."""

    def cleaned(self) -> Records:
        """Those that are written."""
        is_cleaned = [row.ending["status"] == "cleaned" for row in self.rows]
        rows = [row for row, chosen in zip(self.rows, is_cleaned, strict=True) if chosen]
        mask = pa.array(is_cleaned, pa.bool_())
        columns = {name: column.filter(mask) for name, column in self.columns.items()}
        return Records(rows, columns, self.blocks, self.evidence)

    def came(self) -> Iterator[tuple[str, pa.Array[Any]]]:
        """The columns of the table, by names that are none of ours."""
        ours = record_schema(self.blocks, self.evidence).names
        return ((name_beside(name, ours), column) for name, column in self.columns.items())

    def to_batch(self, ending: bool = False) -> pa.RecordBatch:
        """The rows as columns: ours, with how they ended if `ending`, then those that came."""
        ours = record_schema(self.blocks, self.evidence, ending)
        values = [{**row.values(), **row.ending} for row in self.rows]
        columns = [pa.array([v.get(f.name) for v in values], f.type) for f in ours]
        if self.columns:
            came = dict(self.came())
            others = [pa.field(name, column.type) for name, column in came.items()]
            return pa.RecordBatch.from_arrays(
                [*columns, *came.values()], schema=pa.schema([*ours, *others])
            )
        inputs = [to_json(row.others) if row.others else None for row in self.rows]
        columns.append(pa.array(inputs, OTHER_KEYS.type))
        return pa.RecordBatch.from_arrays(columns, schema=pa.schema([*ours, OTHER_KEYS]))


@cache
def record_schema(blocks: bool, evidence: bool = False, ending: bool = True) -> pa.Schema:
    """The columns that cleaning gives, without those that came."""
    parts = [Origin, Described, Counted]
    parts += [Listed] * blocks + [Gathered] * evidence + [Ending] * ending
    # An address is of the origin and of the description: it stands where it comes first.
    fields = {field.name: field for part in parts for field in fields_of(part)}
    return pa.schema(list(fields.values()))


def fields_of(typed: type) -> list[pa.Field[Any]]:
    """The keys of a TypedDict as columns."""
    hints = get_type_hints(typed, include_extras=True)
    return [pa.field(name, _arrow_type(hint)) for name, hint in hints.items()]


def _arrow_type(hint: Any) -> pa.DataType:
    """Arrow's type for values of a type; what is annotated is its name."""
    if is_typeddict(hint):
        return pa.struct(fields_of(hint))
    arguments = [argument for argument in get_args(hint) if argument is not NoneType]
    match get_origin(hint):
        case origin if origin is Annotated:
            return cast(pa.DataType, pa.type_for_alias(arguments[1]))
        case origin if origin is Literal:
            return pa.string()
        case origin if origin is list:
            return pa.list_(_arrow_type(arguments[0]))
        case origin if origin is dict:
            return pa.map_(*map(_arrow_type, arguments))
        case None:
            return _SCALARS[hint]
    return _arrow_type(arguments[0])  # of a union with None


_SCALARS: Mapping[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
}
