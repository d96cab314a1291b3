from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.sites.evidence import PageEvidence
from cleaner.sites.learn import MIN_PAGES, learn_profile
from cleaner.sites.line import to_line
from cleaner.sites.profile import SiteProfile, lower_bound
from tests.sites.build import FOOT, MENU, make_page, story


def learn(pages: list[PageEvidence], min_pages: int = MIN_PAGES) -> SiteProfile:
    profile = learn_profile("example.org", pages, min_pages)
    assert profile is not None
    return profile


def test_what_stands_on_all_pages_is_learned_with_its_place() -> None:
    profile = learn([make_page(i) for i in range(10)])
    found = {line.text: line for line in profile.lines}
    assert set(found) == {to_line(text) for text in (*MENU, *FOOT)}
    assert {found[to_line(text)].place for text in MENU} == {"before"}
    assert {found[to_line(text)].place for text in FOOT} == {"after"}
    assert {line.n_pages for line in profile.lines} == {10}
    assert profile.n_pages == 10
    assert [line.ends_article for line in profile.lines if line.place == "after"] == [True, True]
    assert not any(line.ends_article for line in profile.lines if line.place == "before")


def test_too_few_pages_give_no_profile() -> None:
    assert learn_profile("example.org", [make_page(i) for i in range(MIN_PAGES - 1)]) is None
    assert learn_profile("example.org", []) is None


@pytest.mark.parametrize("kind", ["re-crawls", "print versions", "parts"])
def test_copies_of_an_article_count_once(kind: str) -> None:
    pages = [make_page(i) for i in range(MIN_PAGES - 1)]
    for i in range(20):
        address, article, lines = f"story/{i}", story(99), [f"Also read: {story(i)[0]}"]
        if kind == "print versions":
            lines = []
        if kind == "parts":
            address, article = "story/99", [story(99)[0], *story(100 + i)]
        page = make_page(1_000 + i, lines, address=address, article=article)
        pages.append(page)
    profile = learn_profile("example.org", pages)
    assert profile is not None
    assert profile.n_pages == pytest.approx(MIN_PAGES, abs=0.01)
    assert not {line.text for line in profile.lines} & set(map(to_line, story(99)))


def test_lines_that_vary_are_templates() -> None:
    names = ["Anna Meyer", "Piet Vos", "Ida Marsh", "Omar Haddad", "Ruth Casey"]
    pages = [make_page(i, [f"More stories by {names[i % 5]}", f"{i} comments"]) for i in range(10)]
    texts = {line.text for line in learn(pages).lines}
    assert {"{n} comments", "more stories by anna meyer"} & texts == {"{n} comments"}
    assert "more stories by {name}" in texts


def test_items_of_a_list_are_no_template() -> None:
    goods = ["flour", "barley", "honey", "salt", "butter", "rye", "oats", "milk", "yeast", "malt"]
    pages = [
        make_page(i, [f"2 tablespoons of {goods[(i + k) % 10]}" for k in range(5)])
        for i in range(10)
    ]
    assert not any("{name}" in line.text for line in learn(pages).lines)


def test_a_line_that_is_seen_inside_of_articles_says_so() -> None:
    pages = [
        make_page(i, article=[story(i)[0], "And the river runs on to the sea.", *story(i)[1:]])
        for i in range(10)
    ]
    found = {line.text: line.place for line in learn(pages).lines}
    assert found["and the river runs on to the sea"] == "inside"


def test_what_has_other_neighbours_on_each_page_is_an_articles() -> None:
    answers = ["Thank you, that helped!", "Same here.", "Yes, it does."]
    pages = []
    for i in range(12):
        before, after = (f"{text[: 40 + i]} says {story(i)[2]}" for text in story(i)[:2])
        pages.append(make_page(i, [before, answers[i % 3], after]))
    found = {line.text: line.place for line in learn(pages).lines}
    assert {found[to_line(answer)] for answer in answers} == {"inside"}
    assert found[to_line(FOOT[1])] == "after"


def test_days_are_remembered() -> None:
    profile = learn([make_page(i, day=20_000 + i) for i in range(10)])
    first, last = date(2024, 10, 4), date(2024, 10, 13)
    assert (profile.first_seen, profile.last_seen) == (first, last)
    assert {(line.first_seen, line.last_seen) for line in profile.lines} == {(first, last)}
    assert profile.redesigned is None


def test_a_few_pages_of_another_kind_are_no_redesign() -> None:
    pages = [make_page(i, day=20_000 + i) for i in range(12)]
    odd = [make_page(50 + i, ["Live from the regatta"], day=20_020 + i) for i in range(5)]
    assert learn([*pages, *odd]).redesigned is None


@settings(max_examples=30)
@given(st.randoms(use_true_random=False), st.integers(8, 30))
def test_the_order_of_the_pages_does_not_matter(chance: object, n: int) -> None:
    pages = [make_page(i % 20, [f"Number {i % 3} of Spring"], day=20_000 + i) for i in range(n)]
    pages += [replace(page, day=21_000) for page in pages[:3]]
    shuffled = list(pages)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert learn_profile("a", pages) == learn_profile("a", shuffled)


def test_the_bound_grows_with_the_pages_and_stays_below_the_share() -> None:
    bounds = [lower_bound(n, n) for n in (1, 2, 4, 8, 16, 64, 1_000)]
    assert all(a < b < 1 for a, b in pairwise(bounds))
    assert lower_bound(8, 8) == pytest.approx(0.75, abs=0.01)
    assert lower_bound(0, 0) == lower_bound(0, 10) == 0
    assert lower_bound(5, 10) < 0.5
