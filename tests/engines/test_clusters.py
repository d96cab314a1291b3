"""What a run promises holds on Ray and on Spark, whatever goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from cleaner.dumps.clean.task import Engine
from cleaner.dumps.run.run import FAILURES, RECORDS, RunOptions, run
from cleaner.errors import EngineError, OutputError
from tests.engines.corpus import (
    MAX_BYTES,
    N_RECORDS,
    PART_BYTES,
    TASK,
    clean,
    corpus,
    expected,
    files,
    find_processes,
    page,
    wait_until,
)
from tests.engines.sessions import ENVIRONMENT, MARKS, SESSIONS, make_engine, need
from tests.engines.traps import GATE, GREEDY, KILLED, Deadly, Stillborn
from tests.examples import ROOT

__all__ = ["corpus", "expected"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills, and finds processes by ps"),
]
EACH = [pytest.param(name, marks=marks) for name, marks in MARKS.items()]
PATIENCE = 300.0
"""Seconds for what takes ten where nothing else runs."""


@pytest.fixture(scope="module", params=EACH)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    need(request.param)
    with SESSIONS[request.param]():
        yield make_engine(request.param)


def read_records(out: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted((out / RECORDS).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_a_record_that_kills_its_worker_costs_no_other(engine: Engine, tmp_path: Path) -> None:
    texts = {"greedy": GREEDY, "killed": KILLED, **{f"ferry {n}": page(n) for n in range(40)}}
    lines = [json.dumps({"id": id_, "html": text}) for id_, text in texts.items()]
    (tmp_path / "dump.jsonl").write_text("\n".join(lines), encoding="utf-8")
    task = replace(TASK, cleaner=Deadly())
    totals = run(
        RunOptions([str(tmp_path / "dump.jsonl")], task, engine), tmp_path / "out"
    ).progress.totals
    assert (totals.cleaned, totals.skipped, totals.failed) == (40, 0, 2)
    assert {row["id"] for row in read_records(tmp_path / "out")} == texts.keys() - {
        "greedy",
        "killed",
    }
    failures = map(json.loads, (tmp_path / "out" / FAILURES).read_text().splitlines())
    assert {row["offset"]: row["error_type"] for row in failures} == {
        1: "MemoryError",
        2: "WorkerDiedError",
    }


def test_an_engine_that_cannot_work_says_so(engine: Engine, corpus: Path, tmp_path: Path) -> None:
    task = replace(TASK, cleaner=Stillborn())
    with pytest.raises(EngineError, match=r"^a worker process ends before it can work"):
        run(RunOptions([str(corpus / "dump.jsonl")], task, engine), tmp_path)


@pytest.fixture(params=[1_000, 2_000], ids=["for the manifest", "for the parts"])
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder with less room than a run needs; a limit of the process would be Ray's, too."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may mount nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_the_run_which_goes_on_when_there_is_room(
    engine: Engine, corpus: Path, expected: dict[str, bytes], small_disk: Path
) -> None:
    out = small_disk / "out"
    with pytest.raises(OutputError, match="cannot be written"):
        clean(corpus, out, engine)
    assert len(list((out / RECORDS).iterdir())) < len(expected) - 1
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    clean(corpus, out, engine)
    assert files(out) == expected


class Command:
    """A slow `cleaner run` over the corpus on an engine that it starts, in a group of its own.

    It comes to no end before its gate is open, however long what happens to it takes.
    """

    def __init__(self, engine: str, corpus: Path, out: Path) -> None:
        self._arguments = [sys.executable, "-m", "tests.engines.slowly"]
        self._arguments += ["run", str(corpus), "-o", str(out), "--engine", engine]
        self._arguments += ["--workers", "2", "--part-size", str(PART_BYTES)]
        self._arguments += ["--max-record", str(MAX_BYTES)]
        self._environment = {**os.environ, **ENVIRONMENT[engine], "PYTHONPATH": str(ROOT)}
        self._environment |= {"RAY_ADDRESS": "local", GATE: str(out.with_name("gate"))}
        self._out = out
        self._calls: list[subprocess.Popen[str]] = []

    def open_gate(self) -> None:
        """Let a call come to its end, which none does before."""
        Path(self._environment[GATE]).touch()

    def start(self) -> subprocess.Popen[str]:
        call = subprocess.Popen(
            self._arguments,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._calls.append(call)
        return call

    def wait_for(self, call: subprocess.Popen[str], n_parts: int) -> None:
        """Return when the call has written the last of so many parts, and is not at its end."""
        last = self._out / RECORDS / f"part-{n_parts - 1:05}.jsonl"
        self.wait_until(call, last.exists)

    def wait_until(self, call: subprocess.Popen[str], condition: Callable[[], bool]) -> None:
        """Return when the condition is true of a call that is not at its end."""
        is_met = wait_until(lambda: condition() or call.poll() is not None, PATIENCE)
        assert call.poll() is None, call.communicate()[1]
        assert is_met

    def stop(self) -> None:
        """Leave nothing of the calls that a failure left."""
        for call in self._calls:
            if call.poll() is None:
                os.killpg(call.pid, signal.SIGKILL)
                call.communicate()


@pytest.fixture
def make_command(corpus: Path, tmp_path: Path) -> Iterator[Callable[[str], Command]]:
    commands: list[Command] = []

    def make(engine: str) -> Command:
        commands.append(Command(engine, corpus, tmp_path / "out"))
        return commands[-1]

    yield make
    for command in commands:
        command.stop()


def find_engines_workers(call: int) -> set[int]:
    """The Ray actors, or the Python workers of Spark, in which a run cleans."""
    found = set()
    for pid in find_processes(call, "multiprocessing.spawn"):
        with suppress(psutil.NoSuchProcess):
            found.add(psutil.Process(pid).ppid())
    return found


@pytest.mark.parametrize("name", EACH)
def test_a_run_that_is_refused_interrupted_and_killed_gives_the_same_bytes(
    name: str,
    make_command: Callable[[str], Command],
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    need(name)
    command = make_command(name)

    interrupted = command.start()
    command.wait_until(interrupted, (tmp_path / "out" / RECORDS).exists)
    second = command.start()
    assert "another run is writing there" in second.communicate(timeout=PATIENCE)[1]
    assert second.returncode == 2
    command.wait_for(interrupted, 1)
    os.killpg(interrupted.pid, signal.SIGINT)  # as a terminal does
    message = interrupted.communicate(timeout=PATIENCE)[1]
    assert interrupted.returncode == 130, message
    assert "the same command goes on where it was" in message

    killed = command.start()
    command.wait_for(killed, 2)
    family = find_processes(killed.pid)
    killed.kill()
    message = killed.communicate(timeout=PATIENCE)[1]
    assert killed.returncode == -signal.SIGKILL, message

    resumed = command.start()
    command.wait_until(resumed, lambda: bool(find_engines_workers(resumed.pid)))
    for pid in find_engines_workers(resumed.pid):
        os.kill(pid, signal.SIGKILL)
    command.open_gate()
    message = resumed.communicate(timeout=PATIENCE)[1]
    assert resumed.returncode == 1, message  # two broken records
    assert files(tmp_path / "out") == expected
    assert f"{N_RECORDS:,}" in message
    assert wait_until(lambda: not any(map(is_running, family)), PATIENCE)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
