"""The golden cases: each folder of fixtures/ is an input, what has to be left of it, and why.

case.toml: `why`, and if wanted `title`, `url`, `content_type`, `input` (path of a shared input,
from the folder), `removed` (lines that must be among the removed), `note`, `xfail`, and
`[options]`: `keep` and `drop` (roles added to and taken from the default ones), `mode`,
`keep_patterns`, `drop_patterns`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cleaner
from cleaner.options import Options
from cleaner.result import Result
from cleaner.types import Page
from tests.examples import ROOT

if TYPE_CHECKING:
    from cleaner.cleaning import Source

FIXTURES = ROOT / "fixtures"
FOLDERS = sorted(p for p in FIXTURES.iterdir() if "--" in p.name)
KEYS = {"why", "title", "url", "content_type", "input", "removed", "note", "xfail", "options"}
OPTION_KEYS = {"keep", "drop", "mode", "keep_patterns", "drop_patterns"}


@dataclass(frozen=True, eq=False)
class Case:
    """One folder, read; the same object for the whole session."""

    name: str
    path: Path
    page: Page
    options: Options
    expected: str
    facts: dict[str, Any]

    @property
    def topic(self) -> str:
        """What stands before `--` in the folder's name."""
        return self.name.partition("--")[0]

    @property
    def is_text(self) -> bool:
        """Whether the input is a text dump."""
        return self.path.suffix == ".txt"

    @property
    def is_hard(self) -> bool:
        """Whether the text is known to be wrong still."""
        return "xfail" in self.facts


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


@cache
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


@cache
def result_of(case: Case) -> Result:
    """What is made of the case, once for all tests of a process."""
    return extract(case, case.page)


def extract(case: Case, page: Source) -> Result:
    """What is made of another form of the case's page."""
    return cleaner.extract(page, options=case.options)
