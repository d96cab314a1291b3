"""What an option can be: taken as it was meant, or refused with its name when Options is made."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from cleaner import Cleaner, Options
from cleaner.errors import OptionsError
from cleaner.types import CONTENT_ROLES, Role
from tests.support.cases import FOLDERS, Case, read_case

CASES = [read_case(folder) for folder in FOLDERS]
ROLES = ("keep", "drop", "roles")
PATTERNS = ("keep_patterns", "drop_patterns")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("mode", "best", "one of precision, balanced, recall"),
        ("mode", ["recall"], "one of precision"),
        ("mode", None, "one of precision"),
        *((field, b"paragraph", "a collection of roles") for field in ROLES),
        *((field, 5, "a collection of roles") for field in ROLES),
        *((field, {"caption": False}, "a collection of roles") for field in ROLES),
        *((field, "captoin", r"has 'captoin'; did you mean caption\?") for field in ROLES),
        *((field, {"Captoins"}, r"did you mean caption\? there are head") for field in ROLES),
        *((field, ["caption", None], "has None; there are headline") for field in ROLES),
        *((field, [["caption"]], r"has \['caption'\]; there are headline") for field in ROLES),
        *((field, "caption,date", r"has 'caption,date'; did you mean cap") for field in ROLES),
        *((field, ["c" * 10_000_000], "there are headline") for field in ROLES),
        ("keep", None, "a collection of roles"),
        ("drop", None, "a collection of roles"),
        *((field, b"foo", "a collection of them such as") for field in PATTERNS),
        *((field, None, "a collection of them such as") for field in PATTERNS),
        *((field, ("fine", None), "has None; each has to be a str") for field in PATTERNS),
        *((field, (b"foo",), "has b'foo'; each has to be a str") for field in PATTERNS),
        *((field, ("fine", "("), r"'\(' is no RE2 pattern: missing \)") for field in PATTERNS),
        *((field, ("\\é",), "invalid escape sequence: .*é") for field in PATTERNS),
        *((field, ("a\ud800",), "half a surrogate pair") for field in PATTERNS),
        *((field, ("x" * 10_000_000,), "pattern too large") for field in PATTERNS),
        *((f"{kind}_threshold", "0.5", "a share in 0..1, or None") for kind in ("html", "text")),
        *((f"{kind}_threshold", [], "a share in 0..1, or None") for kind in ("html", "text")),
        ("html_threshold", math.nan, "a share"),
        ("html_threshold", True, "a share"),
        ("text_threshold", 10**400, "a share"),
        *((limit, None, "a whole number from 1") for limit in ("max_input_bytes", "max_blocks")),
        *((limit, "5", "a whole number from 1") for limit in ("max_input_bytes", "max_blocks")),
        ("max_input_bytes", math.nan, "a whole number from 1"),
        ("max_blocks", 1.5, "a whole number from 1"),
        ("max_blocks", True, "a whole number from 1"),
        ("max_blocks", 0, "a whole number from 1"),
        ("max_seconds", 0, "a number of seconds above 0"),
        ("max_seconds", -1.0, "a number of seconds above 0"),
        ("max_seconds", math.nan, "a number of seconds above 0"),
        ("max_seconds", "60", "a number of seconds above 0"),
    ],
)
def test_a_value_that_an_option_cannot_have_is_named(field: str, value: Any, expected: str) -> None:
    with pytest.raises(OptionsError, match=rf"(?s)^{field}\b.*{expected}") as caught:
        Options(**{field: value})
    assert len(str(caught.value)) < 1000
    assert "b'missing" not in str(caught.value)


@pytest.mark.parametrize("collection", [list, tuple, set, frozenset, iter])
@pytest.mark.parametrize("field", ROLES)
def test_any_collection_of_names_is_a_set_of_roles(field: str, collection: Any) -> None:
    held = getattr(Options(**{field: collection(["caption", Role.DATE])}), field)
    assert held == {Role.CAPTION, Role.DATE}
    assert type(held) is frozenset
    assert all(type(role) is Role for role in held)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, CONTENT_ROLES),
        ({"keep": {"caption"}}, CONTENT_ROLES | {Role.CAPTION}),
        ({"keep": "caption"}, CONTENT_ROLES | {Role.CAPTION}),
        ({"keep": Role.CAPTION, "drop": "code"}, CONTENT_ROLES - {"code"} | {Role.CAPTION}),
        ({"drop": ["table", "date"]}, CONTENT_ROLES - {Role.TABLE}),
        ({"roles": "paragraph"}, {Role.PARAGRAPH}),
        ({"roles": ()}, frozenset()),
        ({"roles": {"paragraph", "date"}, "keep": "quote", "drop": "date"}, {"paragraph", "quote"}),
    ],
)
def test_keep_and_drop_add_to_the_roles_that_stay_and_take_from_them(
    given: dict[str, Any], kept: Any
) -> None:
    assert Options(**given).kept_roles == kept


def test_a_role_cannot_be_kept_and_dropped() -> None:
    with pytest.raises(OptionsError, match="keep and drop both name caption, date"):
        Options(keep=["date", "caption", "byline"], drop=("caption", "date"))


def test_captions_that_are_kept_cost_no_paragraph() -> None:
    page = "<article><p>The ferry did not sail on Tuesday, as the wind had turned.</p></article>"
    assert Cleaner(Options(keep={"caption"})).clean(page) == Cleaner().clean(page) != ""


HIDING = [case for case in CASES if case.topic == "hidden" and case.facts.get("removed")]


@pytest.mark.parametrize("case", HIDING, ids=lambda case: case.name)
def test_what_a_page_hides_comes_back_in_its_place_on_request(case: Case) -> None:
    text = Cleaner(Options(keep={"hidden"})).clean(case.page)
    lines = text.split("\n")
    assert set(case.facts["removed"]) <= set(lines)
    shown = "\n".join(line for line in lines if line not in case.facts["removed"])
    assert shown.split() == case.expected.split()


def test_there_are_pages_that_hide_something() -> None:
    assert len(HIDING) > 3


@pytest.mark.parametrize("field", PATTERNS)
def test_a_lone_pattern_is_no_collection_of_letters(field: str) -> None:
    given: dict[str, Any] = {field: "leave a reply"}
    assert getattr(Options(**given), field) == ("leave a reply",)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, "Options()"),
        ({"keep": {"caption"}}, "Options(keep={'caption'})"),
        ({"roles": []}, "Options(roles=set())"),
        (
            {"max_blocks": 7, "drop_patterns": "^ad", "drop": ["table", "code"], "mode": "recall"},
            "Options(mode='recall', drop={'code', 'table'}, drop_patterns=('^ad',), max_blocks=7)",
        ),
    ],
)
def test_options_show_what_is_not_the_default(given: dict[str, Any], shown: str) -> None:
    assert repr(Options(**given)) == str(Options(**given)) == shown
    assert eval(shown) == Options(**given)


@pytest.mark.parametrize("collection", [list, tuple, set, frozenset, iter])
@pytest.mark.parametrize("field", PATTERNS)
def test_any_collection_of_patterns_is_a_tuple(field: str, collection: Any) -> None:
    options = Options(**{field: collection(["a", "b"])})
    assert getattr(options, field) == ("a", "b")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("html_threshold", np.float32(0.5), 0.5),
        ("text_threshold", Fraction(1, 4), 0.25),
        ("text_threshold", 1, 1.0),
        ("max_blocks", np.int64(7), 7),
        ("max_seconds", math.inf, math.inf),
        ("max_seconds", 1, 1.0),
        ("max_seconds", None, None),
    ],
)
def test_numbers_of_other_libraries_are_numbers(field: str, value: Any, expected: object) -> None:
    held = getattr(Options(**{field: value}), field)
    assert held == expected
    assert type(held) is type(expected)


def test_options_hold_nothing_of_the_caller_s() -> None:
    keep, patterns = ["caption"], ["first"]
    options = Options(keep=keep, drop_patterns=patterns)
    before = hash(options)
    keep.append("date")
    patterns.append("second")
    assert hash(options) == before
    assert options == Options(keep=frozenset({Role.CAPTION}), drop_patterns=("first",))
    assert pickle.loads(pickle.dumps(options)) == options
    again = pickle.loads(pickle.dumps(Cleaner(options)))
    assert again.clean("first\n\nsecond") == Cleaner(options).clean("first\n\nsecond")


def test_a_set_of_patterns_has_one_order() -> None:
    def order(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(Options(keep_patterns=set(names)).keep_patterns)

    assert order(map(str, range(9))) == order(map(str, reversed(range(9))))


@pytest.mark.parametrize("options", ["recall", {"mode": "recall"}, Options, 0])
def test_a_cleaner_s_options_are_options(options: Any) -> None:
    with pytest.raises(OptionsError, match="has to be an Options"):
        Cleaner(options)


@pytest.mark.parametrize("sites", [5, b"profiles", ["profiles"]])
def test_a_cleaner_s_sites_are_profiles(sites: Any) -> None:
    with pytest.raises(OptionsError, match=r"^sites is a .*profiles, or their folder"):
        Cleaner(sites=sites)
