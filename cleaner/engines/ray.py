"""A run on a Ray cluster, as a stream of Ray Data: splits -> raw batches -> outcomes.

Every row is a few batches, pickled, in a block of its own. So a big file spreads over all workers,
and what Ray does again because an actor died gives as many blocks as before, on which it counts.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.raw import RawBatch, SplitEnd
from cleaner.dumps.read.sources import Split
from cleaner.engines.guard import GuardedWorker
from cleaner.engines.portable import make_portable, raise_errors, send_errors
from cleaner.errors import CleanerError, EngineError, requiring

with requiring("ray"):
    import ray
    import ray.data
    from ray.exceptions import RayError

if TYPE_CHECKING:
    from ray.data import Dataset

_SPLITS_AT_ONCE = 10_000
"""Splits that the cluster knows of at a time; of the smallest files that is some 400 MB."""
_WORKERS_A_READER = 8
"""Reading is so many times faster than cleaning, and more."""
_BATCHES_A_ROW = 8
"""A row takes the driver some 6 ms, and a worker a few seconds."""
_BYTES_A_WORKER = 256_000_000
"""Raw batches and outcomes under way, in the object store."""


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Reads and cleans on a Ray cluster: RAY_ADDRESS, the one here, or a new one of this machine's.

    A cluster that it starts it also stops.
    """

    workers: int | None = None
    """Actors that clean, each on a CPU; None: as many as the cluster has CPUs."""

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        """Outcomes as they come; while nobody takes them, the cluster waits."""
        with _errors(), _cluster(), _quiet():
            workers = self.workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
            waiting = make_portable(splits)
            while group := list(islice(waiting, _SPLITS_AT_ONCE)):
                for row in _clean_splits(task, group, workers).iter_rows():
                    yield from raise_errors(pickle.loads(row["items"]))


@contextmanager
def _errors() -> Iterator[None]:
    """What ends Ray's work, as an error of ours."""
    try:
        yield
    except (RayError, ConnectionError) as error:
        *_, what = str(error).strip().splitlines() or [type(error).__name__]
        raise EngineError(
            f"Ray cannot go on: {what.strip()}; the same command goes on where it was"
        ) from error


@contextmanager
def _cluster() -> Iterator[None]:
    """A connection to a cluster, this process's own if it has one."""
    if ray.is_initialized():
        yield
        return
    ray.init(log_to_driver=False, logging_level=logging.ERROR)
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _quiet() -> Iterator[None]:
    """Ray Data prints nothing but warnings: the run shows its own progress."""
    levels = {"ray.data": logging.WARNING, "ray.data._internal.progress": logging.ERROR}
    before = {name: logging.getLogger(name).level for name in levels}
    try:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _clean_splits(task: Task, splits: list[Split], workers: int) -> Dataset:
    """What cleaning the splits gives, not computed yet."""
    rows = [{"items": pickle.dumps([split])} for split in splits]
    dataset = ray.data.from_items(rows, override_num_blocks=len(rows))
    raw = dataset.map_batches(
        _read,
        fn_args=[task, _BATCHES_A_ROW],
        batch_size=None,
        batch_format="pyarrow",
        compute=ray.data.TaskPoolStrategy(1 + workers // _WORKERS_A_READER),
        num_cpus=0,  # the workers have them all
    )
    cleaned = raw.map_batches(
        _Clean,
        fn_constructor_args=[task],
        batch_size=None,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=workers, initial_size=workers),
        num_cpus=1,
    )
    context = cleaned.context
    context.target_max_block_size = 1  # a row a block
    context.execution_options.resource_limits = ray.data.ExecutionResources(
        object_store_memory=workers * _BYTES_A_WORKER
    )
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_no_progress_timeout_s = -1  # how long a record may take the task says
    return cleaned


def _read(rows: pa.Table, task: Task, n: int) -> Iterator[pa.Table]:
    for split in _unpack(rows):
        items = send_errors(task.read(split))
        while some := list(islice(items, n)):
            yield _pack(some)


class _Clean:
    """An actor's worker. The process that cleans ends with the actor's."""

    def __init__(self, task: Task) -> None:
        self._worker = GuardedWorker(task)

    def __call__(self, rows: pa.Table) -> pa.Table:
        return _pack(list(send_errors(map(self._clean, _unpack(rows)))))

    def _clean(self, item: RawBatch | SplitEnd | CleanerError) -> Outcome | SplitEnd | CleanerError:
        return self._worker.clean(item) if isinstance(item, RawBatch) else item


def _unpack(rows: pa.Table) -> Iterator[Any]:
    for row in cast("list[bytes]", rows["items"].to_pylist()):
        yield from pickle.loads(row)


def _pack(items: list[Any]) -> pa.Table:
    """A table of one row."""
    return pa.table({"items": pa.array([pickle.dumps(items)], pa.large_binary())})
