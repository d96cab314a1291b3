"""What a run is to do: its settings, its sources, and the splits that these are read in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cleaner.database import Database
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import Source, Split, split_sources
from cleaner.errors import InputError

SCHEMA = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    n INTEGER PRIMARY KEY, url BLOB NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, size INTEGER,
    stamp TEXT NOT NULL, skip TEXT NOT NULL
);
CREATE TABLE splits (
    n INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL,
    n_batches INTEGER, n_records INTEGER
);
"""
_SOURCE = "url, name, size, stamp, skip"
"""The columns of a Source."""


class Plan:
    """The part of a manifest that stands before the first record is read."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def settings(self) -> dict[str, str]:
        """What the run was started with; empty before `make`."""
        return dict(self._db.all("SELECT key, value FROM settings"))

    def make(self, settings: Mapping[str, str], sources: Iterable[Source]) -> None:
        """Remember what the run is to do. InputError for two sources under one name."""
        with self._db.transaction():
            self._add_sources(sources)
            rows = self._db.rows(f"SELECT {_SOURCE} FROM sources ORDER BY n")
            first = 0
            for split in split_sources(map(_to_source, rows)):
                last = first + len(split.sources)
                self._db.insert("splits", split.n, first, last, None, None)
                first = last
            for key, value in settings.items():
                self._db.insert("settings", key, value)

    def sources(self) -> list[Source]:
        """The sources of the plan, in order."""
        return list(map(_to_source, self._db.all(f"SELECT {_SOURCE} FROM sources ORDER BY n")))

    def changed_source(self, sources: Iterable[Source]) -> str | None:
        """The first source that is not as planned, or None if all are."""
        n_seen = 0
        for source in sources:
            url = os.fsencode(source.url)
            found = self._db.all(f"SELECT n, {_SOURCE} FROM sources WHERE url = ?", url)
            if not found:
                return source.url
            n, *planned = found[0]
            if n < n_seen:
                continue  # named twice
            if n > n_seen or _to_source(tuple(planned)) != source:
                return source.url
            n_seen += 1
        left = self._db.all("SELECT url FROM sources WHERE n = ?", n_seen)
        return os.fsdecode(left[0][0]) if left else None

    def open_splits(self) -> Iterator[Split]:
        """The splits that were not read and cleaned to their end, with what of them is done.

        Standard input is always among them: it is another one with each call, perhaps.
        """
        n: int = -1
        query = "SELECT n, first, last, n_batches FROM splits WHERE n > ? ORDER BY n LIMIT 1"
        while rows := self._db.all(query, n):
            n, first, last, n_batches = rows[0]
            done = dict(self._db.all("SELECT n, digest FROM batches WHERE split = ?", n))
            select = f"SELECT {_SOURCE} FROM sources WHERE n >= ? AND n < ? ORDER BY n"
            split = Split(
                n, tuple(map(_to_source, self._db.all(select, first, last))), done, n_batches
            )
            if n_batches is None or len(done) < n_batches or split.comes_anew:
                yield split

    def source_of(self, split: int) -> str:
        """A source of the split: the one that does not tell whether it has changed, if there is."""
        query = (
            "SELECT url FROM sources JOIN splits ON sources.n >= first AND sources.n < last "
            "WHERE splits.n = ? ORDER BY stamp LIMIT 1"
        )
        return os.fsdecode(self._db.one(query, split))

    def end_split(self, end: SplitEnd) -> None:
        """Note that a split was read to its end; within a transaction."""
        update = "UPDATE splits SET n_batches = ?, n_records = ? WHERE n = ?"
        self._db.execute(update, end.n_batches, end.n_records, end.split)

    def n_sources(self) -> int:
        """Sources of the plan, those that are left out among them."""
        return int(self._db.one("SELECT count(*) FROM sources"))

    def n_records_read(self) -> int:
        """Records that the readers counted in the splits they read to their end."""
        return int(self._db.one("SELECT total(n_records) FROM splits"))

    def n_bytes_planned(self) -> int | None:
        """Bytes of all sources; None if one's size is not known."""
        rows = self._db.all("SELECT total(size), count(*) - count(size) FROM sources")
        return None if rows[0][1] else int(rows[0][0])

    def _add_sources(self, sources: Iterable[Source]) -> None:
        n = 0
        for source in sources:
            url = os.fsencode(source.url)  # a path is bytes, not always text
            if self._db.all("SELECT 1 FROM sources WHERE url = ?", url):
                continue  # named twice
            if self._db.all("SELECT 1 FROM sources WHERE name = ?", source.name):
                raise InputError(f"{source.url}: another input has the name {source.name}, too")
            self._db.insert("sources", n, url, source.name, source.size, source.stamp, source.skip)
            n += 1


def _to_source(row: tuple[Any, ...]) -> Source:
    url, *rest = row
    return Source(os.fsdecode(url), *rest)
