"""The records that were judged so far: listed, sorted, filtered, counted."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cleaner.database import Database
from cleaner.errors import OutputError
from cleaner.review.listing import Listed, Passage, unpack_page
from cleaner.types import Page

PAGE_ROWS = 100
"""Rows of the list that are sent at once."""
_SCHEMA = """
CREATE TABLE records (
    n INTEGER PRIMARY KEY, source TEXT NOT NULL, offset INTEGER NOT NULL, record TEXT NOT NULL,
    id TEXT NOT NULL,
    url TEXT NOT NULL, site TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
    error TEXT NOT NULL, confidence REAL NOT NULL, kept REAL NOT NULL, doubt REAL NOT NULL,
    n_blocks INTEGER NOT NULL, n_kept INTEGER NOT NULL, n_labels INTEGER NOT NULL,
    seen INTEGER NOT NULL
);
CREATE INDEX records_by_doubt ON records (doubt DESC, n);
CREATE TABLE pages (n INTEGER PRIMARY KEY, page BLOB NOT NULL, body TEXT NOT NULL);
CREATE TABLE facets (
    facet TEXT NOT NULL, value TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (facet, value, n)
) WITHOUT ROWID;
CREATE TABLE lines (
    line INTEGER NOT NULL, n INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (line, n)
) WITHOUT ROWID;
CREATE TABLE passages (
    n INTEGER NOT NULL, place INTEGER NOT NULL, doubt REAL NOT NULL, PRIMARY KEY (n, place)
) WITHOUT ROWID
"""
_COLUMNS = (
    "n, source, offset, record, id, url, site, title, kind, error, confidence, kept, doubt, "
    "n_blocks, n_kept, n_labels, seen"
)
SORTS: Mapping[str, str] = MappingProxyType(
    {
        "doubt": "doubt DESC",
        "title": "title COLLATE NOCASE",
        "site": "site, doubt DESC",
        "kind": "kind, doubt DESC",
        "kept": "kept",
        "confidence": "confidence",
        "blocks": "n_blocks DESC",
        "place": "source, offset",
    }
)
"""What the list may be sorted by, the default first."""
STATES: Mapping[str, str] = MappingProxyType(
    {
        "unseen": "seen = 0 AND n_labels = 0",
        "seen": "seen = 1",
        "corrected": "n_labels > 0",
        "failed": "error != ''",
    }
)
FACETS = ("site", "kind", "role", "judge")


class Row(NamedTuple):
    """A record of the list."""

    n: int
    source: str
    offset: int
    record: str
    """What labels call it, in its source."""
    id: str
    url: str
    site: str
    title: str
    kind: str
    error: str
    confidence: float
    kept: float
    doubt: float
    n_blocks: int
    n_kept: int
    n_labels: int
    seen: bool

    @property
    def name(self) -> str:
        """What it is called in the addresses of the tool."""
        return f"{self.n:014x}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records are wanted, and in which order."""

    facets: Mapping[str, str]
    """What each has to have, by FACETS."""
    state: str = ""
    search: str = ""
    sort: str = next(iter(SORTS))

    @property
    def is_choosy(self) -> bool:
        """Whether not all records are wanted."""
        return bool(self.facets or self.state or self.search)

    def where(self) -> tuple[str, tuple[str, ...]]:
        """The condition in SQL, and its values."""
        conditions, values = ["1"], []
        for facet, value in self.facets.items():
            conditions.append("n IN (SELECT n FROM facets WHERE facet = ? AND value = ?)")
            values += [facet, value]
        if self.state:
            conditions.append(STATES[self.state])
        if self.search:
            words = "%" + self.search.replace("\\", "\\\\").replace("%", "\\%") + "%"
            words = words.replace("_", "\\_")
            found = [f"{name} LIKE ? ESCAPE '\\'" for name in ("title", "url", "id")]
            found.append("n IN (SELECT n FROM pages WHERE body LIKE ? ESCAPE '\\')")
            conditions.append(f"({' OR '.join(found)})")
            values += [words] * 4
        return " AND ".join(conditions), tuple(values)


