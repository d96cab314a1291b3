from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.rules.automata import LINES_AT_ONCE
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.segment.html.blocks import segment_html
from cleaner.types import Document, Role

MakeDocument = Callable[..., Document]


def make_rule(name: str, **given: Any) -> Rule:
    return Rule(f"test.{name}", Role.SHARE, "why", **given)


CONNECT = make_rule("connect", phrases=("connect with us", "follow us on {network}"), glued=True)
ADVERTISE = make_rule("advertise", phrases=("advertise with us",), glued=True)
SHARE_WORD = make_rule("word", phrases=("share", "advertise"), sure=False)
ALL = load_rule_set()


def names(rules: list[Rule | None]) -> list[str | None]:
    return [rule.id.removeprefix("test.") if rule else None for rule in rules]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Connect with us Advertise With Us", "connect"),
        ("ADVERTISE WITH US | Connect with us »", "advertise"),
        ("Advertise with usConnect with us", "advertise"),
        ("Follow us on Facebook • Follow us on X • Connect with us", "connect"),
        ("Connect with us, advertise with us.", "connect"),
        ("Connect with us and advertise with us", None),
        ("Connect with us Share", None),
        ("They connect with us", None),
        ("Connect with us all", None),
    ],
)
def test_run_of_glued_phrases_goes_when_nothing_else_is_in_it(
    text: str, expected: str | None, make_document: MakeDocument
) -> None:
    rules = RuleSet([CONNECT, ADVERTISE, SHARE_WORD])
    assert names(rules.match(make_document(text))) == [expected]


def test_sure_rule_wins_over_a_hint_and_then_the_first(make_document: MakeDocument) -> None:
    hint = make_rule("hint", text="follow.*", sure=False)
    first = make_rule("first", phrases=("follow us",))
    second = make_rule("second", phrases=("follow us", "follow me"))
    rules = RuleSet([hint, first, second])
    document = make_document("Follow us", "Follow me", "Follow him", "Lead us")
    assert names(rules.match(document)) == ["first", "second", "hint", None]


def test_placeholders(make_document: MakeDocument) -> None:
    rules = RuleSet(
        [
            make_rule("n", phrases=("{n} views",)),
            make_rule("name", phrases=("posted by {name}",)),
            make_rule("date", text="on {date} at {time}"),
            make_rule("network", phrases=("share to {network}",)),
        ]
    )
    texts = {
        "1,234 views": "n",
        "12k views": "n",
        "1 234,5 views": "n",
        "n views": None,
        "Posted by Jean-Luc O\u2019Neil": "name",
        "Posted by one two three four": "name",
        "Posted by one two three four five": None,
        "On June 5, 2020 at 10:30 pm": "date",
        "On 5. Juni 2020 at noon": None,
        "On 5. Juni 2020 at 22:30": "date",
        "On 2020-06-05 at 22:30": "date",
        "On 2020年6月5日 at 22:30": "date",
        "On Monday at 22:30": None,
        "Share to WhatsApp": "network",
        "Share to grandmother": None,
    }
    assert names(rules.match(make_document(*texts))) == list(texts.values())


@pytest.mark.parametrize(("n_blocks", "n_edge"), [(1, 1), (8, 5), (50, 10)])
def test_place(n_blocks: int, n_edge: int, make_document: MakeDocument) -> None:
    document = make_document(*["Menu"] * n_blocks)
    top = RuleSet([make_rule("top", phrases=("menu",), place="top")]).match(document)
    bottom = RuleSet([make_rule("bottom", phrases=("menu",), place="bottom")]).match(document)
    assert names(top) == ["top"] * n_edge + [None] * (n_blocks - n_edge)
    assert names(bottom) == [None] * (n_blocks - n_edge) + ["bottom"] * n_edge


def test_below_a_main_heading_is_a_top() -> None:
    menu = "<p>Menu</p>" * 60
    document = segment_html(f"{menu}<h1>Ferry</h1>{menu}<h2>More</h2>{menu}", None, Options())
    found = names(RuleSet([make_rule("top", phrases=("menu",), place="top")]).match(document))
    at = document.text.index("Ferry")
    n_edge = len(document) // 5
    assert found[:n_edge] == ["top"] * n_edge
    assert found[n_edge : at + 1] == [None] * (at + 1 - n_edge)
    assert found[at + 1 : at + 6] == ["top"] * 5
    assert found[at + 6 :] == [None] * (len(document) - at - 6)


