"""A run on a Spark cluster: splits -> raw batches -> shuffle -> outcomes.

The shuffle spreads a big file over all executors, and cuts what comes back into pieces that the
driver can hold. It asks for these by small jobs, many at a time: `collect` would hold all of them,
`toLocalIterator` keep a single core busy.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import uuid4

import pyarrow as pa

from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.raw import RawBatch, SplitEnd
from cleaner.dumps.read.sources import SPLIT_BYTES, Split
from cleaner.engines.guard import GuardedWorker
from cleaner.engines.portable import make_portable, raise_errors, send_errors
from cleaner.errors import CleanerError, EngineError, requiring

with requiring("spark"):
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException, PySparkRuntimeError
    from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext
    from pyspark.sql import DataFrame, Row
    from pyspark.sql.types import StructType

    from cleaner.dumps.clean.batch import BatchCleaner

_PARTITION_BYTES = SPLIT_BYTES
"""Bytes of the sources, as they are packed there, that are cleaned in one task."""
_PARTITIONS_A_CORE = 8
"""How many of these are read together, while others are cleaned."""
_JOBS = 64
"""How many the driver waits for at a time, at most."""
_FAILURES = 4
"""How often a task may fail: as on a cluster. Of itself a Spark of one machine allows one."""
_ITEM = "item binary"
_RAW = "split int, n int, item binary"
T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class SparkEngine:
    """Reads and cleans in the Spark application at hand, or in one that it starts and stops."""

    workers: int | None = None
    """Cores to keep busy; None: as many as Spark counts when the run begins."""

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        """Outcomes as they come; while nobody takes them, the cluster waits."""
        with _errors(), _application(self.workers) as spark:
            context = spark.sparkContext
            cores = self.workers or context.defaultParallelism
            groups = _group(make_portable(splits), cores * _PARTITIONS_A_CORE * _PARTITION_BYTES)
            n_jobs = min(_JOBS, 2 * cores)
            with _threads(context, n_jobs + 1) as threads:
                frames = _map_ahead(threads, partial(_clean_splits, spark, task, cores), groups)
                jobs = _jobs(context, frames, ceil(2 * cores / n_jobs))
                for items in _run_jobs(threads, jobs, n_jobs):
                    yield from raise_errors(map(pickle.loads, items))


@contextmanager
def _errors() -> Iterator[None]:
    """What ends Spark's work, as an error of ours."""
    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        raise EngineError(
            f"Spark cannot go on: {_say(error)}; the same command goes on where it was"
        ) from error


