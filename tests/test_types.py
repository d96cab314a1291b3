"""The values that travel down the line."""

from __future__ import annotations

import pickle
from typing import get_args

import pytest

from cleaner.types import By, Judge, Role, Verdict


@pytest.mark.parametrize("kind", get_args(Judge))
@pytest.mark.parametrize("name", ["", "consent.accept-all", "example.org", "a:b"])
def test_who_decided_is_read_from_its_text(kind: Judge, name: str) -> None:
    by = By(kind, name)
    assert By.read(str(by)) == by


def test_who_decided_is_one_word_or_a_kind_with_a_name() -> None:
    assert str(By("copy")) == f"{By('copy')}" == "copy"
    assert str(By("site", "example.org")) == "site:example.org"


def test_verdicts_by_one_judge_pickle_small() -> None:
    by = By("model", "html-blocks")
    few, many = (
        len(pickle.dumps([Verdict(Role.OTHER, False, i / 8, by, "a reason") for i in range(n)]))
        for n in (10, 110)
    )
    assert many - few < 100 * 30
