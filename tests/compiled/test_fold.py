"""Lines are folded in C as they are in Python."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.letters.fold import fold, fold_lines
from tests.compiled.extension import load_or_skip

BESIDE = ("", "é{}a", "{} é  ", "a{} #", "[{}]", "{}\u0301")
"""What may stand around a character: folding looks at both ends, and at accents."""
ODD = (
    " \t\x1c\x7f\xa0\u200b\ufe0f\u0301\u0307İßŉΐ…“‘–#([（【*_`´'•😀\ud800\u1100\u1161\uac00Ａ！"
    "aB1é漢$€.)]）】"
)


@pytest.fixture(scope="module")
def compiled() -> ModuleType:
    return load_or_skip("fold")


def in_python(texts: list[str]) -> list[bytes]:
    return [fold(text).encode("utf-8", "replace") for text in texts]


@pytest.mark.parametrize("beside", BESIDE)
def test_every_character(compiled: ModuleType, beside: str) -> None:
    codes = (
        *range(0x3100),
        *range(0xA640, 0xD7FF, 7),
        *range(0xF900, 0x10100),
        *range(0x1F000, 0x1FB00),
    )
    texts = [beside.format(chr(code)) for code in codes]
    assert compiled.fold_lines(texts) == in_python(texts)


@pytest.mark.parametrize("size", [1_023, 1_024, 1_025])
@pytest.mark.parametrize("text", ["x", "É", "ΐ", " a", "…", "😀z"])
def test_long_lines(compiled: ModuleType, text: str, size: int) -> None:
    texts = [(text * size)[:size]]
    assert compiled.fold_lines(texts) == in_python(texts)


@given(st.lists(st.text(st.sampled_from(ODD) | st.characters(), max_size=12)))
def test_any_lines(texts: list[str]) -> None:
    load_or_skip("fold")
    assert fold_lines(texts) == in_python(texts)
