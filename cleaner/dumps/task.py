"""What an engine is to do, apart from where: read splits, clean batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from cleaner.dumps.batch import BatchCleaner
from cleaner.dumps.outcome import Outcome, account
from cleaner.dumps.raw import RawBatch, SplitEnd
from cleaner.dumps.readers.read import read_split
from cleaner.dumps.sources import Split
from cleaner.dumps.writers.form import Form


@dataclass(frozen=True, slots=True)
class Task:
    """Pickles, and is the same for all batches of a run."""

    cleaner: BatchCleaner
    form: Form
    timeout: float = 60.0
    """Seconds for a record."""

    def read(self, split: Split) -> Iterator[RawBatch | SplitEnd]:
        """The split's batches that are not done, and its end."""
        return read_split(split, self.cleaner.options.max_input_bytes)

    def clean(self, raw: RawBatch) -> Outcome:
        """What becomes of a batch."""
        batch = self.cleaner.clean_raw(raw)
        return account(raw.split, raw.n, raw.n_bytes, batch, self.form)


class Engine(Protocol):
    """Where a run runs."""

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        """Outcomes of all batches that are not done and ends of all splits, in any order."""
