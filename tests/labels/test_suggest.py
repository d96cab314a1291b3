"""What people say of blocks becomes rules that drop nothing that stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.labels.entries import Entry, Label, format_entry
from cleaner.labels.file import read_labels
from cleaner.labels.kept import kept_by_fixtures, kept_by_labels, kept_by_rules
from cleaner.labels.pages import LabelledBlock, LabelledPage, hash_text
from cleaner.labels.suggest import (
    HARMFUL,
    HIDDEN,
    KNOWN,
    SILENT,
    STAYS,
    format_rule,
    suggest_rules,
)
from cleaner.labels.taken import NO_WORD, PLACEHOLDER
from cleaner.options import Options
from cleaner.rules import load_rules
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.segment import segment
from cleaner.types import Page, Role

KEPT = (
    "Warm the harbour lamp before you read.",
    "The harbour lamp was lit in 1851.",
    "Nobody saw the lamp.",
    *kept_by_rules(load_rule_set().rules),
)


def say(text: str, role: Role, site: str, number: int = 0) -> Label:
    return Label("/d.jsonl", f"{site}{number}", number, text, role, site=site)


def fires(rules: RuleSet, text: str) -> bool:
    return any(rules.match(segment(Page(text, format="text"), Options())))


def test_a_rule_has_its_examples_and_is_read_as_one(tmp_path: Path) -> None:
    texts = (
        "Warm the  harbour lamp ➔",
        "Become lamp friend no. 4711",
        'Read "Lamp\\day" \x7f weekly',
    )
    labels = [say(text, Role.ADVERT, site) for text in texts for site in ("a.example", "b.example")]
    labels.append(say("Light your lamp with us today", Role.ADVERT, "a.example"))
    found, taken = suggest_rules(labels, KEPT)
    assert (taken.n_taken, taken.left) == (7, {})
    (tmp_path / "advert.toml").write_text("\n".join(map(format_rule, found)), encoding="utf-8")
    sure, hint = load_rules(tmp_path)
    assert (sure.role, sure.sure, hint.sure) == (Role.ADVERT, True, False)
    assert set(hint.drop) == {"Light your lamp with us today"}
    for rule in (sure, hint):
        assert all(fires(RuleSet([rule]), text) for text in rule.drop)
        assert not any(fires(RuleSet([rule]), text) for text in KEPT)
        assert len(rule.keep) > 2
    assert "The harbour lamp was lit in 1851." in sure.keep
    assert fires(RuleSet([sure]), "become LAMP friend no. 12")


@pytest.mark.parametrize(
    ("text", "role", "reason"),
    [
        ("Accept all cookies", Role.CONSENT, KNOWN),
        ("warm the harbour lamp before you read", Role.ADVERT, HARMFUL),
        ("The harbour lamp was lit in 1066", Role.SHARE, HARMFUL),
        ("The lamp was lit. " * 40, Role.ADVERT, SILENT),
        ("By {name}", Role.BYLINE, PLACEHOLDER),
        ("… 12", Role.SHARE, NO_WORD),
        ("The lamp was lit", Role.QUOTE, STAYS),
        ("The lamp was lit", Role.HIDDEN, HIDDEN),
    ],
)
def test_what_makes_no_rule_is_told(text: str, role: Role, reason: str) -> None:
    labels = [say(text, role, "a.example"), say(text, role, "b.example")]
    found, taken = suggest_rules(labels, KEPT)
    assert list(found) == []
    assert taken.left == {reason: 2}


def test_one_bad_phrase_does_not_spoil_the_others() -> None:
    texts = ("Nobody saw the lamp", "Lamp shop of the month")
    found, taken = suggest_rules([say(text, Role.ADVERT, "a.example") for text in texts], KEPT)
    assert [suggestion.rule.phrases for suggestion in found] == [("lamp shop of the month",)]
    assert taken.left == {HARMFUL: 1}


def test_text_stays_by_labels_by_pages_that_were_seen_and_by_fixtures(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>Home<p>The lamp was lit.<p>Lamps & more")
    said = {"Home": "navigation", "The lamp was lit.": "content", "Lamps & more": "advert"}
    blocks = tuple(LabelledBlock(hash_text(text), role, role) for text, role in said.items())
    seen = LabelledPage(str(page), "page.html", blocks, id="p")
    entries: list[Entry] = [say("Lit!", Role.HEADING, "a"), say("Go", Role.SHARE, "a"), seen]
    gone = replace(seen, source=str(tmp_path / "gone.html"), id="q")
    path = tmp_path / "labels.jsonl"
    path.write_bytes(b"".join(format_entry(entry) for entry in (*entries, gone)))
    why = Counter[str]()
    assert list(kept_by_labels(read_labels(path), why)) == ["Lit!", "The lamp was lit."]
    assert why.total() == 1
    fixtures = list(kept_by_fixtures(Path(__file__).parents[2] / "fixtures"))
    assert len(fixtures) > 1000