def test_rule_whose_condition_fails_leaves_the_block_to_the_next(
    make_document: MakeDocument,
) -> None:
    rules = RuleSet(
        [
            make_rule("markup", phrases=("share",), tokens="share-.*"),
            make_rule("hint", phrases=("share",), sure=False),
        ]
    )
    document = make_document("Share", "Share", tokens=[("share-box",), ("share",)])
    assert names(rules.match(document)) == ["markup", "hint"]
    assert names(rules.match(make_document("Share"))) == ["hint"]


def test_rule_about_markup_alone_fires_on_short_blocks(make_document: MakeDocument) -> None:
    rules = RuleSet([make_rule("markup", tokens="wp-share|sharebar")])
    texts = ("Anything at all", "x" * 200, "x" * 201, "Other")
    tokens = [("entry", "sharebar")] * 3 + [("sharebars",)]
    document = make_document(*texts, tokens=tokens)
    assert names(rules.match(document)) == ["markup", "markup", None, None]
    assert names(rules.match(make_document(*texts))) == [None] * 4


def test_tokens_of_the_parent_count(make_document: MakeDocument) -> None:
    rules = RuleSet([make_rule("markup", phrases=("share",), tokens="root")])
    document = make_document("Share", tokens=[()])
    assert names(rules.match(document)) == [None]
    document.tree.tokens[0:1] = [("root",)]  # type: ignore[index]
    assert names(rules.match(document)) == ["markup"]


def test_pickled_set_matches_alike(make_document: MakeDocument) -> None:
    rules = RuleSet([CONNECT, ADVERTISE, SHARE_WORD])
    copy = pickle.loads(pickle.dumps(rules))
    document = make_document(
        "Connect with us", "Share", "Prose", "Advertise with us Connect with us"
    )
    assert copy.match(document) == rules.match(document)
    assert copy.rules == rules.rules


def test_long_block_is_skipped(make_document: MakeDocument) -> None:
    rules = RuleSet([make_rule("any", text="share.*")])
    texts = ("share " + "x" * 394, "share " + "x" * 395, " " * 150 + "share this", "share " * 300)
    assert names(rules.match(make_document(*texts))) == ["any", None, "any", None]


@pytest.mark.parametrize("n_before", range(2 * LINES_AT_ONCE + 1))
def test_line_is_found_wherever_it_stands_among_others(
    n_before: int, make_document: MakeDocument
) -> None:
    rules = RuleSet([make_rule("follow", text="follow .*"), make_rule("word", text=".* word")])
    before = [f"Line {i} before" for i in range(n_before)]
    after = [f"Line {i} after" for i in range(LINES_AT_ONCE)]
    document = make_document(*before, "Follow her", "The last word", *after)
    found = names(rules.match(document))
    assert found == [None] * n_before + ["follow", "word"] + [None] * LINES_AT_ONCE


@pytest.mark.parametrize(
    "text", [r"share\s+this", "share[^!]this", "(?s:share.this)", "share\nthis"]
)
def test_no_pattern_reaches_beyond_its_line(text: str, make_document: MakeDocument) -> None:
    rules = RuleSet([make_rule("lines", text=text), make_rule("line", text="share$|^this")])
    assert names(rules.match(make_document("Share", "This"))) == ["line", "line"]


def test_nothing_to_match(make_document: MakeDocument) -> None:
    assert RuleSet([CONNECT]).match(make_document()) == []
    assert RuleSet([]).match(make_document("Share")) == [None]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400,
        " " * 400,
        "." * 400,
        "([" * 200,
        "1" * 400,
        "1 " * 199,
        "share " * 60,
        "a\u0301\u0323" * 133,
        "\u0301" * 400,
        "\u202e\u202b\u0634\u0627\u0631\u0643" * 60,
        "\ud800share\udfff",
        "\x00share\x00",
        "\ufdfa" * 400,
        "\U0001f44d\U0001f3fd\u200d" * 130,
        "\ufb03" * 400,
        "\u200b" * 400,
    ],
    ids=ascii,
)
def test_hostile_text_is_matched_by_no_sure_rule(text: str, make_document: MakeDocument) -> None:
    (rule,) = ALL.match(make_document(text))
    assert rule is None or not rule.sure or set(text.split()) == {"share"}


@pytest.mark.parametrize(
    "line",
    [
        "Connect with us",
        "Advertise With Us",
        "Reading Time: 2 minutes",
        "READING TIME: 2 MINUTES",
        "\tConnect with us\r",
        "Connect with us Advertise With Us",
        "Subscribe to unlock this article. Already a subscriber? Sign in",
    ],
)
def test_chrome_of_dumps_is_sure(line: str, make_document: MakeDocument) -> None:
    (rule,) = ALL.match(make_document(line))
    assert rule is not None
    assert rule.sure
