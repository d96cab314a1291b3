"""Tests of the lines that corpora do not have yet."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.training.made_up.today import draw_lines


@pytest.mark.parametrize("language", ["en", "de", "ja", "xx"])
def test_lines_are_filled_in_and_the_same_for_a_seed(language: str) -> None:
    lines = draw_lines(language, 200, np.random.default_rng(0))
    assert len(lines) == 200
    assert all(line.strip() and not {"{", "}"} & set(line) for line in lines)
    assert lines == draw_lines(language, 200, np.random.default_rng(0))


def test_an_unknown_language_has_the_lines_of_english() -> None:
    found, english = (draw_lines(code, 50, np.random.default_rng(1)) for code in ("xx", "en"))
    assert found == english
