"""Lines that hold several blocks, and those that only look like it."""

from __future__ import annotations

import pytest

from cleaner.options import Options
from cleaner.render import render_text
from cleaner.segment.text.lines import segment_text
from cleaner.segment.text.run_on import cut_lines
from cleaner.types import By, Document, Role, Verdict
from tests.timing import check_repetition

GLUED = (
    "HomeNewsSportLast ferry leaves with a pianoMarch 3, 2024The last ferry left on Sunday evening "
    "with eleven people.It carried a piano for the school.“It is heavy,” said the captain.Read more"
)
PIECES = [
    "Home",
    "News",
    "Sport",
    "Last ferry leaves with a piano",
    "March 3, 2024",
    "The last ferry left on Sunday evening with eleven people.",
    "It carried a piano for the school.",
    "“It is heavy,” said the captain.",
    "Read more",
]
MENU = (
    "Home News Sport Weather Travel Culture Opinion Video Podcasts Games Log in Subscribe Contact "
)
PROSE = (
    "The ferry left Kirkhaven on Sunday evening. It carried eleven people and a piano. Nobody knew "
    "who had paid for it. "
)
BY = By("model", "test")


def cut(text: str) -> Document:
    return segment_text(text, None, Options())


def pieces_of(text: str) -> list[str]:
    lines = text.split("\n")
    return [
        piece for i, line in enumerate(lines) for piece in cut_lines(lines, text).get(i, [line])
    ]


def verdicts_for(document: Document, *dropped: str) -> list[Verdict]:
    return [
        Verdict(Role.OTHER, False, 0.5, BY, "")
        if text in dropped
        else Verdict(Role.PARAGRAPH, True, 0.5, BY, "")
        for text in document.text
    ]


def test_glued_elements_are_blocks() -> None:
    document = cut(GLUED)
    assert document.text == PIECES
    assert document.joined == [False] + [True] * 8
    assert "".join(document.text) == GLUED


@pytest.mark.parametrize(
    "line",
    [
        "Главная страницаПаром ушёл вечером.На нём везли рояль.Подробнее",
        "ΑρχικήΤο πλοίο έφυγε το βράδυ.Μετέφερε ένα πιάνο.Περισσότερα",
        "المعبر مغلق.قالت البلدية ذلك.لم يصب أحد",
        "वह चला गया।सब लोग देखते रहे।फिर बारिश हुई",
    ],
)
def test_glue_is_seen_in_any_script(line: str) -> None:
    assert len(pieces_of(line)) >= 3
    assert "".join(pieces_of(line)) == line


@pytest.mark.parametrize(
    "text",
    [
        "We use JavaScript and TypeScript on GitHub. MacBooks are fine, iPhones, too.",
        "It was over.Then it rained. Nothing else is odd about this line.",  # a slip
        "db := testdb.New(t)\nassert.NoError(t, err)\nassert.Equal(t, 1, n)\nfmt.Println(n)",
        "getElementById fooBar bazQux\nassert.NoError(t)\nx.Foo.Bar",
        "Use os.path for it; System.out for that.\nint main() {\n  foo_bar.Baz();\n}",
        "He lives in St. Louis, e.g. near the U.S. Embassy, and drinks 7Up at 10PM.",
        PROSE * 20 + "\n\n" + PROSE * 20,  # paragraphs, however long
        PROSE * 20 + "\n" + PROSE * 20,
        PROSE,  # short enough to be one
    ],
)
def test_other_lines_stay_whole(text: str) -> None:
    assert pieces_of(text) == text.split("\n")


def test_a_line_with_a_link_stays_whole() -> None:
    text = "[HomeNews](/)It sailed.Then it rained.And snowed.Then it stopped."
    assert cut(text).text == [text]


def test_a_page_on_one_line_is_cut_into_sentences() -> None:
    text = MENU + PROSE * 8 + MENU
    found = pieces_of(text)
    assert "".join(found) == text
    assert "It carried eleven people and a piano. " in found
    assert all(len(piece.split()) <= 40 for piece in found)
    menu = [piece for piece in found if "Travel" in piece]
    assert menu
    assert not any("carried" in piece for piece in menu)


def test_line_ends_inside_of_sentences_mean_nothing() -> None:
    text = MENU + PROSE * 8 + "Then it\nrained until the " + PROSE * 8
    assert len(pieces_of(text)) > 20


