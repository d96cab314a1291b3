"""A worker that may be killed over a record: by a time limit, by the system, by its own crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.raw import RawBatch
from cleaner.errors import EngineError, MissingExtra, UnforeseenError, WorkerDiedError
from cleaner.workers import TRIES, SlowError, StoppedError, Worker

_SLACK_SECONDS = 10.0
"""Time for a batch whose records have each shown that they take no longer than they may."""
_GIVEN_UP_SECONDS = 300.0
"""Time for a batch of which nothing is left to be cleaned."""

_Error = tuple[str, str]
"""Type and message."""


class GuardedWorker:
    """Cleans batches in a process of its own, which is replaced when it hangs or dies."""

    def __init__(self, task: Task) -> None:
        self._timeout = task.timeout
        self._worker = Worker(partial(_load, task))

    def clean(self, raw: RawBatch) -> Outcome:
        """What becomes of the batch; records that hang or kill the worker become failures.

        EngineError when no worker can be started, StoppedError when `close` was called meanwhile.
        """
        # In its time no record of the batch can take longer than it may.
        ended = self._attempt(raw, self._timeout)
        if isinstance(ended, Outcome):
            return ended
        for i in range(len(raw)):
            if i not in raw.marks and (error := self._try_alone(raw, i)):
                raw = raw.mark(i, *error)
        for _ in range(TRIES):
            ended = self._attempt(raw, self._timeout * len(raw) + _SLACK_SECONDS)
            if isinstance(ended, Outcome):
                return ended
        marks = {**dict.fromkeys(range(len(raw)), ended), **raw.marks}
        return self._clean(replace(raw, marks=marks), _GIVEN_UP_SECONDS)

    def close(self) -> None:
        """End the worker, whatever it does; a call that waits for it raises StoppedError."""
        self._worker.close()

    def _try_alone(self, raw: RawBatch, i: int) -> _Error | None:
        """The error in which record `i` ends when it alone is cleaned, if it does."""
        alone = replace(raw, marks={j: ("", "") for j in range(len(raw)) if j != i})
        error: _Error | None = None
        for _ in range(TRIES):
            ended = self._attempt(alone, self._timeout)
            if isinstance(ended, Outcome):
                return None
            error = ended
            if error[0] != WorkerDiedError.__name__:
                break
        return error

    def _attempt(self, raw: RawBatch, seconds: float) -> Outcome | _Error:
        """What becomes of the batch, or the error in which cleaning it ended."""
        try:
            return self._clean(raw, seconds)
        except (StoppedError, EngineError, MissingExtra):
            raise
        except SlowError:
            return "TimeoutError", f"takes longer than {self._timeout:g} seconds"
        except UnforeseenError as error:  # a bug of ours costs no other record
            return error.kind, error.message
        except Exception as error:  # noqa: BLE001 - it is the record's failure
            return type(error).__name__, str(error)

    def _clean(self, raw: RawBatch, seconds: float) -> Outcome:
        try:
            return self._worker.call(raw, seconds)
        except OSError as error:
            raise EngineError(f"a worker cannot work: {error}") from error


def _load(task: Task) -> Callable[[RawBatch], Outcome]:
    """What cleans a batch, when rules and model are loaded."""
    task.load()
    return task.clean
