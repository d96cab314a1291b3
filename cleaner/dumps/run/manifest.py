"""What of a run is durable: its plan, which batches are done, and what these gave.

A SQLite database beside the output. A batch is done when the transaction that holds its records
is; the records stay in it until the file that takes them is on disk. So a run that was stopped at
any moment goes on with the batches that are missing, and writes the same files.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.dumps.clean.outcome import Count, Failure, Outcome, Slow
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import Source, Split, split_sources
from cleaner.dumps.write.records import STATUSES
from cleaner.dumps.write.writer import PartFile
from cleaner.errors import InputError, OutputError

_SCHEMA = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    n INTEGER PRIMARY KEY, url BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, size INTEGER,
    stamp TEXT NOT NULL, skip TEXT NOT NULL
);
CREATE TABLE splits (
    n INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,
    n_batches INTEGER, n_records INTEGER
);
CREATE TABLE batches (
    split INTEGER, n INTEGER, n_bytes INTEGER NOT NULL,
    cleaned INTEGER NOT NULL, skipped INTEGER NOT NULL, failed INTEGER NOT NULL,
    digest BLOB NOT NULL, payload BLOB, PRIMARY KEY (split, n)
);
CREATE TABLE failures (
    split INTEGER, batch INTEGER, source TEXT, offset INTEGER, id TEXT, url TEXT,
    error_type TEXT, error TEXT
);
CREATE TABLE counts (what TEXT, which TEXT, n INTEGER, PRIMARY KEY (what, which)) WITHOUT ROWID;
CREATE TABLE slow (seconds REAL, id TEXT, n_chars INTEGER);
CREATE TABLE parts (
    n INTEGER PRIMARY KEY, n_files INTEGER NOT NULL, files BLOB NOT NULL,
    split INTEGER NOT NULL, batch INTEGER NOT NULL
);
"""
_SOURCE = "url, name, size, stamp, skip"
"""The columns of a Source."""
_N_SLOW = 20
_WAIT_SECONDS = 2.0
"""For a run that was killed, and is about to be gone."""
IN_USE = "another run is writing there: wait for it, or stop it"


class Place(NamedTuple):
    """A batch's place in the order of the output."""

    split: int
    n: int


class Totals(NamedTuple):
    """How far a run is."""

    cleaned: int
    skipped: int
    failed: int
    n_bytes: int
    """Bytes of the sources that are done, as they are packed there."""

    def add(self, outcome: Outcome) -> Totals:
        """The totals with one more batch."""
        ended = [outcome.statuses[status] for status in STATUSES]
        return Totals(*map(sum, zip(self, (*ended, outcome.n_bytes), strict=True)))

    @property
    def n_records(self) -> int:
        """Records that ended somewhere."""
        return self.cleaned + self.skipped + self.failed


class Misfit(NamedTuple):
    """A site of whose pages at least half do not have what its profile expects."""

    site: str
    n_misfits: int
    n_pages: int


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """While this lasts, no other process gets here; nor when the file at `path` is all there is.

    OutputError when another one is there. What holds the lock dies with its process.
    """
    lock = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")  # it is never written to
    except sqlite3.Error as error:
        lock.close()
        if "locked" in str(error):
            raise OutputError(IN_USE) from error
        raise OutputError(f"{path} cannot be locked: {error}") from error
    try:
        yield
    finally:
        lock.close()