class Records:
    """The records of a review, in a file that is thrown away with it; for several threads."""

    def __init__(self, path: Path) -> None:
        self._db = Database(path, _tell, is_shared=True)
        self._lock = threading.Lock()
        self._facets: dict[str, tuple[int, Sequence[tuple[str, int]]]] = {}
        with self._locked():
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def add(self, listed: Iterable[tuple[Listed, int, bool]]) -> None:
        """Take in records, each with its number of labels, and whether somebody saw it whole."""
        with self._locked():
            for one, n_labels, seen in listed:
                self._add(one, n_labels, seen)

    def find(self, asked: Asked, first: int = 0, n: int = PAGE_ROWS) -> Sequence[Row]:
        """The records that are wanted, from the first on."""
        where, values = asked.where()
        order = SORTS[asked.sort]
        query = f"SELECT {_COLUMNS} FROM records WHERE {where} ORDER BY {order}, n LIMIT ? OFFSET ?"
        with self._lock:
            return [Row(*row) for row in self._db.all(query, *values, n, first)]

    def count(self, asked: Asked) -> int:
        """How many records are wanted."""
        where, values = asked.where()
        with self._lock:
            return int(self._db.one(f"SELECT count(*) FROM records WHERE {where}", *values))

    def get(self, n: int) -> Row | None:
        """A record by its number."""
        return self._get("n = ?", n)

    def page(self, n: int) -> Page | None:
        """The page of a record; None for what has none."""
        with self._lock:
            packed = self._db.one("SELECT page FROM pages WHERE n = ?", n)
        return unpack_page(packed) if packed else None

    def beside(self, asked: Asked, row: Row) -> tuple[Row | None, Row | None]:
        """The records before and after one in the list."""
        with self._lock:
            where, values = asked.where()
            order = SORTS[asked.sort]
            query = (
                "SELECT before, after FROM (SELECT n, lag(n) OVER w AS before, lead(n) OVER w AS "
                f"after FROM records WHERE {where} WINDOW w AS (ORDER BY {order}, n)) WHERE n = ?"
            )
            found = self._db.all(query, *values, row.n)
        before, after = found[0] if found else (None, None)
        return (
            None if before is None else self.get(before),
            None if after is None else self.get(after),
        )

    def facet(self, name: str) -> Sequence[tuple[str, int]]:
        """The values of a facet with how many records have each, the most frequent first."""
        with self._lock:
            n_records = int(self._db.one("SELECT count(*) FROM records"))
            if self._facets.get(name, (-1, ()))[0] != n_records:
                query = (
                    "SELECT value, count(*) FROM facets WHERE facet = ? GROUP BY value "
                    "ORDER BY 2 DESC, 1 LIMIT 500"
                )
                self._facets[name] = n_records, self._db.all(query, name)
            return self._facets[name][1]

    def like(self, line: int, site: str) -> Sequence[tuple[int, int]]:
        """The records of a site on which a line stands, and how often."""
        query = (
            "SELECT lines.n, times FROM lines JOIN records USING (n) "
            "WHERE line = ? AND site = ? ORDER BY lines.n"
        )
        with self._lock:
            return self._db.all(query, line, site) if line and site else []

    def passages(self, n: int) -> Sequence[Passage]:
        """The doubtful passages of a record."""
        query = "SELECT place, doubt FROM passages WHERE n = ? ORDER BY place"
        with self._lock:
            return [Passage(*row) for row in self._db.all(query, n)]

    def doubtful(self) -> Sequence[int]:
        """The records with doubtful passages that nobody has seen, the worst first."""
        query = (
            "SELECT n FROM records WHERE seen = 0 AND n IN (SELECT n FROM passages) "
            "ORDER BY doubt DESC, n LIMIT 500"
        )
        with self._lock:
            return [row[0] for row in self._db.all(query)]

    def find_record(self, source: str, record: str) -> Row | None:
        """The record that labels call like that."""
        return self._get("source = ? AND record = ?", source, record)

    def mark(self, n: int, n_labels: int, seen: bool) -> None:
        """Note what people said of a record."""
        with self._lock:
            update = "UPDATE records SET n_labels = ?, seen = ? WHERE n = ?"
            self._db.execute(update, n_labels, seen, n)

    def _get(self, where: str, *values: object) -> Row | None:
        with self._lock:
            rows = self._db.all(f"SELECT {_COLUMNS} FROM records WHERE {where}", *values)
        return Row(*rows[0]) if rows else None

    def _add(self, one: Listed, n_labels: int, seen: bool) -> None:
        n = _number(one)
        values = (
            n, one.source, one.offset, one.record, one.id, one.url, one.site, one.title,
            one.kind, one.error, one.confidence, one.kept, one.doubt,
            one.n_blocks, one.n_kept, n_labels, seen,
        )  # fmt: skip
        if self._db.one("SELECT 1 FROM records WHERE n = ?", n):
            return  # named twice
        self._db.insert("records", *values)
        self._db.insert("pages", n, one.page, one.body)
        self._db.execute_all("INSERT INTO facets VALUES (?, ?, ?)", _facets_of(one, n))
        lines = ((line, n, times) for line, times in one.lines.items())
        self._db.execute_all("INSERT INTO lines VALUES (?, ?, ?)", lines)
        passages = ((n, *passage) for passage in one.passages)
        self._db.execute_all("INSERT INTO passages VALUES (?, ?, ?)", passages)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock, self._db.transaction():
            yield


def _facets_of(one: Listed, n: int) -> Iterator[tuple[str, str, int]]:
    if one.site:
        yield "site", one.site, n
    yield "kind", one.kind, n
    yield from (("role", role, n) for role in one.roles)
    yield from (("judge", judge, n) for judge in one.judges)


def _number(one: Listed) -> int:
    """The same in each review of the same input."""
    place = f"{one.source}\0{one.offset}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(place, digest_size=7).digest())


def _tell(error: sqlite3.Error) -> OutputError:
    return OutputError(f"the list of records cannot be kept: {error}")


def read_name(name: str) -> int | None:
    """The number that a name in an address stands for."""
    try:
        return int(name, 16) if len(name) == 14 else None
    except ValueError:
        return None
