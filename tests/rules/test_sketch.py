from __future__ import annotations

from itertools import product

import pytest
import re2

from cleaner.letters.fold import fold
from cleaner.rules.automata import Patterns
from cleaner.rules.load import load_rules
from cleaner.rules.pattern import MONTHS, NETWORKS, fill, split_phrases
from cleaner.rules.sketch import sketch

DAYS = ("05", "31.", "22nd", "4º")
DATES = [
    *(f"{day} {month} 2020" for day, month in product(DAYS, MONTHS.split("|"))),
    *(f"{month}. 5, 2020" for month in MONTHS.split("|")),
    *("segunda-feira, 5 de maio de 2020", "п'ятниця, 5 мая 2020 г.", "mon., 5 jan. 20200"),
    *("5.6.2020", "5/ 6/20", "05-06-2020.", "2020-06-05", "2020/6/ 5", "2020.06.05."),
    *("2020年6月5日", "2020 年 6 月 5 日 (土)", "2020년 6월 5일"),
]
TIMES = ("9:05", "21.05", "21h05", "9:05:07 p.m.", "9 am", "11pm est", "21:05 мск", "9:05pm cest")
NUMBERS = ("7", "1,234", "1 234.5", "12'345", "12k", "3 mln.", "5 тыс.", "1.2万", "70%", "9+", "٣٤")
NAMES = ("o'neil", "3sat team", "jean-luc de la cruz", "田中 さん", "@mayor", "&c", "éa b'c")


def matches(template: str, line: str) -> bool:
    """Whether the pattern itself does, without a sketch."""
    return re2.fullmatch(fill(template), line) is not None


@pytest.mark.parametrize("around", ["{}", "(?:x{}|{})y", "{}{{2}}"])
@pytest.mark.parametrize(
    ("placeholder", "values"),
    [
        ("{date}", DATES),
        ("{time}", TIMES),
        ("{n}", NUMBERS),
        ("{name}", NAMES),
        ("{network}", [name.replace("\\", "").replace("?", "") for name in NETWORKS.split("|")]),
    ],
)
def test_nothing_that_a_placeholder_holds_is_missed(
    placeholder: str, values: list[str], around: str
) -> None:
    template = around.format(placeholder, placeholder)
    patterns = Patterns([template])
    lines = [
        fold(line)
        for value in values
        for line in (
            value,
            f"on {value}",
            f"{value} or {value}",
            f"x{value}y",
            f"{value}y",
            2 * value,
        )
    ]
    expected = {i: [0] for i, line in enumerate(lines) if matches(template, line)}
    assert expected
    assert patterns.match_lines(lines) == expected


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("[[:alpha:]!]+z", "a!bz"),
        ("[[:^digit:]]{2}", "éà"),
        ("é?a", "a"),
        ("é{2}", "éé"),
        ("[éà]?b", "àb"),
        ("[éà]{3}", "éàé"),
        ("[a-é]+", "abcà"),
        ("[^é]x", "àx"),
        ("[^ ]icp", "粤icp"),
        ("[^a]{2}", "粤粤"),
        ("[^\\pN\\p{Sc}é-]+", "aß–"),
        ("[\\s\\pP\\pS]+", "–·… ©"),
        ("[\\pP·-]+a", "-·–a"),
        ("[\\p{Lu}x]+", "xÉ"),
        ("\\pL{2}", "éж"),
        ("\\S.\\W\\D", "é –à"),
        (".{3}", "éжa"),
        ("\\x{a9} [\\x{b7}|]", "© ·"),
        ("\\x{43c}a", "мa"),
        ("(?i:É)", "é"),
        ("(?i)FÊTE", "fête"),
        ("\\Q[a\\E", "[a"),
        ("\\(?{n}\\)?", "(12)"),
        ("\\[\\^\\]{name}", "[^]anna"),
        ("[](]a|[^]]b", "]a"),
        ("ı", "i"),
    ],
)
def test_nothing_that_a_pattern_matches_is_missed(template: str, line: str) -> None:
    assert matches(template, line)
    assert Patterns([template]).match_lines(["other", line, "ß"])[1] == [0]


def test_no_rule_is_tried_on_every_line() -> None:
    templates = [rule.template(split_phrases(rule.phrases)[1]) for rule in load_rules()]
    everything = [t for t in templates if t and re2.fullmatch(sketch(t).decode(), "ferry a ferry")]
    assert not everything
