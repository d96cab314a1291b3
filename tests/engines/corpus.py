"""A small corpus of all sorts, in two splits, and runs over it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Engine, Task
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import Split
from cleaner.dumps.run.learn import learn_sites
from cleaner.dumps.run.run import FAILURES, RECORDS, Progress, RunOptions, Summary, run
from cleaner.dumps.write.evidence import STORE
from cleaner.dumps.write.lines import JsonLines
from cleaner.engines.local import LocalEngine
from cleaner.options import Options
from cleaner.sites.store import EvidenceStore

MAX_BYTES = 100_000
TASK = Task(BatchCleaner(Options(max_input_bytes=MAX_BYTES)), JsonLines())
N_LINES, N_PAGES, N_ROWS = 1000, 260, 100
N_RECORDS = N_LINES + N_PAGES + 1 + N_ROWS
PART_BYTES = 200_000
STORY = (
    "The last ferry of the season left Kirkhaven on Sunday evening with {} passengers, two dogs"
    " and a piano that nobody had asked for.",
    "Until the quay has been mended, the company says, its boats will land on the north shore,"
    " where the road is narrow and the bus comes only on market days.",
)


def page(n: int) -> str:
    """A page with a story of its own below its navigation."""
    story = "".join(f"<p>{line.format(n)}</p>" for line in STORY)
    return (
        f'<html lang="en"><title>Ferry {n}</title><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>Ferry {n}</h1>{story}</article><footer><p>All rights reserved.</p></footer>"
    )


def write_corpus(folder: Path) -> Path:
    """Lines, two of them broken, pages, a picture and a table with a column of its own."""
    (folder / "pages").mkdir(parents=True)
    lines = [json.dumps({"id": f"line {n}", "html": page(n)}) for n in range(N_LINES)]
    lines[70] = '{"id": "cut off'
    lines[700] = json.dumps({"html": "x" * MAX_BYTES})
    (folder / "dump.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for n in range(N_PAGES):
        (folder / "pages" / f"{n}.html").write_text(page(n), encoding="utf-8")
    (folder / "pages" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    rows = {"html": [page(n) for n in range(N_ROWS)], "day": list(range(N_ROWS))}
    pq.write_table(pa.table(rows), folder / "table.parquet")
    return folder


def clean(
    corpus: Path, out: Path, engine: Engine, watch: Callable[[Progress], None] = lambda _: None
) -> Summary:
    """A run over the corpus, with several files of records."""
    return run(RunOptions([str(corpus)], TASK, engine, PART_BYTES), out, watch=watch)


def files(out: Path) -> dict[str, bytes]:
    """What a run wrote, but for its report and its state, which have times in them."""
    paths = [out / FAILURES, *sorted((out / RECORDS).rglob("*.*"))]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus") / "crawl")


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a local run."""
    out = tmp_path_factory.mktemp("local")
    totals = clean(corpus, out, LocalEngine(2)).progress.totals
    assert (totals.cleaned, totals.skipped, totals.failed) == (N_RECORDS - 3, 1, 2)
    assert len(files(out)) > 4
    return files(out)


def learn(corpus: Path, folder: Path, engine: Engine) -> dict[str, bytes]:
    """The evidence that learning the corpus's sites gives, by site."""
    keys = Keys(site_name="kirkhaven.example")
    task = replace(TASK, cleaner=replace(TASK.cleaner, keys=keys))
    summary, learned = learn_sites(RunOptions([str(corpus / "pages")], task, engine), folder)
    assert (summary.progress.totals.cleaned, learned.n_sites) == (N_PAGES, 1)
    with EvidenceStore(folder / STORE) as store:
        return dict(store.rows())


class StoppedError(Exception):
    """Of a run that was stopped after it had written something."""


def clean_some(corpus: Path, out: Path) -> int:
    """How many records a local run did before it was stopped."""

    def stop(progress: Progress) -> None:
        if progress.totals.n_records:
            raise StoppedError(progress.totals.n_records)

    with pytest.raises(StoppedError) as stopped:
        clean(corpus, out, LocalEngine(1), stop)
    return int(stopped.value.args[0])


@dataclass
class Meddling:
    """An engine during whose run something happens, which says what it killed."""

    engine: Engine
    meddle: Callable[[], list[int]] = list
    killed: list[int] = field(default_factory=list)
    n_records: int = 0
    """How many the engine cleaned, skipped or gave up."""

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        for item in self.engine.run(task, splits):
            if isinstance(item, Outcome):
                if not self.n_records:
                    self.killed = self.meddle()
                self.n_records += sum(item.statuses.values())
            yield item


def kill_one(find: Callable[[], list[int]]) -> list[int]:
    """The first process that is found, which is dead now."""
    wait_until(lambda: bool(find()))
    found = find()[:1]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether it came true in time."""
    give_up = time.monotonic() + seconds
    while not (is_true := condition()) and time.monotonic() < give_up:
        time.sleep(0.1)
    return is_true


def is_alive(pid: int) -> bool:
    """Whether there is a process of that number that cleans."""
    arguments = ["ps", "-o", "args=", "-p", str(pid)]
    shown = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return "multiprocessing.spawn" in shown.stdout


def find_processes(of: int, *words: str) -> list[int]:
    """Descendants of a process that have all these words in their command lines."""
    found = []
    for process in psutil.Process(of).children(recursive=True):
        with suppress(psutil.Error):  # it has ended meanwhile
            shown = " ".join(process.cmdline())
            if all(word in shown for word in words):
                found.append(process.pid)
    return found
