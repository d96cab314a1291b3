"""What is told of a run's records: what failed, what was counted, what took longest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.database import Database
from cleaner.dumps.clean.outcome import EXAMPLES, Count, Failure, Outcome, Slow, Told

SCHEMA = """
CREATE TABLE failures (
    split INTEGER, batch INTEGER, source TEXT, offset INTEGER, id TEXT, url TEXT,
    error_type TEXT, error TEXT
);
CREATE TABLE counts (what TEXT, which TEXT, n INTEGER, PRIMARY KEY (what, which)) WITHOUT ROWID;
CREATE TABLE told (
    split INTEGER, batch INTEGER, kind TEXT, id TEXT, url TEXT, reason TEXT
);
CREATE TABLE slow (seconds REAL, id TEXT, n_chars INTEGER);
"""
_N_SLOW = 20
"""Records that are named as the slowest."""


class Misfit(NamedTuple):
    """A site of whose pages at least half do not have what its profile expects."""

    site: str
    n_misfits: int
    n_pages: int


class Account:
    """The part of a manifest that the report shows."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, outcome: Outcome) -> None:
        """Count a batch that is done; within a transaction."""
        for failure in outcome.failures:
            self._db.insert("failures", outcome.split, outcome.n, *failure)
        self._db.execute_all(
            "INSERT INTO counts VALUES (?, ?, ?) "
            "ON CONFLICT (what, which) DO UPDATE SET n = n + excluded.n",
            [(what, which, count) for (what, which), count in outcome.counts.items()],
        )
        self._add_told(outcome)
        for slow in outcome.slow:
            self._db.insert("slow", *slow)
        others = "SELECT rowid FROM slow ORDER BY seconds DESC LIMIT ?"
        self._db.execute(f"DELETE FROM slow WHERE rowid NOT IN ({others})", _N_SLOW)

    def _add_told(self, outcome: Outcome) -> None:
        """Keep the examples that come first in the input, in whatever order batches come."""
        for told in outcome.told:
            self._db.insert("told", outcome.split, outcome.n, *told)
        for kind in {told.kind for told in outcome.told}:
            first = "SELECT rowid FROM told WHERE kind = ? ORDER BY split, batch, rowid LIMIT ?"
            query = f"DELETE FROM told WHERE kind = ? AND rowid NOT IN ({first})"
            self._db.execute(query, kind, kind, EXAMPLES)

    def told(self) -> list[Told]:
        """Examples of the pages without content, by kind, in the order of the input."""
        query = "SELECT kind, id, url, reason FROM told ORDER BY kind, split, batch, rowid"
        return [Told(*row) for row in self._db.all(query)]

    def failures(self) -> Iterator[Failure]:
        """What failed, in the order of the input."""
        columns = "source, offset, id, url, error_type, error"
        for row in self._db.rows(f"SELECT {columns} FROM failures ORDER BY split, batch, rowid"):
            yield Failure(*row)

    def counts(self, what: Count, limit: int = -1) -> list[tuple[str, int]]:
        """What was counted of one kind, the most first."""
        query = "SELECT which, n FROM counts WHERE what = ? ORDER BY n DESC, which LIMIT ?"
        return self._db.all(query, what, limit)

    def total(self, what: Count) -> int:
        """What was counted of all things of one kind."""
        return int(self._db.one("SELECT total(n) FROM counts WHERE what = ?", what))

    def n_counted(self, what: Count) -> int:
        """Of how many things there is a count of one kind."""
        return int(self._db.one("SELECT count(*) FROM counts WHERE what = ?", what))

    def count(self, what: Count, which: str) -> int:
        """What was counted of one thing."""
        query = "SELECT total(n) FROM counts WHERE what = ? AND which = ?"
        return int(self._db.one(query, what, which))

    def misfits(self, limit: int) -> list[Misfit]:
        """The sites that are not as their profiles know them: redesigned, most likely."""
        counts = self.counts(Count.MISFITS_PROFILE, limit)
        found = [Misfit(site, n, n + self.count(Count.FITS_PROFILE, site)) for site, n in counts]
        return [misfit for misfit in found if 2 * misfit.n_misfits >= misfit.n_pages]

    def slowest(self) -> list[Slow]:
        """The records that took longest."""
        query = "SELECT seconds, id, n_chars FROM slow ORDER BY seconds DESC, id LIMIT ?"
        return [Slow(*row) for row in self._db.all(query, _N_SLOW)]
