"""`cleaner run` as a person or a script calls it, and as the system ends it."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.cli.conftest import DUMP, HTML, Cleaner

CLEANER = (sys.executable, "-W", "error", "-c", "from cleaner.cli import main; main()")


def start(*arguments: str, **given: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*CLEANER, "run", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **given,
    )


def run(*arguments: str, **given: Any) -> tuple[int, str]:
    """Exit code and what stands on stderr; nothing may be on stdout."""
    with start(*arguments, **given) as process:
        out, err = process.communicate(timeout=120)
    assert out == ""
    return process.returncode, err


def write_corpus(folder: Path, n: int) -> Path:
    """Files of several kinds with `n` records in all, some of them broken."""
    folder.mkdir()
    lines = []
    for i in range(n - 3):
        broken = i % 40 == 17
        text = DUMP.replace("four bridges", f"{i} bridges")
        lines.append("{broken" if broken else json.dumps({"id": f"r{i}", "text": text}))
    (folder / "dump.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "page.txt").write_text(DUMP, encoding="utf-8")
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    return folder


def output(out: Path) -> dict[str, bytes]:
    names = [path for path in (out / "records").rglob("*") if path.is_file()]
    found = {path.relative_to(out).as_posix(): path.read_bytes() for path in names}
    return {**found, "failures": (out / "failures.jsonl").read_bytes()}


def test_files_of_markdown_have_front_matter_on_request(tmp_path: Path, cli: Cleaner) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_text(HTML, encoding="utf-8")
    wanted = ("--format", "markdown", "--front-matter")
    assert run("in", "-o", "out", *wanted, "--workers", "1", cwd=tmp_path)[0] == 0
    written = (tmp_path / "out" / "records" / "page.html.md").read_text(encoding="utf-8")
    assert written == cli("clean", tmp_path / "in" / "page.html", *wanted).stdout
    code, err = run("in", "-o", "out", *wanted[:2], "--workers", "1", cwd=tmp_path)
    assert (code, "another --front-matter" in err) == (2, True)


def test_summary_and_exit_code_say_what_happened(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in", 50)
    code, err = run(str(corpus), "-o", str(tmp_path / "out"), "--workers", "2")
    assert code == 1
    rows = {words[0]: words[1] for line in err.splitlines() if len(words := line.split()) > 1}
    assert (rows["records"], rows["cleaned"], rows["skipped"], rows["failed"]) == (
        "50",
        "48",
        "0",
        "2",
    )
    assert "RecordError" in err
    assert (tmp_path / "out" / "report.html").stat().st_size > 1000
    assert len((tmp_path / "out" / "failures.jsonl").read_text().splitlines()) == 2


def test_the_summary_has_paths_whole_whatever_is_in_them(tmp_path: Path, cli: Cleaner) -> None:
    (tmp_path / "dump.jsonl").write_text("{broken\n" + json.dumps({"text": DUMP}) + "\n")
    out = tmp_path / ("a-folder-[b]-" + "with-a-long-name-" * 8 + "\x1b") / "out"
    done = cli("run", tmp_path / "dump.jsonl", "-o", out, "--workers", 1)
    lines = {line.split()[0]: line for line in done.stderr.splitlines()}
    shown = str(out).replace("\x1b", r"\x1b")
    assert lines["cleaned"].endswith(f" 1  in {shown}/records")
    assert lines["failed"].endswith(f" 1  1 RecordError; see {shown}/failures.jsonl")


def test_a_run_without_failures_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
    code, _ = run(str(tmp_path / "page.html"), "-o", str(tmp_path / "out"), "--format", "markdown")
    assert code == 0
    written = (tmp_path / "out" / "records" / "page.html.md").read_text(encoding="utf-8")
    assert written.startswith("# Pumps take over")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gone.jsonl", "-o", "out"), "gone.jsonl: no such file or folder"),
        (("dump.jsonl",), "Missing option '-o'"),
        (("-o", "out"), "Missing argument 'INPUT...'"),
        (("dump.jsonl", "-o", "full"), "not empty and holds no run"),
        (("dump.jsonl", "-o", "out", "--max-record", "many"), "no size such as"),
        (("empty", "-o", "out"), "there was no record in the input"),
        (("bad.jsonl", "-o", "out"), "1 RecordError"),
        (("nothing://x/y", "-o", "out"), "Protocol not known"),
    ],
)
def test_what_cannot_work_ends_with_2(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / "dump.jsonl").write_text("{}\n")
    (tmp_path / "bad.jsonl").write_text("{\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("all of it")
    (tmp_path / "empty").mkdir()
    code, err = run(*arguments, cwd=tmp_path)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize("seconds", ["inf", "1e300"])
def test_as_good_as_no_timeout(seconds: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(DUMP, encoding="utf-8")
    out = tmp_path / "out"
    code, err = run(str(tmp_path), "-o", str(out), "--workers", "1", "--timeout", seconds)
    assert code == 0, err
    assert (out / "failures.jsonl").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        *(("--timeout", value, "--timeout") for value in ("nan", "0", "-1", "-inf", "soon", "")),
        *(
            (option, value, "is no size such as 500kB, 20MB or 1GB, at most")
            for option in ("--max-record", "--part-size")
            for value in ("inf", "1e400", "1e20", "nan", "0", "-5", "0.1", "-inf", "GB", "")
        ),
        ("--max-record", "3GB", "at most 2GB"),
        ("--workers", "0", "--workers"),
        ("--workers", "1000000000", "--workers"),
        ("--min-chars", "-1", "--min-chars"),
    ],
)
def test_a_number_that_cannot_be_is_refused_before_anything_is_written(
    option: str, value: str, message: str, cli: Cleaner, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(DUMP, encoding="utf-8")
    done = cli("run", tmp_path, "-o", tmp_path / "out", option, value)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_largest_numbers_work(cli: Cleaner, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": DUMP}), encoding="utf-8")
    sizes = ("--max-record", "2GB", "--part-size", "1000000GB", "--min-chars", "9" * 30)
    done = cli("run", tmp_path / "a.jsonl", "-o", tmp_path / "out", "--workers", 10_000, *sizes)
    assert done.exit_code == 0
    assert "1 under 999" in done.stderr


PAGES = {
    "article": {"html": HTML},
    "dump": {"text": DUMP},
    "error": {"html": "<title>404 Not Found</title><h1>404 Not Found</h1>nginx"},
    "robots": {"html": "<title>Just a moment...</title><p>Verifying you are human.</p>"},
}
"""Records of several kinds of page, by their ids."""


@pytest.mark.parametrize(
    ("kinds", "kept", "skipped"),
    [
        (["article"], ["article"], {"unknown", "error", "blocked"}),
        (["article", "unknown"], ["article", "dump"], {"error", "blocked"}),
        (["blocked"], ["robots"], {"article", "unknown", "error"}),
        (["paywall"], [], {"article", "unknown", "error", "blocked"}),
    ],
)
def test_pages_of_other_kinds_are_left_out_and_counted(
    kinds: list[str], kept: list[str], skipped: set[str], cli: Cleaner, tmp_path: Path
) -> None:
    lines = [json.dumps({"id": name, **page}) for name, page in PAGES.items()]
    (tmp_path / "pages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    given = [argument for kind in kinds for argument in ("--page-kind", kind)]
    out = tmp_path / "out"
    done = cli("run", tmp_path / "pages.jsonl", "-o", out, "--workers", 1, *given)
    assert done.exit_code == 0, done.stderr
    records = [
        json.loads(line)
        for path in (out / "records").iterdir()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert [record["id"] for record in records] == kept
    assert {record["page"]["kind"] for record in records} <= set(kinds)
    report = (out / "report.html").read_text(encoding="utf-8")
    for kind in ("article", "unknown", "error", "blocked"):
        assert (f"1 page of kind {kind}" in done.stderr) == (kind in skipped)
        assert (f"page of kind {kind}" in report) == (kind in skipped)


def test_a_kind_of_page_that_there_is_not_is_refused(cli: Cleaner, tmp_path: Path) -> None:
    done = cli("run", tmp_path, "-o", tmp_path / "out", "--page-kind", "wall")
    assert done.exit_code == 2
    assert "'wall' is not one of 'article', " in done.stderr


def test_standard_input_is_json_lines(tmp_path: Path) -> None:
    lines = json.dumps({"text": DUMP}) + "\n" + "broken\n"
    command = [*CLEANER, "run", "-", "-o", str(tmp_path / "out"), "--workers", "1"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    record = json.loads((tmp_path / "out" / "records" / "part-00000.jsonl").read_text("utf-8"))
    assert (record["source"], record["offset"]) == ("stdin.jsonl", 1)


def test_a_record_that_takes_too_long_is_a_failure(tmp_path: Path) -> None:
    """Its worker is killed and replaced, and the next record is not held up by it."""
    (tmp_path / "d.jsonl").write_text(json.dumps({"text": DUMP * 8000}) + "\n{\n")
    code, _ = run(
        str(tmp_path / "d.jsonl"),
        "-o",
        str(tmp_path / "out"),
        "--timeout",
        "0.5",
        "--workers",
        "1",
    )
    assert code == 2
    failures = (tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()
    types = [json.loads(line)["error_type"] for line in failures]
    assert types == ["TimeoutError", "RecordError"]


def test_read_only_output_is_told(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "file").write_text("a file where a folder is wanted")
    code, err = run(str(tmp_path / "page.html"), "-o", str(tmp_path / "file" / "out"))
    assert code == 2
    assert "cannot be written" in err


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk_is_told_and_nothing_is_lost(tmp_path: Path, small_disk: Path) -> None:
    corpus = write_corpus(tmp_path / "in", 700)
    arguments = (str(corpus), "-o", str(small_disk / "out"), "--workers", "1")
    code, err = run(*arguments)
    assert code == 2
    assert "cannot be written" in err
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    assert run(*arguments)[0] == 1
    assert run(str(corpus), "-o", str(tmp_path / "other"), "--workers", "1")[0] == 1
    assert output(small_disk / "out") == output(tmp_path / "other")


def test_a_worker_that_cannot_work_stops_the_run(tmp_path: Path) -> None:
    """What is not the page's fault is no failure of the page."""
    corpus = write_corpus(tmp_path / "in", 20)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    code, err = run(str(corpus), "-o", str(tmp_path / "out"), "--workers", "1", preexec_fn=limit)
    assert code == 2
    assert "Traceback" not in err
    assert run(str(corpus), "-o", str(tmp_path / "out"), "--workers", "1")[0] == 1


