"""Long lists and long pages: what is sent first does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.review.app import CHUNK
from cleaner.review.listing import Listed, Passage
from cleaner.review.records import PAGE_ROWS, Asked, Records
from tests.review.sample import write_records
from tests.review.support import Review, start_review

PROSE = "The canal was opened in May by the mayor, who said that it took ten years to dig. "


def listed(number: int) -> Listed:
    return Listed(
        "crawl.jsonl", number, f"{number}", f"record {number}", "", f"site{number % 7}.example",
        f"No. {number}", "article", "", 0.9, 0.5, number % 997 / 1000, 12, 6,
        {"paragraph": 6}, ("model:m",), {number % 50 + 1: 2}, (Passage(1, 0.5),), PROSE, b"",
    )  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> Records:
    records = Records(tmp_path / "records.sqlite")
    records.add((listed(number), 0, False) for number in range(10_000))
    return records


def test_of_ten_thousand_records_a_screenful_is_sent_at_a_time(records: Records) -> None:
    asked = Asked({})
    assert records.count(asked) == 10_000
    seen = [row.n for first in range(0, 1000, 100) for row in records.find(asked, first)]
    assert len(set(seen)) == len(seen) == 10 * PAGE_ROWS
    first, second = records.find(asked)[:2]
    assert first.doubt == 0.996
    assert records.beside(asked, first) == (None, second)
    records.close()


def test_they_are_filtered_counted_and_found_alike(records: Records) -> None:
    assert records.count(Asked({"site": "site3.example"})) == 1429
    assert records.count(Asked({"site": "site3.example", "kind": "forum"})) == 0
    assert records.count(Asked({}, search="record 77")) == 111
    alike = records.like(4, "site3.example")
    assert all(times == 2 for _, times in alike)
    assert 20 < len(alike) < 40
    assert records.facet("site")[0] == ("site0.example", 1429)
    records.close()


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Review]:
    paragraphs = "".join(f"<p>{number}. {PROSE * 5}</p>" for number in range(12_500))
    path = write_records(tmp_path / "large.jsonl", {"id": "large", "html": paragraphs})
    with start_review(path, "--labels", tmp_path / "labels.jsonl") as review:
        review.wait_for(1)
        yield review


@pytest.mark.slow
def test_a_page_of_five_megabytes_is_shown(large: Review) -> None:
    link = large.ask("/").body.split('href="/record/')[1].split('"')[0].split("?")[0]
    first = large.ask(f"/record/{link}")
    assert first.status == 200
    assert first.body.count('role="option"') == CHUNK
    more = large.ask(f"/record/{link}/blocks?from={CHUNK}").body
    assert f"{CHUNK}. The canal" in more
    page = large.ask(f"/record/{link}/page")
    assert page.status == 200
    assert page.body.count("<mark") == 12_500


@pytest.mark.slow
def test_the_list_is_there_before_all_is_judged(tmp_path: Path) -> None:
    rows = ({"id": f"{n}", "text": f"{n}. {PROSE * 20}"} for n in range(3000))
    records = write_records(tmp_path / "many.jsonl", *rows)
    with start_review(records, "--labels", tmp_path / "labels.jsonl") as review:
        assert "judging" in review.ask("/").body
        review.wait_for(3000)
        assert "3,000 records" in review.ask("/").body