def test_a_chinese_page_on_one_line_is_cut() -> None:
    text = (
        "首页 新闻 体育 登录 "
        + "星期日晚上渡轮离开了港口。船上有十一个人和一架钢琴。" * 40
        + " 版权所有"
    )
    found = pieces_of(text)
    assert "".join(found) == text
    assert {"首页 ", "新闻 ", "船上有十一个人和一架钢琴。", "版权所有"} <= {*found}


def test_spaces_that_were_line_ends_part_pieces() -> None:
    found = pieces_of(
        "   Home  Old tram shed becomes a market   By Ines  " + PROSE * 12 + "  Share"
    )
    assert found[:4] == ["   Home  ", "Old tram shed becomes a market   ", "By Ines  ", PROSE[:44]]
    assert found[-1] == "Share"


def test_escaped_line_ends_part_pieces_and_are_not_seen() -> None:
    document = cut(
        r"Home\nNews\r\n\nOld tram shed\n" + PROSE * 12 + r"Where \nu and \nabla meet.\n"
    )
    assert document.text[:3] == [r"Home\n", r"News\r\n\n", r"Old tram shed\n"]
    assert document.visible[:3] == ["Home ", "News ", "Old tram shed "]
    assert document.visible[-1] == r"Where \nu and \nabla meet. "


def test_korean_words_stay_together() -> None:
    sentence = "일요일 저녁 여객선이 항구를 떠났다. "
    assert pieces_of(sentence * 60) == [sentence] * 60


def test_thai_phrases_on_one_line_are_pieces() -> None:
    found = pieces_of("หน้าแรก ข่าว กีฬา " + "เรือข้ามฟากออกจากท่าในคืนวันอาทิตย์ " * 40)
    assert found[:3] == ["หน้าแรก ", "ข่าว ", "กีฬา "]


def test_what_stays_of_a_line_stands_as_it_did() -> None:
    document = cut(GLUED)
    assert render_text(document, verdicts_for(document)) == GLUED
    dropped = ("Home", "News", "Sport", "March 3, 2024", "Read more")
    assert render_text(document, verdicts_for(document, *dropped)) == (
        "Last ferry leaves with a piano\n"
        "The last ferry left on Sunday evening with eleven people.It carried a piano for the "
        "school.“It is heavy,” said the captain."
    )


def test_a_headline_stands_on_its_own_line() -> None:
    document = cut("Last ferry leavesThe ferry left on Sunday.It carried a piano.It sank.")
    verdicts = verdicts_for(document)
    verdicts[0] = verdicts[0]._replace(role=Role.HEADLINE)
    assert render_text(document, verdicts).split("\n")[0] == "Last ferry leaves"


def test_more_pieces_than_blocks_are_allowed_are_not_made() -> None:
    document = segment_text(GLUED, None, Options(max_blocks=5))
    assert document.text == [GLUED]


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "Aa",
        "aA",
        "word.Word ",
        "Word ",
        "word ",
        "1Aaa",
        "漢 ",
        "。",
        ") ",
        "x" * 99,
        " ",
        "\t",
        " 漢",
        "\\n",
    ],
)
def test_time_grows_with_the_size(unit: str) -> None:
    start = "It sailed.Then it rained.And snowed."
    check_repetition(lambda text: cut_lines([text], text), unit, lambda text: start + text, 400_000)


@pytest.mark.parametrize("unit", ["a ", "A. ", "\u6a4b\u3002", "x  "])
def test_pieces_of_a_line_that_is_no_page_are_not_tiny(unit: str) -> None:
    line = unit * (600_000 // len(unit))
    pieces = pieces_of(line)
    assert "".join(pieces) == line
    assert len(pieces) > 1
    assert all(len(piece) >= 60 for piece in pieces[:-1])


def test_short_pieces_of_a_page_stay() -> None:
    assert {len(piece) for piece in pieces_of("It rained. " * 1_000)} <= {10, 11}


@pytest.mark.parametrize("between", ["   ", "\\n\u00a0 \\n", ".\\n  "])
def test_spaces_are_no_piece(between: str) -> None:
    text = "   " + f"船が夕方に港を出た。 The ferry left at noon{between}" * 100
    pieces = cut_lines([text], text)[0]
    assert len(pieces) > 100
    assert all(piece.strip() for piece in pieces)
    assert "".join(pieces) == text
