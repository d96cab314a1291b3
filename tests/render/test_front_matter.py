"""Front matter: YAML that says what was put in, whatever that is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.cleaning import Cleaner
from cleaner.errors import InputError
from cleaner.options import Options
from cleaner.render import render_front_matter
from cleaner.types import Page
from tests.render.build import B, make_html

HOSTILE = (
    'A "title": of\n---\n# two\x00 lines\x85\u2028 \u202egnp.exe\u200f \x9b31m '
    "\ufeff\uffff \\ {a} &b *c !d %e"
)
BODY = "The boats came back to the upper canal on Sunday, after nine years without any dredging."


def read(text: str) -> dict[str, Any]:
    """What a parser of YAML reads between the two lines of dashes."""
    yaml = pytest.importorskip("yaml")
    assert text.startswith("---\n")
    assert text.endswith("\n---")
    loaded: dict[str, Any] = yaml.safe_load(text.removeprefix("---").removesuffix("---"))
    return loaded


@settings(derandomize=True, deadline=None)
@given(title=st.text(st.characters(exclude_categories=["Cs"])), confidence=st.floats(0, 1))
@example(HOSTILE, 0.5)
@example("no", 1.0)
@example("2026-11-29", 0.001)
def test_any_title_is_read_as_it_is(title: str, confidence: float) -> None:
    confidence = round(confidence, 3)
    front = render_front_matter({"title": title, "confidence": confidence, "author": None})
    assert len(front.split("\n")) == 4
    assert front.splitlines() == front.split("\n")
    assert read(front) == {"title": title, "confidence": confidence}


def test_half_a_character_is_none() -> None:
    assert read(render_front_matter({"url": "https://a.example/\ud800"})) == {
        "url": "https://a.example/?"
    }


def test_nothing_in_front_matter_steers_a_terminal_or_turns_the_text() -> None:
    front = render_front_matter({"title": HOSTILE})
    assert all(char.isprintable() or char == "\n" for char in front)


def page(**attributes: str) -> Page:
    """A page that says all that front matter has."""
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in attributes.items())
    html = (
        f'<html lang="en"><head>{head}<title>Boats: "back" - Bugle</title></head><body><article>'
        f'<h1>Boats: "back"</h1><p>{BODY}</p><p>{BODY}</p></article></body></html>'
    )
    return Page(html, "https://bugle.example/boats")


def test_what_is_known_of_a_page_stands_above_its_markdown() -> None:
    said = {"author": "Ann O'Hara", "article:published_time": "2026-11-29"}
    result = Cleaner().extract(page(**said))
    markdown = result.to_markdown(front_matter=True)
    front, _, rest = markdown.partition("\n---\n\n")
    assert rest == result.to_markdown()
    assert read(f"{front}\n---") == {
        "title": 'Boats: "back"',
        "author": "Ann O'Hara",
        "date": "2026-11-29",
        "url": "https://bugle.example/boats",
        "language": "en",
        "page_kind": str(result.page.kind),
        "confidence": round(result.confidence, 3),
    }


def test_we_read_our_own_front_matter_again() -> None:
    before = Cleaner().extract(page(author="Ann O'Hara"))
    after = Cleaner().extract(before.to_markdown(front_matter=True))
    assert after.title == before.title
    assert after.metadata.author == before.metadata.author
    assert after.body == before.to_markdown().partition("\n\n")[2]


def test_without_an_article_there_is_no_front_matter() -> None:
    result = Cleaner(Options(drop_patterns=".")).extract(page())
    assert result.to_markdown(front_matter=True) == ""


def test_metadata_that_cannot_be_read_costs_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner.result import Result

    def fail(*_: object) -> None:
        raise InputError("metadata cannot be read")

    monkeypatch.setattr("cleaner.result.extract_metadata", fail)
    case = make_html(B(BODY))
    markdown = Result(case.document, case.verdicts).to_markdown(front_matter=True)
    assert markdown.endswith(BODY)
    assert 'url: "https://bugle.example/news/"' in markdown
