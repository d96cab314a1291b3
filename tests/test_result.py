"""Result: lazy, picklable, and the same word about a page in every form."""

from __future__ import annotations

import dataclasses
import json
import pickle
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from cleaner.about.language import load_guesser
from cleaner.options import Options
from cleaner.result import Result
from cleaner.segment import segment
from cleaner.types import MAX_PATH, By, Kind, Page, Role, Verdict
from tests.render.build import B, make_dump, make_html

HEADLINE = B("Bridge opens", Kind.HEADING, 1, role=Role.HEADLINE)
AD = B("Advertise with us", role=Role.ADVERT, keep=False)

BY = By("model", "test")


def make(*blocks: B, language: str = "", title: str = "") -> Result:
    case = make_html(*blocks, language=language, title=title)
    return Result(case.document, case.verdicts)


def test_text_body_and_title() -> None:
    result = make(HEADLINE, AD, B("It rained."))
    assert result.text == "Bridge opens\n\nIt rained."
    assert result.body == "It rained."
    assert result.title == "Bridge opens"
    assert result.to_markdown() == "# Bridge opens\n\nIt rained."
    assert "<h1>Bridge opens</h1>" in result.to_html()


def test_what_is_printed_fits_into_a_line() -> None:
    result = make(HEADLINE, AD, B("It rained. " * 200), title="Bridge opens - Bugle")
    assert repr(result) == (
        "<Result 'Bridge opens' html: kept 2 of 3 blocks, 2,212 of 2,229 characters>"
    )
    assert repr(result.document) == (
        "<Document 'Bridge opens - Bugle' html: 3 blocks, 2,229 characters>"
    )
    long = make(HEADLINE, title="\n".join(["Bridge"] * 100))
    assert len(repr(long.document)) < 200
    assert "\n" not in repr(long.document)
    nothing = make()
    assert repr(nothing) == "<Result html: kept 0 of 0 blocks, 0 of 0 characters>"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (Page("a\nb"), r"Page('a\nb')"),
        (
            Page(b"a", "https://a.example/", site="a"),
            "Page(b'a', url='https://a.example/', site='a')",
        ),
        (Page("a" * 10**6, format="text"), f"Page('{'a' * 60}'…, format='text')"),
        (Page(None), "Page(<NoneType>)"),  # type: ignore[arg-type]
    ],
)
def test_a_page_shows_how_it_begins(page: Page, shown: str) -> None:
    assert repr(page) == shown


def test_nothing_kept() -> None:
    result = make(AD)
    assert (result.text, result.body, result.title, result.language) == ("", "", None, None)
    assert result.to_record()["reasons"] == [
        {"by": "model:test", "reason": "by hand", "n_blocks": 1, "chars": 17}
    ]


def test_confidence_is_the_expected_f1_of_what_is_kept() -> None:
    body = B("a" * 30, score=0.8)
    menu = B("b" * 10, score=0.4, role=Role.NAVIGATION, keep=False)
    # Right: 24 of 30 characters; content: 24 and the 4 of the menu.
    assert make(body, menu).confidence == pytest.approx(2 * 24 / (30 + 28))
    settled = dataclasses.replace(menu, by=By("rule", "menu.home"))
    assert make(body, settled).confidence == pytest.approx(2 * 24 / (30 + 24))
    assert make(menu).confidence == 0.0


def dump_of(*blocks: B) -> Result:
    case = make_dump(*blocks)
    return Result(case.document, case.verdicts)


def test_what_goes_on_the_models_word_alone_costs_confidence_in_a_dump() -> None:
    body, menu = B("a" * 30, score=1.0), B("b" * 10, score=0.0, keep=False)
    ruled = dataclasses.replace(menu, by=By("rule", "menu.home"))
    assert dump_of(body, menu).model_alone == 0.25
    assert dump_of(body, menu).confidence == 1 - 0.25 / 4
    assert dump_of(body, ruled).model_alone == 0
    assert dump_of(body, menu, body, ruled).model_alone == 0  # two blocks from what a rule removes
    assert dump_of(menu, body, body, ruled).model_alone == 10 / 80  # three
    assert make(body, menu).model_alone == 0  # a page


