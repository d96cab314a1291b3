"""Golden cases: what stays of each folder of fixtures/ is its expected.txt to the letter."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree, html

import cleaner
from cleaner.result import Result
from cleaner.types import Page, Role
from tests.support.cases import FIXTURES, FOLDERS, Case, extract, read_case, result_of


def params() -> list[Any]:
    """One parameter a folder; `xfail` in case.toml marks the known hard ones."""
    out = []
    for folder in FOLDERS:
        toml = folder / "case.toml"
        facts = tomllib.loads(toml.read_text(encoding="utf-8")) if toml.exists() else {}
        reason = facts.get("xfail")
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        out.append(pytest.param(folder, id=folder.name, marks=marks))
    return out


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def case(request: pytest.FixtureRequest) -> Case:
    """Each case in turn."""
    return read_case(request.param)


def diff(expected: str, got: str) -> str:
    """A unified diff of two texts, cut lines marked with - and added ones with +."""
    lines = difflib.unified_diff(
        expected.split("\n"), got.split("\n"), "expected", "got", lineterm="", n=1
    )
    return "\n".join(lines)


def explain(result: Result, expected: str) -> str:
    """The verdicts that the expectation contradicts, one a line."""
    out = []
    for block, verdict in result.blocks:
        wanted = block.text.strip() in expected
        if block.text.strip() and wanted != verdict.keep:
            what = "kept" if verdict.keep else "cut"
            out.append(f"{what} by {verdict.by} ({verdict.score:.2f}): {block.text[:60]!r}")
    return "\n".join(out[:20])


def is_subsequence(part: list[str], whole: list[str]) -> bool:
    """Whether `part`'s lines stand in `whole` in the same order."""
    rest = iter(whole)
    return all(line in rest for line in part)


def find_parts(line: str, parts: list[str]) -> list[str]:
    """The parts that the line holds, in its order."""
    return sorted((part for part in parts if part in line), key=line.index)


@pytest.mark.parametrize("folder", params())
def test_text_is_as_expected(folder: Path) -> None:
    case = read_case(folder)
    result = result_of(case)
    assert result.text == case.expected, (
        f"{case.facts['why']}\n{diff(case.expected, result.text)}\n{explain(result, case.expected)}"
    )
    if "title" in case.facts:
        assert result.title == case.facts["title"]
    gone = {" ".join(block.text.split()) for block, _ in result.removed}
    missing = [line for line in case.facts.get("removed", ()) if " ".join(line.split()) not in gone]
    assert not missing, f"not among the removed: {missing}"


def test_format_is_told_by_content(case: Case) -> None:
    if case.expected:
        assert result_of(case).document.format == ("text" if case.is_text else "html")


def test_one_verdict_for_each_block(case: Case) -> None:
    result = result_of(case)
    assert len(result.blocks) == len(result.document)
    assert [judged.block.index for judged in result.blocks] == list(range(len(result.document)))
    assert list(result.removed) == [judged for judged in result.blocks if not judged.verdict.keep]
    for _, verdict in result.blocks:
        assert str(verdict.by)
        assert verdict.reason
        assert 0.0 <= verdict.score <= 1.0
        assert isinstance(verdict.role, Role)


def test_dump_keeps_its_own_lines(case: Case) -> None:
    if not case.is_text:
        pytest.skip("a page, not a dump")
    result = result_of(case)
    source = re.split(r"\r\n?|\n", result.document.source)
    kept = [line for line in result.text.split("\n") if line]
    if any(result.document.joined):  # parts of lines
        source = [part for line in source for part in find_parts(line, kept)]
    assert is_subsequence(kept, source)
    assert "\n\n\n" not in result.text


def test_cleaning_again_removes_nothing(case: Case) -> None:
    if not case.is_text:
        pytest.skip("a page, not a dump")
    if case.is_hard:
        pytest.skip("a hard case, whose text is not clean yet")
    once = result_of(case).text
    again = extract(case, Page(once, format="text")).text
    assert again == once, diff(once, again)


def test_same_input_same_result(case: Case) -> None:
    again = extract(case, case.page)
    assert again.text == result_of(case).text
    assert again.blocks == result_of(case).blocks


def test_clean_is_the_text_of_extract(case: Case) -> None:
    assert cleaner.Cleaner(case.options).clean(case.page) == result_of(case).text


def test_caller_keeps_an_unchanged_tree(case: Case) -> None:
    if case.is_text or not case.expected:
        pytest.skip("no tree")
    tree = html.document_fromstring(case.page.content)
    before = etree.tostring(tree)
    extract(case, tree)
    assert etree.tostring(tree) == before


def test_caller_keeps_an_unchanged_soup(case: Case) -> None:
    if case.is_text or not case.expected:
        pytest.skip("no tree")
    soup = BeautifulSoup(case.page.content, "lxml")
    before = str(soup)
    extract(case, soup)
    assert str(soup) == before


def test_there_are_enough_cases() -> None:
    assert len(FOLDERS) >= 170


def test_every_fixture_is_a_case() -> None:
    stray = [p.name for p in FIXTURES.iterdir() if not p.is_dir()]
    assert not stray, f"not in a case's folder: {stray}"
    nameless = [p.name for p in FOLDERS if not (p / "case.toml").exists()]
    assert not nameless, f"without case.toml: {nameless}"
    oddly_named = [p.name for p in FOLDERS if "--" not in p.name]
    assert not oddly_named, f"not TOPIC--CASE: {oddly_named}"


def test_every_file_of_a_case_is_read() -> None:
    known = {"case.toml", "expected.txt", "input.html", "input.txt"}
    stray = [str(p.relative_to(FIXTURES)) for p in FIXTURES.glob("*--*/*") if p.name not in known]
    assert not stray
