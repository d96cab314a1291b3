"""Pages whose names of class and id say nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.rows import PageRow
from cleaner.options import Options
from cleaner.rules.match import RuleSet
from cleaner.segment.html.blocks import segment_html
from cleaner.training.examples import make_examples, make_page_examples
from cleaner.training.made_up.hashed import MANNERS, with_hashed_names
from tests.training.build import PROSE

NAMES = ("site-header", "main", "nav", "post", "sidebar", "widget", "foot", "menu-item")
ITEMS = "".join(f'<li class="menu-item {name}">{name}' for name in NAMES)
HTML = (
    '<body class="site"><nav role="navigation" id=menu data-testid="menu">'
    f"<ul>{ITEMS}</ul></nav><article class='post' itemprop=\"articleBody\">"
    f'<p class="post" CLASS = "lead">{PROSE[0]} id="x" class="y"<p>{PROSE[1]}</article>'
)
SEEDS = range(80)


def hashed(seed: int, html: str = HTML) -> str:
    return with_hashed_names(html, np.random.default_rng(seed))


def values(html: str) -> list[list[str]]:
    """Names in each class and id in order; none where it was left out."""
    return [
        value.split()
        for tag in re.findall(r"<[a-z][^<>]*>", html)
        for value in re.findall(r'\s(?:class|id)="([^"]*)"', tag)
    ]


def test_tags_roles_and_text_stay() -> None:
    plain = segment_html(HTML, None, Options())
    kept = {"navigation", "menu", "article", "body", "article body"}
    for seed in SEEDS:
        document = segment_html(hashed(seed), None, Options())
        assert document.text == plain.text
        assert document.tree.tag == plain.tree.tag
        words = {word for tokens in document.tree.tokens for word in tokens}
        assert words >= kept


def test_equal_names_stay_equal_and_others_others() -> None:
    n_manners = 0
    for seed in SEEDS:
        new = [value for value in values(hashed(seed)) if len(value) == 2][: len(NAMES)]
        if len(new) < len(NAMES):  # they are left out, or each became several
            continue
        n_manners += 1
        item = {first for first, _ in new}
        assert len(item) == 1, "menu-item is one name everywhere"
        assert len({other for _, other in new}) == len(NAMES)
        assert new[-1][1] in item  # the last is menu-item twice
    assert n_manners > len(SEEDS) / 2


def test_most_names_say_nothing_and_every_manner_is_drawn() -> None:
    pages = [hashed(seed) for seed in SEEDS]
    assert sum('class="menu-item' in html for html in pages) < len(SEEDS) / 2
    assert any("class=" not in html.split(PROSE[0])[0] for html in pages)
    shapes = {
        re.sub(r"[a-zA-Z]+", "a", re.sub(r"\d+", "0", values(html)[0][0]))
        for html in pages
        if values(html)
    }
    assert len(shapes) > len(MANNERS)


def test_same_seed_gives_the_same_page() -> None:
    assert [hashed(seed) for seed in range(9)] == [hashed(seed) for seed in range(9)]
    assert hashed(0) != hashed(1)


def test_examples_have_the_labels_of_the_page_with_its_names() -> None:
    row = PageRow("p0", HTML.encode(), f"{PROSE[0]}\n{PROSE[1]}", site="s.example")
    (alone,) = make_examples([row], RuleSet([]))
    ((plain, made),) = make_page_examples([row], RuleSet([]), np.random.default_rng(0), 3)
    assert plain.features.markup_ids.tolist() == alone.features.markup_ids.tolist()
    assert len(made) == 3
    for example in made:
        assert (example.labels == plain.labels).all()
        assert (example.roles == plain.roles).all()
        assert (example.features.word_ids == plain.features.word_ids).all()
        assert example.sites == plain.sites
    markup = {tuple(example.features.markup_ids.tolist()) for example in (plain, *made)}
    assert len(markup) == 4


def test_a_page_that_comes_out_otherwise_is_left_out() -> None:
    """Its labels would belong to other blocks."""
    html = f"<p>{PROSE[0]}<xmp><p class=x>{PROSE[1]}</xmp>"
    row = PageRow("p0", html.encode(), PROSE[0])
    ((_, made),) = make_page_examples([row], RuleSet([]), np.random.default_rng(0), 9)
    assert all(len(example.labels) == len(example.features) for example in made)
    assert len(made) < 9


def test_markup_in_scripts_stays_readable() -> None:
    html = '<script>{"body": "<p class=\\"lead\\" id=\\"a\\">"}</script><p class=b>'
    assert all('<p class=\\"lead\\" id=\\"a\\">' in hashed(seed, html) for seed in SEEDS)
