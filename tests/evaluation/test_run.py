"""Runs and their summaries, with a made-up cleaner."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import cast

import pytest

from cleaner.corpora.rows import PageCorpus, PageRow
from cleaner.errors import CorpusError
from cleaner.evaluation.peers import Output, System
from cleaner.evaluation.record import describe_machine, describe_run
from cleaner.evaluation.run import (
    SUBJECT,
    Fold,
    Scored,
    evaluate_dumps,
    evaluate_pages,
    list_errors,
    worst_rows,
)
from cleaner.evaluation.summary import (
    DumpReport,
    summarize_dumps,
    summarize_pages,
)
from cleaner.types import Page
from tests.evaluation.build import FACTS, StubCleaner, lead, make_dumps, make_pages, measure_corpus


def fail_on_second(page: Page) -> Output:
    if "x y" in str(page.content):
        raise ValueError("no tree")
    return lead(page)


def test_part_of_the_corpus_is_scored() -> None:
    body = evaluate_pages(make_pages("body"), [(None, StubCleaner())], {})
    text = evaluate_pages(make_pages("text"), [(None, StubCleaner())], {})
    assert body.outputs == ("a b c d", "a b x y", "ä")
    assert text.outputs == ("Head\na b c d", "Head\na b x y", "Head\nä")
    # 4 of 5 words with the headline: F1 = 2 * 4/5 / (9/5) = 8/9
    assert [outcome.score.f1 for outcome in body.outcomes[SUBJECT]] == [1.0, 0.5, 1.0]
    assert text.outcomes[SUBJECT][0].score.f1 == pytest.approx(8 / 9)


def test_systems_get_decoded_pages_one_after_the_other() -> None:
    calls: list[str] = []

    def make_peer(name: str) -> System:
        def peer(page: Page) -> Output:
            assert isinstance(page.content, str)
            calls.append(name)
            return Output("", "")

        return peer

    cleaner = StubCleaner()
    evaluate_pages(make_pages(), [(None, cleaner)], {"a": make_peer("a"), "b": make_peer("b")})
    # the first row once unmeasured, then each row with another system ahead
    assert cleaner.seen == ["Head\na b c d", "Head\na b c d", "Head\na b x y", "Head\nä"]
    assert calls == ["a", "b", "a", "b", "a", "b", "b", "a"]


def test_a_failure_is_counted_and_scored_as_empty() -> None:
    run = evaluate_pages(make_pages(), [(None, StubCleaner())], {"lead": fail_on_second})
    outcome = run.outcomes["lead"][1]
    assert (outcome.is_empty, outcome.error, outcome.score.f1) == (True, "ValueError: no tree", 0.0)
    assert list_errors(run) == ["lead failed on p2: ValueError: no tree"]
    cost = summarize_pages(run).costs["lead"]
    assert (cost.n_failed, cost.n_empty) == (1, 1)


def test_each_fold_measures_its_own_rows() -> None:
    folds: list[Fold] = [
        (frozenset({"p1", "p3"}), StubCleaner(" one")),
        (frozenset({"p2"}), StubCleaner(" two")),
    ]
    n_rows = 0

    def advance() -> None:
        nonlocal n_rows
        n_rows += 1

    run = evaluate_pages(make_pages(), folds, {"lead": lead}, advance)
    assert [row.id for row in run.rows] == ["p1", "p3", "p2"]
    assert run.outputs == ("a b c d one", "ä one", "a b x y two")
    assert len(run.outcomes["lead"]) == n_rows == 3


def test_rows_of_folds_that_are_not_asked_for_are_left_out() -> None:
    measurement = measure_corpus(make_pages(), [(frozenset({"p2"}), StubCleaner())], {})
    assert measurement.rows.ids == ("p2",)
    with pytest.raises(CorpusError, match="no row is in a fold"):
        measure_corpus(make_pages(), [(frozenset({"p9"}), StubCleaner())], {})


def test_page_summary() -> None:
    run = evaluate_pages(make_pages(), [(None, StubCleaner())], {"lead": lead})
    numbers = summarize_pages(run)
    summary = numbers.systems[SUBJECT]
    assert summary.n_pages == 3
    # pages: 1, 1/2, 1
    assert summary.word_f1 == pytest.approx(5 / 6)
    # shingles: 1, 0, 1 of one each
    assert (summary.shingle_precision, summary.shingle_recall) == pytest.approx((2 / 3, 2 / 3))
    # "c d" on p1 and "b" on p2 of three; no "head" in a body
    assert (summary.snippet_recall, summary.snippet_precision) == pytest.approx((2 / 3, 1.0))
    assert summary.must_not_rate == 0.0
    lead_summary = numbers.systems["lead"]
    assert (lead_summary.snippet_recall, lead_summary.snippet_precision) == (0.0, 0.0)
    assert lead_summary.must_not_rate == 1.0
    assert numbers.word_f1 == {
        "page_type": {
            "article": {SUBJECT: 1.0, "lead": 0.0},
            "forum": {SUBJECT: 0.5, "lead": 0.0},
        }
    }
    assert numbers.group_sizes == {"page_type": {"article": 2, "forum": 1}}


def test_titles_of_articles_and_comments() -> None:
    rows = (
        PageRow("p1", b"Head\na b c d", "a b c d", page_type="article", title="HEAD"),
        PageRow("p2", b"Head\na b c d", "a b c d", page_type="article", title="Tail"),
        PageRow("p3", b"Head\na b c d", "a b c d", page_type="forum", title="Tail"),
        PageRow("p4", b"x\na b c d\ne f g h", "a b c d", page_type="article",
                comments="e f g h"),
    )  # fmt: skip
    corpus = PageCorpus(Path("bread.parquet"), "00", rows, FACTS["body"])
    run = evaluate_pages(corpus, [(None, StubCleaner())], {"lead": lead})
    systems = summarize_pages(run).systems
    assert systems[SUBJECT].title_rate == 0.5
    assert systems["lead"].title_rate is None
    # Of p4's body, "a b c d e f g h", cleaner leaves nothing out, lead all: 1 of 1, but 1 of 2 too
    assert systems[SUBJECT].comment_f1 == 0.0
    assert systems["lead"].comment_f1 == pytest.approx(2 / 3)


def test_costs() -> None:
    run = evaluate_pages(make_pages(), [(None, StubCleaner())], {"trafilatura": lead})
    times = {SUBJECT: (1.0, 3.0, 6.0), "trafilatura": (10.0, 10.0, 30.0)}
    timed = {
        name: tuple(
            Scored(outcome.score, ms, outcome.is_empty)
            for outcome, ms in zip(run.outcomes[name], of_system, strict=True)
        )
        for name, of_system in times.items()
    }
    cost = summarize_pages(type(run)(run.rows, timed, run.outputs)).costs[SUBJECT]
    # 3 pages in 10 ms, trafilatura's in 50
    assert (cost.p50_ms, cost.p99_ms) == (3.0, 6.0)
    assert cost.pages_per_cpu_s == pytest.approx(300)
    assert cost.speed_ratio == pytest.approx(5)


def test_dump_summary_is_the_mean_of_styles() -> None:
    cleaner = StubCleaner()
    run = evaluate_dumps(make_dumps(), [(None, cleaner)], {})
    numbers = summarize_dumps(run)
    # all kept; d1 and d3: purity 5/10, recall 1: F1 2/3; d2: 1. wet (2/3 + 1) / 2, bs4 2/3
    assert numbers.styles["wet"][SUBJECT].f1 == pytest.approx(5 / 6)
    assert numbers.styles["wet"][SUBJECT].exact == 0.5
    assert numbers.styles["bs4"][SUBJECT].residue == 0.5
    summary = numbers.systems[SUBJECT]
    assert summary.f1 == pytest.approx(3 / 4)
    assert (summary.residue, summary.lost, summary.exact) == pytest.approx((3 / 8, 0, 1 / 4))
    assert summary.n_dumps == 3
    assert numbers.languages["de"][SUBJECT].f1 == pytest.approx(2 / 3)
    assert numbers.costs[SUBJECT].speed_ratio is None


def test_worst_rows() -> None:
    run = evaluate_pages(make_pages(), [(None, StubCleaner())], {"lead": lead})
    (worst,) = worst_rows(run, 1)
    assert (worst.id, worst.group) == ("p2", "forum")
    assert worst.f1 == {SUBJECT: 0.5, "lead": 0.0}
    assert worst.difference == (("a b c d",), ("a b x y",))
    assert worst_rows(run, 0) == []
    assert len(worst_rows(run, 9)) == 3


def test_dumps_are_measured_beside_the_peers_for_dumps() -> None:
    measurement = measure_corpus(make_dumps(), [(None, StubCleaner())], {"lead": lead}, 1)
    numbers = cast(DumpReport, measurement.report)
    assert list(numbers.systems) == [SUBJECT, "leave-alone", "c4"]
    assert measurement.worst[0].difference.stayed == ("Share",)


def test_a_run_is_described_by_command_date_and_weights() -> None:
    described = describe_run(["evaluate", f"data{os.sep}bread.parquet", "--against", ""])
    assert described["command"] == "cleaner evaluate bread.parquet --against ''"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", described["date"])
    assert described["weights"].keys() == {"html", "text"}
    assert described["environment"] == describe_machine()


def test_machine_is_described() -> None:
    machine = describe_machine()
    assert machine["cores"] >= 1
    assert machine["packages"]["lxml"]
    assert {"trafilatura", "justext", "readability-lxml", "resiliparse"} <= set(machine["packages"])
    assert json.dumps(machine)
