from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import InputError, OutputError
from cleaner.sites.evidence import PageEvidence, unpack
from cleaner.sites.store import HALF_LIFE_DAYS, PAGES, EvidenceStore
from tests.sites.build import make_page

Rows = list[tuple[str, PageEvidence]]


def scatter(number: int) -> int:
    """A page's identity, as a hash would be."""
    return number * 0x9E3779B97F4A7C15 % 2**63


def fill(path: Path, rows: Rows) -> list[tuple[str, bytes]]:
    with EvidenceStore(path) as store:
        for site, page in rows:
            store.add([(site, page.pack())])
        return list(store.rows())


def page(number: int, day: int | None = None) -> PageEvidence:
    return replace(make_page(number % 50, day=day), page=scatter(number))


def test_evidence_packs_and_unpacks() -> None:
    evidence = replace(
        make_page(3, day=20_000, address="a?b"),
        chains=[0] * 8,
        containers=[("div.wrap", "main")],
    )
    assert unpack(evidence.pack()) == evidence
    assert evidence.pack() == evidence.pack()


def test_a_site_has_no_more_than_its_sample(tmp_path: Path) -> None:
    rows = fill(tmp_path / "s", [("a", page(i)) for i in range(PAGES + 50)] + [("b", page(1))])
    assert [site for site, _ in rows].count("a") == PAGES
    assert [site for site, _ in rows].count("b") == 1


def test_newer_pages_push_out_older_ones(tmp_path: Path) -> None:
    old = [("a", page(i, 10_000)) for i in range(PAGES)]
    new = [("a", page(1_000 + i, 10_000 + 10 * HALF_LIFE_DAYS)) for i in range(PAGES)]
    days = [unpack(packed).day for _, packed in fill(tmp_path / "s", new + old)]
    assert days.count(10_000) < 5


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 300)), max_size=200), st.data())
def test_order_parts_and_repetition_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, int]], data: st.DataObject
) -> None:
    rows: Rows = [(site, page(n, 15_000 + n % 7 * 40 if n % 3 else None)) for site, n in drawn]
    folder = tmp_path_factory.mktemp("stores")
    whole = fill(folder / "whole", rows)
    shuffled = data.draw(st.permutations(rows))
    assert fill(folder / "shuffled", shuffled) == whole
    assert fill(folder / "twice", [*rows, *rows]) == whole
    cut = data.draw(st.integers(0, len(rows)))
    fill(folder / "one", rows[:cut])
    fill(folder / "two", rows[cut:])
    with EvidenceStore(folder / "one") as store:
        store.merge(folder / "two")
        assert list(store.rows()) == whole


def test_a_store_of_many_pages_is_merged_whole(tmp_path: Path) -> None:
    rows = [(f"site {i}", page(i)) for i in range(2_500)]
    with EvidenceStore(tmp_path / "many") as store:
        store.add((site, evidence.pack()) for site, evidence in rows)
    with EvidenceStore(tmp_path / "all") as store:
        store.merge(tmp_path / "many")
        assert store.n_sites() == len(rows)


def test_pages_that_the_sample_has_no_room_for_change_nothing(tmp_path: Path) -> None:
    pages = [("a", page(i).pack()) for i in range(PAGES + 50)]
    with EvidenceStore(tmp_path / "s") as store:
        store.add(pages)
        store.settle("a")
        store.add(pages)
        assert store.changed_sites() == []


def test_only_what_changed_is_learned_again(tmp_path: Path) -> None:
    with EvidenceStore(tmp_path / "s") as store:
        store.add([("a", page(1).pack()), ("b", page(1).pack())])
        assert store.changed_sites() == ["a", "b"]
        store.settle("a")
        store.settle("b")
        store.add([("a", page(1).pack()), ("b", page(2).pack())])
        assert store.changed_sites() == ["b"]


def test_a_store_in_use_is_named(tmp_path: Path) -> None:
    with EvidenceStore(tmp_path / "s") as store:
        store.add([("a", page(1).pack())])
        with pytest.raises(OutputError, match="in use"):
            EvidenceStore(tmp_path / "s")


def test_what_is_no_store_is_named(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(b"no database, whatever its name says" * 50)
    with pytest.raises(InputError, match="damaged or no store"):
        EvidenceStore(tmp_path / "s")


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    fill(tmp_path / "s", [])
    with sqlite3.connect(tmp_path / "s") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(InputError, match="version"):
        EvidenceStore(tmp_path / "s")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be"):
        EvidenceStore(tmp_path / "missing" / "s")