def test_the_models_word_alone_takes_no_article_away() -> None:
    body, lost = B("a" * 30, score=0.4), B("b" * 300, score=0.0, keep=False)
    result = dump_of(body, lost)
    assert result.confidence < 0.5
    assert result.has_article


@pytest.mark.parametrize(
    ("score", "role", "keep", "expected"),
    [
        (0.9, Role.PARAGRAPH, True, True),
        (0.2, Role.PARAGRAPH, True, False),
        (0.9, Role.HEADLINE, True, False),
        (0.9, Role.NAVIGATION, False, False),
    ],
)
def test_whether_there_is_an_article(score: float, role: Role, keep: bool, expected: bool) -> None:
    assert make(B("a" * 30, score=score, role=role, keep=keep)).has_article is expected


def test_title_of_a_markdown_dump() -> None:
    document = segment(Page("## [No ferry](/ferry) on C#\n\nIt rained.", format="text"), Options())
    verdicts = [Verdict(role, True, 0.9, BY, "") for role in (Role.HEADLINE, Role.PARAGRAPH)]
    assert Result(document, verdicts).title == "No ferry on C#"


def test_title() -> None:
    dropped = B("Bridge opens", role=Role.HEADLINE, keep=False)
    assert make(dropped, title="Bridge opens today").title == "Bridge opens"
    two_lines = [B("Bridge", group=1, role=Role.HEADLINE), B("opens", group=1, role=Role.HEADLINE)]
    assert make(*two_lines).title == "Bridge opens"
    assert make(B("a"), title="Bridge opens | bugle").title == "Bridge opens"
    case = make_dump(B("  Bridge opens ", role=Role.HEADLINE), B("a"))
    assert Result(case.document, case.verdicts).title == "Bridge opens"


def test_blocks_and_removed() -> None:
    result = make(HEADLINE, AD)
    assert [judged.block.text for judged in result.blocks] == ["Bridge opens", "Advertise with us"]
    assert [judged.verdict.role for judged in result.removed] == [Role.ADVERT]
    assert result.removed == result.blocks[1:]


def test_frozen_lazy_and_picklable() -> None:
    result = make(HEADLINE, AD, language="en")
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.document = result.document  # type: ignore[misc]
    assert set(vars(result)) == {field.name for field in dataclasses.fields(Result)}
    fresh = pickle.loads(pickle.dumps(result))
    assert result.metadata is result.metadata
    used = pickle.loads(pickle.dumps(result))
    assert fresh == used == result
    assert fresh.text == used.text == result.text


def test_record_is_json() -> None:
    result = make(HEADLINE, AD, AD, B("x", role=Role.DATE, keep=False), B("It rained."))
    record = json.loads(json.dumps(result.to_record()))
    assert record == {
        "url": "https://bugle.example/news/",
        "title": "Bridge opens",
        "text": "Bridge opens\n\nIt rained.",
        "language": None,
        "confidence": round(2 * 0.9 * 22 / (22 + 0.9 * 22 + 0.1 * 35), 3),
        "model_alone": 0.0,
        "has_article": True,
        "fits_profile": None,
        "page": {
            "kind": "unknown",
            "probability": 0.0,
            "by": "model",
            "reason": "nobody looked",
        },
        "n_blocks": 5,
        "n_kept": 2,
        "n_invisible": 0,
        "kept_chars": {"headline": 12, "paragraph": 10},
        "removed_chars": {"advert": 34, "date": 1},
        "reasons": [{"by": "model:test", "reason": "by hand", "n_blocks": 3, "chars": 35}],
    }
    blocks = json.loads(json.dumps(result.to_record(blocks=True)))["blocks"]
    assert blocks[1] == {
        "index": 1,
        "text": "Advertise with us",
        "kind": "paragraph",
        "level": 0,
        "role": "advert",
        "keep": False,
        "score": 0.1,
        "by": "model:test",
        "reason": "by hand",
        "headings": ["Bridge opens"],
    }