def _say(error: Exception) -> str:
    """The line of a Java error that says most: behind it stand where it was and its causes."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return next((line for line in lines if "Exception: " in line), lines[0]).strip(" :")


@contextmanager
def _application(workers: int | None) -> Iterator[SparkSession]:
    """A session of our own in the application that runs already, or else in a new one."""
    try:
        running = SparkSession.active()
    except PySparkRuntimeError:
        running = None
    if running is not None:
        yield _new_session(running)
        return
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # else spark-submit has seen to it
        os.environ.setdefault("MASTER", f"local[{workers or '*'},{_FAILURES}]")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("cleaner")
    started = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    try:
        yield _new_session(started)
    finally:
        started.stop()


def _new_session(spark: SparkSession) -> SparkSession:
    session = spark.newSession()
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1")  # a row may be megabytes
    return session


@contextmanager
def _threads(context: SparkContext, n: int) -> Iterator[ThreadPoolExecutor]:
    """Threads to wait for Spark in; what they wait for ends with the block."""
    tag = f"cleaner-{uuid4()}"
    threads = ThreadPoolExecutor(n, initializer=context.addJobTag, initargs=(tag,))
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        context.cancelJobsWithTag(tag)
        threads.shutdown()


def _group(splits: Iterable[Split], n_bytes: int) -> Iterator[list[Split]]:
    """Splits that are read together: a little more than so many bytes."""
    group: list[Split] = []
    size = 0
    for split in splits:
        group.append(split)
        size += _size(split)
        if size >= n_bytes:
            yield group
            group, size = [], 0
    if group:
        yield group


def _size(split: Split) -> int:
    """Bytes of the sources; at least those of a full split, since small files take time, too."""
    return max(SPLIT_BYTES, sum(source.size or 0 for source in split.sources))


def _map_ahead(
    threads: ThreadPoolExecutor, work: Callable[[T], U], items: Iterable[T]
) -> Iterator[U]:
    """What `work` gives for each item, each begun before the one before it is taken."""
    before: Future[U] | None = None
    for item in items:
        begun = threads.submit(work, item)
        if before is not None:
            yield before.result()
        before = begun
    if before is not None:
        yield before.result()


def _clean_splits(spark: SparkSession, task: Task, cores: int, splits: list[Split]) -> RDD[Row]:
    """What cleaning the splits gives, read and shuffled but not cleaned yet."""
    n_partitions = max(cores, ceil(sum(map(_size, splits)) / _PARTITION_BYTES))
    frame = spark.createDataFrame([(pickle.dumps(split),) for split in splits], _ITEM)
    raw = frame.mapInArrow(lambda batches: _read(task, batches), _RAW)
    shuffled = raw.repartition(n_partitions, "split", "n")
    return shuffled.mapInArrow(lambda batches: _clean(task, batches), _ITEM).rdd


def _jobs(
    context: SparkContext, frames: Iterable[RDD[Row]], n_partitions: int
) -> Iterator[Callable[[], list[bytes]]]:
    """Jobs that each compute so many partitions and return their items."""
    for frame in frames:
        numbers = range(frame.getNumPartitions())
        for first in numbers[::n_partitions]:
            chosen = list(numbers[first : first + n_partitions])
            yield partial(context.runJob, frame, _items, chosen)


def _run_jobs(
    threads: ThreadPoolExecutor, jobs: Iterable[Callable[[], T]], n_jobs: int
) -> Iterator[T]:
    """What the jobs return, as they end; so many of them run, or have ended and wait for us."""
    running: set[Future[T]] = set()
    for job in jobs:
        running.add(threads.submit(job))
        if len(running) >= n_jobs:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def _items(rows: Iterable[Row]) -> Iterator[bytes]:
    return (bytes(row[0]) for row in rows)


def _read(task: Task, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for split in _unpickle(batches):
        for item in send_errors(task.read(split)):
            n = item.n if isinstance(item, RawBatch) else -1
            columns = {"split": pa.array([split.n], pa.int32()), "n": pa.array([n], pa.int32())}
            yield pa.RecordBatch.from_pydict({**columns, **_pickle(item)})


def _clean(task: Task, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for done in send_errors(_clean_item(task, item) for item in _unpickle(batches)):
        yield pa.RecordBatch.from_pydict(_pickle(done))


def _clean_item(
    task: Task, item: RawBatch | SplitEnd | CleanerError
) -> Outcome | SplitEnd | CleanerError:
    return _worker(task).clean(item) if isinstance(item, RawBatch) else item


@lru_cache(maxsize=1)
def _worker(task: Task) -> GuardedWorker:
    """The same for all of a run's tasks in a Python worker, with which it ends."""
    return GuardedWorker(task)


def _pickle(item: object) -> dict[str, pa.Array[Any]]:
    return {"item": pa.array([pickle.dumps(item)], pa.binary())}


def _unpickle(batches: Iterable[pa.RecordBatch]) -> Iterator[Any]:
    for batch in batches:
        yield from map(pickle.loads, cast("list[bytes]", batch.column("item").to_pylist()))


def cleaned_schema(frame: DataFrame, cleaner: BatchCleaner) -> StructType:
    """The schema of `frame.mapInArrow(lambda batches: map(cleaner, batches), schema)`."""
    empty = pa.RecordBatch.from_pylist([], schema=frame.limit(0).toArrow().schema)
    return frame.sparkSession.createDataFrame(pa.Table.from_batches([cleaner(empty)])).schema
