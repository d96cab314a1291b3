"""Lines of a dump as they stand, and what tells which belong together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.text.lines import segment_text
from cleaner.types import Document, Kind

WRAPPED = (
    "The ferry did not sail on Tuesday, because the wind had",
    "turned during the night. People waited in the hall, and",
    "somebody made soup for all of them, while the captain was",
    "asleep.",
)
LINES = (
    "The ferry did not sail on Tuesday, because of the wind.",
    "People waited in the hall, and somebody made soup for us.",
    "The captain was asleep for all of the time, they told us.",
    "He woke up at noon and went home by the path on the dyke.",
)


def cut(source: str, **options: int) -> Document:
    return segment_text(source, None, Options(**options))  # type: ignore[arg-type]


def kinds(*lines: str) -> list[tuple[Kind, int]]:
    document = cut("\n".join(lines))
    assert list(document.text) == list(lines)
    return list(zip(document.kind, document.level, strict=True))


def test_lines_stay_as_they_are() -> None:
    document = cut("  a \n\n\n\tb  c\u00a0\n \t\nd\n")
    assert document.text == ["  a ", "\tb  c\u00a0", "d"]
    assert document.blank_before == [0, 2, 1]
    assert document.kind == [Kind.PARAGRAPH] * 3
    assert document.format == "text"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    document = cut(end.join(["", "a", "", "", "b ", "c", ""]))
    assert document.text == ["a", "b ", "c"]
    assert document.blank_before == [1, 2, 0]


def test_mixed_line_ends() -> None:
    document = cut("a\r\r\nb\n\rc\r\nd")
    assert document.text == ["a", "b", "c", "d"]
    assert document.blank_before == [0, 1, 1, 0]


@pytest.mark.parametrize("separator", ["\u2028", "\x0b", "\x0c", "\x85"])
def test_other_separators_end_no_line(separator: str) -> None:
    assert cut(f"a{separator}b").text == [f"a{separator}b"]


@pytest.mark.parametrize(
    "blank",
    ["", " ", "\t", "\u00a0", "\u200b", "\u200d\u2060", "\ufeff", "\u00ad", "\u200e \u200f"],
    ids=ascii,
)
def test_line_without_anything_to_see_is_blank(blank: str) -> None:
    document = cut(f"a\n{blank}\n\u200bb\n{blank}")
    assert document.text == ["a", "\u200bb"]
    assert document.blank_before == [0, 1]


@pytest.mark.parametrize("source", ["", "\n", " \n\r\n", "\u200b"])
def test_nothing(source: str) -> None:
    assert len(cut(source)) == 0


@pytest.mark.parametrize(
    ("line", "kind", "level"),
    [
        ("# a", Kind.HEADING, 1),
        ("###### a", Kind.HEADING, 6),
        ("####### a", Kind.PARAGRAPH, 0),
        ("#hashtag", Kind.PARAGRAPH, 0),
        ("- a", Kind.LIST_ITEM, 1),
        ("* a", Kind.LIST_ITEM, 1),
        ("\u2022 a", Kind.LIST_ITEM, 1),
        ("  - a", Kind.LIST_ITEM, 2),
        ("\t- a", Kind.LIST_ITEM, 3),
        (f"{' ' * 60}- a", Kind.LIST_ITEM, 9),
        ("-a", Kind.PARAGRAPH, 0),
        ("--- a", Kind.PARAGRAPH, 0),
        ("1. a", Kind.LIST_ITEM, 1),
        ("  12) a", Kind.LIST_ITEM, 2),
        ("1984. a", Kind.PARAGRAPH, 0),
        ("1.5 a", Kind.PARAGRAPH, 0),
        ("> a", Kind.QUOTE, 0),
        (">a", Kind.QUOTE, 0),
        ("| a | b |", Kind.TABLE_ROW, 0),
        ("| a", Kind.PARAGRAPH, 0),
        ("a | b", Kind.PARAGRAPH, 0),
        ("a - b", Kind.PARAGRAPH, 0),
    ],
)
def test_marks_of_a_line(line: str, kind: Kind, level: int) -> None:
    assert kinds("a", line)[1:] == [(kind, level)]
    is_numbered = kind is Kind.LIST_ITEM and line.strip()[0].isdigit()
    assert cut(line).ordered == [is_numbered]


@pytest.mark.parametrize("end", ["", " ", "  "])
@pytest.mark.parametrize("indent", ["", "    ", "\t"])
def test_padding_of_all_lines_says_nothing(indent: str, end: str) -> None:
    lines = ["# Ferry", "", "- a", "  - b", "", *WRAPPED, "", "Home"]
    plain = cut("\n".join(lines))
    padded = cut("\n".join(f"{indent}{line}{end}" if line else line for line in lines))
    for name in ("visible", "kind", "level", "blank_before", "group", "joined"):
        assert list(getattr(padded, name)) == list(getattr(plain, name)), name
    assert padded.text[0] == f"{indent}# Ferry{end}"


@pytest.mark.parametrize("fence", ["```", "~~~", "  ```python"])
def test_lines_between_fences_are_code(fence: str) -> None:
    code = (Kind.CODE, 0)
    assert kinds("a", fence, "# b", "- c", fence, "# d") == [
        *((Kind.PARAGRAPH, 0), code, code, code, code),
        (Kind.HEADING, 1),
    ]


def test_fence_that_nothing_closes_makes_no_code() -> None:
    found = kinds("```", "a", "```", "# b", "```", "- c")
    assert [kind for kind, _ in found] == [
        *(Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.PARAGRAPH),
        *(Kind.HEADING, Kind.PARAGRAPH, Kind.LIST_ITEM),
    ]


def test_the_lines_of_a_wrapped_paragraph_are_one_block() -> None:
    source = "\n".join(["Head", "", *WRAPPED, "", *WRAPPED[:3], "", "Foot"])
    document = cut(source)
    assert document.text == ["Head", "\n".join(WRAPPED), "\n".join(WRAPPED[:3]), "Foot"]
    assert document.visible == ["Head", " ".join(WRAPPED), " ".join(WRAPPED[:3]), "Foot"]
    assert document.group == [1, 2, 3, 4]
    assert document.blank_before == [0, 1, 1, 1]


def test_the_width_of_long_paragraphs_tells_short_ones() -> None:
    short = ["The captain, who had been told of nothing at all, sailed", "home."]
    menu = ["About the ferry and its old captain", "Timetable"]
    document = cut("\n".join([*WRAPPED, "", *short, "", *menu, "", "- An item", *WRAPPED[2:]]))
    assert document.text == [
        "\n".join(WRAPPED),
        "\n".join(short),
        *menu,
        "- An item",
        "\n".join(WRAPPED[2:]),
    ]
    assert cut("\n".join(short)).text == short


def test_wrapped_paragraphs_need_no_empty_lines_between() -> None:
    # The last line of a paragraph has room for the first word of the next.
    paragraphs = [WRAPPED, ("The captain slept.",), (*WRAPPED[:2], "of them."), WRAPPED]
    document = cut("\n".join(line for lines in paragraphs for line in lines))
    assert document.text == ["\n".join(lines) for lines in paragraphs]


def test_a_wrapped_item_of_a_list_is_one_block() -> None:
    item = [f"  * {WRAPPED[0]}", *(f"    {line}" for line in WRAPPED[1:])]
    document = cut("\n".join([*item, "  * Home", "News"]))
    assert document.text == ["\n".join(item), "  * Home", "News"]
    assert document.kind[0] is Kind.LIST_ITEM


def test_a_line_further_in_begins_a_block() -> None:
    teaser = [f"          {line}" for line in WRAPPED]
    document = cut("\n".join([*WRAPPED, *teaser]))
    assert document.text == ["\n".join(WRAPPED), "\n".join(teaser)]


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param("  ", id="two spaces"),
        pytest.param("\\", id="backslash"),
        pytest.param("      the timetable", id="columns"),
        pytest.param(" and" * 30, id="longer than any width"),
    ],
)
def test_lines_that_are_whole_are_not_joined(mark: str) -> None:
    lines = [*(line + mark for line in WRAPPED[:-1]), WRAPPED[-1]]
    assert cut("\n".join(lines)).text == lines


def test_links_of_a_wrapped_paragraph_are_counted_together() -> None:
    linked = [WRAPPED[0].replace("ferry", "[ferry](/a)"), *WRAPPED[1:3], "[asleep](/b)."]
    document = cut("\n".join(linked))
    assert document.visible == [" ".join(WRAPPED)]
    assert document.link_chars == [len("ferryasleep")]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(LINES, id="sentence a line"),
        pytest.param(WRAPPED[:2], id="two lines"),
        pytest.param(["a short menu", "of items", "of this page", "here"], id="too narrow"),
        pytest.param(["Connect with us", WRAPPED[0], "Log in", "Home"], id="ragged"),
        pytest.param([f"{line} {line} {line}" for line in WRAPPED], id="too wide"),
    ],
)
def test_separate_lines_are_groups_of_their_own(lines: list[str]) -> None:
    document = cut("\n".join(lines))
    assert document.group == list(range(1, len(lines) + 1))


def test_lines_of_one_list_or_table_are_one_group() -> None:
    lines = ["Head", "- a", "  - b", "", "- c", "| d | e |", "| f | g |", "> h", "> i", "j", "k"]
    assert cut("\n".join(lines)).group == [1, 2, 2, 3, 4, 4, 5, 5, 6, 7]


def test_too_many_lines() -> None:
    assert len(cut("a\n\n" * 10, max_blocks=10)) == 10
    with pytest.raises(LimitError) as caught:
        cut("a\n" * 11, max_blocks=10)
    assert (caught.value.limit, caught.value.allowed, caught.value.found) == ("max_blocks", 10, 11)


lines = st.one_of(
    st.sampled_from(["", " ", "- a", "```", "# b", "| c |", *WRAPPED]), st.text(max_size=20)
)


@given(source=st.lists(lines, max_size=12).map("\n".join))
def test_every_line_is_a_block_or_blank(source: str) -> None:
    document = cut(source)
    given_lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rest = iter(given_lines)
    for n_blank, text in zip(document.blank_before, document.text, strict=True):
        skipped = [next(rest) for _ in range(n_blank)]
        assert not any(any(map(str.isalnum, line)) for line in skipped)
        assert [next(rest) for _ in text.split("\n")] == text.split("\n")
    assert not any(any(map(str.isalnum, line)) for line in rest)
    steps = [b - a for a, b in zip(document.group, document.group[1:], strict=False)]
    assert set(steps) <= {0, 1}
    assert not document.group or document.group[0] == 1


def test_line_of_any_white_space_is_blank() -> None:
    spaces = "".join(chr(code) for code in range(0x110000) if chr(code).isspace() and code > 13)
    document = segment_text(f"a\n{spaces}\n\u2028\u200b\u2028\nb", None, Options())
    assert document.text == ["a", "b"]
    assert document.blank_before == [0, 2]


def test_a_heading_is_one_block_with_its_underline() -> None:
    document = cut("The ferry\n=====\n\nIt did not sail.\n\n2. Why\n---\n\nThe wind had turned.\n")
    assert document.text[0] == "The ferry\n====="
    assert document.text[2] == "2. Why\n---"
    assert document.visible == ["The ferry", "It did not sail.", "2. Why", "The wind had turned."]
    assert list(zip(document.kind, document.level, strict=True))[::2] == [
        (Kind.HEADING, 1),
        (Kind.HEADING, 2),
    ]
    assert document.blank_before == [0, 1, 1, 1]


@pytest.mark.parametrize(
    "source",
    [
        "It did not sail.\n-----\n\nThe wind had turned.",  # a rule below a sentence
        "Name  Age\n-----\nAnn  5",  # a table
        "We went home.\nThe end\n-----",  # the last line of a paragraph
        "x" * 300 + "\n=====",
        "-----\n\nThe ferry",
        "The ferry\n-- = --",
        "The ferry\n==",
    ],
)
def test_other_lines_of_marks_stand_alone(source: str) -> None:
    document = cut(source)
    assert document.text == [line for line in source.split("\n") if line]
    assert Kind.HEADING not in document.kind


def test_code_with_an_underline_stays_code() -> None:
    assert set(cut("```\n\nname\n----\n\n```").kind) == {Kind.CODE}
