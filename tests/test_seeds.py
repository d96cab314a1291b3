"""The two dumps that the project was started from: exact to the line, in every form."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaner

SEEDS = Path(__file__).parent.parent / "seeds"
CHROME = {
    "000_5f25c71f62e8a384.txt": ["Connect with us", "Advertise With Us"],
    "003_9579e29462e52cbf.txt": [
        "Reading Time: 2 minutes",
        "Leave a Reply",
        "Please Login to comment",
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
        "Notify of",
    ],
}
HEADLINES = {
    "000_5f25c71f62e8a384.txt": "Examining Russia\u2019s Role In US, North Korea Summit",
    "003_9579e29462e52cbf.txt": "Russian Foreign Minister Meets Kim in Pyongyang",
}
INDENTS = {"plain": "", "four spaces": "    ", "tab": "\t"}


def read_seed(name: str, indent: str = "") -> str:
    """The seed's text, each line that is not empty behind `indent`."""
    lines = (SEEDS / name).read_bytes().decode("utf-8").splitlines()
    return "\n".join(indent + line if line else line for line in lines) + "\n"


def expect_text(name: str, indent: str = "") -> str:
    """All lines but the chrome, runs of blank lines folded, none at either end."""
    chrome = [indent + line for line in CHROME[name]]
    out: list[str] = []
    for line in read_seed(name, indent).splitlines():
        if line in chrome or (not line and (not out or not out[-1])):
            continue
        out.append(line)
    return "\n".join(out).strip("\n")


@pytest.mark.parametrize("name", CHROME)
def test_expectation_is_the_seed_without_its_chrome(name: str) -> None:
    seed = [line for line in read_seed(name).splitlines() if line]
    kept = [line for line in expect_text(name).splitlines() if line]
    assert sorted(kept + CHROME[name]) == sorted(seed)
    assert kept[0] == HEADLINES[name]


@pytest.mark.parametrize("indent", INDENTS.values(), ids=INDENTS.keys())
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("form", ["str", "bytes"])
@pytest.mark.parametrize("name", CHROME)
def test_seed_is_exact(name: str, form: str, newline: str, indent: str) -> None:
    content = read_seed(name, indent).replace("\n", newline)
    page = content if form == "str" else content.encode("utf-8")
    result = cleaner.extract(page)
    assert result.text == expect_text(name, indent)
    assert (result.title or "").strip() == HEADLINES[name]
    assert [block.text.strip() for block, _ in result.removed] == CHROME[name]


@pytest.mark.parametrize("name", CHROME)
def test_seed_as_it_lies_on_disk(name: str) -> None:
    assert cleaner.clean((SEEDS / name).read_bytes()) == expect_text(name)


@pytest.mark.parametrize("name", CHROME)
def test_cleaning_a_seed_again_removes_nothing(name: str) -> None:
    once = cleaner.clean(read_seed(name))
    assert cleaner.clean(once) == once


@pytest.mark.parametrize("name", CHROME)
def test_body_is_the_text_without_the_headline(name: str) -> None:
    result = cleaner.extract(read_seed(name))
    headline, _, body = result.text.partition("\n")
    assert headline == HEADLINES[name]
    assert result.body.strip() == body.strip()
