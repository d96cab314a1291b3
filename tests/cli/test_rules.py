from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.rules import Rule, load_rules
from cleaner.rules.match import RuleSet
from cleaner.types import Role
from tests.cli.conftest import Cleaner
from tests.training.build import write_dumps


@pytest.fixture(scope="module")
def all_rules() -> tuple[Rule, ...]:
    return load_rules()


def test_list_has_every_rule_once(cli: Cleaner, all_rules: tuple[Rule, ...]) -> None:
    run = cli("rules", "list")
    assert run.exit_code == 0
    assert [line.split("\t")[0] for line in run.stdout.splitlines()] == [r.id for r in all_rules]


def test_list_can_be_narrowed(cli: Cleaner, all_rules: tuple[Rule, ...]) -> None:
    lines = cli("rules", "list", "--role", "consent", "--language", "de").stdout.splitlines()
    expected = [r.id for r in all_rules if r.role == "consent" and "de" in r.languages]
    assert expected
    assert [line.split("\t")[0] for line in lines] == expected


def test_show_tells_all_that_a_rule_says(cli: Cleaner, all_rules: tuple[Rule, ...]) -> None:
    for rule in (all_rules[0], all_rules[-1]):
        shown = cli("rules", "show", rule.id).stdout
        parts = (rule.id, rule.role, rule.why, *rule.drop, *rule.keep, *rule.phrases)
        assert all(part in shown for part in parts)


def test_an_unknown_rule_is_wrong_usage(cli: Cleaner) -> None:
    run = cli("rules", "show", "no.such")
    assert run.exit_code == 2
    assert "no rule 'no.such'" in run.stderr


def test_texts_are_tried(cli: Cleaner) -> None:
    run = cli("rules", "test", "Leave a Reply", "Please leave a reply to my letter.")
    first, second = run.stdout.splitlines()
    assert first.startswith("comments.")
    assert first.endswith("\tLeave a Reply")
    assert second == "-\tPlease leave a reply to my letter."
    assert run.exit_code == 0


def test_no_rule_at_all_is_exit_code_1(cli: Cleaner) -> None:
    assert cli("rules", "test", "The canal was opened in May.").exit_code == 1


def test_without_a_text_the_rules_own_examples_are_tried(
    cli: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = cli("rules", "test")
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.stderr.rstrip().endswith(" 0 failed")
    wrong = Rule("x.y", Role.OTHER, "why", phrases=("Boats",), drop=("Ships",), keep=("Boats",))
    monkeypatch.setattr("cleaner.rules.match.load_rule_set", lambda: RuleSet([wrong]))
    run = cli("rules", "test")
    assert run.exit_code == 1
    assert run.stdout.splitlines() == ["x.y\tdoes not fire on\tShips", "x.y\tfires on\tBoats"]
    assert run.stderr.rstrip().endswith(" 2 failed")


def test_rules_are_measured(cli: Cleaner, tmp_path: Path) -> None:
    pytest.importorskip("rapidfuzz")
    corpus = write_dumps(tmp_path / "dumps.parquet", 2)
    run = cli("rules", "measure", str(corpus), "--json", str(tmp_path / "rules.json"))
    assert run.exit_code == 0
    row = next(line for line in run.stdout.splitlines() if "legal." in line)
    content = json.loads((tmp_path / "rules.json").read_text(encoding="utf-8"))
    (imprint,) = (one for one in content["firings"] if one["role"] == "legal")
    assert (imprint["blocks"], imprint["content"], imprint["precision"]) == (2, 0, 1.0)
    assert row.split()[:6] == [imprint["rule"], "legal", "sure", "2", "0", "1.000"]