@pytest.mark.parametrize("more", [(), ("--restart",), ("--learn-sites", "--restart")])
def test_two_runs_do_not_write_into_one_place(more: tuple[str, ...], tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in", 3000)
    arguments = (str(corpus), "-o", str(tmp_path / "out"), "--workers", "1")
    with start(*arguments) as first:
        manifest = tmp_path / "out" / "_cleaner" / "manifest.sqlite"
        while not manifest.exists() or not manifest.stat().st_size:
            time.sleep(0.05)
        time.sleep(0.2)
        code, err = run(*arguments, *more)
        assert first.poll() is None
        assert manifest.exists()
        first.kill()
        first.communicate()
    assert code == 2
    assert "another run is writing there" in err


def test_interrupting_a_run_says_how_to_go_on(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "in", 3000)
    with start(str(corpus), "-o", str(tmp_path / "out"), "--workers", "1") as process:
        while not (tmp_path / "out").exists() and process.poll() is None:
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the same command goes on where it was" in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_killed_runs_and_workers_change_nothing(tmp_path: Path) -> None:
    """SIGKILL to a worker, to the run, to all: the output is as if nothing was."""
    corpus = write_corpus(tmp_path / "in", 600)
    options = ("--workers", "2", "--part-size", "3kB", "--format", "jsonl.gz")
    assert run(str(corpus), "-o", str(tmp_path / "whole"), *options)[0] == 1
    expected = output(tmp_path / "whole")
    assert len(expected) > 4
    chance, n_kills, n_runs = random.Random(4), 0, 0
    while n_kills < 4:
        out = tmp_path / f"out{n_runs}"
        while True:
            process = start(str(corpus), "-o", str(out), *options)
            ended = _kill_at_random(process, out, chance, n_kills)
            n_kills += 1
            if ended is not None:
                assert ended == 1
                break
        assert output(out) == expected
        n_runs += 1


def _kill_at_random(
    process: subprocess.Popen[str], out: Path, chance: random.Random, turn: int
) -> int | None:
    """The exit code if the run ends by itself; None when it was killed."""
    if not _waits_for_work(process, out):
        process.communicate()
        return process.returncode
    time.sleep(chance.uniform(0, 0.6))
    try:
        family = [root := psutil.Process(process.pid), *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        family = []
    if turn % 3 == 0 and len(family) > 1:  # a worker alone: the run goes on
        _kill(chance.choice(family[1:]))
        process.communicate(timeout=120)
        return process.returncode
    for one in family if turn % 3 == 1 else family[:1]:
        _kill(one)
    process.communicate()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive, "the run is dead and its workers are not"
    return None


def _waits_for_work(process: subprocess.Popen[str], out: Path) -> bool:
    """Whether the run is still going on when the first thing it did is durable."""
    log = out / "_cleaner" / "manifest.sqlite-wal"
    before = log.stat().st_size if log.exists() else 0
    while process.poll() is None:
        if log.exists() and log.stat().st_size > max(before, 100_000):
            return True
        time.sleep(0.02)
    return False


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


@pytest.mark.parametrize("package", ["pyarrow", "jinja2"])
def test_a_missing_package_is_named(package: str, tmp_path: Path) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from cleaner.cli import main; main()"
    command = [sys.executable, "-c", code, "run", str(tmp_path), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"{package} is not installed: pip install 'pagecleaner[dumps]'" in done.stderr
