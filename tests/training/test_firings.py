"""How often a rule fires on chrome and on content."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.facts import CorpusFacts
from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, PageRow
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet
from cleaner.training.firings import Corpus, count_firings, describe_firings
from cleaner.types import Role

SHARE = Rule("test.share", Role.SHARE, "why", phrases=("share this",))
HOME = Rule("test.home", Role.NAVIGATION, "why", phrases=("home",), sure=False)
BY = Rule("test.by", Role.BYLINE, "why", text="by ann.*")
RULES = RuleSet([SHARE, HOME, BY])
PROSE = "The ferry did not sail on Tuesday, because the wind had turned during the night."


def dumps(*lines: tuple[str, int]) -> DumpCorpus:
    text = "\n".join(line for line, _ in lines)
    row = DumpRow("d", "wet", text, tuple(label for _, label in lines))
    return DumpCorpus(Path("d.parquet"), "00", (row,))


def pages(scores_headline: bool, gold: str = PROSE) -> PageCorpus:
    html = f"<title>Home</title><h1>Home</h1><p>{PROSE}<p>Share this".encode()
    row = PageRow("p", html, gold, title="Home")
    facts = CorpusFacts(scores_headline=scores_headline)
    return PageCorpus(Path("p.parquet"), "11", (row,), facts)


def test_firings_on_chrome_and_on_content_are_counted() -> None:
    corpus = dumps(
        ("Home", 0), ("Share this", 0), ("Share this", 0), (PROSE, 1), ("Share this", 1),
        ("Share this", -1), ("Home", 1), ("By Ann", 0),
    )  # fmt: skip
    found = count_firings([corpus], RULES)
    assert [(one.rule, one.sure, one.blocks, one.content) for one in found] == [
        ("test.home", False, 2, 1),
        ("test.share", True, 3, 1),
        ("test.by", True, 1, 0),
    ]
    assert found[0].precision == 0.5
    assert [one.is_convention for one in found] == [False, False, True]


def test_headline_that_the_gold_leaves_out_is_no_chrome() -> None:
    assert [one.rule for one in count_firings([pages(False)], RULES)] == ["test.share"]
    assert [one.rule for one in count_firings([pages(True)], RULES)] == ["test.home", "test.share"]


def test_rows_are_counted_and_described() -> None:
    n_rows = 0

    def advance() -> None:
        nonlocal n_rows
        n_rows += 1

    read: list[Corpus] = [pages(False), dumps(("Share this", 0), ("By Ann", 0))]
    content = describe_firings(["rules", "measure"], read, count_firings(read, RULES, advance))
    assert n_rows == 2
    assert [corpus["file"] for corpus in content["corpora"]] == ["p.parquet", "d.parquet"]
    share, by = sorted(content["firings"], key=lambda one: str(one["precision"]))
    assert (share["rule"], share["precision"], share["blocks"]) == ("test.share", 1.0, 2)
    assert (by["rule"], by["precision"]) == ("test.by", None)
