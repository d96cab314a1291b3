"""The same command once more: beside the first, after it, over what somebody has changed since."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Engine, Task
from cleaner.dumps.read.raw import RawBatch, SplitEnd
from cleaner.dumps.read.sources import Source, Split
from cleaner.dumps.read.splits import read_split
from cleaner.dumps.run.learn import learn_sites, merge_folders, run_in_two_passes
from cleaner.dumps.run.run import RECORDS, Progress, RunOptions, Summary, run
from cleaner.dumps.write.evidence import STORE
from cleaner.errors import OutputError
from cleaner.sites.store import EvidenceStore
from tests.cli.test_run import output
from tests.dumps.build import FORMS, InProcess, good, make_task

URL = "https://canal.example/"
N = 54
"""Records of a dump: seven batches of eight, but for the last."""


def lines(word: str, n: int = N) -> bytes:
    """A dump, other words another one of the same length."""
    texts = (good("a", i).text.replace("boats", word) for i in range(n))
    return "".join(
        json.dumps({"id": i, "url": URL, "text": t}) + "\n" for i, t in enumerate(texts)
    ).encode()


def write_dump(path: Path, word: str = "boats") -> str:
    path.write_bytes(lines(word))
    return str(path)


@dataclass
class Shaken:
    """An engine that gives what it did from the last on, and does something after some of it."""

    n: int
    meddle: Callable[[], object]

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        items = list(InProcess().run(task, splits))
        for i, item in enumerate(reversed(items)):
            if i == self.n:
                self.meddle()
            yield item


def interrupt() -> None:
    raise KeyboardInterrupt


def run_with(source: str, out: Path, engine: Engine, restart: bool = False) -> Summary:
    return run(RunOptions([source], make_task(), engine, 2_000, restart=restart), out)


def everything(folder: Path) -> dict[str, bytes]:
    """All files below the folder but the databases, which are at work."""
    found = [path for path in folder.rglob("*") if path.is_file() and ".sqlite" not in path.name]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# -- Beside the first ----------------------------------------------------------------------------


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("word", ["boats", "barges"])
def test_a_run_beside_another_is_refused_and_changes_nothing(
    restart: bool, word: str, tmp_path: Path
) -> None:
    first, out = write_dump(tmp_path / "first.jsonl"), tmp_path / "out"
    second = write_dump(tmp_path / "second.jsonl", word) if word != "boats" else first
    run_with(first, tmp_path / "whole", InProcess())

    def run_beside() -> None:
        (out / RECORDS / ".cleaner-0.tmp").write_bytes(b"what the first writes just now")
        before = everything(out)
        with pytest.raises(OutputError, match="another run is writing there"):
            run_with(second, out, InProcess(), restart)
        assert everything(out) == before
        (out / RECORDS / ".cleaner-0.tmp").unlink()

    run_with(first, out, Shaken(4, run_beside))
    assert output(out) == output(tmp_path / "whole")


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("late", [False, True])
def test_learning_beside_learning_is_refused_and_changes_nothing(
    restart: bool, late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While evidence is gathered, and when it is and profiles are learned from it."""
    source, folder = write_dump(tmp_path / "first.jsonl"), tmp_path / "profiles"

    def learn_beside() -> None:
        before = everything(folder)
        with pytest.raises(OutputError, match="in use by another process"):
            learn_sites(RunOptions([source], make_task(), InProcess(), restart=restart), folder)
        with pytest.raises(OutputError, match="in use by another process"):
            merge_folders([], folder)
        assert everything(folder) == before

    if late:
        merge = EvidenceStore.merge

        def merge_beside(store: EvidenceStore, path: Path) -> None:
            monkeypatch.undo()
            merge(store, path)
            learn_beside()

        monkeypatch.setattr(EvidenceStore, "merge", merge_beside)
    engine = InProcess() if late else Shaken(4, learn_beside)
    summary, _ = learn_sites(RunOptions([source], make_task(), engine), folder)
    assert summary.progress.totals.n_records == N
    assert (folder / STORE).exists()


@pytest.mark.parametrize("restart", [False, True])
def test_two_passes_beside_a_run_are_refused_and_change_nothing(
    restart: bool, tmp_path: Path
) -> None:
    source, out = write_dump(tmp_path / "first.jsonl"), tmp_path / "out"
    passes = 0

    def two_passes(engine: Engine, restart: bool) -> None:
        options = RunOptions([source], make_task(), engine, 2_000, restart)
        run_in_two_passes(options, out, 1, watched, lambda *_: None)

    def run_beside() -> None:
        nonlocal passes
        passes += 1
        before = everything(out)
        with pytest.raises(OutputError, match="another run is writing there"):
            two_passes(InProcess(), restart)
        assert everything(out) == before

    two_passes(Shaken(4, run_beside), False)
    assert passes == 2
    two_passes(Shaken(0, interrupt), False)  # it is done: no engine is asked for anything


@contextmanager
def watched() -> Iterator[Callable[[Progress], None]]:
    yield lambda progress: None


