"""Whole sites: fixtures/sites/CASE has pages, and lines that a profile must leave or take.

case.toml: `why`, `keep` (lines that a profile, learned from all pages, takes from no page on which
they stay without it), `drop` (lines that no page has left with it), `profile` (whether there is
one) and, if wanted, `redesigned`.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaner.addresses import site_of
from cleaner.cleaning import Cleaner
from cleaner.dumps.read.decode import parse_day
from cleaner.result import Result
from cleaner.sites.evidence import PageEvidence, collect_evidence
from cleaner.sites.learn import learn_profile
from cleaner.sites.line import to_line
from cleaner.sites.profile import SiteProfile
from cleaner.types import By, Page

FOLDERS = sorted((Path(__file__).parents[2] / "fixtures" / "sites").iterdir())
CLEANER = Cleaner()


@dataclass(frozen=True)
class Case:
    """A site with what is known of it."""

    facts: Mapping[str, Any]
    pages: list[Page]
    evidence: list[PageEvidence]
    profile: SiteProfile | None
    results: list[Result]
    """Of the pages, cleaned with the profile if there is one."""


@cache
def read_case(folder: Path) -> Case:
    facts = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    pages, evidence = [], []
    for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        page = Page(record.get("html") or record["text"], record["url"])
        result = CLEANER.extract(page)
        pages.append(page)
        evidence.append(
            collect_evidence(result.document, result.verdicts, parse_day(record.get("date")))
        )
    site = site_of(pages[0])
    assert site is not None
    profile = learn_profile(site, evidence)
    profiled = CLEANER.with_sites({} if profile is None else {site: profile})
    return Case(facts, pages, evidence, profile, [profiled.extract(page) for page in pages])


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


def test_there_is_a_profile_where_pages_show_one(case: Case) -> None:
    assert (case.profile is not None) == case.facts["profile"]


def test_lines_stay_and_go(case: Case) -> None:
    lost, stayed = [], []
    for result, evidence in zip(case.results, case.evidence, strict=True):
        for (block, verdict), was_kept in zip(result.blocks, evidence.kept, strict=True):
            if block.text in case.facts["keep"] and was_kept and not verdict.keep:
                lost.append((result.document.url, block.text, verdict))
            if block.text in case.facts["drop"] and verdict.keep:
                stayed.append((result.document.url, block.text, verdict))
    assert (lost, stayed) == ([], [])


def test_the_lines_that_may_be_lost_are_there_to_lose(case: Case) -> None:
    kept = {
        block.text
        for page, evidence in zip(case.results, case.evidence, strict=True)
        for (block, _), was_kept in zip(page.blocks, evidence.kept, strict=True)
        if was_kept
    }
    assert set(case.facts["keep"]) & kept or not case.facts["keep"]


def test_no_line_of_an_article_goes(case: Case) -> None:
    """What stands on one page alone, and stays without the profile, stays with it, unless it is
    chrome that the model did not see.
    """
    chrome = {to_line(text) for text in case.facts["drop"]}
    n_pages: dict[str, int] = {}
    for evidence in case.evidence:
        for line in set(evidence.lines):
            n_pages[line] = n_pages.get(line, 0) + 1
    for result, evidence in zip(case.results, case.evidence, strict=True):
        for line, before, verdict in zip(
            evidence.lines, evidence.kept, result.verdicts, strict=True
        ):
            may_go = n_pages[line] > 1 or line in chrome
            assert verdict.keep or not before or may_go, (line, verdict)


def test_a_redesign_is_noticed(case: Case) -> None:
    found = case.profile.redesigned if case.profile else None
    assert found == case.facts.get("redesigned")


def test_verdicts_name_the_profile_and_its_evidence(case: Case) -> None:
    if case.profile is None:
        pytest.skip("no profile")
    verdicts = [v for result in case.results for v in result.verdicts]
    by_site = [v for v in verdicts if v.by == By("site", case.profile.site)]
    assert by_site
    assert all(f"pages of {case.profile.site}" in v.reason for v in by_site)


def test_the_pages_fit_their_profile(case: Case) -> None:
    fits = {result.fits_profile for result in case.results}
    assert fits == ({None} if case.profile is None else {True})


@pytest.mark.parametrize("other", FOLDERS, ids=lambda folder: folder.name)
def test_a_profile_changes_nothing_on_another_site(case: Case, other: Path) -> None:
    if case.profile is None:
        pytest.skip("no profile")
    page = read_case(other).pages[0]
    if site_of(page) == case.profile.site:
        pytest.skip("its own site")
    profiled = CLEANER.with_sites({case.profile.site: case.profile})
    assert profiled.extract(page).verdicts == CLEANER.extract(page).verdicts
