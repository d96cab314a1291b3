"""Pages whose names of class and id say nothing."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("torch")

from cleaner.corpora.rows import PageRow
from cleaner.rules.match import RuleSet
from cleaner.training.examples import Example, make_examples
from cleaner.training.fit import UNNAMED_SHARE, hide
from cleaner.training.made_up.unnamed import hide_names
from tests.training.build import PROSE

NAMES = ("body", "nav", "ul", "li", "article", "p")


def make(with_names: bool) -> Example:
    """An example of a page whose elements have names, or not."""
    names = {tag: f' class="{tag}-of-site"' if with_names else "" for tag in NAMES}
    html = (
        "<body{body}><nav{nav}><ul{ul}><li{li}>Home<li{li}>News</ul></nav>"
        f"<article{{article}}><p{{p}}>{PROSE[0]}<p{{p}}>{PROSE[1]}</article>"
    ).format(**names)
    (example,) = make_examples([PageRow("p0", html.encode(), PROSE[0])], RuleSet([]))
    return example


def test_a_page_without_names_looks_like_one_that_has_none() -> None:
    named, bare = make(with_names=True).features, make(with_names=False).features
    hidden = hide_names(named)
    assert len(named.markup_ids) > len(bare.markup_ids)
    assert hidden.markup_offsets.tolist() == bare.markup_offsets.tolist()
    # <nav> and <article> say what they are for besides.
    assert set(hidden.markup_ids.tolist()) <= set(bare.markup_ids.tolist())
    assert not len(hidden.page_ids)
    assert (hidden.ancestors == named.ancestors).all()
    assert (hidden.numbers == named.numbers).all()


def test_some_pages_are_shown_without_names() -> None:
    page, generator = make(with_names=True), np.random.default_rng(0)
    shown = [hide(page, generator) for _ in range(1_000)]
    without = [one for one in shown if not len(one.features.page_ids)]
    assert len(without) / len(shown) == pytest.approx(UNNAMED_SHARE, abs=0.03)
    assert all((one.labels == page.labels).all() for one in shown)
    assert any(one is page for one in shown)
