"""Both paths make the same of fixtures and of mutated input."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cleaner
from cleaner import Page
from cleaner.compiled import which
from tests.compiled import fuzz
from tests.compiled.extension import SEAMS
from tests.compiled.fuzz import compare, differences, make_pages, work
from tests.support.cases import FOLDERS, read_case

SEED = 22
N_INPUTS = 50
"""Of a test."""
needs_extensions = pytest.mark.skipif(
    which() == "pure", reason="the extensions are not built, or CLEANER_PURE is 1"
)


@needs_extensions
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_fixtures(folder: Path) -> None:
    assert not list(differences(read_case(folder).page))


@needs_extensions
@pytest.mark.parametrize("first", range(0, 400, N_INPUTS))
def test_mutated_input(first: int) -> None:
    assert not compare(make_pages(SEED, range(first, first + N_INPUTS))).different


def test_every_module_with_an_extension_can_be_compared() -> None:
    asks = re.compile(r'= (compiled\.)?load\("')
    paths = sorted(Path(str(cleaner.__file__)).parent.rglob("*.py"))
    users = [path for path in paths if asks.search(path.read_text(encoding="utf-8"))]
    assert users == sorted(Path(str(module.__file__)) for module in SEAMS)


def test_a_difference_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [work(Page(text)) for text in ("The ferry sailed late.", "The ferry did not sail.")]
    monkeypatch.setattr(fuzz, "work", lambda page: made.pop())
    told = [difference.partition(":")[0] for difference in differences(Page(""))]
    assert told[:3] == ["source", "text", "visible"]


def test_an_error_of_one_path_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [work(Page("The ferry sailed late.")), work(Page(bytes(1000)))]
    monkeypatch.setattr(fuzz, "work", lambda page: made.pop())
    assert ["one fails" in difference for difference in differences(Page(""))] == [True]
