"""The compiled features are those that NumPy gives."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from cleaner import Page
from cleaner.model import numbers
from cleaner.model.features import read_text
from cleaner.options import Options
from cleaner.segment import segment
from cleaner.types import Tree
from tests.compiled.extension import load_or_skip

FIXTURES = sorted(Path(__file__).parents[2].glob("fixtures/**/*.html"))
PIECES = (
    *"aZé漢字かก1٣.,;:!?。、\"'«»()[]-–|€+\t ", "\n", "\n\n", "e\u0301", "😀", "𠀀", "\ud800",
    "\x00", "word ", "Two words", "$9.50 ", "By A. B. | 4 May ", "x" * 90, "la " * 40, "12:30",
)  # fmt: skip
"""What text is made of here: every class of character, and words that come again."""


@pytest.fixture(scope="module")
def compiled() -> ModuleType:
    load_or_skip("scan")
    return load_or_skip("features")


@pytest.fixture
def both(compiled: ModuleType):  # type: ignore[no-untyped-def]
    """A function that compares the features of a page made with either."""

    def compare(source: str) -> None:
        document = segment(Page(source), Options())
        arguments = document, [None] * len(document), read_text(document)
        pure, fast = numbers.featurize(*arguments), compiled.featurize(*arguments)
        np.testing.assert_allclose(fast[0], pure[0], rtol=1e-6)
        for one, other in zip(fast[1:], pure[1:], strict=True):
            np.testing.assert_array_equal(one, other, strict=True)

    return compare


def drawn(seed: int, n_pieces: int) -> str:
    return "".join(random.Random(seed).choices(PIECES, k=n_pieces))


@pytest.mark.parametrize("path", FIXTURES[::20], ids=lambda path: path.stem)
def test_fixtures(both, path: Path) -> None:  # type: ignore[no-untyped-def]
    both(path.read_text("utf-8", "replace"))


@pytest.mark.parametrize("seed", range(60))
def test_drawn_dumps_and_pages(both, seed: int) -> None:  # type: ignore[no-untyped-def]
    source = drawn(seed, 1 + seed**2)
    both(source)
    both(f"<title>{drawn(seed, 9)}</title><p>" + source.replace("\n", "<p>"))


@pytest.mark.parametrize(
    "source", ["", " ", "\n\n", "a", "漢", "<p>", "x" * 300_000, "a b " * 99_999]
)
def test_extremes(both, source: str) -> None:  # type: ignore[no-untyped-def]
    both(source)


def test_names_of_any_characters(compiled: ModuleType) -> None:
    tokens = ("caf\u00e9-\u6f22\u5b57", "\u6f22\u5b57" * 3, "a\ud800bcdef", "ab cdefg", "")
    tree = Tree(tag=["x\udfff", "p"], parent=[0, 0], tokens=[tokens, ()], first=[0, 0], end=[1, 1])
    document = replace(segment(Page("<p>a"), Options()), tree=tree, element=[1])
    pure, fast = (m.featurize(document, [None], ["a"]) for m in (numbers, compiled))
    for one, other in zip(fast[1:], pure[1:], strict=True):
        np.testing.assert_array_equal(one, other, strict=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"element": [7]},
        {"element": [-1]},
        {"level": []},
        {"kind": []},
        {"hidden": []},
        {"tree": Tree(["p"], [0], [()], [0], [2])},
        {"tree": Tree(["p"], [3], [()], [0], [1])},
        {"tree": Tree(["p"], [0], [], [0], [1])},
        {"tree": Tree([], [0], [()], [0], [1])},
    ],
    ids=repr,
)
def test_columns_that_do_not_fit_are_refused(  # type: ignore[no-untyped-def]
    compiled: ModuleType, changed
) -> None:
    whole = replace(
        segment(Page("<p>a"), Options()), element=[0], tree=Tree(["p"], [0], [()], [0], [1])
    )
    compiled.featurize(whole, [None], ["a"])
    with pytest.raises(IndexError):
        compiled.featurize(replace(whole, **changed), [None], ["a"])


@pytest.mark.parametrize(("rules", "text"), [([], ["a"]), ([None], ["a", "b"]), ([None], [])])
def test_arguments_that_do_not_fit_are_refused(  # type: ignore[no-untyped-def]
    compiled: ModuleType, rules, text
) -> None:
    with pytest.raises(IndexError):
        compiled.featurize(segment(Page("<p>a"), Options()), rules, text)
