"""Golden cases: each folder of fixtures/ is an input, what has to be left of it, and why.

case.toml: `why`, and if wanted `title`, `url`, `content_type`, `input` (path of a shared input,
from the folder), `removed` (lines that must be among the removed), `note`, `xfail`, and
`[options]`: `keep` and `drop` (roles added to and taken from the default ones), `mode`,
`keep_patterns`, `drop_patterns`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner.options import Options
from cleaner.types import Page, Role

FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLDERS = sorted(p for p in FIXTURES.iterdir() if "--" in p.name)
KEYS = {"why", "title", "url", "content_type", "input", "removed", "note", "xfail", "options"}
OPTION_KEYS = {"keep", "drop", "mode", "keep_patterns", "drop_patterns"}


@dataclass(frozen=True)
class Case:
    """One folder, read."""

    name: str
    path: Path
    page: Page
    options: Options
    expected: str
    facts: dict[str, Any]

    @property
    def is_text(self) -> bool:
        """Whether the input is a text dump."""
        return self.path.suffix == ".txt"


def read_options(given: dict[str, Any]) -> Options:
    """The default options, varied as case.toml says."""
    assert set(given) <= OPTION_KEYS, f"unknown options {sorted(set(given) - OPTION_KEYS)}"
    return Options(**given)


def find_input(folder: Path, facts: dict[str, Any]) -> Path:
    """The one input of a case: input.html, input.txt, or what case.toml names."""
    if "input" in facts:
        return (folder / str(facts["input"])).resolve(strict=True)
    found = [p for p in (folder / "input.html", folder / "input.txt") if p.exists()]
    assert len(found) == 1, f"{folder.name}: {len(found)} inputs; it needs one"
    return found[0]


def read_case(folder: Path) -> Case:
    """The case in a folder; missing or unknown parts are assertion errors."""
    toml = folder / "case.toml"
    assert toml.exists(), f"{folder.name} has no case.toml"
    facts = tomllib.loads(toml.read_text(encoding="utf-8"))
    assert facts.get("why"), f"{folder.name}: case.toml has no `why`"
    assert set(facts) <= KEYS, f"{folder.name}: unknown keys {sorted(set(facts) - KEYS)}"
    path = find_input(folder, facts)
    expected_file = folder / "expected.txt"
    assert expected_file.exists(), f"{folder.name} has no expected.txt"
    expected = expected_file.read_bytes().decode("utf-8").rstrip("\n")
    assert expected or folder.name.startswith("empty--"), (
        f"{folder.name}: expected.txt is empty; only a case of the topic `empty` may say so"
    )
    page = Page(path.read_bytes(), url=facts.get("url"), content_type=facts.get("content_type"))
    return Case(folder.name, path, page, read_options(facts.get("options", {})), expected, facts)


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


@pytest.fixture(params=[pytest.param(f, id=f.name) for f in FOLDERS])
def case(request: pytest.FixtureRequest) -> Case:
    """Each case in turn."""
    return read_case(request.param)


def extract(case: Case, page: Any = None) -> Any:
    """The Result of a case's page, or of another form of it."""
    return cleaner.extract(case.page if page is None else page, options=case.options)


def diff(expected: str, got: str) -> str:
    """A unified diff of two texts, cut lines marked with - and added ones with +."""
    lines = difflib.unified_diff(
        expected.split("\n"), got.split("\n"), "expected", "got", lineterm="", n=1
    )
    return "\n".join(lines)


def explain(result: Any, expected: str) -> str:
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
    result = extract(case)
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
        assert extract(case).document.format == ("text" if case.is_text else "html")


def test_one_verdict_for_each_block(case: Case) -> None:
    result = extract(case)
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
    result = extract(case)
    source = re.split(r"\r\n?|\n", result.document.source)
    kept = [line for line in result.text.split("\n") if line]
    if -1 in result.document.blank_before:  # parts of lines
        source = [part for line in source for part in find_parts(line, kept)]
    assert is_subsequence(kept, source)
    assert "\n\n\n" not in result.text


def test_cleaning_again_removes_nothing(case: Case) -> None:
    if not case.is_text:
        pytest.skip("a page, not a dump")
    if "xfail" in case.facts:
        pytest.skip("a hard case, whose text is not clean yet")
    once = extract(case).text
    again = extract(case, Page(once, format="text")).text
    assert again == once, diff(once, again)


def test_same_input_same_result(case: Case) -> None:
    first, second = extract(case), extract(case)
    assert first.text == second.text
    assert first.blocks == second.blocks


def test_clean_is_the_text_of_extract(case: Case) -> None:
    assert cleaner.Cleaner(case.options).clean(case.page) == extract(case).text


def test_caller_keeps_an_unchanged_tree(case: Case) -> None:
    if case.is_text or not case.expected:
        pytest.skip("no tree")
    etree = pytest.importorskip("lxml.etree")
    html = pytest.importorskip("lxml.html")
    tree = html.document_fromstring(case.page.content)
    before = etree.tostring(tree)
    extract(case, tree)
    assert etree.tostring(tree) == before


def test_caller_keeps_an_unchanged_soup(case: Case) -> None:
    if case.is_text or not case.expected:
        pytest.skip("no tree")
    bs4 = pytest.importorskip("bs4")
    soup = bs4.BeautifulSoup(case.page.content, "lxml")
    before = str(soup)
    extract(case, soup)
    assert str(soup) == before


def test_there_are_enough_cases() -> None:
    assert len(FOLDERS) >= 60


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