# -- After the first, with files that somebody touched ---------------------------------------------


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("damage", ["remove", "cut", "add"])
@pytest.mark.parametrize("form", FORMS)
def test_files_that_are_not_as_they_were_written_are_told(
    form: str, damage: str, begun: bool, tmp_path: Path
) -> None:
    source, out = write_dump(tmp_path / "dump.jsonl"), tmp_path / "out"
    task = make_task(FORMS[form][0])

    def run_it(engine: Engine, restart: bool = False) -> Summary:
        return run(RunOptions([source], task, engine, 2_000, restart=restart), out)

    if begun:
        with pytest.raises(KeyboardInterrupt):
            run_it(Interrupted(5))
    else:
        run_it(InProcess())
    path = sorted(path for path in (out / RECORDS).rglob("*") if path.is_file())[-1]
    content = path.read_bytes()
    if damage == "remove":
        path.unlink()
    else:
        path.write_bytes(content[:10] if damage == "cut" else content + b" ")
    expected = "is gone" if damage == "remove" else f"where {len(content):,} were written"
    with pytest.raises(OutputError, match=expected) as told:
        run_it(InProcess())
    assert path.name in str(told.value)
    path.write_bytes(content)
    assert run_it(InProcess()).progress.totals.cleaned == N
    path.unlink()
    assert run_it(InProcess(), restart=True).progress.totals.cleaned == N
    assert path.exists()


@dataclass
class Interrupted:
    """An engine that is stopped after so many batches, each of which is durable."""

    n: int

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        for i, item in enumerate(InProcess().run(task, splits)):
            if i == self.n:
                raise KeyboardInterrupt
            yield item


@pytest.fixture(autouse=True)
def _many_batches_each_durable_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.dumps.run.run.COMMIT_SECONDS", 0.0)
    monkeypatch.setattr("cleaner.dumps.read.splits.BATCH_RECORDS", 8)


def test_evidence_that_is_gone_is_told(tmp_path: Path) -> None:
    source, folder = write_dump(tmp_path / "dump.jsonl"), tmp_path / "profiles"
    learning = folder / "_learning"
    task = make_task()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(EvidenceStore, "merge", lambda *_: interrupt())
        with pytest.raises(KeyboardInterrupt):
            learn_sites(RunOptions([source], task, InProcess()), folder)
    (learning / RECORDS / STORE).unlink()
    with pytest.raises(OutputError, match="is gone"):
        learn_sites(RunOptions([source], task, InProcess()), folder)


# -- After the first, with another input that has the same name ------------------------------------


def pipe(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))


OTHERS = {
    "another": lines("barges"),
    "another from the middle on": b"".join(
        lines("boats").splitlines(True)[:30] + lines("barges").splitlines(True)[30:]
    ),
    "shorter": lines("boats", N // 2),
    "empty": b"",
    "longer": lines("boats", N + 20),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_stream_is_not_taken_for_the_first(
    other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    pipe(lines("boats"), monkeypatch)
    first = run_with("-", out, InProcess())
    before = output(out)
    pipe(OTHERS[other], monkeypatch)
    with pytest.raises(OutputError, match="standard input is not what it was when the run began"):
        run_with("-", out, InProcess())
    assert output(out) == before
    pipe(lines("boats"), monkeypatch)
    again = run_with("-", out, InProcess())
    assert again.progress.totals == first.progress.totals == again.progress.before
    assert output(out) == before


@pytest.mark.parametrize("other", sorted(set(OTHERS) - {"longer"}))
@pytest.mark.parametrize("n_done", [1, 3, 6])
def test_a_begun_run_goes_on_with_the_same_stream_only(
    other: str, n_done: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is done are the last batches: those before them may come from the same stream only."""
    pipe(lines("boats"), monkeypatch)
    run_with("-", tmp_path / "whole", InProcess())
    out = tmp_path / "out"
    pipe(lines("boats"), monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        run_with("-", out, Shaken(n_done + 1, interrupt))
    pipe(OTHERS[other], monkeypatch)
    with pytest.raises(OutputError, match="standard input is not what it was"):
        run_with("-", out, InProcess())
    pipe(lines("boats"), monkeypatch)
    assert run_with("-", out, InProcess()).progress.totals.cleaned == N
    assert output(out) == output(tmp_path / "whole")


@pytest.mark.parametrize("stamp", ["", "1"])
def test_sources_that_tell_no_changes_are_compared_as_they_are_read(
    stamp: str, tmp_path: Path
) -> None:
    """As of a web server that gives neither a tag nor a time."""
    source = Source(write_dump(tmp_path / "dump.jsonl"), "dump.jsonl", None, stamp)
    items = list(read_split(Split(0, (source,)), 10_000))
    batches = [item for item in items if isinstance(item, RawBatch)]
    done = {batch.n: batch.digest for batch in batches[3:5]}
    split = Split(0, (source,), done)
    again = [item.n for item in read_split(split, 10_000) if isinstance(item, RawBatch)]
    assert again == [0, 1, 2, 5, 6]
    write_dump(tmp_path / "dump.jsonl", "barges")
    changed = list(read_split(split, 10_000))
    assert [item.is_changed for item in changed if isinstance(item, SplitEnd)] == [stamp == ""]
    assert len(changed) == (6 if stamp else 1)
