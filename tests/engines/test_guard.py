"""Workers that hang, die or never start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.raw import Raw, RawBatch
from cleaner.dumps.write.lines import JsonLines
from cleaner.engines.guard import GuardedWorker
from cleaner.workers import StoppedError

DEADLY, ENDLESS = b"This one kills whoever reads it.", b"This one never ends."
PUZZLING = b"This one shows a bug."


@dataclass(frozen=True)
class Trap(BatchCleaner):
    """Dies and hangs over some records, unless they are marked."""

    def clean_raw(self, raw: RawBatch):  # type: ignore[no-untyped-def]
        for i, row in enumerate(raw.rows):
            if isinstance(row, Raw) and i not in raw.marks:
                if row.data == DEADLY:
                    os._exit(3)
                if row.data == ENDLESS:
                    time.sleep(60)
                if row.data == PUZZLING:
                    raise ArithmeticError("a bug")
        return super().clean_raw(raw)


def batch(*contents: bytes) -> RawBatch:
    rows = [Raw(f"{i}.txt", 0, "page", content) for i, content in enumerate(contents)]
    return RawBatch(0, 0, tuple(rows), 0)


@pytest.fixture(scope="module")
def worker() -> Iterator[GuardedWorker]:
    with closing(GuardedWorker(Task(Trap(), JsonLines(), timeout=1.5))) as worker:
        yield worker


GOOD = b"The boats came back to the upper canal on Sunday, after nine years."


def failed(outcome: Outcome) -> list[tuple[str, str]]:
    return [(failure.source, failure.error_type) for failure in outcome.failures]


@pytest.mark.parametrize(
    ("bad", "error_type"),
    [(DEADLY, "WorkerDiedError"), (ENDLESS, "TimeoutError"), (PUZZLING, "ArithmeticError")],
)
def test_one_record_costs_no_other(worker: GuardedWorker, bad: bytes, error_type: str) -> None:
    outcome = worker.clean(batch(GOOD, bad, GOOD))
    assert failed(outcome) == [("1.txt", error_type)]
    assert outcome.statuses == {"cleaned": 2, "skipped": 0, "failed": 1}
    assert failed(worker.clean(batch(GOOD))) == []


def test_each_bad_record_of_a_batch_is_found(worker: GuardedWorker) -> None:
    outcome = worker.clean(batch(ENDLESS, GOOD, DEADLY, GOOD))
    assert failed(outcome) == [("0.txt", "TimeoutError"), ("2.txt", "WorkerDiedError")]


def test_a_closed_worker_says_so() -> None:
    worker = GuardedWorker(Task(Trap(), JsonLines()))
    worker.close()
    with pytest.raises(StoppedError):
        worker.clean(batch(GOOD))


def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(GOOD)
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from cleaner.dumps.clean.batch import BatchCleaner\n"
        "from cleaner.dumps.run.run import RunOptions, run\n"
        "from cleaner.dumps.clean.task import Task\n"
        "from cleaner.dumps.write.lines import JsonLines\n"
        "from cleaner.engines.local import LocalEngine\n"
        "task = Task(BatchCleaner(), JsonLines())\n"
        "run(RunOptions(['page.txt'], task, LocalEngine(1)), Path('out'))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 1
    assert "EngineError: a worker process ends before it can work" in done.stderr
