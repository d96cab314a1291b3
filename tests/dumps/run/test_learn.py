"""Learning goes on where it was stopped, and gives what it gives at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.dumps.clean.batch import NO_SITE
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.read.decode import parse_day
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import Split
from cleaner.dumps.run.learn import add_evidence, learn_sites, merge_folders
from cleaner.dumps.run.run import RunOptions, is_begun
from cleaner.dumps.write.evidence import STORE
from cleaner.errors import InputError
from cleaner.sites.evidence import unpack
from cleaner.sites.folder import ProfileFolder
from cleaner.sites.profile import SiteProfile
from cleaner.sites.store import EvidenceStore
from tests.dumps.build import InProcess, make_task, warc_record

FOOT = "The Lock and Gate is printed in Millgate for its friends"


def write_dump(path: Path, n: int, n_sites: int = 2) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            name = "abcdefghijklmnopqrstuvwxyz"[i % 26] * (1 + i // 26)
            text = (
                f"The {name} keepers opened the gates by hand until the end of {name}, and "
                f"three of them told us that they miss the noise of the chains of {name}.\n\n{FOOT}"
            )
            url = f"https://site{i % n_sites}.example/{name}"
            file.write(json.dumps({"url": url, "text": text}) + "\n")
    return path


def rows(folder: Path) -> list[tuple[str, bytes]]:
    with EvidenceStore(folder / STORE) as store:
        return list(store.rows())


@dataclass
class Interrupted:
    """An engine that is stopped after so many batches."""

    left: int

    def run(self, task: Task, splits: Iterable[Split]) -> Iterator[Outcome | SplitEnd]:
        for item in InProcess().run(task, splits):
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            yield item


def test_a_sitting_that_was_interrupted_is_gone_on_with(tmp_path: Path) -> None:
    dump = write_dump(tmp_path / "dump.jsonl", 200)
    learn_sites(RunOptions([str(dump)], make_task(), InProcess()), tmp_path / "once")
    for left in (0, 1, 2):
        with pytest.raises(KeyboardInterrupt):
            learn_sites(RunOptions([str(dump)], make_task(), Interrupted(left)), tmp_path / "often")
    _, learned = learn_sites(RunOptions([str(dump)], make_task(), InProcess()), tmp_path / "often")
    assert rows(tmp_path / "often") == rows(tmp_path / "once")
    assert (learned.n_sites, learned.n_profiles) == (2, 2)
    assert not is_begun(tmp_path / "often" / "_learning")


def test_an_interruption_between_store_and_profiles_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = write_dump(tmp_path / "dump.jsonl", 40, 4)
    write = ProfileFolder.write
    written: list[str] = []

    def write_some(self: ProfileFolder, profile: SiteProfile) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(profile.site)
        write(self, profile)

    monkeypatch.setattr(ProfileFolder, "write", write_some)
    with pytest.raises(KeyboardInterrupt):
        learn_sites(RunOptions([str(dump)], make_task(), InProcess()), tmp_path / "p")
    monkeypatch.undo()
    learned = add_evidence([], tmp_path / "p")
    assert learned.n_profiles == 2
    assert len(list(ProfileFolder(tmp_path / "p").profiles())) == 4


def test_many_sites_are_learned_in_processes(tmp_path: Path) -> None:
    dump = write_dump(tmp_path / "dump.jsonl", 400, 40)
    learn_sites(RunOptions([str(dump)], make_task(), InProcess()), tmp_path / "one", workers=1)
    learn_sites(RunOptions([str(dump)], make_task(), InProcess()), tmp_path / "two", workers=2)
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.toml")}
        for name in ("one", "two")
    ]
    assert len(files[0]) == 40
    assert files[0] == files[1]


def test_lines_of_people_come_along_when_folders_are_merged(tmp_path: Path) -> None:
    for name, n in (("one", 20), ("two", 4)):
        dump = write_dump(tmp_path / f"{name}.jsonl", n)
        learn_sites(RunOptions([str(dump)], make_task(), InProcess()), tmp_path / name)
    for name, site in (("one", "site0.example"), ("two", "elsewhere.example")):
        known = ProfileFolder(tmp_path / name).get(site)
        lines = known.lines if known else []
        ProfileFolder(tmp_path / name).write(SiteProfile(site, 9, lines, drop=[f"From {name}"]))
    merge_folders([tmp_path / "one", tmp_path / "two"], tmp_path / "both")
    both = ProfileFolder(tmp_path / "both")
    dropped = {profile.site: list(profile.drop) for profile in both.profiles()}
    assert dropped == {
        "site0.example": ["From one"],
        "site1.example": [],
        "elsewhere.example": ["From two"],
    }
    with pytest.raises(InputError, match="did not write it"):
        merge_folders([tmp_path], tmp_path / "both")


def test_the_days_of_a_warc_are_remembered(tmp_path: Path) -> None:
    page = f"<p>The boats came back to the upper canal on Sunday.</p><p>{FOOT}</p>"
    (tmp_path / "pages.warc").write_bytes(warc_record("response", "boats", page.encode()))
    learn_sites(RunOptions([str(tmp_path)], make_task(), InProcess()), tmp_path / "p")
    (row,) = rows(tmp_path / "p")
    assert unpack(row[1]).day is not None


@pytest.mark.parametrize("nested", [False, True])
def test_days_of_a_table_may_be_of_any_precision_and_age(tmp_path: Path, nested: bool) -> None:
    texts = ["The boats came back on Sunday.", "Nobody had paid for dredging.", "It rained."]
    days = [1_777_852_800_123_456_789, -9_000_000_000_000_000_000, None]
    urls = [f"https://lock.example/{i}" for i in range(3)]
    column = pa.array(days, pa.timestamp("ns"))
    known = pa.StructArray.from_arrays([pa.array(urls), column], ["url", "date"])
    far = pa.array([10**17, -(10**17), 0], pa.timestamp("us"))
    columns: dict[str, Any]
    if nested:
        columns = {"text": texts, "metadata": known}
    else:
        columns = {"text": texts, "url": urls, "date": column, "timestamp": far}
    pq.write_table(pa.table(columns), tmp_path / "dump.parquet")
    summary, _ = learn_sites(RunOptions([str(tmp_path)], make_task(), InProcess()), tmp_path / "p")
    assert (summary.progress.totals.cleaned, summary.progress.totals.failed) == (3, 0)
    assert 20_577 in {unpack(packed).day for _, packed in rows(tmp_path / "p")}


def test_pages_of_no_site_are_skipped_and_counted(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_text('{"text": "No address."}\n', encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "page.txt").write_text("A page of a folder.", encoding="utf-8")
    summary, learned = learn_sites(
        RunOptions([str(tmp_path)], make_task(), InProcess()), tmp_path / "p"
    )
    assert list(summary.skipped) == [(NO_SITE, 1)]
    assert [site for site, _ in rows(tmp_path / "p")] == ["folder"]
    task = make_task(keys=Keys(site_name="named"))
    learn_sites(RunOptions([str(tmp_path)], task, InProcess(), skip=tmp_path / "p"), tmp_path / "q")
    assert {site for site, _ in rows(tmp_path / "q")} == {"named"}
    assert learned.n_profiles == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-04", date(2026, 5, 4)),
        ("2026-05-04T23:59:59Z", date(2026, 5, 4)),
        ("20260504", date(2026, 5, 4)),
        ("20260504101500", date(2026, 5, 4)),
        ("1777852800", date(2026, 5, 4)),
        ("1777852800.5", date(2026, 5, 4)),
        ("1777852800000", date(2026, 5, 4)),
        ("2026-13-40", None),
        ("Monday", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        (None, None),
    ],
)
def test_days_are_read_in_the_usual_forms(text: str | None, day: date | None) -> None:
    expected = None if day is None else day.toordinal() - date(1970, 1, 1).toordinal()
    assert parse_day(text) == expected
