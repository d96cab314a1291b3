from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.database import Database
from cleaner.errors import OutputError


def tell(error: sqlite3.Error) -> OutputError:
    return OutputError(f"told: {error}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "db.sqlite", tell)
    database.execute("CREATE TABLE boats (name TEXT UNIQUE, n INTEGER)")
    yield database
    database.close()


def test_rows_come_back(database: Database) -> None:
    database.insert("boats", "Pelican", 3)
    database.execute_all("INSERT INTO boats VALUES (?, ?)", [("Heron", 1), ("Gull", None)])
    assert database.all("SELECT * FROM boats WHERE n > ?", 0) == [("Pelican", 3), ("Heron", 1)]
    assert list(database.rows("SELECT n FROM boats ORDER BY name")) == [(None,), (1,), (3,)]
    assert database.one("SELECT n FROM boats WHERE name = ?", "Heron") == 1
    assert database.one("SELECT n FROM boats WHERE name = ?", "Swan") is None
    assert database.execute("DELETE FROM boats WHERE n > 0") == 2


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail_half_way() -> None:
        with database.transaction():
            database.insert("boats", "Pelican", 3)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    with database.transaction():
        database.insert("boats", "Heron", 1)
    assert database.all("SELECT name FROM boats") == [("Heron",)]


def test_an_error_is_told_by_its_owner(database: Database, tmp_path: Path) -> None:
    database.insert("boats", "Pelican", 3)
    with pytest.raises(OutputError, match="told: UNIQUE"):
        database.insert("boats", "Pelican", 4)
    with pytest.raises(OutputError, match=r"told: .*locked"):
        Database(tmp_path / "db.sqlite", tell)
    (tmp_path / "text.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(OutputError, match="told: file is not a database"):
        Database(tmp_path / "text.sqlite", tell)