class Manifest:
    """The durable state of one run; one process at a time has it open."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        with self._errors():
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("BEGIN IMMEDIATE")
            if not self._all("SELECT 1 FROM sqlite_master"):
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the database; what is not committed is lost."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside becomes durable at its end, or nothing of it."""
        with self._errors():
            self._db.execute("BEGIN")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def settings(self) -> dict[str, str]:
        """What the run was started with; empty before `plan`."""
        return dict(self._all("SELECT key, value FROM settings"))

    def plan(self, settings: Mapping[str, str], sources: Iterable[Source]) -> None:
        """Remember what the run is to do. InputError for two sources under one name."""
        with self.transaction():
            self._add_sources(sources)
            rows = self._db.execute(f"SELECT {_SOURCE} FROM sources ORDER BY n")
            first = 0
            for split in split_sources(map(_to_source, rows)):
                last = first + len(split.sources)
                self._insert("splits", split.n, first, last, None, None)
                first = last
            for key, value in settings.items():
                self._insert("settings", key, value)

    def changed_source(self, sources: Iterable[Source]) -> str | None:
        """The first source that is not as planned, or None if all are."""
        n_seen = 0
        for source in sources:
            url = os.fsencode(source.url)
            found = self._all(f"SELECT n, {_SOURCE} FROM sources WHERE url = ?", url)
            if not found:
                return source.url
            n, *planned = found[0]
            if n < n_seen:
                continue  # named twice
            if n > n_seen or _to_source(tuple(planned)) != source:
                return source.url
            n_seen += 1
        left = self._all("SELECT url FROM sources WHERE n = ?", n_seen)
        return os.fsdecode(left[0][0]) if left else None

    def _add_sources(self, sources: Iterable[Source]) -> None:
        n = 0
        for source in sources:
            url = os.fsencode(source.url)  # a path is bytes, not always text
            if self._all("SELECT 1 FROM sources WHERE url = ?", url):
                continue  # named twice
            if self._all("SELECT 1 FROM sources WHERE name = ?", source.name):
                raise InputError(f"{source.url}: another input has the name {source.name}, too")
            self._insert("sources", n, url, source.name, source.size, source.stamp, source.skip)
            n += 1

    def open_splits(self) -> Iterator[Split]:
        """The splits that were not read and cleaned to their end, with what of them is done.

        Standard input is always among them: it is another one with each call, perhaps.
        """
        n: int = -1
        query = "SELECT n, first, last, n_batches FROM splits WHERE n > ? ORDER BY n LIMIT 1"
        while rows := self._all(query, n):
            n, first, last, n_batches = rows[0]
            done = dict(self._all("SELECT n, digest FROM batches WHERE split = ?", n))
            select = f"SELECT {_SOURCE} FROM sources WHERE n >= ? AND n < ? ORDER BY n"
            split = Split(
                n, tuple(map(_to_source, self._all(select, first, last))), done, n_batches
            )
            if n_batches is None or len(done) < n_batches or split.comes_anew:
                yield split

    def source_of(self, split: int) -> str:
        """A source of the split: the one that does not tell whether it has changed, if there is."""
        query = (
            "SELECT url FROM sources JOIN splits ON sources.n >= first AND sources.n < last "
            "WHERE splits.n = ? ORDER BY stamp LIMIT 1"
        )
        return os.fsdecode(self._all(query, split)[0][0])

    def add_outcome(self, outcome: Outcome) -> None:
        """A batch is done; within a transaction."""
        split, n = outcome.split, outcome.n
        ended = [outcome.statuses[status] for status in STATUSES]
        place = (split, n, outcome.n_bytes)
        self._insert("batches", *place, *ended, outcome.digest, outcome.payload)
        for failure in outcome.failures:
            self._insert("failures", split, n, *failure)
        self._db.executemany(
            "INSERT INTO counts VALUES (?, ?, ?) "
            "ON CONFLICT (what, which) DO UPDATE SET n = n + excluded.n",
            [(what, which, count) for (what, which), count in outcome.counts.items()],
        )
        for slow in outcome.slow:
            self._insert("slow", *slow)
        self._db.execute(
            "DELETE FROM slow WHERE rowid NOT IN "
            "(SELECT rowid FROM slow ORDER BY seconds DESC LIMIT ?)",
            (_N_SLOW,),
        )

    def end_split(self, end: SplitEnd) -> None:
        """A split was read to its end; within a transaction."""
        self._db.execute(
            "UPDATE splits SET n_batches = ?, n_records = ? WHERE n = ?",
            (end.n_batches, end.n_records, end.split),
        )

    def next_place(self, place: Place) -> Place | None:
        """`place` or, at the end of a split, the next one's start; None while that is not done."""
        while True:
            if self._all("SELECT 1 FROM batches WHERE split = ? AND n = ?", *place):
                return place
            ended = self._all("SELECT n_batches FROM splits WHERE n = ?", place.split)
            if not ended or ended[0][0] != place.n:
                return None
            place = Place(place.split + 1, 0)

    def payload_size(self, place: Place) -> int:
        """Bytes of a batch's records that wait to be written."""
        query = "SELECT length(payload) FROM batches WHERE split = ? AND n = ?"
        return int(self._all(query, *place)[0][0] or 0)

    def payload(self, place: Place) -> bytes:
        """A batch's records that wait to be written."""
        rows = self._all("SELECT payload FROM batches WHERE split = ? AND n = ?", *place)
        return bytes(rows[0][0])

    def add_part(self, files: Sequence[PartFile], places: Iterable[Place]) -> None:
        """The batches at `places` are in the files now; within a transaction."""
        last = Place(-1, -1)
        for last in places:
            self._db.execute(
                "UPDATE batches SET payload = NULL WHERE split = ? AND n = ?", tuple(last)
            )
        packed = zlib.compress(json.dumps(files).encode())
        self._insert("parts", None, len(files), packed, *last)

    def files(self) -> Iterator[PartFile]:
        """The files that hold records, in the order in which they were written."""
        for (packed,) in self._rows("SELECT files FROM parts ORDER BY n"):
            yield from (PartFile(*file) for file in json.loads(zlib.decompress(packed)))

    def n_files(self) -> int:
        """How many files hold records."""
        return int(self._all("SELECT total(n_files) FROM parts")[0][0])

    def written(self) -> Place:
        """The place behind the last batch that is in a file."""
        rows = self._all("SELECT split, batch FROM parts ORDER BY n DESC LIMIT 1")
        return Place(rows[0][0], rows[0][1] + 1) if rows else Place(0, 0)

    def totals(self) -> Totals:
        """How far the run is."""
        query = "SELECT total(cleaned), total(skipped), total(failed), total(n_bytes) FROM batches"
        return Totals(*map(int, self._all(query)[0]))

    def n_sources(self) -> int:
        """Sources of the plan, those that are left out among them."""
        return int(self._all("SELECT count(*) FROM sources")[0][0])

    def n_records_read(self) -> int:
        """Records that the readers counted in the splits they read to their end."""
        return int(self._all("SELECT total(n_records) FROM splits")[0][0])

    def n_bytes_planned(self) -> int | None:
        """Bytes of all sources; None if one's size is not known."""
        rows = self._all("SELECT total(size), count(*) - count(size) FROM sources")
        return None if rows[0][1] else int(rows[0][0])

    def unbalanced_split(self) -> int | None:
        """A split whose records are not all accounted for, or None."""
        rows = self._all(
            "SELECT n FROM splits WHERE n_batches IS NULL "
            "OR n_batches != (SELECT count(*) FROM batches WHERE split = splits.n) "
            "OR n_records != (SELECT total(cleaned + skipped + failed) FROM batches "
            "WHERE split = splits.n) LIMIT 1"
        )
        return None if not rows else int(rows[0][0])

    def failures(self) -> Iterator[Failure]:
        """What failed, in the order of the input."""
        columns = "source, offset, id, url, error_type, error"
        for row in self._rows(f"SELECT {columns} FROM failures ORDER BY split, batch, rowid"):
            yield Failure(*row)

    def counts(self, what: Count, limit: int = -1) -> list[tuple[str, int]]:
        """What was counted of one kind, the most first."""
        query = "SELECT which, n FROM counts WHERE what = ? ORDER BY n DESC, which LIMIT ?"
        return self._all(query, what, limit)

    def total(self, what: Count) -> int:
        """What was counted of all things of one kind."""
        return int(self._all("SELECT total(n) FROM counts WHERE what = ?", what)[0][0])

    def n_counted(self, what: Count) -> int:
        """Of how many things there is a count of one kind."""
        return int(self._all("SELECT count(*) FROM counts WHERE what = ?", what)[0][0])

    def count(self, what: Count, which: str) -> int:
        """What was counted of one thing."""
        query = "SELECT total(n) FROM counts WHERE what = ? AND which = ?"
        return int(self._all(query, what, which)[0][0])

    def misfits(self, limit: int) -> list[Misfit]:
        """The sites that are not as their profiles know them: redesigned, most likely."""
        counts = self.counts(Count.MISFITS_PROFILE, limit)
        found = [Misfit(site, n, n + self.count(Count.FITS_PROFILE, site)) for site, n in counts]
        return [misfit for misfit in found if 2 * misfit.n_misfits >= misfit.n_pages]

    def slowest(self) -> list[Slow]:
        """The records that took longest."""
        query = "SELECT seconds, id, n_chars FROM slow ORDER BY seconds DESC, id LIMIT ?"
        return [Slow(*row) for row in self._all(query, _N_SLOW)]

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self._errors():
            return self._db.execute(query, values).fetchall()

    def _rows(self, query: str) -> Iterator[Any]:
        with self._errors():
            yield from self._db.execute(query)

    def _insert(self, table: str, *values: Any) -> None:
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO {table} VALUES ({marks})", values)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise OutputError(IN_USE) from error
            raise OutputError(
                f"the run's manifest cannot be written: {error}; "
                "the same command goes on where it was"
            ) from error
        except sqlite3.DatabaseError as error:
            raise OutputError(f"the run's manifest is damaged: {error}; --restart") from error


def _to_source(row: tuple[Any, ...]) -> Source:
    url, *rest = row
    return Source(os.fsdecode(url), *rest)
