"""Dumps of every kind from a list of records, and an engine without processes."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.cleaning import Cleaner
from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.raw import RawBatch, SplitEnd
from cleaner.dumps.read.sources import Split
from cleaner.dumps.run.run import RECORDS, RunOptions, Summary, run
from cleaner.dumps.write.folder import Folder
from cleaner.dumps.write.lines import JsonLines
from cleaner.dumps.write.parquet import Parquet
from cleaner.dumps.write.writer import Writer
from cleaner.options import Options

MAX_RECORD = 20_000
OPTIONS = Options(max_input_bytes=MAX_RECORD)
CLEANER = Cleaner(OPTIONS)
zstd: Any = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


class Record(NamedTuple):
    """A record to put into a dump: what it holds and how it has to end."""

    name: str
    text: str
    ends: str = "cleaned"

    def __repr__(self) -> str:
        return f"{self.ends} {self.name!r}: {self.text[:40]!r}"


def good(name: str, i: int) -> Record:
    return Record(
        name,
        f"Gate {i} opens again\nReading Time: {i} minutes\n\nThe keepers of gate {i} opened it by "
        f"hand on Monday, and {i} boats passed before it began to rain.\n\nLeave a Reply\n",
    )


def page(name: str, i: int) -> Record:
    return Record(
        name,
        f"<html><head><title>Gate {i}</title></head><body><h1>Gate {i}</h1><p>The keepers of gate "
        f"{i} opened it by hand on Monday, and {i} boats passed before it began to rain.</p>"
        "<p>Leave a Reply</p></body></html>",
    )


def empty(name: str) -> Record:
    return Record(name, "", "skipped")


def huge(name: str) -> Record:
    return Record(name, "A long line of a log. " * (MAX_RECORD // 20), "failed")


class InProcess:
    """An engine that does all in this process, one batch after the other."""

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        for split in splits:
            for item in task.read(split):
                yield task.clean(item) if isinstance(item, RawBatch) else item


def make_task(writer: Writer = JsonLines(), **given: Any) -> Task:  # noqa: B008 - frozen
    cleaner = BatchCleaner(OPTIONS, **given)
    vars(cleaner)["page_cleaner"] = CLEANER  # loaded once for all tests
    return Task(cleaner, writer)


def run_here(inputs: Sequence[Path | str], out: Path, task: Task | None = None) -> Summary:
    return run(RunOptions([str(item) for item in inputs], task or make_task(), InProcess()), out)


def _lines(records: Sequence[Record], path: Path) -> None:
    lines = [json.dumps({"id": r.name, "text": r.text}) for r in records]
    path.write_bytes("".join(line + "\n" for line in lines).encode())


def _packed_lines(pack: Callable[[bytes], bytes]) -> Callable[[Sequence[Record], Path], None]:
    def write(records: Sequence[Record], path: Path) -> None:
        _lines(records, path)
        lines = path.read_bytes().splitlines(keepends=True)
        half = len(lines) // 2
        # Two members or frames, as appending writers leave them.
        path.write_bytes(pack(b"".join(lines[:half])) + pack(b"".join(lines[half:])))

    return write


def _csv(records: Sequence[Record], path: Path) -> None:
    buffer = io.StringIO(newline="")
    delimiter = "\t" if path.suffix == ".tsv" else ","
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(["id", "text"])
    writer.writerows([r.name, r.text] for r in records)
    path.write_bytes(buffer.getvalue().encode())


def _table(records: Sequence[Record]) -> pa.Table:
    return pa.table({"id": [r.name for r in records], "text": [r.text for r in records]})


def _parquet(records: Sequence[Record], path: Path) -> None:
    pq.write_table(_table(records), path, row_group_size=7)


def _arrow_file(records: Sequence[Record], path: Path) -> None:
    table = _table(records)
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table, max_chunksize=5)


def _arrow_stream(records: Sequence[Record], path: Path) -> None:
    table = _table(records)
    with pa.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table, max_chunksize=5)


def warc_record(kind: str, name: str, body: bytes, more: str = "") -> bytes:
    """One record of a WARC file; a response with an HTTP header before its body."""
    if kind == "response":
        media = "text/html" if b"<html" in body else "text/plain"
        body = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n{more}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{name}>\r\n"
        f"WARC-Target-URI: https://bugle.example/{name}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def _warc(kind: str, pack: Callable[[bytes], bytes]) -> Callable[[Sequence[Record], Path], None]:
    def write(records: Sequence[Record], path: Path) -> None:
        with path.open("wb") as file:
            file.write(b"" if records else pack(b""))
            for record in records:
                file.write(pack(warc_record(kind, record.name, record.text.encode())))

    return write


def _files(records: Sequence[Record]) -> Iterator[tuple[str, bytes]]:
    for i, record in enumerate(records):
        ending = "html" if "<html" in record.text else "txt"
        yield f"folder {i % 3}/{record.name}.{ending}", record.text.encode()


def _zip(records: Sequence[Record], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same name twice is what is wanted
        for name, content in _files(records):
            archive.writestr(name, content)


def _tar(mode: str) -> Callable[[Sequence[Record], Path], None]:
    def write(records: Sequence[Record], path: Path) -> None:
        with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
            for name, content in _files(records):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))

    return write


def same(content: bytes) -> bytes:
    return content


DUMPS: Mapping[str, Callable[[Sequence[Record], Path], None]] = MappingProxyType(
    {
        "dump.jsonl": _lines,
        "dump.ndjson": _lines,
        "dump.json": _lines,
        "dump.jsonl.gz": _packed_lines(gzip.compress),
        "dump.jsonl.zst": _packed_lines(zstd.compress),
        "dump.jsonl.bz2": _packed_lines(bz2.compress),
        "dump.jsonl.xz": _packed_lines(lzma.compress),
        "dump.csv": _csv,
        "dump.tsv": _csv,
        "dump.parquet": _parquet,
        "dump.arrow": _arrow_file,
        "dump.ipc": _arrow_stream,
        "dump.warc": _warc("response", same),
        "dump.warc.gz": _warc("response", gzip.compress),
        "dump.warc.zst": _warc("response", zstd.compress),
        "dump.warc.xz": _warc("response", lzma.compress),
        "dump.wet.gz": _warc("conversion", gzip.compress),
        "dump.zip": _zip,
        "dump.tar": _tar("w"),
        "dump.tgz": _tar("w:gz"),
        "dump.tar.gz": _tar("w:gz"),
    }
)
"""A writer of a dump for each kind of source that holds many records, by its name."""


def read_lines(out: Path) -> list[dict[str, Any]]:
    """The records of a run that wrote JSON lines, in order."""
    found = []
    for path in sorted((out / RECORDS).iterdir()):
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        if path.suffix == ".zst":
            content = zstd.decompress(content)
        found += [json.loads(line) for line in content.splitlines()]
    return found


def _read_parquet(out: Path) -> list[str]:
    parts = sorted((out / RECORDS).iterdir())
    return [record["text"] for part in parts for record in pq.read_table(part).to_pylist()]


def _read_folder(out: Path) -> list[str]:
    files = [path for path in (out / RECORDS).rglob("*") if path.is_file()]
    return [path.read_text(encoding="utf-8").removesuffix("\n") for path in files]


def _read_texts(out: Path) -> list[str]:
    return [record["text"] for record in read_lines(out)]


FORMS: Mapping[str, tuple[Writer, Callable[[Path], list[str]]]] = MappingProxyType(
    {
        "jsonl": (JsonLines(), _read_texts),
        "jsonl.gz": (JsonLines(".gz"), _read_texts),
        "jsonl.zst": (JsonLines(".zst"), _read_texts),
        "parquet": (Parquet(), _read_parquet),
        "text": (Folder(".txt"), _read_folder),
    }
)
"""Every form of output, and how its texts are read again."""


def failures(out: Path) -> list[dict[str, Any]]:
    lines = (out / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def article_bytes(i: int) -> bytes:
    """A WARC record of a page."""
    return warc_record("response", f"n{i}", page("a", i).text.encode())
