"""What the list says of a record, and how doubtful it finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.cleaning import extract
from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.task import Task
from cleaner.dumps.run.run import RunOptions, run
from cleaner.dumps.write.formats import make_writer
from cleaner.engines.local import LocalEngine
from cleaner.review.compare import compare
from cleaner.review.doubt import find_doubts, find_middle, rate_record
from cleaner.review.judging import open_sources
from cleaner.review.keys import LETTERS, OTHERS
from cleaner.review.viewing import BlockView
from cleaner.types import By, Page, Role, Verdict
from tests.review.sample import newspaper, write_records

MODEL, RULE = By("model", "m"), By("rule", "share.follow")


def verdict(score: float, keep: bool, by: By = MODEL) -> Verdict:
    return Verdict(Role.PARAGRAPH if keep else Role.OTHER, keep, score, by, "")


def test_a_block_is_the_more_doubtful_the_nearer_it_is_to_the_middle() -> None:
    verdicts = [verdict(s, s >= 0.5) for s in (0.02, 0.3, 0.45, 0.55, 0.8, 0.99)]
    assert find_middle(verdicts) == pytest.approx(0.5)
    doubts = find_doubts(verdicts)
    assert doubts[0] < doubts[1] < doubts[2]
    assert doubts[3] > doubts[4] > doubts[5]
    assert doubts[2] > 0.8


def test_a_rule_is_doubtful_where_the_model_is_of_another_opinion() -> None:
    sure = [verdict(0.01, False), verdict(0.99, True)]
    agrees, differs = verdict(0.02, False, RULE), verdict(0.97, False, RULE)
    assert find_doubts([*sure, agrees])[2] == 0
    assert find_doubts([*sure, differs])[2] > 0.9
    assert find_doubts([*sure, verdict(0.97, False, By("option", "drop"))])[2] == 0
    assert find_doubts([*sure, verdict(0.97, False, By("markup"))])[2] == 0


@pytest.mark.parametrize("keep", [True, False])
def test_pages_on_which_all_stays_or_goes_have_a_middle(keep: bool) -> None:
    assert 0 < find_middle([verdict(score, keep) for score in (0.0, 1.0)]) < 1
    assert 0 < find_middle([]) < 1


def test_a_wall_is_as_sure_as_its_rule_though_nothing_is_kept() -> None:
    page = "<h1>404</h1><p>Page not found</p><p>The page you are looking for does not exist.</p>"
    result = extract(Page(page))
    assert result.page.kind == "error"
    assert rate_record(result, find_doubts(result.verdicts)) < 0.5


def test_the_output_of_a_run_stands_for_what_it_read(tmp_path: Path) -> None:
    records = write_records(tmp_path / "in.jsonl", *newspaper())
    out = tmp_path / "out"
    task = Task(BatchCleaner(), make_writer("jsonl"))
    run(RunOptions([str(records)], task, LocalEngine(1)), out)
    assert [source.url for source in open_sources([str(out)])] == [str(records)]
    assert [source.url for source in open_sources([str(records)])] == [str(records)]


def test_each_role_but_the_hidden_has_a_letter_that_is_no_other_key() -> None:
    assert set(LETTERS.values()) == set(Role) - {Role.HIDDEN}
    assert not set(LETTERS) & set(OTHERS)
    assert all(len(key) == 1 and key.isascii() and key.islower() for key in LETTERS)


def test_runs_of_what_is_the_same_are_counted() -> None:
    ours = [
        BlockView(i, f"{i}", Role.PARAGRAPH, True, 0.5, "model:m", "", 0.0, 0, False)
        for i in range(6)
    ]
    theirs = [*ours]
    theirs[2] = BlockView(2, "2", Role.SHARE, False, 0.5, "model:m", "", 0.0, 0, False)
    shown = [(d.ours.place if d.ours else None, d.n_same) for d in compare(ours, theirs)]
    assert shown == [(None, 2), (2, 0), (None, 3)]
