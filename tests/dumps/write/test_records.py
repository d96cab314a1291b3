from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from cleaner.cleaning import extract
from cleaner.dumps.write.lines import JsonLines
from cleaner.dumps.write.records import (
    Ending,
    Origin,
    Records,
    Row,
    Status,
    record_schema,
)

TEXT = "The last ferry left on Sunday evening with two dogs and a piano that nobody had asked for."


def row(number: int, status: Status = "cleaned", **others: Any) -> Row:
    origin = Origin(source="in.jsonl", offset=number, id=f"r{number}", url=None)
    ending = Ending(status=status, error_type=None, error=None, seconds=0.5)
    record = None if status == "failed" else extract(TEXT).to_record(blocks=True)
    return Row(origin, ending, record, others=others)


def test_columns_follow_from_the_types_of_a_record() -> None:
    schema = record_schema(blocks=True, evidence=True)
    assert schema.field("text").type == pa.large_string()
    assert schema.field("n_blocks").type == pa.int32()
    assert schema.field("kept_chars").type == pa.map_(pa.string(), pa.int64())
    assert schema.field("evidence").type == pa.large_binary()
    assert schema.field("blocks").type.value_type.field("score").type == pa.float64()
    assert schema.names[:5] == ["source", "offset", "id", "url", "title"]
    assert schema.names[-4:] == ["status", "error_type", "error", "seconds"]


@pytest.mark.parametrize("blocks", [False, True])
def test_a_record_fills_its_columns(blocks: bool) -> None:
    names = record_schema(blocks, ending=False).names
    written = extract(TEXT).to_record(blocks=blocks)
    assert ["source", "offset", "id", *written] == names


def test_columns_that_came_go_with_their_rows() -> None:
    rows = [row(1), row(2, "failed"), row(3, "skipped"), row(4)]
    records = Records(rows, {"title": pa.array(["a", "b", "c", "d"])}, blocks=True)
    kept = records.cleaned().to_batch()
    assert kept.column("offset").to_pylist() == [1, 4]
    assert kept.column("input_title").to_pylist() == ["a", "d"]
    whole = records.to_batch(ending=True)
    assert whole.column("status").to_pylist() == ["cleaned", "failed", "skipped", "cleaned"]
    assert whole.column("text").to_pylist() == [TEXT, None, TEXT, TEXT]


def test_half_a_surrogate_pair_that_came_does_no_harm() -> None:
    records = Records([row(1, note="a\ud800", title="b\udfff")], {}, blocks=True)
    line = json.loads(JsonLines().encode(records))
    assert (line["note"], line["input_title"]) == ("a?", "b?")
    others = str(records.to_batch().column("input").to_pylist()[0])
    assert json.loads(others) == {"note": "a?", "title": "b?"}
