"""Profiles are measured on pages that they were not learned from."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cleaner.cleaning import Cleaner
from cleaner.cli import main
from cleaner.corpora.read import read_corpus
from cleaner.evaluation.sites import MIN_SITE, PAGES, Halves, count_measured, measure_sites
from cleaner.sites.evidence import PageEvidence
from cleaner.sites.profile import SiteProfile

VOICE = "The Lock and Gate reads the water of the lower canal for its friends since 1951."
TOWNS = ("Ostermoor", "Saltby", "Millgate", "Hartwell", "Dunmarket", "Fenwick", "Crane Hill")
CLEANER = Cleaner()


def story(number: int) -> list[str]:
    town, other = TOWNS[number % 7], TOWNS[(number // 7 + 3) % 7]
    return [
        f"The keepers of {town} opened gate {number} by hand until the end of last year, and three "
        f"of them told us in {other} that they miss the noise of the old chains of {town}.",
        f"Since January the gates of {town} have been moved by pumps, which a single engineer "
        f"watches from a room in {other}, and boats pass in half the time that they needed.",
    ]


def write_dumps(path: Path, n: int) -> Path:
    records = [
        {
            "id": f"{site}-{i}",
            "style": "wet",
            "site": f"www.{site}.example",
            "text": "\n".join([*story(i), VOICE]),
            "labels": [1, 1, 0],
        }
        for site, n_pages in (("lock", n), ("few", MIN_SITE - 1))
        for i in range(n_pages)
    ]
    pq.write_table(pa.Table.from_pylist(records), path)
    return path


def write_pages(path: Path, n: int) -> Path:
    records = []
    for i in range(n):
        body = "".join(f"<p>{text}</p>" for text in story(i))
        html = (
            f"<html><body><main>{body}</main><div class='voice'><p>{VOICE}</p></div></body></html>"
        )
        records.append(
            {"id": f"{i}", "site": "lock", "html": html.encode(), "gold": "\n".join(story(i))}
        )
    pq.write_table(pa.Table.from_pylist(records), path)
    return path


def test_residue_falls_and_nothing_is_lost(tmp_path: Path) -> None:
    corpus = read_corpus(write_dumps(tmp_path / "dumps.parquet", 20))
    assert count_measured(corpus) == 20
    seen: list[None] = []
    (change,) = measure_sites(corpus, [(None, CLEANER)], advance=lambda: seen.append(None))
    assert (change.style, change.n, len(seen)) == ("wet", 20, 20)
    assert change.before.residue > 0.1
    assert change.after.residue < 0.01
    assert change.before.lost == change.after.lost == 0
    assert change.after.f1 > change.before.f1


def test_pages_are_scored_by_their_words(tmp_path: Path) -> None:
    corpus = read_corpus(write_pages(tmp_path / "pages.parquet", 20))
    (change,) = measure_sites(corpus, [(None, CLEANER)])
    assert (change.style, change.n) == (PAGES, 20)
    assert change.after.residue <= change.before.residue
    assert change.after.lost == change.before.lost


@pytest.mark.parametrize(
    ("halves", "n"),
    [
        (Halves(), 10),
        (Halves(seed=1), 10),
        (Halves(max_pages=8), 8),
        (Halves(seed=1, max_pages=8), 8),
    ],
)
def test_no_page_is_tested_by_what_was_learned_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, halves: Halves, n: int
) -> None:
    corpus = read_corpus(write_dumps(tmp_path / "dumps.parquet", 20))
    learned: list[set[str]] = []
    tested: list[str] = []

    def learn(site: str, pages: list[PageEvidence], min_pages: int) -> SiteProfile:
        learned.append({page.lines[0] for page in pages})
        return SiteProfile(site, len(pages))

    def with_sites(self: Cleaner, sites: object) -> Cleaner:
        tested.append("half")
        return self

    monkeypatch.setattr("cleaner.evaluation.sites.learn_profile", learn)
    monkeypatch.setattr(Cleaner, "with_sites", with_sites)
    measure_sites(corpus, [(None, CLEANER)], halves)
    first, second = learned
    assert len(tested) == 2
    assert len(first) == len(second) == n
    assert not first & second


def test_other_seeds_give_other_halves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = read_corpus(write_dumps(tmp_path / "dumps.parquet", 20))
    learned: list[frozenset[str]] = []

    def learn(site: str, pages: list[PageEvidence], min_pages: int) -> None:
        learned.append(frozenset(page.lines[0] for page in pages))

    monkeypatch.setattr("cleaner.evaluation.sites.learn_profile", learn)
    for seed in (0, 0, 1):
        measure_sites(corpus, [(None, CLEANER)], Halves(seed))
    assert set(learned[0:2]) == set(learned[2:4]) != set(learned[4:6])


def test_the_command_prints_a_row_a_style_and_the_mean(tmp_path: Path) -> None:
    path = write_dumps(tmp_path / "dumps.parquet", 20)
    numbers = tmp_path / "sites.json"
    arguments = ["sites", "evaluate", str(path), "--max-pages", "8", "--json", str(numbers)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    content = json.loads(numbers.read_text())
    assert content["halves"]["max_pages"] == 8
    (corpus,) = content["corpora"]
    assert corpus["file"] == path.name
    (change,) = corpus["changes"]
    assert (change["style"], change["n"]) == ("wet", 20)
    assert change["before"].keys() == change["after"].keys() == {"f1", "lost", "residue"}
    rows = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert [row[:2] for row in rows[-2:]] == [["wet", "20"], ["mean", "20"]]


def test_a_corpus_without_sites_is_told(tmp_path: Path) -> None:
    path = write_dumps(tmp_path / "dumps.parquet", 3)
    result = CliRunner().invoke(main, ["sites", "evaluate", str(path)])
    assert result.exit_code == 2
    assert "no site has pages enough" in result.stderr
