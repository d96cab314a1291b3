"""What an engine is to do, apart from where: read splits, clean batches."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.outcome import Outcome, account
from cleaner.dumps.read.raw import RawBatch, SplitEnd
from cleaner.dumps.read.sources import Split
from cleaner.dumps.read.splits import read_split
from cleaner.dumps.write.writer import Writer
from cleaner.errors import OptionsError

_MAX_SECONDS = threading.TIMEOUT_MAX / 1000
"""Timers take no more than the platform's maximum, and the times of a batch's records add up."""


@dataclass(frozen=True, slots=True)
class Task:
    """Pickles, and is the same for all batches of a run."""

    cleaner: BatchCleaner
    writer: Writer
    timeout: float = 60.0
    """Seconds for a record; as good as none from some months on, as `inf` has it."""

    def __post_init__(self) -> None:
        if not self.timeout > 0:
            raise OptionsError(f"timeout is {self.timeout!r}; it has to be seconds above 0")
        object.__setattr__(self, "timeout", min(self.timeout, _MAX_SECONDS))

    def read(self, split: Split) -> Iterator[RawBatch | SplitEnd]:
        """The split's batches that are not done, and its end."""
        return read_split(split, self.cleaner.options.max_input_bytes)

    def load(self) -> None:
        """Load what `clean` needs now rather than with the first record."""
        self.cleaner.load()

    def clean(self, raw: RawBatch) -> Outcome:
        """What becomes of a batch."""
        return account(raw, self.cleaner.clean_raw(raw), self.writer)


class Engine(Protocol):
    """Where a run runs."""

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        """Outcomes of all batches that are not done and ends of all splits, in any order."""
