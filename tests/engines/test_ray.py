"""Ray gives what one machine gives, record for record, whatever dies on the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from cleaner.dumps.read.sources import Source, Split, find_sources, split_sources
from cleaner.engines.local import LocalEngine
from cleaner.errors import InputError
from tests.engines.corpus import (
    N_RECORDS,
    TASK,
    Meddling,
    clean,
    clean_some,
    corpus,
    expected,
    files,
    find_processes,
    is_alive,
    kill_one,
    learn,
    wait_until,
)
from tests.engines.sessions import MARKS, need, ray_cluster

need("ray")
from cleaner.engines.ray import RayEngine  # noqa: E402 - needs it

__all__ = ["corpus", "expected"]
pytestmark = [pytest.mark.slow, *MARKS["ray"]]


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    with ray_cluster():
        yield


@pytest.fixture
def small_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many rows of a small corpus."""
    monkeypatch.setattr("cleaner.engines.ray._BATCHES_A_ROW", 1)


def actors() -> list[int]:
    return find_processes(os.getpid(), "MapBatches(_Clean)")


def workers() -> list[int]:
    """The guarded processes in which the actors clean."""
    return [pid for actor in actors() for pid in find_processes(actor, "multiprocessing.spawn")]


@pytest.mark.skipif(sys.platform == "win32", reason="finds processes by ps")
@pytest.mark.usefixtures("small_rows")
@pytest.mark.parametrize("find", [actors, workers])
def test_the_files_are_those_of_a_local_run_although_a_process_dies(
    find: Callable[[], list[int]], corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    seen: list[int] = []

    def meddle() -> list[int]:
        seen.extend(workers())
        return kill_one(find)

    engine = Meddling(RayEngine(), meddle)
    clean(corpus, tmp_path, engine)
    assert len(engine.killed) == 1
    assert files(tmp_path) == expected
    assert wait_until(lambda: not any(map(is_alive, seen)))


def test_it_goes_on_where_a_local_run_stopped(
    corpus: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    n_done = clean_some(corpus, tmp_path)
    engine = Meddling(RayEngine(2))
    clean(corpus, tmp_path, engine)
    assert 0 < engine.n_records == N_RECORDS - n_done
    assert files(tmp_path) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="finds processes by ps")
@pytest.mark.usefixtures("small_rows")
def test_one_big_file_keeps_all_workers_busy_until_nobody_wants_more(corpus: Path) -> None:
    splits = split_sources(find_sources([str(corpus / "dump.jsonl")]))
    items = RayEngine(2).run(TASK, splits)
    with closing(cast(Generator[object], items)):
        next(items)
        assert wait_until(lambda: len(workers()) == 2)
    assert wait_until(lambda: not workers())


def test_sites_are_learned_as_a_local_run_learns_them(corpus: Path, tmp_path: Path) -> None:
    expected = learn(corpus, tmp_path / "local", LocalEngine(1))
    assert learn(corpus, tmp_path / "ray", RayEngine(2)) == expected


def test_standard_input_is_refused() -> None:
    splits = [Split(0, (Source("-", "stdin.jsonl", None, ""),))]
    with pytest.raises(InputError, match="--engine local"):
        next(RayEngine().run(TASK, splits))
