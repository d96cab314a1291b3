from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.sites.line import to_line
from cleaner.sites.template import Template, find_templates


def on_pages(*lines: str) -> dict[str, set[int]]:
    return {to_line(line): {page} for page, line in enumerate(lines)}


@pytest.mark.parametrize(
    ("lines", "template"),
    [
        (
            [
                "By Anna Meyer | 4 May 2026",
                "By Piet Vos | 5 May 2026",
                "By Ida B. Marsh | 1 June 2026",
            ],
            "by {name} | {date}",
        ),
        (["More from Anna", "More from Piet Vos", "More from Ida"], "more from {name}"),
        (["Anna's newsletter", "Piet's newsletter", "Ida's newsletter"], "{name}'s newsletter"),
        (
            ["記者王小明／台北報導", "記者陳美玲／台北報導", "記者林大同／台北報導"],
            "記者{name}/台北報導",
        ),
        (
            ["كتبت سارة في الأخبار", "كتبت مريم في الأخبار", "كتبت نور في الأخبار"],
            "كتبت {name} في الأخبار",
        ),
    ],
)
def test_names_become_a_placeholder(lines: list[str], template: str) -> None:
    found = find_templates(on_pages(*lines), 3)
    assert list(found) == [template]
    assert sorted(found[template]) == sorted(map(to_line, lines))
    assert all(Template(template).matches(to_line(line)) for line in lines)


def test_two_names_are_no_template() -> None:
    assert find_templates(on_pages("More from Anna", "More from Piet"), 2) == {}


def test_one_page_is_no_template() -> None:
    lines = {to_line(f"More from {name}"): {1} for name in ("Anna", "Piet", "Ida")}
    assert find_templates(lines, 3) == {}


def test_what_says_too_little_is_no_template() -> None:
    assert find_templates(on_pages("by Anna", "by Piet", "by Ida"), 3) == {}


def test_a_name_is_a_few_words_and_no_number() -> None:
    template = Template("more from {name}")
    assert template.matches("more from anna van der meer")
    assert not template.matches("more from the year in which the gates were last opened")
    assert not template.matches("more from {n}")
    assert not template.matches("more from ")


def test_marks_of_patterns_are_themselves() -> None:
    assert Template("(c) {name}. all rights [*]").matches("(c) anna. all rights [*]")
    assert not Template("(c) {name}. all rights").matches("(c) anna! all rights")


@given(st.text(max_size=2_000), st.text(max_size=50))
def test_any_line_is_matched_in_linear_time(line: str, rest: str) -> None:
    Template(f"{{name}}{rest}{{name}}").matches(line)


@given(st.lists(st.text(max_size=40), max_size=30))
def test_templates_match_what_they_stand_for(texts: list[str]) -> None:
    pages = {to_line(text): {page} for page, text in enumerate(texts) if to_line(text)}
    for template, lines in find_templates(pages, 3).items():
        assert template.count("{name}") >= 1
        assert len(lines) >= 3
