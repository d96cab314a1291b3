"""What a page is: rules on pages fire on walls, errors and doors, and on nothing like them."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

import pytest

import cleaner
from cleaner.errors import RuleError
from cleaner.page_kinds import NO_ARTICLE, TOLD_KINDS, PageKind
from cleaner.result import Result
from cleaner.rules.pages.load import PageRule, load_page_rules
from cleaner.rules.pages.match import PageRules, load_page_rule_set
from tests.rules.pages.walls import FRAME, WALLS, Wall, page

RULES = load_page_rules()
TOLD = [(rule, example) for rule in RULES for example in rule.told]
SPARED = [(rule, example) for rule in RULES for example in rule.spared]
PARAGRAPH = (
    "<p>The harbour office counted how often its own clerks met such a page in the week before "
    "the fair: four times a day each, and most of them did not know what it wanted of them.</p>"
    "<p>Whoever reads with a rare browser, or behind the address of a library, is asked more often "
    "than others; who cannot see the pictures is asked in vain. The clerk at the desk keeps a list "
    "beside the telephone, and reads it out to those who ring on Mondays.</p>"
)


def name(value: object) -> str:
    return value.id if isinstance(value, PageRule) else str(value)[:30]


@cache
def extract(content: str) -> Result:
    return cleaner.extract(content)


def match(rules: PageRules, content: str) -> PageRule | None:
    result = extract(content)
    return rules.match(result.document, [verdict.keep for verdict in result.verdicts])


@pytest.mark.parametrize(("rule", "example"), TOLD, ids=name)
def test_a_rule_fires_on_what_it_tells(rule: PageRule, example: str) -> None:
    assert match(PageRules([rule]), example) == rule
    assert extract(example).page.kind is rule.kind


@pytest.mark.parametrize(("rule", "example"), SPARED, ids=name)
def test_no_rule_fires_on_what_one_spares(rule: PageRule, example: str) -> None:
    assert match(load_page_rule_set(), example) is None


def test_every_kind_has_rules() -> None:
    assert {rule.kind for rule in RULES} == set(TOLD_KINDS)


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: f"{wall.kind}-{wall.name}")
def test_a_wall_is_told(wall: Wall) -> None:
    result = extract(wall.content)
    assert result.page.kind == wall.kind, result.page
    assert result.page.by.kind == "rule"
    assert result.page.reason
    if result.page.kind in NO_ARTICLE:
        assert not result.has_article
        assert result.confidence <= 1 - result.page.probability <= 0.5


def test_walls_are_of_many_makers_and_languages() -> None:
    assert len(WALLS) > 60
    assert {wall.kind for wall in WALLS} == set(TOLD_KINDS)


@pytest.mark.parametrize("wall", [w for w in WALLS if w.kind == "paywall"], ids=lambda w: w.name)
def test_a_paywalled_stub_keeps_its_lead(wall: Wall) -> None:
    result = extract(wall.content)
    first = next(text for text in ("nine", "neun", "neuf", "nueve", "九時") if text in wall.content)
    assert first in result.text
    assert result.confidence > 0.5


def article(headline: str, *extra: str, title: str = "", after: str = "") -> str:
    body = f"<article><h1>{headline}</h1>{''.join(extra)}{PARAGRAPH}</article>{after}"
    return page(title or f"{headline} - Example Daily", FRAME.format(body))


CONTENT = {
    "on a challenge page": article(
        "What the page “Just a moment...” wants of you",
        "<p>“Verify you are human by completing the action below”, it says, and then it turns a "
        "wheel. Behind it stands Cloudflare, whose guard weighs how a browser behaves.</p>",
    ),
    "quotes an error": article(
        "How we mended our links", "<pre>404 Not Found</pre><p>That is what readers saw.</p>"
    ),
    "is called like an error": article("404 Not Found", PARAGRAPH, title="404 Not Found"),
    "is called like a check": article("Access denied", PARAGRAPH, title="Access denied"),
    "captcha in its comment form": article(
        "The fair",
        after="<form id=commentform><h3>Leave a comment</h3><div class='g-recaptcha'></div><p>"
        "Please complete the captcha.</p></form><script src='https://www.google.com/recaptcha/"
        "api.js'></script><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    ),
    "banner for cookies": article(
        "The fair",
        after="<div id='onetrust-consent-sdk'><p>We use cookies to improve your experience.</p>"
        "<button>Accept all</button></div>",
    ),
    "form to log in": article(
        "The fair", after="<form><label>Password</label><input type=password></form>"
    ),
    "offer below": article("The fair", after="<aside><p>Subscribe to our newsletter</p></aside>"),
    "script asked for": article("The fair", after="<noscript>Please enable JavaScript.</noscript>"),
    "drawn by a script": page("The fair", f"<div id='root'><h1>The fair</h1>{PARAGRAPH}</div>"),
    "says that a letter was not found": article(
        "The letter", "<p>The page could not be found. It had lain in the wrong book.</p>"
    ),
    "dump that quotes": "How we mended our links\n\n404 Not Found\n\n"
    + PARAGRAPH.replace("<p>", "").replace("</p>", "\n\n"),
}


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT)
def test_what_holds_content_is_no_wall(content: str) -> None:
    result = extract(content)
    assert result.page.kind not in TOLD_KINDS, result.page
    assert result.has_article


def test_the_model_says_the_type_of_a_page() -> None:
    verdict = extract(CONTENT["form to log in"]).page
    assert (verdict.kind, verdict.by.kind) == (PageKind.ARTICLE, "model")
    assert 0.5 < verdict.probability <= 1


def test_a_dump_does_not_say_its_type() -> None:
    verdict = extract(CONTENT["dump that quotes"]).page
    assert (verdict.kind, verdict.probability) == (PageKind.UNKNOWN, 0)


def test_record_says_what_the_page_is() -> None:
    record = extract(next(wall.content for wall in WALLS if wall.name == "nginx")).to_record()
    assert record["page"]["kind"] == "error"
    assert record["page"]["by"].startswith("rule:page.error.")
    assert record["page"]["reason"]
    assert record["has_article"] is False


def test_rules_travel_to_other_processes() -> None:
    rules = pickle.loads(pickle.dumps(PageRules(RULES[:3])))
    assert rules.rules == RULES[:3]


GOOD = {
    "id": '"a"',
    "titles": '["gone"]',
    "why": '"it is gone"',
    "told": '["Gone"]',
    "spared": '["Here"]',
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"regex": '"x"'}, "unknown key 'regex'"),
        ({"kind": '"error"'}, "unknown key 'kind'"),
        ({"titles": "'gone'"}, "expected a list of strings"),
        ({"titles": "['(gone']"}, "is no RE2 pattern"),
        ({"titles": "['gone|']"}, "matches the empty string"),
        ({"max_rest": "'3'"}, "expected a number of characters"),
        ({"probability": "0.3"}, "expected 0.5 up to"),
        ({"ends": "1"}, "expected true or false"),
        ({"why": "3"}, "expected a string"),
        ({"told": "[]"}, "told is missing"),
        ({"titles": "[]"}, "about nothing"),
    ],
)
def test_a_wrong_rule_is_refused(changes: dict[str, str], message: str, tmp_path: Path) -> None:
    table = "\n".join(f"{key} = {value}" for key, value in (GOOD | changes).items())
    (tmp_path / "error.toml").write_text(f"[[rule]]\n{table}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"error\.toml") as caught:
        load_page_rules(tmp_path)
    assert message in str(caught.value)
    assert caught.value.rule_id == "a"


@pytest.mark.parametrize(
    ("file", "content"), [("sidebar.toml", ""), ("error.toml", "[rule]\n"), ("error.toml", "[[")]
)
def test_a_wrong_file_is_refused(file: str, content: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(RuleError, match=file):
        load_page_rules(tmp_path)


def test_same_id_twice_and_a_folder_without_rules_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rules on pages"):
        load_page_rules(tmp_path)
    table = "[[rule]]\n" + "\n".join(f"{key} = {value}" for key, value in GOOD.items()) + "\n"
    (tmp_path / "error.toml").write_text(table * 2, encoding="utf-8")
    with pytest.raises(RuleError, match="duplicate id"):
        load_page_rules(tmp_path)
