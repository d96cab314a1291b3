"""Each element as Chromium shows it, or otherwise for a reason."""

from __future__ import annotations

import json

import pytest

from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from tests.segment.html.element_cases import CASES
from tests.segment.html.record import RECORDED, show_all
from tests.support.browser import CHROMIUM, DRIVER

SHOWN: dict[str, list[str]] = json.loads(RECORDED.read_text(encoding="utf-8"))


def lines_of(text: str) -> list[str]:
    """Lines that say something; the cells of a row apart as in our text."""
    lines = [" ".join(line.replace("\t", " | ").split()) for line in text.split("\n")]
    return [line.rstrip(" |") for line in lines if line.strip(" |")]


def our_lines(html: str) -> list[str]:
    """The lines that a reader sees of our blocks."""
    document = segment_html(html, None, Options())
    unseen = document.unseen or document.hidden
    blocks = zip(document.text, document.hidden, unseen, strict=True)
    return lines_of("\n".join(text for text, *is_hidden in blocks if not any(is_hidden)))


@pytest.mark.parametrize("name", CASES)
def test_element(name: str) -> None:
    case = CASES[name]
    shown = lines_of(SHOWN[name][1])
    assert our_lines(case.html) == (shown if case.ours is None else list(case.ours))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.ours is not None])
def test_what_differs_has_a_reason(name: str) -> None:
    case = CASES[name]
    assert case.why
    assert lines_of(SHOWN[name][1]) != list(case.ours or ())


def test_the_recording_is_of_these_cases() -> None:
    assert {name: html for name, (html, _) in SHOWN.items()} == {
        name: case.html for name, case in CASES.items()
    }
    assert len(CASES) >= 150


@pytest.mark.slow
@pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")
def test_the_recording_is_what_the_browser_shows() -> None:
    assert show_all() == SHOWN
