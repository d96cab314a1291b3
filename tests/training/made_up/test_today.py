"""Tests of the lines that corpora do not have yet."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.training.made_up.today import draw_lines


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_lines_are_filled_in_and_the_same_for_a_seed(language: str) -> None:
    lines = draw_lines(language, 200, np.random.default_rng(0))
    assert len(lines) == 200
    assert all(line.strip() and not {"{", "}"} & set(line) for line in lines)
    assert lines == draw_lines(language, 200, np.random.default_rng(0))


def test_a_language_in_which_none_are_written_has_none() -> None:
    assert not draw_lines("xx", 50, np.random.default_rng(1))
