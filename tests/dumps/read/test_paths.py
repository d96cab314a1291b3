"""Files for records: whatever a record is called, it gets one, and no two get the same."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from cleaner.cleaning import extract
from cleaner.dumps.write import files, pages
from cleaner.dumps.write.folder import Folder
from cleaner.dumps.write.pages import page_path
from cleaner.dumps.write.records import Ending, Origin, Records, Row
from cleaner.errors import AccountError, OutputError
from cleaner.render import Record

HOSTILE = {
    "NUL": "a.zip/\u00e9\0b.txt",
    "deep": "/".join(["a.zip", *["d" * 250] * 20, "x.txt"]),
    "deep of small": "/".join(["a.zip", *["d"] * 2000, "x.txt"]),
    "long": "a.zip/" + "x" * 300,
    "long of many bytes": "a.zip/" + "\u65e5" * 200,
    "up": "s3/bucket/../../../../up.txt",
    "trailing dots": "a.zip/x. . .",
    "reserved": "a.zip/CON",
    "control": "a.zip/\n\r\x1b[31m.txt",
}


def batch(*places: tuple[str, int]) -> Records:
    ending = Ending(status="cleaned", error_type=None, error=None, seconds=0.0)
    return Records([Row(_origin(*place), ending, _record(f"of {place!r}")) for place in places], {})


def _origin(source: str, offset: int) -> Origin:
    return Origin(source=source, offset=offset, id=source, url=None)


def _record(text: str) -> Record:
    record = extract("").to_record()
    record["text"] = text
    return record


def written(out: Path) -> list[str]:
    return [path.read_text("utf-8") for path in out.rglob("*") if path.is_file()]


@pytest.mark.parametrize("offset", [0, 7])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_record_of_any_name_gets_a_file(name: str, offset: int, tmp_path: Path) -> None:
    form, out = Folder(".txt"), tmp_path / "a" / "out"
    payload = form.encode(batch(("before.txt", 0), (name, offset), ("behind.txt", 0)))
    assert len(form.write([payload], out, 0)) == 3
    assert len(written(out)) == 3
    assert written(tmp_path) == written(out)
    assert len(form.write([payload], out, 0)) == 3
    assert len(written(out)) == 3


def test_an_output_that_is_deep_itself_leaves_room_for_a_hash(tmp_path: Path) -> None:
    form, out = Folder(".txt"), tmp_path
    while len(str(out)) < 3500:
        out /= "o" * 200
    path = "/".join(["d" * 200] * 4) + "/x.txt"
    assert len(form.write([form.encode(batch((path, 0), (path + "2", 0)))], out, 0)) == 2
    assert len(written(out)) == 2


@pytest.mark.parametrize(
    ("number", "is_told"),
    [(errno.EILSEQ, False), (errno.EINVAL, False), (errno.ENOSPC, True), (errno.EACCES, True)],
)
def test_what_a_file_system_refuses_is_called_by_its_hash(
    number: int, is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write

    def refuse(path: Path, content: bytes, force: bool, durable: bool) -> None:
        if "?" in path.name:
            raise OutputError("no") from OSError(number, "no")
        write(path, content, force, durable)

    monkeypatch.setattr(pages, "write", refuse)
    form = Folder(".txt")
    payload = form.encode(batch(("a?.txt", 0), ("b?.txt", 0)))
    if is_told:
        with pytest.raises(OutputError):
            form.write([payload], tmp_path, 0)
    else:
        form.write([payload], tmp_path, 0)
        assert len(written(tmp_path)) == 2


@pytest.mark.parametrize("offset", [0, 7])
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_no_name_is_what_another_is_cut_to(name: str, offset: int) -> None:
    path = page_path(name, offset, ".txt")
    taken = {path}
    sources = {path, path.removesuffix(".txt"), path.removesuffix("/7.txt"), name}
    for place in {(source, n) for source in sources for n in (0, 7)} - {(name, offset)}:
        assert page_path(*place, ".txt") not in taken
        taken.add(page_path(*place, ".txt"))


def test_two_records_of_one_place_are_told() -> None:
    with pytest.raises(AccountError, match=r"one\.warc"):
        Folder(".txt").encode(batch(("one.warc", 7), ("one.warc", 7)))
