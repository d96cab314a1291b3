"""A run in processes of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import SimpleQueue

from cleaner.dumps.outcome import Outcome
from cleaner.dumps.raw import RawBatch, SplitEnd
from cleaner.dumps.sources import Split
from cleaner.dumps.task import Task
from cleaner.engines.guard import GuardedWorker

_AHEAD = 2
"""Batches a worker that are read before they are needed."""


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Reads in this process, cleans in `workers` others."""

    workers: int = 1

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        """Outcomes as they come; a slow record holds up nobody else's."""
        workers = [GuardedWorker(task) for _ in range(self.workers)]
        idle: SimpleQueue[GuardedWorker] = SimpleQueue()
        for worker in workers:
            idle.put(worker)

        def clean(raw: RawBatch) -> Outcome:
            worker = idle.get()
            try:
                return worker.clean(raw)
            finally:
                idle.put(worker)

        threads = ThreadPoolExecutor(self.workers)
        running: set[Future[Outcome]] = set()
        try:
            for item in (item for split in splits for item in task.read(split)):
                if isinstance(item, SplitEnd):
                    yield item
                    continue
                running.add(threads.submit(clean, item))
                if len(running) >= self.workers * (1 + _AHEAD):
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.close()
            threads.shutdown()
