"""What goes wrong in the process that cleans; a module of its own, which workers import."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.read.raw import Raw, RawBatch

KILLED, GREEDY = "This one kills whoever reads it.", "This one wants all the memory."
LAST = "Ferry 999"
"""Of the corpus that is cleaned slowly."""
GATE = "CLEANER_TEST_GATE"
FATAL = "This one kills the engine's own process."


@dataclass(frozen=True)
class Deadly(BatchCleaner):
    """Dies over some records, and finds no memory for others, unless they are marked."""

    def clean_raw(self, raw: RawBatch):  # type: ignore[no-untyped-def]
        for i, row in enumerate(raw.rows):
            if isinstance(row, Raw) and i not in raw.marks:
                if KILLED.encode() in row.data:
                    os.kill(os.getpid(), signal.SIGKILL)
                if FATAL.encode() in row.data:
                    os.kill(os.getppid(), signal.SIGKILL)
                    time.sleep(60)
                if GREEDY.encode() in row.data:
                    bytearray(1 << 60)
        return super().clean_raw(raw)


@dataclass(frozen=True)
class Stillborn(BatchCleaner):
    """Its process dies before it can work, as where there is no memory for the model."""

    def load(self) -> None:
        os._exit(3)


@dataclass(frozen=True)
class Slow(BatchCleaner):
    """Takes its time for every batch, and comes to no end before the file named GATE is there."""

    def clean_raw(self, raw: RawBatch):  # type: ignore[no-untyped-def]
        time.sleep(2)
        if any(isinstance(row, Raw) and LAST.encode() in row.data for row in raw.rows):
            while not Path(os.environ[GATE]).exists():
                time.sleep(0.1)
        return super().clean_raw(raw)
