"""An SQLite file with the state of something that may be stopped at any moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cleaner.errors import CleanerError, OutputError

Tell = Callable[[sqlite3.Error], CleanerError]
"""Our error for one of SQLite's."""
_WAIT_SECONDS = 2.0
"""For a process that was killed, and is about to be gone."""


@contextmanager
def locked(path: Path, in_use: str) -> Iterator[None]:
    """While this lasts, no other process gets here; nor when the file at `path` is all there is.

    OutputError with the message `in_use` when another one is there. What holds the lock dies with
    its process.
    """
    lock = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")  # it is never written to
    except sqlite3.Error as error:
        lock.close()
        if "locked" in str(error):
            raise OutputError(in_use) from error
        raise OutputError(f"{path} cannot be locked: {error}") from error
    try:
        yield
    finally:
        lock.close()


class Database:
    """Is open in one process at a time. Errors are those that `tell` gives.

    A shared one may be used by several threads, one at a time.
    """

    def __init__(self, path: Path, tell: Tell, is_shared: bool = False) -> None:
        self._tell = tell
        with self._errors():
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=not is_shared)
        try:
            self.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.execute("PRAGMA journal_mode = WAL")
            self.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file; what is not committed is lost."""
        self._db.close()

    @contextmanager
    def transaction(self, kind: str = "") -> Iterator[None]:
        """All that is done inside becomes durable at its end, or nothing of it."""
        self.execute(f"BEGIN {kind}")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has ended it already
                self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def execute(self, statement: str, *values: Any) -> int:
        """How many rows the statement changed."""
        with self._errors():
            return self._db.execute(statement, values).rowcount

    def execute_all(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Execute the statement for each row of values."""
        with self._errors():
            self._db.executemany(statement, rows)

    def insert(self, table: str, *values: Any) -> None:
        """Add a row."""
        self.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", *values)

    def all(self, query: str, *values: Any) -> list[Any]:
        """The rows that a query gives."""
        with self._errors():
            return self._db.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        """The first value of the first row, None without any."""
        row = next(iter(self.all(query, *values)), None)
        return None if row is None else row[0]

    def rows(self, query: str, *values: Any) -> Iterator[Any]:
        """The rows one by one, however many they are."""
        with self._errors():
            yield from self._db.execute(query, values)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._tell(error) from error