def test_as_many_verdicts_as_blocks() -> None:
    case = make_html(HEADLINE, AD)
    with pytest.raises(ValueError, match="2 blocks"):
        Result(case.document, case.verdicts[:1])


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-us", "en"), ("zh_hant", "zh"), ("gsw", "gsw"), ("", None), ("x-klingon", None)],
)
def test_language_of_the_markup(language: str, expected: str | None) -> None:
    assert make(B("a"), language=language).language == expected


@pytest.fixture
def _fresh_guesser() -> Iterator[None]:
    load_guesser.cache_clear()
    yield
    load_guesser.cache_clear()


@pytest.mark.usefixtures("_fresh_guesser")
def test_language_is_guessed_when_nothing_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    guesser = SimpleNamespace(classify=lambda text: ("de" if "Regen" in text else "xx", -1.0))
    monkeypatch.setitem(sys.modules, "py3langid", guesser)
    assert make(B("Regen, und danach viel mehr Regen.")).language == "de"
    assert make(B("Regen 12345678901234567890")).language is None
    monkeypatch.setitem(sys.modules, "py3langid", None)
    load_guesser.cache_clear()
    assert make(B("Regen, und danach viel mehr Regen.")).language is None


PAGE = """<html lang="en-GB"><head><title>Bridge opens | Bugle</title></head><body>
<h1>Bridge<br>opens</h1>
<p>It <b>rained </b>on <a href="/x">Monday</a>,<br>and on <i>Tuesday</i>.</p>
<ol><li>Steel<ul><li>beams</li></ul></li><li>Stone</li></ol>
<img src="p.jpg" alt="The bridge">
<blockquote><p>"At last."</p></blockquote>
<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2030</td><td><b>5</b></td></tr></table>
<pre>a
  b</pre>
<dl><dt>Pier</dt><dd>A support</dd></dl>
</body></html>"""


@pytest.fixture(scope="module")
def result() -> Result:
    document = segment(Page(PAGE, "https://bugle.example/n/"), Options())
    is_head = [kind is Kind.HEADING for kind in document.kind]
    roles = [Role.HEADLINE if head else Role.PARAGRAPH for head in is_head]
    return Result(document, [Verdict(role, True, 1.0, BY, "test") for role in roles])


def test_from_html_to_text(result: Result) -> None:
    assert result.title == "Bridge opens"
    assert result.language == "en"
    assert result.body == (
        "It rained on Monday,\nand on Tuesday.\n\n1. Steel\n  - beams\n2. Stone\n\n"
        '"At last."\n\nYear | Cost\n2030 | 5\n\na\n  b\n\nPier\nA support'
    )


def test_from_html_to_markdown(result: Result) -> None:
    assert result.to_markdown(images=True) == (
        "# Bridge opens\n\n"
        "It **rained** on [Monday](https://bugle.example/x),  \nand on *Tuesday*.\n\n"
        "1. Steel\n   - beams\n2. Stone\n\n"
        "![The bridge](https://bugle.example/n/p.jpg)\n\n"
        '> "At last."\n\n'
        "| Year | Cost |\n| --- | --- |\n| 2030 | **5** |\n\n"
        "```\na\n  b\n```\n\n"
        "- Pier\n  - A support"
    )


def test_html_segments_into_the_same_blocks_again(result: Result) -> None:
    again = segment(Page(result.to_html(), format="html"), Options())
    assert again.text == result.document.text
    assert again.kind == result.document.kind
    assert again.level == result.document.level


def test_paths_of_blocks_in_deep_nesting_are_cut() -> None:
    page = Page("<ul><li>a" * 20_000, format="html")
    document = segment(page, Options())
    verdicts = [Verdict(Role.OTHER, False, 0.0, BY, "test")] * len(document)
    blocks = Result(document, verdicts).blocks
    assert len(blocks) == 20_000
    assert max(len(block.path) for block, _ in blocks) == MAX_PATH
    assert blocks[0].block.path == ("html", "html", "body", "ul", "li")
