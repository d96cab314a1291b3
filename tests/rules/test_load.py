from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import RuleError
from cleaner.letters.fold import fold, fold_spaces
from cleaner.rules import Rule, load_rules
from cleaner.rules.load import OWN_RULES
from cleaner.types import AROUND_ROLES, CHROME_ROLES, Role

GOOD = {
    "id": '"follow"',
    "role": '"share"',
    "phrases": '["follow us"]',
    "why": '"links to networks"',
    "drop": '["Follow us"]',
    "keep": '["They follow us home."]',
}


def write(folder: Path, *rules: dict[str, str]) -> Path:
    tables = ("\n".join(f"{key} = {value}" for key, value in rule.items()) for rule in rules)
    (folder / "social.toml").write_text(
        "".join(f"[[rule]]\n{table}\n" for table in tables), encoding="utf-8"
    )
    return folder


def test_rule_gets_its_full_id_and_defaults(tmp_path: Path) -> None:
    (rule,) = load_rules(write(tmp_path, GOOD))
    assert rule == Rule(
        "social.follow",
        Role.SHARE,
        "links to networks",
        phrases=("follow us",),
        drop=("Follow us",),
        keep=("They follow us home.",),
    )
    assert rule.sure
    assert not rule.glued
    assert pickle.loads(pickle.dumps(rule)) == rule


def without(key: str) -> dict[str, str]:
    return {name: value for name, value in GOOD.items() if name != key}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (GOOD | {"role": '"paragraph"'}, "role is 'paragraph'"),
        (GOOD | {"role": '"sidebar"'}, "role is 'sidebar'"),
        (GOOD | {"regex": '"x"'}, "unknown key 'regex'"),
        (GOOD | {"text": "'follow|'"}, "text matches the empty string"),
        (GOOD | {"text": "'(follow'"}, "text is no RE2 pattern"),
        (GOOD | {"text": "'follow(?= us)'"}, "text is no RE2 pattern"),
        (GOOD | {"tokens": "'share*|.*'"}, "tokens matches the empty string"),
        (GOOD | {"tokens": "'[share'"}, "tokens is no RE2 pattern"),
        (GOOD | {"phrases": '["»"]'}, "matches the empty string"),
        (GOOD | {"phrases": '["follow {Name}"]'}, "asks for capitals"),
        (GOOD | {"phrases": '"follow us"'}, "expected a list of strings"),
        (GOOD | {"sure": '"yes"'}, "expected true or false"),
        (GOOD | {"place": '"middle"'}, "place is 'middle'"),
        (without("drop"), "drop is missing"),
        (without("keep"), "keep is missing"),
        (without("why"), "why is missing"),
        (GOOD | {"keep": "[]"}, "keep is missing"),
        (without("phrases"), "about nothing"),
        (without("phrases") | {"text": "'follow us'", "glued": "true"}, "glued without phrases"),
    ],
)
def test_wrong_rule_is_refused(rule: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"social\.toml") as caught:
        load_rules(write(tmp_path, rule))
    assert message in str(caught.value)
    assert caught.value.rule_id == "follow"


def test_same_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="duplicate id"):
        load_rules(write(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize("content", ["[[rule]\n", "[rule]\nid = 1\n", "version = 1\n", ""])
def test_file_of_another_shape_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "odd.toml").write_text(content, encoding="utf-8")
    with pytest.raises(RuleError, match=r"odd\.toml"):
        load_rules(tmp_path)


def test_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rules found"):
        load_rules(tmp_path)


def test_own_rules_are_right_when_they_are_checked_as_those_of_others_are() -> None:
    assert load_rules(OWN_RULES) == load_rules()


def test_own_rules_are_about_what_is_not_content() -> None:
    rules = load_rules()
    assert {rule.role for rule in rules} <= AROUND_ROLES | CHROME_ROLES
    assert len({rule.id for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Connect with us:", "connect with us"),
        ("  »\u00a0Share  (12) ", "share (12)"),
        ("[Advertisement]", "advertisement"),
        ("【广告】", "广告"),
        ("(Ads) and (more)", "(ads) and (more)"),
        ("İLETİŞİM", "iletişim"),
        ("ΑΚΟΛΟΥΘΗΣΤΕ", fold("ακολουθήστε")),
        ("GROSSE STRAẞE", "grosse strasse"),
        ("© 2020 Example", "© 2020 example"),
        ("📣 Hi — there…", "hi - there"),
        ("👍🏽 Like\ufe0f", "like"),
        ("## Share", "share"),
        ("#news", "#news"),
        ("Don\u2019t\u200b mi\u00adss", "don't miss"),
        ("ＡＢＣ：", "abc"),
        ("cafe\u0301", "café"),
        ("\u200f شارك \u200f", "شارك"),
        ("[…]", ""),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@given(st.text() | st.text(alphabet=" a\t\n\x0b\x1f\x85\xa0\xad\u2028\u3000\ufeff"))
def test_fold_spaces_is_to_split_and_to_join(text: str) -> None:
    assert fold_spaces(text) == " ".join(text.split())
