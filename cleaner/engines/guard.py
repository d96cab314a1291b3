"""A worker process that may be killed: by a time limit, by the system, by its own crash.

One `ProcessPoolExecutor` a worker, so that the death of one, at whatever moment, touches no queue
or lock of another.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from types import TracebackType

from cleaner.dumps.outcome import Outcome
from cleaner.dumps.raw import RawBatch
from cleaner.dumps.task import Task
from cleaner.errors import EngineError, MissingExtra

_SLACK_SECONDS = 10.0
"""Time for a batch whose records have each shown that they take no longer than they may."""
_START_SECONDS = 300.0
_TRIES = 2
"""A record over which a worker dies so often is given up; once, someone may have killed it."""

_Error = tuple[str, str]
"""Type and message."""
_DIED: _Error = (
    "WorkerDiedError",
    "the worker process died over it: killed, or out of memory",
)


class StoppedError(Exception):
    """The worker was closed while it was needed."""


class GuardedWorker:
    """Cleans batches in a process of its own, which is replaced when it hangs or dies."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._pool: ProcessPoolExecutor | None = None
        self._pid = 0
        self._closed = False

    def __enter__(self) -> GuardedWorker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def clean(self, raw: RawBatch) -> Outcome:
        """What becomes of the batch; records that hang or kill the worker become failures.

        EngineError when no worker can be started, StoppedError when `close` was called meanwhile.
        """
        # In its time no record of the batch can take longer than it may.
        ended = self._attempt(raw, self._task.timeout)
        if isinstance(ended, Outcome):
            return ended
        for i in range(len(raw)):
            if i not in raw.marks and (error := self._try_alone(raw, i)):
                raw = raw.mark(i, *error)
        for _ in range(_TRIES):
            ended = self._attempt(raw, self._task.timeout * len(raw) + _SLACK_SECONDS)
            if isinstance(ended, Outcome):
                return ended
        marks = {**dict.fromkeys(range(len(raw)), ended), **raw.marks}
        return self._clean(replace(raw, marks=marks), _START_SECONDS)

    def _try_alone(self, raw: RawBatch, i: int) -> _Error | None:
        """The error in which record `i` ends when it alone is cleaned, if it does."""
        alone = replace(raw, marks={j: ("", "") for j in range(len(raw)) if j != i})
        for _ in range(_TRIES):
            ended = self._attempt(alone, self._task.timeout)
            if isinstance(ended, Outcome):
                return None
            if ended != _DIED:
                return ended
        return _DIED

    def _attempt(self, raw: RawBatch, seconds: float) -> Outcome | _Error:
        """What becomes of the batch, or the error in which cleaning it ended."""
        try:
            return self._clean(raw, seconds)
        except (StoppedError, EngineError, MissingExtra):
            raise
        except TimeoutError:
            return "TimeoutError", f"takes longer than {self._task.timeout:g} seconds"
        except BrokenProcessPool:
            return _DIED
        except Exception as error:  # a bug of ours costs no other record
            return type(error).__name__, str(error)

    def _clean(self, raw: RawBatch, seconds: float) -> Outcome:
        """TimeoutError or BrokenProcessPool when there is no worker any more, EngineError when none
        can work.
        """
        if self._closed:
            raise StoppedError
        try:
            pool = self._pool or self._start()
            return pool.submit(_clean_in_worker, raw).result(seconds)
        except (TimeoutError, BrokenProcessPool):
            self._stop()
            raise
        except OSError as error:
            raise EngineError(f"a worker cannot work: {error}") from error

    def _start(self) -> ProcessPoolExecutor:
        for _ in range(_TRIES):
            pool = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), _start_worker, (self._task,)
            )
            try:
                self._pid = pool.submit(_warm_up).result(_START_SECONDS)
            except (TimeoutError, BrokenProcessPool):
                pool.shutdown(wait=False, cancel_futures=True)
                continue
            self._pool = pool
            if self._closed:
                self._stop()
                raise StoppedError
            return pool
        raise EngineError(
            "a worker process ends before it can work: is there memory for it, and, in a script, "
            'does what starts the run stand below `if __name__ == "__main__":`?'
        )

    def close(self) -> None:
        """End the worker, whatever it does; a call that waits for it raises StoppedError."""
        self._closed = True
        self._stop()

    def _stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            pool.shutdown(cancel_futures=True)


_task: Task


def _start_worker(task: Task) -> None:
    global _task
    _task = task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides when it stops
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """No orphans: a run that is killed takes its workers along."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _warm_up() -> int:
    """The worker's process id, when rules and model are loaded."""
    _task.cleaner.load()
    return os.getpid()


def _clean_in_worker(raw: RawBatch) -> Outcome:
    return _task.clean(raw)
