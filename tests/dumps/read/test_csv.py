"""CSV: rows as the csv module reads them, but for what is cut off or too long."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.dumps.read.formats import csv as reader
from cleaner.dumps.read.formats.csv import read_csv
from cleaner.dumps.read.raw import Raw
from cleaner.dumps.read.streams import BrokenStreamError

MAX = 1000
TEXT = "The canal was opened in May, and boats pass the gate in half the time."
CUT = "ends too soon: the file is cut off"


def read(text: str | bytes, name: str = "d.csv") -> list[Raw]:
    content = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(content), name, MAX))


def ids(rows: list[Raw]) -> list[str]:
    return [json.loads(row.data)["id"] for row in rows if row.kind == "json"]


def by_the_module(text: str) -> list[list[str]] | None:
    """The module's rows that are not blank; None where it asks for more within quotes."""
    is_over = False

    def lines() -> Iterator[str]:
        nonlocal is_over
        yield from io.StringIO(text, newline="")
        is_over = True

    rows = []
    for row in csv.reader(lines()):
        if is_over:
            return None
        if row:
            rows.append(row)
    return rows


def as_told(row: list[str]) -> str:
    """What there is of a row below a header of one name."""
    return row[0] if len(row) == 1 else f"row has {len(row)} fields where the header has 1"


def by_us(text: str) -> list[str] | None:
    """The fields of rows that have one, and of the others how many they have."""
    try:
        rows = read(f"name\n{text}")
    except BrokenStreamError:
        return None
    return [json.loads(row.data)["name"] if row.kind == "json" else row.error for row in rows]


@pytest.mark.parametrize("size", [1, 2, 3, 1 << 16])
def test_rows_are_those_of_the_csv_module(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever quotes stand where, and however the lines are cut."""
    monkeypatch.setattr(reader, "PIECE", size)

    @given(text=st.text(alphabet='ab,"\n\r', max_size=20))
    def check(text: str) -> None:
        rows = by_the_module(text)
        assert by_us(text) == (None if rows is None else list(map(as_told, rows)))

    check()


@pytest.mark.parametrize(
    "end",
    [
        '2,"The canal was',
        '2,"The canal was\nopened',
        '2,"',
        '2,"a ""quote""',
        '2,"a ""quote"""\n3,"',
    ],
)
def test_a_file_that_is_cut_off_within_quotes_is_told(end: str) -> None:
    rows = read_csv(io.BytesIO(f'id,text\n1,"{TEXT}"\n{end}'.encode()), "d.csv", MAX)
    assert json.loads(next(rows).data) == {"id": "1", "text": TEXT}
    with pytest.raises(BrokenStreamError, match=CUT):
        list(rows)


@pytest.mark.parametrize("end", ['2,"done"', '2,"done"\n', "2,done", '2,"a ""quote"""', '2,""'])
def test_a_file_that_ends_without_a_new_line_is_whole(end: str) -> None:
    assert ids(read(f"id,text\n1,{TEXT.replace(',', '')}\n{end}")) == ["1", "2"]


@pytest.mark.parametrize(
    "long",
    [
        "x" * 2000,
        "x word " * 200_000,
        f"{'x ' * 600}\n91,PHANTOM {TEXT}\n92,PHANTOM {TEXT}\nend",
        f'{"x " * 600}\n91,""PHANTOM"" {TEXT}\n92,"",""PHANTOM\nend',
        '""' * 80_000 + "\n91,PHANTOM\n",
    ],
    ids=["line", "long line", "lines", "quotes", "only quotes"],
)
def test_a_row_that_is_too_long_is_one_failure(long: str) -> None:
    rows = read(f'id,text\n1,"{TEXT}"\n2,"{long}"\n3,"{TEXT}"\n')
    assert ids(rows) == ["1", "3"]
    (failure,) = (row for row in rows if row.kind == "broken")
    assert (failure.error_type, failure.offset) == ("LimitError", 2)
    assert failure.error == f"row has {len(long) + 5:,} characters where --max-record allows 1,000"


def test_a_line_without_end_is_not_held() -> None:
    """Neither a row nor the header takes more memory than a record may have."""
    import tracemalloc

    class Endless(io.RawIOBase):
        left = 40_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            n = min(len(buffer), self.left)
            buffer[:n] = b"x" * n
            self.left -= n
            return n

    tracemalloc.start()
    try:
        with pytest.raises(BrokenStreamError, match="no header"):
            list(read_csv(cast(Any, io.BufferedReader)(Endless()), "d.csv", MAX))
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfid,text\n1,a\n", ["1"]),
        (b"id,text\r1,a\r2,b\r", ["1", "2"]),
        (b"id,text\r\n1,a\r\n\r\n2,b", ["1", "2"]),
        (b"id,text\n1,a\0b\n2,\0\n", ["1", "2"]),
        (b'id,text\n1,say "a" and "b\n2,c"d"\n', ["1", "2"]),
        (b"id;text\n1;a,b\n", ["1"]),
        (b'"id","te\nxt"\n1,a\n', ["1"]),
        (b"id,text\n1,\xff\xfe\n", ["1"]),
    ],
)
def test_odd_files_are_read(content: bytes, expected: list[str]) -> None:
    rows = read(content)
    assert ids(rows) == expected
    assert not [row for row in rows if row.kind == "broken"]


def test_the_limit_of_the_csv_module_stays_what_it_was() -> None:
    before = csv.field_size_limit()
    rows = read_csv(io.BytesIO(b"id,text\n1,a\n2,b\n"), "d.csv", MAX)
    next(rows)
    assert csv.field_size_limit() == before
    del rows


def test_a_file_that_is_cut_off_is_a_failure_of_the_run(tmp_path: Path) -> None:
    from tests.dumps.build import failures, read_lines, run_here

    (tmp_path / "d.csv").write_text(f'id,text\n1,"{TEXT}"\n2,"The canal was opened in May, an')
    run_here([tmp_path / "d.csv"], tmp_path / "out")
    assert [record["id"] for record in read_lines(tmp_path / "out")] == ["1"]
    (failure,) = failures(tmp_path / "out")
    assert failure["error"].startswith(CUT)
