"""Which batches of a run are done, and where their records are."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.database import Database
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.write.records import STATUSES
from cleaner.dumps.write.writer import PartFile

SCHEMA = """
CREATE TABLE batches (
    split INTEGER, n INTEGER, n_bytes INTEGER NOT NULL,
    cleaned INTEGER NOT NULL, skipped INTEGER NOT NULL, failed INTEGER NOT NULL,
    digest BLOB NOT NULL, payload BLOB, PRIMARY KEY (split, n)
);
CREATE TABLE parts (
    n INTEGER PRIMARY KEY, n_files INTEGER NOT NULL, files BLOB NOT NULL,
    split INTEGER NOT NULL, batch INTEGER NOT NULL
);
"""


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


class Batches:
    """The part of a manifest that has the records until they are in files."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, outcome: Outcome) -> None:
        """Keep what a batch gave, which is done; within a transaction."""
        place = (outcome.split, outcome.n, outcome.n_bytes)
        ended = [outcome.statuses[status] for status in STATUSES]
        self._db.insert("batches", *place, *ended, outcome.digest, outcome.payload)

    def next_place(self, place: Place) -> Place | None:
        """`place` or, at the end of a split, the next one's start; None while that is not done."""
        while True:
            if self._db.all("SELECT 1 FROM batches WHERE split = ? AND n = ?", *place):
                return place
            ended = self._db.all("SELECT n_batches FROM splits WHERE n = ?", place.split)
            if not ended or ended[0][0] != place.n:
                return None
            place = Place(place.split + 1, 0)

    def payload_size(self, place: Place) -> int:
        """Bytes of a batch's records that wait to be written."""
        query = "SELECT length(payload) FROM batches WHERE split = ? AND n = ?"
        return int(self._db.one(query, *place) or 0)

    def payload(self, place: Place) -> bytes:
        """A batch's records that wait to be written."""
        return bytes(self._db.one("SELECT payload FROM batches WHERE split = ? AND n = ?", *place))

    def add_part(self, files: Sequence[PartFile], places: Iterable[Place]) -> None:
        """Note that the batches at `places` are in the files; within a transaction."""
        last = Place(-1, -1)
        for last in places:
            self._db.execute("UPDATE batches SET payload = NULL WHERE split = ? AND n = ?", *last)
        packed = zlib.compress(json.dumps(files).encode())
        self._db.insert("parts", None, len(files), packed, *last)

    def files(self) -> Iterator[PartFile]:
        """The files that hold records, in the order in which they were written."""
        for (packed,) in self._db.rows("SELECT files FROM parts ORDER BY n"):
            yield from (PartFile(*file) for file in json.loads(zlib.decompress(packed)))

    def n_files(self) -> int:
        """How many files hold records."""
        return int(self._db.one("SELECT total(n_files) FROM parts"))

    def written(self) -> Place:
        """The place behind the last batch that is in a file."""
        rows = self._db.all("SELECT split, batch FROM parts ORDER BY n DESC LIMIT 1")
        return Place(rows[0][0], rows[0][1] + 1) if rows else Place(0, 0)

    def totals(self) -> Totals:
        """How far the run is."""
        query = "SELECT total(cleaned), total(skipped), total(failed), total(n_bytes) FROM batches"
        return Totals(*map(int, self._db.all(query)[0]))

    def unbalanced_split(self) -> int | None:
        """A split whose records are not all accounted for, or None."""
        rows = self._db.all(
            "SELECT n FROM splits WHERE n_batches IS NULL "
            "OR n_batches != (SELECT count(*) FROM batches WHERE split = splits.n) "
            "OR n_records != (SELECT total(cleaned + skipped + failed) FROM batches "
            "WHERE split = splits.n) LIMIT 1"
        )
        return None if not rows else int(rows[0][0])
