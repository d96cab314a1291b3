"""What of a run is durable: its plan, which batches are done, and what these gave.

A SQLite database beside the output. A batch is done when the transaction that holds its records
is; the records stay in it until the file that takes them is on disk. So a run that was stopped at
any moment goes on with the batches that are missing, and writes the same files.
"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from cleaner.database import Database
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.run import account, batches, plan
from cleaner.errors import OutputError

_SCHEMA = plan.SCHEMA + batches.SCHEMA + account.SCHEMA
IN_USE = "another run is writing there: wait for it, or stop it"


class Manifest:
    """The durable state of one run; one process at a time has it open."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path, _tell)
        self.plan = plan.Plan(self._db)
        self.batches = batches.Batches(self._db)
        self.account = account.Account(self._db)
        with self._db.transaction("IMMEDIATE"):
            if not self._db.all("SELECT 1 FROM sqlite_master"):
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)

    def close(self) -> None:
        """Let go of the database; what is not committed is lost."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All that is done inside becomes durable at its end, or nothing of it."""
        return self._db.transaction()

    def add_outcome(self, outcome: Outcome) -> None:
        """Keep what a batch gave, which is done; within a transaction."""
        self.batches.add(outcome)
        self.account.add(outcome)


def _tell(error: sqlite3.Error) -> OutputError:
    if not isinstance(error, sqlite3.OperationalError):
        return OutputError(f"the run's manifest is damaged: {error}; --restart")
    if "locked" in str(error):
        return OutputError(IN_USE)
    return OutputError(
        f"the run's manifest cannot be written: {error}; the same command goes on where it was"
    )
