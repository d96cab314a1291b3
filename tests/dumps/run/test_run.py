"""Runs over odd inputs: what ends where, with which words."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.filters import Filters
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.sources import find_sources
from cleaner.dumps.run.run import RECORDS, RunOptions, Summary, run
from cleaner.dumps.write.folder import Folder
from cleaner.dumps.write.lines import JsonLines
from cleaner.dumps.write.pages import page_path
from cleaner.dumps.write.parquet import Parquet
from cleaner.errors import InputError, OutputError
from cleaner.page_kinds import PageKind
from tests.dumps import build
from tests.dumps.build import failures, good, make_task, page, read_lines, run_here, warc_record


def ended(summary: Summary) -> tuple[int, int, int]:
    totals = summary.progress.totals
    return totals.cleaned, totals.skipped, totals.failed


def write_lines(path: Path, *records: object) -> Path:
    lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


TEXT = good("a", 1).text


def test_nine_files_go_in_and_nine_are_accounted_for(tmp_path: Path) -> None:
    """Near-duplicates, one name in two folders and with two endings, and four odd ones."""
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    article = page("a", 1).text
    contents = {
        "bridge.html": article.encode(),
        "bridge-print.html": article.replace("rain", "pour").encode(),
        "bridge.htm": article.replace("Monday", "Tuesday").encode(),
        "more/bridge.html": article.replace("boats", "barges").encode(),
        "bridge.txt": TEXT.encode(),
        "empty.html": b"",
        "binary.html": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        "latin.html": article.replace("Gate", "Schlüssel für Türen, schön").encode("latin-1"),
        "menu.html": b"<html><body><nav><a href='/'>Home</a> <a href='/a'>About</a></nav></body>",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    summary = run_here([folder], tmp_path / "out", make_task(Folder(".txt")))
    written = {p.relative_to(tmp_path / "out" / RECORDS).as_posix() for p in files(tmp_path)}
    assert written == {
        "bridge.html.txt",
        "bridge-print.html.txt",
        "bridge.htm.txt",
        "bridge.txt",
        "latin.html.txt",
        "more/bridge.html.txt",
    }
    assert ended(summary) == (6, 2, 1)
    assert dict(summary.skipped) == {"no article": 2}
    assert [f["source"] for f in failures(tmp_path / "out")] == ["binary.html"]
    assert "Schlüssel" in (tmp_path / "out" / RECORDS / "latin.html.txt").read_text("utf-8")


def files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "out" / RECORDS).rglob("*") if path.is_file()]


def test_record_says_where_it_is_from_and_what_became_of_it(tmp_path: Path) -> None:
    record = {"id": 7, "url": "https://bugle.example/7", "text": TEXT, "topic": "boats", "n": [1]}
    write_lines(tmp_path / "d.jsonl", record)
    run_here([tmp_path / "d.jsonl"], tmp_path / "out")
    (found,) = read_lines(tmp_path / "out")
    assert (found["source"], found["offset"], found["id"]) == ("d.jsonl", 1, "7")
    assert (found["url"], found["topic"], found["n"]) == ("https://bugle.example/7", "boats", [1])
    assert "Leave a Reply" in TEXT
    assert "Leave a Reply" not in found["text"]
    assert found["removed_chars"] == {"comment_form": 13, "reading_time": 23}
    assert sum(found["kept_chars"].values()) > 80
    assert "status" not in found
    assert "seconds" not in found


def test_columns_that_have_our_names_come_along_under_others(tmp_path: Path) -> None:
    write_lines(tmp_path / "d.jsonl", {"text": TEXT, "title": "theirs", "language": "xx"})
    run_here([tmp_path / "d.jsonl"], tmp_path / "out")
    (found,) = read_lines(tmp_path / "out")
    assert (found["input_title"], found["input_language"]) == ("theirs", "xx")


def test_columns_of_tables_keep_their_types(tmp_path: Path) -> None:
    table = pa.table({"content": [TEXT], "when": pa.array([1], pa.timestamp("s")), "v": [[0.5]]})
    pq.write_table(table, tmp_path / "d.parquet")
    run_here([tmp_path / "d.parquet"], tmp_path / "out", make_task(Parquet()))
    schema = pq.read_schema(tmp_path / "out" / RECORDS / "part-00000.parquet")
    assert schema.field("when").type == pa.timestamp("ms")
    assert schema.field("v").type == pa.list_(pa.float64())
    assert "content" not in schema.names


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (Keys(), "html"),
        (Keys(text="body"), "body"),
        (Keys(html="raw"), "raw"),
        (Keys(text="meta.inner"), "inner"),
    ],
)
def test_keys_name_what_to_clean(keys: Keys, expected: str, tmp_path: Path) -> None:
    def say(word: str) -> str:
        return f"<p>The {word} speaks, and it says that the boats came back in May.</p>"

    record = {
        "html": say("html"),
        "text": say("text"),
        "body": "The body speaks, and it says that the boats came back in May.",
        "raw": say("raw"),
        "meta": {"inner": "The inner speaks, and it says that the boats came back in May."},
    }
    write_lines(tmp_path / "d.jsonl", record)
    run_here([tmp_path / "d.jsonl"], tmp_path / "out", make_task(keys=keys))
    (found,) = read_lines(tmp_path / "out")
    assert found["text"].startswith(f"The {expected} speaks")


def test_broken_lines_fail_alone(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "d.jsonl",
        {"text": TEXT},
        '{"text": "cut off',
        "[1, 2]",
        {"words": TEXT},
        {"text": None},
        "",
        '"' + "The boats came back to the upper canal on Sunday." + '"',
        {"id": "last", "text": TEXT},
    )
    summary = run_here([tmp_path / "d.jsonl"], tmp_path / "out")
    assert ended(summary) == (3, 0, 4)
    found = failures(tmp_path / "out")
    assert [f["offset"] for f in found] == [2, 3, 4, 5]
    assert [f["error"].split(":")[0] for f in found] == [
        "not JSON",
        "JSON list where an object is expected",
        "no text in it; its keys are words",
        "no text in it; its keys are text",
    ]
    assert {f["error_type"] for f in found} == {"RecordError"}


def test_what_is_known_of_a_broken_record_is_told(tmp_path: Path) -> None:
    address = "http://[no address/"
    write_lines(tmp_path / "d.jsonl", {"id": 5, "url": address}, {"url": address, "text": TEXT})
    assert ended(run_here([tmp_path / "d.jsonl"], tmp_path / "out")) == (1, 0, 1)
    (failure,) = failures(tmp_path / "out")
    assert (failure["id"], failure["url"]) == ("5", address)


def test_cut_off_gzip_loses_nothing_before_the_cut(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": str(i), "text": TEXT}) + "\n" for i in range(500))
    packed = gzip.compress(lines.encode())
    (tmp_path / "d.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    write_lines(tmp_path / "e.jsonl", {"id": "after", "text": TEXT})
    inputs = [tmp_path / "d.jsonl.gz", tmp_path / "e.jsonl"]
    summary = run_here(inputs, tmp_path / "out")
    cleaned, skipped, failed = ended(summary)
    assert (skipped, failed) == (0, 1)
    assert cleaned > 100
    ids = [record["id"] for record in read_lines(tmp_path / "out")]
    assert ids == [*map(str, range(cleaned - 1)), "after"]
    (failure,) = failures(tmp_path / "out")
    assert failure["error"] == "ends too soon: the file is cut off"
    assert failure["error_type"] == "BrokenStreamError"


@pytest.mark.parametrize("name", ["d.jsonl.gz", "d.jsonl.zst", "d.jsonl.xz", "d.jsonl.bz2"])
def test_what_is_not_packed_as_its_name_says_fails_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"this is no archive at all, whatever it is called")
    write_lines(tmp_path / "e.jsonl", {"text": TEXT})
    summary = run_here([tmp_path / name, tmp_path / "e.jsonl"], tmp_path / "out")
    assert ended(summary) == (1, 0, 1)


@pytest.mark.parametrize("name", ["d.parquet", "d.arrow", "d.zip", "d.tar", "d.warc", "d.warc.gz"])
def test_damaged_containers_fail_alone(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"ARROW1 this is something else, whatever it is called" * 20)
    write_lines(tmp_path / "e.jsonl", {"text": TEXT})
    summary = run_here([tmp_path / name, tmp_path / "e.jsonl"], tmp_path / "out")
    assert ended(summary) == (1, 0, 1)
    assert failures(tmp_path / "out")[0]["source"] == name


def article(i: int) -> bytes:
    return warc_record("response", f"n{i}", page("a", i).text.encode())


@pytest.mark.parametrize("packed", [False, True])
def test_damaged_warc_record_is_lost_alone(packed: bool, tmp_path: Path) -> None:
    records = [article(i) for i in range(1, 8)]
    if packed:
        records = list(map(gzip.compress, records))
    damaged = bytearray(records[3])
    start = 20 if packed else 0
    damaged[start : start + 20] = b"\xff" * 20
    records[3] = bytes(damaged)
    name = "d.warc.gz" if packed else "d.warc"
    (tmp_path / name).write_bytes(b"".join(records))
    summary = run_here([tmp_path / name], tmp_path / "out")
    assert ended(summary) == (6, 0, 1)
    titles = [record["title"] for record in read_lines(tmp_path / "out")]
    assert titles == [f"Gate {i}" for i in (1, 2, 3, 5, 6, 7)]


@pytest.mark.parametrize("packed", [False, True])
def test_cut_off_warc_record_is_lost_alone(packed: bool, tmp_path: Path) -> None:
    records = [gzip.compress(article(i)) if packed else article(i) for i in range(1, 4)]
    name = "d.warc.gz" if packed else "d.warc"
    (tmp_path / name).write_bytes(b"".join(records)[:-60])
    assert ended(run_here([tmp_path / name], tmp_path / "out")) == (2, 0, 1)


def test_warc_length_beyond_the_file_hides_no_record(tmp_path: Path) -> None:
    records = [article(i) for i in range(1, 5)]
    records[1] = records[1].replace(b"Content-Length: ", b"Content-Length: 1")
    (tmp_path / "d.warc").write_bytes(b"".join(records))
    run_here([tmp_path / "d.warc"], tmp_path / "out")
    titles = [record["title"] for record in read_lines(tmp_path / "out")]
    assert [f"Gate {i}" for i in (1, 3, 4)] == [t for t in titles if t != "Gate 2"]


def test_what_is_no_page_in_a_warc_is_skipped_and_counted(tmp_path: Path) -> None:
    html = page("a", 1).text.encode()
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone.</p>"
    records = [
        warc_record("warcinfo", "info", b"software: a crawler"),
        warc_record("request", "q", b"GET / HTTP/1.1\r\n\r\n"),
        warc_record("response", "page", html),
        warc_record("response", "image", b"").replace(b"text/plain", b"image/png"),
        warc_record("metadata", "m", b"x: y"),
        warc_record("revisit", "r", b""),
        warc_record("resource", "gone", missing),
    ]
    (tmp_path / "d.warc").write_bytes(b"".join(records))
    summary = run_here([tmp_path / "d.warc"], tmp_path / "out")
    assert ended(summary) == (1, 6, 0)


@pytest.mark.parametrize("encoding", ["chunked", "gzip", "br", "deflate", "said"])
def test_http_encodings_are_undone(encoding: str, tmp_path: Path) -> None:
    import zlib

    import brotli

    html = page("a", 5).text.encode()
    bodies = {
        "chunked": b"%x\r\n%s\r\n0\r\n\r\n" % (len(html), html),
        "gzip": gzip.compress(html),
        "br": brotli.compress(html),
        "deflate": zlib.compress(html),
        "said": html,  # some crawlers undo it and leave the header
    }
    headers = {"chunked": "Transfer-Encoding: chunked", "said": "Content-Encoding: gzip"}
    header = headers.get(encoding, f"Content-Encoding: {encoding}")
    record = warc_record("response", "a", bodies[encoding], f"{header}\r\n")
    (tmp_path / "d.warc").write_bytes(record.replace(b"text/plain", b"text/html"))
    run_here([tmp_path / "d.warc"], tmp_path / "out")
    (found,) = read_lines(tmp_path / "out")
    assert found["title"] == "Gate 5"
    assert found["url"] == "https://bugle.example/a"


def test_mhtml_gives_its_page_and_address(tmp_path: Path) -> None:
    content = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://bugle.example/5\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--b"\r\n\r\n'
        "----b\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: https://bugle.example/5\r\n\r\n"
        + page("a", 5).text.replace("=", "=3D")
        + "\r\n----b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "iVBORw0KGgo=\r\n----b--\r\n"
    )
    (tmp_path / "saved.mhtml").write_bytes(content.encode())
    run_here([tmp_path / "saved.mhtml"], tmp_path / "out")
    (found,) = read_lines(tmp_path / "out")
    assert (found["title"], found["url"]) == ("Gate 5", "https://bugle.example/5")


def test_folders_leave_out_what_is_no_page_and_count_it(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "style.css").write_text("p { color: red }")
    (folder / "logo.png").write_bytes(b"\x89PNG")
    (folder / "story").write_text(TEXT)
    (folder / ".hidden").write_text(TEXT)
    summary = run_here([folder], tmp_path / "out")
    assert ended(summary) == (1, 2, 0)
    assert dict(summary.skipped) == {"file type text/css": 1, "file type image/png": 1}


def test_an_archive_can_hold_names_twice_and_lead_nowhere(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        for name in ("a.txt", "../../a.txt", "/a.txt", "b/inner.jsonl", "c.zip"):
            content = json.dumps({"text": TEXT}) if name.endswith("jsonl") else TEXT
            archive.writestr(name, content)
    summary = run_here([tmp_path / "d.zip"], tmp_path / "out", make_task(Folder(".txt")))
    assert ended(summary) == (4, 1, 0)
    assert dict(summary.skipped) == {"archive within an archive": 1}
    assert len(files(tmp_path)) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.zip", "out"]


def test_unreadable_file_fails_alone(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", {"text": TEXT})
    (tmp_path / "gone.jsonl").symlink_to(tmp_path / "nowhere")
    summary = run_here([tmp_path / "a.jsonl", tmp_path / "gone.jsonl"], tmp_path / "out")
    assert ended(summary) == (1, 0, 1)
    assert failures(tmp_path / "out")[0]["error"] == "cannot be read: No such file or directory"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_file_without_permission_fails_alone(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", {"text": TEXT})
    write_lines(tmp_path / "b.jsonl", {"text": TEXT}).chmod(0)
    assert ended(run_here([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], tmp_path / "out"))[2] == 1


def test_missing_column_names_those_that_are_there(tmp_path: Path) -> None:
    pq.write_table(pa.table({"words": [TEXT] * 3, "n": [1, 2, 3]}), tmp_path / "d.parquet")
    summary = run_here([tmp_path / "d.parquet"], tmp_path / "out")
    assert ended(summary) == (0, 0, 3)
    assert "no column holds pages; there are words, n" in failures(tmp_path / "out")[0]["error"]


def test_inputs_that_do_not_exist_are_refused(tmp_path: Path) -> None:
    for missing in (tmp_path / "gone.jsonl", tmp_path / "*.warc", "memory://gone/x.jsonl"):
        with pytest.raises(InputError, match=r"gone|no such|nothing"):
            list(find_sources([str(missing)]))


def test_globs_and_urls_are_inputs(tmp_path: Path) -> None:
    import fsspec

    for i in range(3):
        write_lines(tmp_path / f"{i}.jsonl", {"id": f"file {i}", "text": TEXT})
    memory = fsspec.filesystem("memory")
    with memory.open("/bucket/crawl/d.jsonl.gz", "wb") as file:
        file.write(gzip.compress(json.dumps({"id": "memory", "text": TEXT}).encode()))
    run_here([tmp_path / "[12].jsonl", "memory://bucket/crawl"], tmp_path / "out")
    found = read_lines(tmp_path / "out")
    assert [record["id"] for record in found] == ["file 1", "file 2", "memory"]
    assert found[-1]["source"] == "memory/bucket/crawl/d.jsonl.gz"


def test_pages_of_other_kinds_are_counted_skips(tmp_path: Path) -> None:
    """Those of text dumps are unknown, whatever a model makes of pages."""
    error = "<title>404 Not Found</title><h1>404 Not Found</h1>nginx"
    write_lines(tmp_path / "d.jsonl", {"text": TEXT}, {"html": error})
    skipped = {PageKind.ERROR: "unknown", PageKind.UNKNOWN: "error"}
    for kind, other in skipped.items():
        task = make_task(filters=Filters(min_chars=0, page_kinds=frozenset({kind})))
        summary = run_here([tmp_path / "d.jsonl"], tmp_path / kind, task)
        assert dict(summary.skipped) == {f"page of kind {other}": 1}


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", {"text": TEXT})
    summary = run_here([tmp_path / "a.jsonl", tmp_path], tmp_path / "out")
    assert ended(summary)[0] == 1


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        (Filters(min_chars=10_000), "under 10000 characters"),
        (Filters(languages=frozenset({"de"})), "language en"),
        (Filters(article_only=True), None),
    ],
)
def test_filters_count_what_they_leave_out(
    filters: Filters, reason: str | None, tmp_path: Path
) -> None:
    html = page("a", 1).text.replace("<html>", "<html lang='en'>")
    write_lines(tmp_path / "d.jsonl", {"html": html})
    summary = run_here([tmp_path / "d.jsonl"], tmp_path / "out", make_task(filters=filters))
    assert dict(summary.skipped) == ({reason: 1} if reason else {})


def test_records_without_an_article_stay_if_wanted(tmp_path: Path) -> None:
    write_lines(tmp_path / "d.jsonl", {"text": ""})
    task = make_task(filters=Filters(min_chars=0))
    assert ended(run_here([tmp_path / "d.jsonl"], tmp_path / "out", task)) == (1, 0, 0)


def test_a_bug_in_cleaning_is_a_failure_of_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BatchCleaner, "page_cleaner", property(lambda self: 1 / 0))
    write_lines(tmp_path / "d.jsonl", {"text": TEXT}, {"text": TEXT})
    assert ended(run_here([tmp_path / "d.jsonl"], tmp_path / "out")) == (0, 0, 2)
    assert failures(tmp_path / "out")[0]["error_type"] == "ZeroDivisionError"


def test_another_command_on_the_same_output_is_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "d.jsonl", {"text": TEXT})
    out = tmp_path / "out"
    run_here([source], out)
    with pytest.raises(OutputError, match="another form"):
        run_here([source], out, make_task(Parquet()))
    with pytest.raises(OutputError, match="another --blocks"):
        run_here([source], out, make_task(blocks=True))
    write_lines(source, {"text": TEXT}, {"text": TEXT})
    with pytest.raises(OutputError, match=r"d\.jsonl is new, gone or changed"):
        run_here([source], out)


def test_sources_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "bdf":
        (folder / f"{name}.txt").write_text(TEXT)
    inputs = [folder, folder / "d.txt"]
    run_here(inputs, tmp_path / "out")
    run_here(inputs, tmp_path / "out")
    for name in "aeg":
        (folder / f"{name}.txt").write_text(TEXT)
        with pytest.raises(OutputError, match=rf"{name}\.txt is new"):
            run_here(inputs, tmp_path / "out")
        (folder / f"{name}.txt").unlink()
    (folder / "f.txt").unlink()
    with pytest.raises(OutputError, match=r"f\.txt is new, gone"):
        run_here(inputs, tmp_path / "out")


def test_an_output_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "d.jsonl", {"text": TEXT})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("all of it")
    with pytest.raises(OutputError, match="not empty and holds no run"):
        run_here([source], tmp_path / "out")


def test_the_same_command_again_does_nothing_twice(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "d.jsonl", {"text": TEXT}, "broken")
    first = run_here([source], tmp_path / "out")
    before = {p.name: p.read_bytes() for p in files(tmp_path)}
    again = run_here([source], tmp_path / "out")
    assert {p.name: p.read_bytes() for p in files(tmp_path)} == before
    assert again.progress.totals == first.progress.totals == again.progress.before


def test_parts_are_cut_by_size(tmp_path: Path) -> None:
    records = [{"id": str(i), "text": good("a", i).text} for i in range(400)]
    write_lines(tmp_path / "d.jsonl", *records)
    run(
        RunOptions([str(tmp_path / "d.jsonl")], make_task(), build.InProcess(), 50_000),
        tmp_path / "out",
    )
    assert len(files(tmp_path)) > 3
    assert [record["id"] for record in read_lines(tmp_path / "out")] == [r["id"] for r in records]


def test_no_two_records_get_one_file() -> None:
    """Names that try to: as files, as folders, with the endings of outputs, too long."""
    names = ["a.txt", "a", "a.records", "a.txt.records", "a.txt_", "x" * 260, "x" * 261, "a.html"]
    names += ["a_", "a__", "a_.txt", "a.html.txt", "a.txt.txt", "a_.txt.txt", ".txt", "_", "_.txt"]
    sources = [*names, *(f"{one}/{two}" for one in names for two in names)]
    paths: dict[str, str] = {}
    for source in sources:
        for offset in (0, 1, 12):
            path = page_path(source, offset, ".txt")
            assert path not in paths, (path, source, paths.get(path))
            paths[path] = source
            assert all(len(part.encode()) <= 255 for part in path.split("/"))
    folders = {path.rsplit("/", i)[0] for path in paths for i in range(1, path.count("/") + 1)}
    assert not folders & set(paths)


def test_surrogates_and_nul_do_no_harm(tmp_path: Path) -> None:
    line = (
        '{"id": "a\\ud800", "text": "The boats \\udc00 came back in May.\\u0000", "x": "\\ud800"}'
    )
    write_lines(tmp_path / "d.jsonl", line)
    run_here([tmp_path / "d.jsonl"], tmp_path / "out")
    assert read_lines(tmp_path / "out")[0]["id"] == "a?"


def test_names_that_are_no_utf8_are_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    try:
        (tmp_path / "in" / os.fsdecode(b"caf\xe9.txt")).write_text(TEXT)
    except OSError:
        pytest.skip("the file system takes UTF-8 only")
    summary = run_here([tmp_path / "in"], tmp_path / "out", make_task(Folder(".txt")))
    assert ended(summary) == (1, 0, 0)


def output(out: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in (out / RECORDS).iterdir()}
    return {**found, "failures": (out / "failures.jsonl").read_bytes()}


@pytest.mark.slow
def test_killed_at_thirty_moments_a_run_gives_what_it_would_have_given(tmp_path: Path) -> None:
    lines = [{"id": str(i), "text": good("a", i).text} for i in range(600)]
    source = write_lines(tmp_path / "d.jsonl", *lines[:300], "broken", *lines[300:])
    run(
        RunOptions([str(source)], make_task(JsonLines(".gz")), build.InProcess(), 3_000),
        tmp_path / "whole",
    )
    expected = output(tmp_path / "whole")
    assert len(expected) > 3
    command = [sys.executable, "-m", "tests.dumps.kill", str(source), str(tmp_path / "out")]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, "30", "7"],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.returncode == 0, done.stderr
    for i in range(int(done.stdout)):
        assert output(tmp_path / "out" / str(i)) == expected
