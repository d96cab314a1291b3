"""Whether two runs differ by more than noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleaner.evaluation.paired import ALL, pair_rows
from cleaner.evaluation.rows import RowScores

N_ROWS = 400
BASE = np.random.default_rng(1).beta(5, 1, N_ROWS)


def make_run(
    seed: int, *, shift: float = 0.0, n_seeds: int = 3, of_seeds: float = 0.003
) -> RowScores:
    """Word F1 of rows in pairs of a site: a part of its own for each seed, and for each row."""
    generator = np.random.default_rng(seed)
    strays = generator.normal(0, of_seeds, (n_seeds, 1))
    values = BASE + shift + strays + generator.normal(0, 0.02, (n_seeds, N_ROWS))
    return RowScores(
        tuple(f"p{i}" for i in range(N_ROWS)),
        tuple(f"s{i // 2}" for i in range(N_ROWS)),
        {"page_type": tuple("forum" if i % 4 == 0 else "article" for i in range(N_ROWS))},
        {"word_f1": values},
    )


def test_a_step_that_is_larger_than_noise_is_told() -> None:
    pairing = pair_rows(make_run(1), make_run(2, shift=0.01))
    assert (pairing.n_rows, pairing.n_sites) == (N_ROWS, N_ROWS // 2)
    assert [step.group for step in pairing.steps] == [ALL, "article", "forum"]
    whole = pairing.steps[0]
    assert whole.is_more_than_noise
    assert whole.interval is not None
    assert whole.interval.low < 0.01 < whole.interval.high
    assert whole.difference == pytest.approx(whole.after - whole.before)


def test_the_same_run_has_not_changed() -> None:
    same = pair_rows(make_run(1, n_seeds=1), make_run(1, n_seeds=1)).steps[0]
    assert (same.difference, same.interval, same.is_more_than_noise) == (0, (0, 0), False)


@pytest.mark.slow
def test_what_seeds_stray_is_noise() -> None:
    """Three models a side that differ by their seeds alone; pages alone would say otherwise."""

    def count_told(n_seeds: int) -> int:
        runs = [replace(make_run(i, n_seeds=n_seeds), groups={}) for i in range(20)]
        pairs = zip(runs[::2], runs[1::2], strict=True)
        return sum(pair_rows(*pair).steps[0].is_more_than_noise for pair in pairs)

    assert count_told(3) <= 1
    assert count_told(1) > 4


def test_the_answer_is_the_same_each_time() -> None:
    first, second = (pair_rows(make_run(1), make_run(2)) for _ in range(2))
    assert first == second


def test_rows_of_both_runs_are_paired_by_id() -> None:
    rows = make_run(1)
    few = pair_rows(rows.take([2, 3, 9]), rows.take([9, 2, 100]))
    assert (few.n_rows, few.n_sites) == (2, 2)
    assert few.steps[0].difference == 0
    assert few.steps[0].interval is None  # two sites tell nothing of others
    assert pair_rows(rows.take([1]), rows.take([2])).steps == ()


def test_dumps_are_the_mean_of_styles_and_told_apart_by_them() -> None:
    def make(lost: list[float]) -> RowScores:
        return RowScores(
            ("a", "b", "a"), ("a", "b", "a"), {"style": ("wet", "wet", "bs4")},
            {"f1": np.array([[0.5, 0.7, 1.0]]), "lost": np.array([lost])},
        )  # fmt: skip

    steps = pair_rows(make([0, 0, 0]), make([0.1, 0.3, 0.4])).steps
    assert [(step.group, step.score, step.n_rows) for step in steps] == [
        (ALL, "f1", 3), (ALL, "lost", 3), ("wet", "f1", 2), ("wet", "lost", 2), ("bs4", "f1", 1),
        ("bs4", "lost", 1),
    ]  # fmt: skip
    assert steps[0].before == pytest.approx((0.6 + 1) / 2)
    assert [step.after for step in steps[1::2]] == pytest.approx([0.3, 0.2, 0.4])


def test_the_f1_of_shingles_is_of_mean_precision_and_recall() -> None:
    nothing = float("nan")  # an empty page has no share
    rows = RowScores(
        ("a", "b", "c"), ("a", "b", "c"), {"language": ("", "", "")},
        {
            "shingle_precision": np.array([[1, 0.5, nothing]]),
            "shingle_recall": np.array([[0.5, 0.5, nothing]]),
        },
    )  # fmt: skip
    found = {step.score: step.after for step in pair_rows(rows, rows).steps}
    assert found == pytest.approx(
        {"shingle_precision": 0.75, "shingle_recall": 0.5, "shingle_f1": 0.6}
    )
