"""Where a rule's words tell nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import Document, Role

MakeDocument = Callable[..., Document]
SURE = Rule("test.sure", Role.SHARE, "why", phrases=("share", "شارك", "分享"))
HINT = Rule("test.hint", Role.NAVIGATION, "why", phrases=("home", "contact"), sure=False)
NOTE = Rule("test.note", Role.LEGAL, "why", text="note: .+", sure=False)
ARROWS = Rule("test.arrows", Role.NAVIGATION, "why", phrases=("prev next",), quoted=True)
CLASS = Rule("test.class", Role.SHARE, "why", tokens="sharebar")
DATE = Rule("test.date", Role.DATE, "why", text="posted on {date}")
SOME = RuleSet([SURE, HINT, NOTE, ARROWS, CLASS, DATE])


def names(rules: list[Rule | None]) -> list[str | None]:
    return [rule.id.removeprefix("test.") if rule else None for rule in rules]


def fired(*texts: str) -> list[str | None]:
    return names(SOME.match(segment_text("\n".join(texts), None, Options())))


@pytest.mark.parametrize(
    "text",
    [
        '"Share."',
        "“Share,”",
        "“Share",
        "Share.”",
        "„Share!“",
        "»Share«",
        "«Share»",
        "« Share »",
        "‹Share›",
        "‘Share’",
        "'Share.'",
        "`share`",
        "「分享」",
        "『分享』",
        "《分享》",
        "”Share”",
        "”شارك”",
        "> “Share.”",
        "  - “Share.”",
    ],
)
def test_no_rule_speaks_of_a_quotation(text: str) -> None:
    assert fired(text) == [None]


@pytest.mark.parametrize("text", ["» Share", "Share »", "« Share", "'Share", "Share's", "[Share]"])
def test_arrows_and_brackets_are_no_quotation(text: str) -> None:
    assert fired(text) == ["sure" if text != "Share's" else None]


def test_rule_about_arrows_speaks_between_them() -> None:
    assert fired("« Prev Next »", "« Share »") == ["arrows", None]


def test_path_with_arrows_is_no_quotation() -> None:
    path = RuleSet([Rule("test.path", Role.NAVIGATION, "why", text="home » .+")])
    lines = ("» Home » Garden » Pears", "» Home » Garden", "»Home » Garden«.")
    document = segment_text("\n".join(lines), None, Options())
    assert names(path.match(document)) == ["path", "path", None]


def test_dialogue_with_dashes_is_speech() -> None:
    assert fired("— Home.", "— Share!", "— Now?") == [None, None, None]
    assert fired("– Home", "– Share", "– Now") == ["hint", "sure", None]
    assert fired("— Share —", "Prose.") == ["sure", None]
    assert fired("— Share.", "Prose.") == ["sure", None]


def test_code_is_no_chrome_because_of_its_words() -> None:
    assert fired("Share", "```", "Share", "```") == ["sure", None, None, None]
    html = "<pre>Share</pre><p><code>share</code></p><p>Share</p><pre class=sharebar>share</pre>"
    assert names(SOME.match(segment_html(html, None, Options()))) == [None, None, "sure", "class"]


def test_code_beside_words_is_no_code() -> None:
    html = "<p><code>share</code> <code>this</code></p><p><a href=/s><b>Share</b></a></p>"
    rules = RuleSet([SURE, Rule("test.two", Role.SHARE, "why", phrases=("share this",))])
    assert names(rules.match(segment_html(html, None, Options()))) == ["two", "sure"]


def test_heading_of_markdown_is_no_entry_of_a_menu() -> None:
    assert fired("## Contact", "Contact", "## Share") == [None, "hint", "sure"]


def test_terms_of_a_list_are_no_menu() -> None:
    assert fired("Home: the first page", "Note: what is added", "Leaf: a page") == [None] * 3
    assert fired("Prose.", "Note: what is added", "Home: none") == [None, "note", None]


def test_dates_that_run_through_a_text_are_hints() -> None:
    def sure(n: int) -> list[bool]:
        texts = [
            line for day in range(1, n + 1) for line in (f"Posted on May {day}, 2024", "Prose")
        ]
        found = SOME.match(segment_text("\n".join(texts), None, Options()))
        return [rule.sure for rule in found if rule]

    assert sure(3) == [True] * 3
    assert sure(4) == [False] * 4


def test_name_with_capitals(make_document: MakeDocument) -> None:
    def rule(**given: Any) -> RuleSet:
        return RuleSet([Rule("test.built", Role.LEGAL, "why", **given)])

    rules = rule(text="built by {Name}|{Name} ?/ ?ap", phrases=("built by us", "made by {name}"))
    texts = {
        "Built by Ann Example": "built",
        "BUILT BY ANN": "built",
        "Built by Ludwig van der Rohe": "built",
        "Built by 山田": "built",
        "Built by سارة": "built",
        "built by us": "built",
        "made by ann": "built",
        "Built by the Romans": None,
        "Built by steam": None,
        "Built by Ann of old": None,
        "Ann Example/AP": "built",
        "Wireless router/AP": None,
        "git add src/ap": None,
    }
    assert names(rules.match(make_document(*texts))) == list(texts.values())


@pytest.mark.parametrize(
    "line",
    [
        "$ SUDO_EDITOR=vim sudoedit /etc/file",
        "$ cat /etc/file",
        "cp a /srv/file",
        "git add src/file",
        "GET /api/v1/file",
        "Wireless router/AP",
        "“Two days ago.”",
        "“Don't miss this!”",
        '"Advertisement" (1981)',
        '"We and our partners store and/or access information on a device", it says there.',
    ],
)
def test_no_sure_rule_of_ours_takes(line: str) -> None:
    (rule,) = load_rule_set().match(segment_text(line, None, Options()))
    assert rule is None or not rule.sure
