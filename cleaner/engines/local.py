"""A run in processes of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import Split
from cleaner.engines.guard import GuardedWorker
from cleaner.workers import open_workers

_AHEAD = 2
"""Batches a worker that are read before they are needed."""


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Reads in this process, cleans in `workers` others."""

    workers: int = 1

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        """Outcomes as they come; a slow record holds up nobody else's."""
        running: set[Future[Outcome]] = set()
        with open_workers([GuardedWorker(task) for _ in range(self.workers)]) as submit:
            for item in (item for split in splits for item in task.read(split)):
                if isinstance(item, SplitEnd):
                    yield item
                    continue
                running.add(submit(GuardedWorker.clean, item))
                if len(running) >= self.workers * (1 + _AHEAD):
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
