"""Front matter and scrapers' headers above a dump's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.about.title import choose_title
from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.segment.text.preamble import read_preamble
from cleaner.types import By, Page
from tests.timing import GROWTH, check_growth

FRONT = """
---
title: "The ferry: a life"
author:
  - Ida Brandt
  - Ole Lund
date: 2021-05-04T10:00:00Z
tags: [harbour, 'sea']
# a remark
image:
  src: /ferry.jpg
url: https://courier.example/ferry
lang: en-GB
draft: false
---
# The ferry

It did not sail on Tuesday, because the wind had turned during the night.
"""
SCRAPED = """Title: The ferry

URL Source: https://courier.example/ferry

Published Time: 2021-05-04

Markdown Content:
It did not sail on Tuesday, because the wind had turned during the night.
"""


def test_front_matter() -> None:
    preamble = read_preamble(FRONT.split("\n"))
    assert preamble.n_lines == 15
    assert preamble.find("title") == "The ferry: a life"
    assert preamble.find_all("authors", "author") == ["Ida Brandt", "Ole Lund"]
    assert preamble.find_all("tags") == ["harbour", "sea"]
    assert preamble.find("nothing", "draft") == "false"
    assert preamble.find("nothing") == ""


def test_toml() -> None:
    preamble = read_preamble(["+++", 'title = "Rain"', "tags = [", '  "sea",', "]", "+++", "Text."])
    assert (preamble.n_lines, preamble.find("title")) == (6, "Rain")


def test_header_of_a_scraper() -> None:
    preamble = read_preamble(SCRAPED.split("\n"))
    assert preamble.n_lines == 7
    assert preamble.find("title") == "The ferry"
    assert preamble.find("url source") == "https://courier.example/ferry"


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n\n",
        "The ferry.\n---\ntitle: x\n---",
        "---\nAnn: We sail.\nBen: We do not.\n---\nThey went home.",
        "---\ntitle: x\nThe ferry did not sail.\n---",
        "---\ntitle: x\nand no end",
        "---\n---\nText.",
        "Title: The ferry\n\nIt did not sail.\n\nMarkdown Content:\n",
        "Title: The ferry\n\nPages: 3\n\nMarkdown Content:\nText.",
        "---\ntitle: x\n" + "a: b\n" * 300 + "---\n",
    ],
)
def test_text_is_no_preamble(source: str) -> None:
    lines = source.split("\n")
    assert read_preamble(lines).n_lines == 0
    document = segment_text(source, None, Options())
    assert "\n".join(document.text).split() == source.split()
    assert (document.title, document.language) == ("", "")


@pytest.mark.parametrize("source", [FRONT, SCRAPED])
def test_it_is_one_block_that_nobody_sees(source: str) -> None:
    document = segment_text(source, None, Options())
    preamble, shown = document.text[0], document.visible[0]
    assert source.strip().startswith(preamble)
    assert preamble.endswith(("---", "Markdown Content:"))
    assert shown == ""
    assert document.visible[-1].startswith("It did not sail")


def test_it_goes_and_tells_the_metadata() -> None:
    result = cleaner.extract(Page(FRONT, format="text"))
    assert result.text == FRONT.strip().partition("---\n# ")[2].join(["# ", ""])
    first = result.verdicts[0]
    assert (first.keep, first.by) == (False, By("markup"))
    assert result.language == "en"
    metadata = result.metadata
    assert metadata.author == "Ida Brandt; Ole Lund"
    assert metadata.date == "2021-05-04"
    assert metadata.tags == ("harbour", "sea")
    assert metadata.canonical_url == "https://courier.example/ferry"


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("The ferry", "The ferry"),
        ("All of the news", "The ferry: a life"),
        (None, "The ferry: a life"),
    ],
)
def test_its_title_stands_unless_the_headline_says_the_same(
    headline: str | None, title: str
) -> None:
    assert choose_title(segment_text(FRONT, None, Options()), headline) == title


def test_a_dump_without_it_has_the_title_of_its_headline() -> None:
    document = segment_text("The ferry\n\nIt did not sail.", None, Options())
    assert choose_title(document, "The ferry") == "The ferry"
    assert choose_title(document, None) is None


@pytest.mark.parametrize("source", [FRONT, SCRAPED])
def test_it_is_no_part_of_a_wrapped_paragraph(source: str) -> None:
    above = "\n".join(source.split("\n")[: read_preamble(source.split("\n")).n_lines])
    paragraph = "\n".join(["The ferry did not sail on Tuesday, because the wind had"] * 4)
    document = segment_text(f"{above}\n{paragraph}", None, Options())
    assert document.text == [above.strip("\n"), paragraph]
    assert document.visible == ["", paragraph.replace("\n", " ")]


@given(st.text(alphabet="-+:=[]'\"a \n#", max_size=200))
def test_no_line_is_lost(source: str) -> None:
    document = segment_text(source, None, Options())
    assert "\n".join(document.text).split() == source.split()


@pytest.mark.parametrize("piece", ["---\n", "title: x\n", "- x\n", "a" * 1_000 + "\n", "a : "])
def test_time_is_linear(piece: str) -> None:
    small, large = (
        ("---\ntitle: x\n" + piece * n).split("\n") for n in (100_000 // GROWTH, 100_000)
    )
    check_growth(read_preamble, small, large)
