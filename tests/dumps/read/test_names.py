"""What comes along with a page, under which names, whatever it is called and whatever it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dumps.read.keys import Keys, distinct_names, name_beside
from cleaner.dumps.run.run import RECORDS
from cleaner.dumps.write.lines import JsonLines
from cleaner.dumps.write.parquet import Parquet
from cleaner.dumps.write.records import record_schema
from tests.dumps.build import failures, good, make_task, read_lines, run_here

TEXT = good("a", 1).text
OURS = [*record_schema(blocks=True, evidence=True).names, "input"]
ALL = [*OURS, *(f"input_{name}" for name in OURS), "x", "input_x", "input_input_title", ""]
NAMES = st.sampled_from(ALL)


def write_json(columns: Mapping[str, Any], path: Path) -> Path:
    path = path / "d.jsonl"
    path.write_text(json.dumps(columns) + "\n", encoding="utf-8")
    return path


def write_csv(columns: Mapping[str, Any], path: Path) -> Path:
    path, buffer = path / "d.csv", io.StringIO(newline="")
    csv.writer(buffer).writerows([columns.keys(), columns.values()])
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def write_parquet(columns: Mapping[str, Any], path: Path) -> Path:
    pq.write_table(pa.table({k: [v] for k, v in columns.items()}), path / "d.parquet")
    return path / "d.parquet"


def write_arrow(columns: Mapping[str, Any], path: Path) -> Path:
    table = pa.table({name: [value] for name, value in columns.items()})
    with pa.ipc.new_stream(str(path / "d.arrow"), table.schema) as writer:
        writer.write_table(table)
    return path / "d.arrow"


WRITERS = (write_json, write_csv, write_parquet, write_arrow)
Write = Callable[[Mapping[str, Any], Path], Path]


def records(out: Path) -> list[dict[str, Any]]:
    parts = sorted((out / RECORDS).glob("*.parquet"))
    tables = [row for part in parts for row in pq.read_table(part).to_pylist()]
    for row in tables:
        others = row.get("input")
        if isinstance(others, str) and others.startswith("{"):
            row["input"] = json.loads(others)
    return tables or read_lines(out)


def strings_in(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [s for inner in value.values() for s in strings_in(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("form", [JsonLines(), Parquet()])
@pytest.mark.parametrize("write", WRITERS)
def test_columns_come_along_whatever_they_are_called(
    write: Write, form: JsonLines | Parquet, tmp_path: Path
) -> None:
    came = {name: f"value of {name}" for name in ALL if name not in ("id", "url", "text")}
    source = write({"id": "a", "text": TEXT, **came}, tmp_path)
    run_here([source], tmp_path / "out", make_task(form))
    assert not failures(tmp_path / "out")
    (record,) = records(tmp_path / "out")
    assert sorted(set(came.values()) - set(strings_in(record))) == []
    assert record["id"] == "a"
    assert record["text"].startswith("Gate 1 opens again")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"input": "what is it?"}, {"input": "what is it?"}),
        ({"input": '{"text": "evil", "x": 1}'}, {"input": '{"text": "evil", "x": 1}'}),
        ({"title": "T"}, {"input_title": "T"}),
        ({"input_title": "X", "title": "T"}, {"input_input_title": "X", "input_title": "T"}),
        ({"input_x": "X", "x": "Y"}, {"input_x": "X", "x": "Y"}),
    ],
)
@pytest.mark.parametrize("write", WRITERS)
def test_names_are_the_same_from_every_kind_of_dump(
    write: Write, columns: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    run_here([write({"id": "a", "text": TEXT, **columns}, tmp_path)], tmp_path / "out")
    (record,) = read_lines(tmp_path / "out")
    assert {name: record.get(name) for name in expected} == expected


@given(names=st.sets(NAMES | st.text(max_size=12)))
def test_no_two_names_become_one(names: set[str]) -> None:
    came = {name_beside(name, OURS) for name in names}
    assert len(came) == len(names)
    assert not came & set(OURS)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["note", "note", "note"], ["note", "note.1", "note.2"]),
        (["note", "note", "note.1"], ["note", "note.2", "note.1"]),
        (["note.1", "note", "note"], ["note.1", "note", "note.2"]),
        (["", ""], ["", ".1"]),
    ],
)
def test_a_name_that_is_there_twice_gets_a_number(names: list[str], expected: list[str]) -> None:
    assert distinct_names(names) == expected


@given(names=st.lists(st.sampled_from(["a", "a.1", "a.2", "a.1.1", "", ".1"])))
def test_names_are_distinct_and_the_first_of_each_stays(names: list[str]) -> None:
    found = distinct_names(names)
    assert len(set(found)) == len(found) == len(names)
    assert all(found[names.index(name)] == name for name in names)


def csv_twice(tmp_path: Path) -> Path:
    text = TEXT.replace("\n", " ")
    lines = ["text,text,note,note,,", f'"{text}",second,third,fourth,fifth,sixth']
    (tmp_path / "d.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "d.csv"


def json_twice(tmp_path: Path) -> Path:
    pairs = f'"text": {json.dumps(TEXT)}, "text": "second", "note": "third", "note": "fourth"'
    line = f'{{{pairs}, "": "fifth", "": "sixth"}}\n'
    (tmp_path / "d.jsonl").write_text(line, encoding="utf-8")
    return tmp_path / "d.jsonl"


def parquet_twice(tmp_path: Path) -> Path:
    values = [TEXT, "second", "third", "fourth", "fifth", "sixth"]
    columns = [pa.array([value]) for value in values]
    table = pa.Table.from_arrays(columns, ["text", "text", "note", "note", "", ""])
    pq.write_table(table, tmp_path / "d.parquet")
    return tmp_path / "d.parquet"


@pytest.mark.parametrize("form", [JsonLines(), Parquet()])
@pytest.mark.parametrize("build", [csv_twice, json_twice, parquet_twice])
def test_a_name_that_is_there_twice_loses_no_value(
    build: Callable[[Path], Path], form: JsonLines | Parquet, tmp_path: Path
) -> None:
    run_here([build(tmp_path)], tmp_path / "out", make_task(form))
    (record,) = records(tmp_path / "out")
    assert record["text"].startswith("Gate 1 opens again")
    assert {"second", "third", "fourth", "fifth", "sixth"} <= set(strings_in(record))


ODD = {
    "nanoseconds": pa.array([1], pa.timestamp("ns")),
    "far": pa.array([10**15], pa.timestamp("s")),
    "far days": pa.array([10**8], pa.date32()),
    "no zone": pa.array([1], pa.timestamp("us", tz="Mars/Canal")),
    "long": pa.array([10**18], pa.duration("s")),
    "interval": pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
    "decimal": pa.array([Decimal("1.5")]),
    "dictionary": pa.array(["boats"]).dictionary_encode(),
    "days": pa.array([[{"on": date(2026, 5, 1)}]]),
    "map": pa.array([[("a", 1), ("a", 2)]], pa.map_(pa.string(), pa.int64())),
    "map of times": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.timestamp("ns"))),
    "fields twice": pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["x", "x"]),
    "bytes": pa.array([b"\xff"]),
    "nothing": pa.nulls(1),
    "run ends": pa.RunEndEncodedArray.from_arrays(pa.array([1], pa.int32()), pa.array([5])),
    "union": pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([1]), pa.array(["a"])]),
    "no fields": pa.array([{}], pa.struct([])),
    "no number": pa.array([[float("nan")]]),
    "no UTF-8": pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
    ),
}


@pytest.mark.parametrize("form", [JsonLines(), Parquet()])
def test_columns_come_along_whatever_their_type(form: JsonLines | Parquet, tmp_path: Path) -> None:
    table = pa.table({"text": [TEXT], **ODD})
    with pa.ipc.new_file(str(tmp_path / "d.arrow"), table.schema) as writer:
        writer.write_table(table)
    run_here([tmp_path / "d.arrow"], tmp_path / "out", make_task(form))
    assert not failures(tmp_path / "out")
    if isinstance(form, Parquet):
        (part,) = (tmp_path / "out" / RECORDS).iterdir()
        assert set(ODD) <= set(pq.read_schema(part).names)
        assert pq.read_table(part, columns=["decimal"]).to_pylist() == [{"decimal": Decimal("1.5")}]
    else:
        (record,) = read_lines(tmp_path / "out")
        assert set(ODD) <= set(record)
        assert record["dictionary"] == "boats"
        assert record["days"] == [{"on": "2026-05-01"}]


def test_text_that_is_no_utf8_is_read_as_a_page_is(tmp_path: Path) -> None:
    words = "Die Schleuse öffnete im Mai, und die Schiffe kamen in der Hälfte der Zeit hindurch."
    content = words.encode("latin-1")
    offsets = pa.py_buffer(bytes(4) + len(content).to_bytes(4, "little"))
    column = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(content)])
    pq.write_table(pa.table({"text": column}), tmp_path / "d.parquet")
    run_here([tmp_path / "d.parquet"], tmp_path / "out")
    (record,) = read_lines(tmp_path / "out")
    assert record["text"] == words


@pytest.mark.parametrize("value", [1.5, True, b"\x01\x02", [1], {"a": 1}, date(2026, 5, 1)])
@pytest.mark.parametrize("name", ["id", "url"])
def test_ids_and_addresses_that_are_neither_text_nor_numbers_come_along(
    name: str, value: Any, tmp_path: Path
) -> None:
    pq.write_table(pa.table({name: [value], "text": [TEXT]}), tmp_path / "d.parquet")
    run_here([tmp_path / "d.parquet"], tmp_path / "out", make_task(Parquet()))
    (record,) = records(tmp_path / "out")
    assert record[f"input_{name}"] == value


@pytest.mark.parametrize("value", ["seven", 7])
def test_ids_are_told_once(value: Any, tmp_path: Path) -> None:
    column = pa.array([value])
    for i, ids in enumerate((column, column.dictionary_encode())):
        batch = pa.RecordBatch.from_pydict({"id": ids, "text": pa.array([TEXT])})
        (record,) = make_task().cleaner(batch).to_pylist()
        assert record["id"] == str(value), i
        assert "input_id" not in record


def test_a_column_may_have_a_dot_in_its_name(tmp_path: Path) -> None:
    pq.write_table(pa.table({"page.body": [TEXT]}), tmp_path / "d.parquet")
    task = make_task(keys=Keys(text="page.body"))
    run_here([tmp_path / "d.parquet"], tmp_path / "out", task)
    assert not failures(tmp_path / "out")


def refuse(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def infinite_lines(tmp_path: Path) -> Path:
    line = f'{{"id": "a", "text": {json.dumps(TEXT)}, "score": NaN, "big": [{{"x": -1e999}}]}}'
    (tmp_path / "d.jsonl").write_text(line, encoding="utf-8")
    return tmp_path / "d.jsonl"


def infinite_table(tmp_path: Path) -> Path:
    numbers = {"score": [float("nan")], "big": [[{"x": float("-inf")}]]}
    pq.write_table(pa.table({"text": [TEXT], **numbers}), tmp_path / "d.parquet")
    return tmp_path / "d.parquet"


@pytest.mark.parametrize("build", [infinite_lines, infinite_table])
def test_json_has_null_for_what_is_no_number(build: Callable[[Path], Path], tmp_path: Path) -> None:
    source = build(tmp_path)
    run_here([source], tmp_path / "out")
    (part,) = (tmp_path / "out" / RECORDS).iterdir()
    record = json.loads(part.read_bytes(), parse_constant=refuse)
    assert (record["score"], record["big"]) == (None, [{"x": None}])


def test_json_in_a_column_of_a_table_is_json_too(tmp_path: Path) -> None:
    run_here([infinite_lines(tmp_path)], tmp_path / "out", make_task(Parquet()))
    (part,) = (tmp_path / "out" / RECORDS).iterdir()
    (others,) = pq.read_table(part).column("input").to_pylist()
    assert json.loads(str(others), parse_constant=refuse) == {"score": None, "big": [{"x": None}]}
