"""From a wrong verdict to better cleaning: corrected in a browser, and right ever after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main
from cleaner.labels.file import read_labels
from cleaner.options import Options
from cleaner.rules import load_rules
from cleaner.rules.match import RuleSet
from cleaner.segment import segment
from cleaner.types import Page
from tests.review.sample import CLUB_LINE, SITE, newspaper
from tests.review.support import Eyes, start_review, wait

pytestmark = pytest.mark.slow


def test_a_correction_is_used_by_all_that_comes_after(
    eyes: Eyes, labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    *known, new = newspaper()
    for name, records in (("known.jsonl", known), ("new.jsonl", [new])):
        (tmp_path / name).write_text("\n".join(map(json.dumps, records)))
    correct(eyes, labels)
    before = evaluate(labels, tmp_path / "before.json")
    assert before["keep"] == {"n": 1, "share": 0.0}
    assert before["changes"]["keep"]["wrong"] == 1

    # a line of the profile: the next run, and a new page of the site
    profiles, out = tmp_path / "profiles", tmp_path / "out"
    learned = cli("sites", "learn", "--labels", labels, "-o", profiles)
    assert "new lines by hand: 1 (sites: 1), from 1 of 1 labels" in learned.stderr
    run = cli("run", "known.jsonl", "new.jsonl", "-o", out, "--sites", profiles)
    assert run.exit_code == 0, run.output
    texts = [
        json.loads(line)["text"]
        for path in sorted((out / "records").iterdir())
        for line in path.read_text().splitlines()
    ]
    assert len(texts) == 6
    assert all("voted" in text or "harbour" in text or "salt" in text.lower() for text in texts[:2])
    assert not any(CLUB_LINE in text for text in texts)
    after = evaluate(labels, tmp_path / "after.json", "--sites", profiles)
    assert after["keep"] == {"n": 1, "share": 1.0}
    assert after["changes"]["keep"]["mended"] == 1

    # a rule, which says so of any site
    suggested = cli("rules", "suggest", "--labels", labels)
    assert suggested.exit_code == 0, suggested.output
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "other.toml").write_text(suggested.stdout)
    rules = RuleSet(load_rules(tmp_path / "rules"))
    assert rules.match(segment(Page(CLUB_LINE, format="text"), Options()))[0] is not None


def test_a_correction_is_a_label_to_train_on(
    eyes: Eyes, labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("rapidfuzz")
    from cleaner.training.by_hand import make_examples_by_hand

    monkeypatch.chdir(tmp_path)
    (tmp_path / "known.jsonl").write_text("\n".join(map(json.dumps, newspaper())))
    correct(eyes, labels)
    examples, taken = make_examples_by_hand(read_labels(labels), [])
    (example,) = examples["html"]
    assert sorted(example.labels.tolist(), reverse=True)[0] == 0
    assert example.labels.tolist().count(0) == 1
    assert example.sites == (SITE,)
    assert taken.n_taken == 1


def correct(eyes: Eyes, labels: Path) -> None:
    """Say in the browser that the line is no article, on no page of the site."""
    with start_review("known.jsonl", "--labels", labels) as review:
        review.wait_for(len(Path("known.jsonl").read_text().splitlines()))
        eyes.open_record(review, "lamp")
        items = eyes.all(".blocks li[data-place]")
        (item,) = [item for item in items if "Courier Club" in item.text]
        assert "stays" in item.text
        item.find_element("css selector", ".text").click()
        eyes.press("x")
        eyes.hears("other, goes")
        eyes.press("+")
        eyes.hears("So are all")
        wait(lambda: any(label.everywhere for label in read_labels(labels).standing.labels))


def cli(*arguments: object) -> Result:
    """What the command gives in this process."""
    return CliRunner().invoke(main, list(map(str, arguments)))


def evaluate(labels: Path, path: Path, *more: object) -> dict[str, Any]:
    """What is measured against the labels."""
    result = cli("evaluate", "--labels", labels, "--json", path, *more)
    assert result.exit_code == 0, result.output
    (measured,) = json.loads(path.read_text())["corpora"]
    return dict(measured)
