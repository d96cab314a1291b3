from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.labels.entries import Label, format_entry
from cleaner.rules import Rule, load_rules
from cleaner.rules.match import RuleSet
from cleaner.rules.pages.load import PageRule, load_page_rules
from cleaner.rules.pages.match import PageRules
from cleaner.types import Role
from tests.cli.conftest import Cleaner
from tests.training.build import write_dumps


@pytest.fixture(scope="module")
def all_rules() -> tuple[Rule, ...]:
    return load_rules()


@pytest.fixture(scope="module")
def page_rules() -> tuple[PageRule, ...]:
    return load_page_rules()


def listed(cli: Cleaner, *arguments: str) -> list[list[str]]:
    run = cli("rules", "list", *arguments)
    assert run.exit_code == 0
    return [line.split("\t") for line in run.stdout.splitlines()]


def test_list_has_every_rule_once(
    cli: Cleaner, all_rules: tuple[Rule, ...], page_rules: tuple[PageRule, ...]
) -> None:
    expected = [(rule.id, str(rule.role)) for rule in all_rules]
    expected += [(rule.id, str(rule.kind)) for rule in page_rules]
    assert [(rule_id, about) for rule_id, about, _, _ in listed(cli)] == expected


def test_list_can_be_narrowed(cli: Cleaner, all_rules: tuple[Rule, ...]) -> None:
    expected = [r.id for r in all_rules if r.role == "consent" and "de" in r.languages]
    assert expected
    assert [row[0] for row in listed(cli, "--role", "consent", "--language", "de")] == expected


def test_list_can_be_narrowed_to_a_kind_of_page(
    cli: Cleaner, page_rules: tuple[PageRule, ...]
) -> None:
    expected = [r.id for r in page_rules if r.kind == "consent" and "de" in r.languages]
    assert expected
    assert [row[0] for row in listed(cli, "--page-kind", "consent", "--language", "de")] == expected


def test_that_there_is_no_such_rule_is_said(cli: Cleaner) -> None:
    run = cli("rules", "list", "--language", "klingon")
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.stderr == "cleaner: there is no such rule\n"


def test_no_rule_is_about_a_role_and_about_a_kind_of_page(cli: Cleaner) -> None:
    run = cli("rules", "list", "--role", "consent", "--page-kind", "consent")
    assert (run.exit_code, "give one of them" in run.stderr) == (2, True)


def test_show_tells_all_that_a_rule_says(cli: Cleaner, all_rules: tuple[Rule, ...]) -> None:
    for rule in (all_rules[0], all_rules[-1]):
        shown = cli("rules", "show", rule.id).stdout
        parts = (rule.id, rule.role, rule.why, *rule.drop, *rule.keep, *rule.phrases)
        assert all(part in shown for part in parts)


def test_show_tells_all_that_a_rule_on_pages_says(
    cli: Cleaner, page_rules: tuple[PageRule, ...]
) -> None:
    for rule in page_rules:
        shown = cli("rules", "show", rule.id).stdout
        parts = (rule.id, rule.kind, rule.why, f"{rule.probability}", f"{rule.max_rest}")
        patterns = (*rule.titles, *rule.texts, *rule.beside, *rule.markup)
        examples = [page.replace("\n", r"\n") for page in (*rule.told, *rule.spared)]
        assert all(part in shown for part in (*parts, *patterns, *examples))
        assert ("\n  ends " in shown) == rule.ends
        assert ("\n  max_seen " in shown) == (rule.max_seen is not None)


def test_rules_on_blocks_and_on_pages_are_shown_together(cli: Cleaner) -> None:
    shown = cli("rules", "show", "comments.leave-a-reply", "page.empty.no-text").stdout
    assert [part.split("\n")[0] for part in shown.split("\n\n")] == [
        "comments.leave-a-reply",
        "page.empty.no-text",
    ]


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


def test_without_a_text_the_examples_of_rules_on_pages_are_tried(
    cli: Cleaner, page_rules: tuple[PageRule, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty,) = (rule for rule in page_rules if rule.kind == "empty")
    wrong = replace(empty, told=empty.spared, spared=empty.told)
    monkeypatch.setattr("cleaner.rules.pages.match.load_page_rule_set", lambda: PageRules([wrong]))
    run = cli("rules", "test")
    assert run.exit_code == 1
    assert run.stdout.splitlines() == [
        f"page.empty.no-text\tdoes not fire on\t{empty.spared[0]}",
        f"page.empty.no-text\tfires on\t{empty.told[0]}",
    ]


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


def test_labels_of_people_become_rules(cli: Cleaner, tmp_path: Path) -> None:
    labels, fixtures = tmp_path / "labels.jsonl", tmp_path / "fixtures"
    said = {"Warm the lamp": Role.ADVERT, "Light the lamp": Role.ADVERT, "So": Role.PARAGRAPH}
    entries = [Label("/d", "1", i, *one) for i, one in enumerate(said.items())]
    labels.write_bytes(b"".join(map(format_entry, entries)))
    (fixtures / "harm").mkdir(parents=True)
    (fixtures / "harm" / "lamps--en.txt").write_text("Light the lamp!\n\nIt is dark.\n")
    result = cli("rules", "suggest", "--labels", labels, "--fixtures", fixtures)
    assert result.exit_code == 0, result.output
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "advert.toml").write_text(result.stdout)
    (rule,) = load_rules(tmp_path / "rules")
    assert rule.phrases == ("warm the lamp",)
    first, *left = result.stderr.splitlines()[:3]
    assert first == "cleaner: suggested rules: 1, from 1 of 3 labels"
    assert set(left) == {
        "cleaner:   not taken, 1: a rule on it would drop text that stays",
        "cleaner:   not taken, 1: content: the suggestions are held against them",
    }
    assert "held against texts that stay: 1 of labels, 2 of fixtures, " in result.stderr
    refused = cli("rules", "suggest", "--labels", labels, "--fixtures", tmp_path / "rules")
    assert refused.exit_code == 2
    assert "has neither cases" in refused.stderr
