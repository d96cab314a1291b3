"""Pages cleaned in processes that are killed when they take too long, so many at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cleaner.cleaning import Cleaner
from cleaner.errors import CleanerError
from cleaner.options import Options
from cleaner.result import Versions
from cleaner.serve.asked import Asked
from cleaner.serve.problems import Problem, as_problem
from cleaner.types import Page
from cleaner.workers import WARM_UP, SlowError, StoppedError, Worker, open_workers

_SLACK_SECONDS = 10.0
"""By the clock, beyond what a page may take of the CPU: for rendering, and on a loaded machine."""
_WAITING = 8
"""Pages for each worker that are read or wait; more are told to come again."""

_Submit = Callable[[Callable[[Worker["Job", bytes], "Job"], bytes], "Job"], "Future[bytes]"]


class Job(NamedTuple):
    """A page, and what it is to become."""

    page: Page
    asked: Asked


@dataclass(frozen=True, slots=True)
class Loading:
    """What a worker loads: weights and profiles of sites, where they are not those that ship."""

    weights: Path | None = None
    sites: Path | None = None

    def make_cleaner(self) -> Cleaner:
        """What each page is cleaned by, but for options of its own."""
        return Cleaner(Options(), self.weights, self.sites)


@dataclass(slots=True)
class Pool:
    """The workers, and how many pages are in hand: read, waiting or being cleaned."""

    n_workers: int
    options: Options
    """How pages are cleaned, unless a request says otherwise."""
    versions: Versions
    submit: _Submit
    in_hand: int = field(default=0, init=False)

    @contextmanager
    def admit(self) -> Iterator[None]:
        """A place for a page; Problem where there is none."""
        if self.in_hand >= self.n_workers * (1 + _WAITING):
            detail = f"{self.in_hand} pages are in hand already"
            raise Problem("busy", detail, headers={"Retry-After": "1"})
        self.in_hand += 1
        try:
            yield
        finally:
            self.in_hand -= 1

    async def clean(self, job: Job) -> bytes:
        """What the page becomes; Problem where it cannot be had."""
        try:
            return await asyncio.wrap_future(self.submit(self._call, job))
        except SlowError:
            detail = f"it takes longer than {self._seconds:g} seconds by the clock"
            raise Problem("takes-too-long", detail) from None
        except StoppedError:
            raise Problem("busy", "the server stops") from None
        except CleanerError as error:
            raise as_problem(error) from error

    def _call(self, worker: Worker[Job, bytes], job: Job) -> bytes:
        return worker.call(job, self._seconds)

    @property
    def _seconds(self) -> float:
        return (self.options.max_seconds or float("inf")) + _SLACK_SECONDS


@contextmanager
def open_pool(loading: Loading, options: Options, n_workers: int) -> Iterator[Pool]:
    """A pool whose workers have loaded all that they need; they are ended with it."""
    versions = loading.make_cleaner().versions
    workers: list[Worker[Job, bytes]] = [Worker(partial(_load, loading)) for _ in range(n_workers)]
    with open_workers(workers) as submit:
        asked = Asked("json", Options())  # whatever limits there are for others
        first = Job(Page(WARM_UP), asked)
        for started in [submit(Worker.call, first) for _ in workers]:
            started.result()
        yield Pool(n_workers, options, versions, submit)


def _load(loading: Loading) -> Callable[[Job], bytes]:
    """What a worker calls."""
    return partial(_clean, loading.make_cleaner())


def _clean(cleaner: Cleaner, job: Job) -> bytes:
    return job.asked.render(cleaner.with_options(job.asked.options).extract(job.page))
