from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
import re2

from cleaner.rules import Rule
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.types import Document

RULE_SET = load_rule_set()
RULES = RULE_SET.rules
DROP = [(rule, example) for rule in RULES for example in rule.drop]
KEEP = [(rule, example) for rule in RULES for example in rule.keep]


@cache
def alone(rule: Rule) -> RuleSet:
    return RuleSet([rule])


def name(value: object) -> str:
    return value.id if isinstance(value, Rule) else str(value)[:40]


def written_out(tokens: str) -> str:
    """A word that the pattern matches: one of its alternatives without operators."""
    for word in re.split(r"[|()?*+\[\]^$.]|\\w|\\b", tokens):
        if word and re2.fullmatch(tokens, word):
            return word
    raise AssertionError(f"write one alternative of {tokens!r} out in full")


@pytest.mark.parametrize(("rule", "example"), DROP, ids=name)
def test_rule_fires_on_its_drop_examples(
    rule: Rule, example: str, make_document: Callable[..., Document]
) -> None:
    tokens = [(written_out(rule.tokens),)] if rule.tokens else None
    document = make_document(example, tokens=tokens)
    assert alone(rule).match(document) == [rule]


@pytest.mark.parametrize(("rule", "example"), KEEP, ids=name)
def test_no_sure_rule_fires_on_a_keep_example(
    rule: Rule, example: str, make_document: Callable[..., Document]
) -> None:
    (found,) = RULE_SET.match(make_document(example))
    assert found is None or not found.sure, f"{found.id} fires on {example!r} of {rule.id}"


@pytest.mark.parametrize(("rule", "example"), DROP, ids=name)
def test_drop_example_goes_whatever_other_rules_there_are(
    rule: Rule, example: str, make_document: Callable[..., Document]
) -> None:
    tokens = [(written_out(rule.tokens),)] if rule.tokens else None
    (found,) = RULE_SET.match(make_document(example, tokens=tokens))
    assert found is not None
    assert found.sure or not rule.sure
