"""Evidence of many sites in one file: a bounded sample of the pages of each.

Of a site stay the `PAGES` pages with the lowest ranks. A page's rank is drawn by the hash of what
it is, and falls with its day, so that newer pages push older ones out (forward decay: Cormode et
al., ICDE 2009; weighted sampling by such ranks: Efraimidis and Spirakis 2006). So what is in a
store depends on the pages alone, not on their order, on how often each was added, or on how they
were split over stores that were merged.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cleaner.database import Database
from cleaner.errors import CleanerError, InputError, OutputError
from cleaner.sites.evidence import PageEvidence, unpack

PAGES = 64
"""Pages of a site that stay; what stands on half of them is known to within a tenth."""
HALF_LIFE_DAYS = 90
"""Days after which a page is half as likely to stay as one of today. Chosen by hand."""
_VERSION = 1
"""Version of the tables and of packed evidence; another one is not read."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
    site TEXT, rank REAL, page INTEGER, evidence BLOB NOT NULL, PRIMARY KEY (site, rank, page)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changed (site TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_AT_ONCE = 1_000
"""Rows of another store that are taken in one transaction."""


def rank_page(evidence: PageEvidence) -> float:
    """The page's place in the draw of its site; the lower, the longer it stays."""
    drawn = (evidence.page + 0.5) / 2.0**63
    age = (evidence.day or 0) / HALF_LIFE_DAYS
    return math.log(-math.log(drawn)) - age * math.log(2)


class EvidenceStore:
    """An SQLite file; one process at a time has it open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = Database(path, self._tell)
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> EvidenceStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add(self, pages: Iterable[tuple[str, bytes]]) -> None:
        """Take packed evidence, each with its site; a page that is there already changes nothing.

        All of it becomes durable together.
        """
        with self._db.transaction():
            last_ranks: dict[str, float] = {}
            changed = set()
            for site, packed in pages:
                if site not in last_ranks:
                    last_ranks[site] = self._last_rank(site)
                evidence = unpack(packed)
                rank = rank_page(evidence)
                if rank < last_ranks[site] and self._insert(site, rank, evidence.page, packed):
                    changed.add(site)
            for site in sorted(changed):
                self._db.execute("INSERT OR IGNORE INTO changed VALUES (?)", site)
                self._db.execute(
                    "DELETE FROM pages WHERE site = ? AND rank > ?", site, self._last_rank(site)
                )

    def merge(self, path: Path) -> None:
        """Take all pages of the store at `path`."""
        with EvidenceStore(path) as other:
            rows = other.rows()
            while group := list(islice(rows, _AT_ONCE)):
                self.add(group)

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """All pages, by site."""
        return self._db.rows("SELECT site, evidence FROM pages ORDER BY site, rank")

    def pages(self, site: str) -> list[bytes]:
        """The packed evidence of the pages of one site."""
        query = "SELECT evidence FROM pages WHERE site = ? ORDER BY page"
        return [evidence for (evidence,) in self._db.all(query, site)]

    def n_sites(self) -> int:
        """How many sites there are."""
        return int(self._db.one("SELECT count(DISTINCT site) FROM pages"))

    def changed_sites(self) -> list[str]:
        """The sites whose pages changed since `settle` was last called for them."""
        return [site for (site,) in self._db.all("SELECT site FROM changed ORDER BY site")]

    def settle(self, site: str) -> None:
        """A profile of the site's pages is written."""
        self._db.execute("DELETE FROM changed WHERE site = ?", site)

    def _prepare(self) -> None:
        version = self._db.one("PRAGMA user_version")
        if version not in (0, _VERSION):
            raise InputError(
                f"{self._path} is of another version ({version}, not {_VERSION}): learn again"
            )
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version = {_VERSION}")

    def _last_rank(self, site: str) -> float:
        """The rank of the last page of a full sample; infinite while there is room."""
        query = "SELECT rank FROM pages WHERE site = ? ORDER BY rank LIMIT 1 OFFSET ?"
        rank = self._db.one(query, site, PAGES - 1)
        return math.inf if rank is None else float(rank)

    def _insert(self, site: str, rank: float, page: int, packed: bytes) -> bool:
        """Whether the page is new."""
        insert = "INSERT OR IGNORE INTO pages VALUES (?, ?, ?, ?)"
        return self._db.execute(insert, site, rank, page, packed) > 0

    def _tell(self, error: sqlite3.Error) -> CleanerError:
        if not isinstance(error, sqlite3.OperationalError):
            return InputError(f"{self._path} is damaged or no store of evidence: {error}")
        if "locked" in str(error):
            return OutputError(f"{self._path} is in use by another process")
        return OutputError(f"{self._path} cannot be written: {error}")
