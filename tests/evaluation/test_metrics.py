"""Metrics against values worked out by hand."""

from __future__ import annotations

import pytest

from cleaner.evaluation.metrics import (
    DumpGold,
    PageGold,
    SnippetScore,
    count_shingles,
    fold_space,
    harmonic_mean,
    is_same_title,
    tokenize,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" ... \n", []),
        ("The Cat, the CAT", ["the", "cat", "the", "cat"]),
        ("co-op's 3.5 km", ["co", "op", "s", "3", "5", "km"]),
        ("Straße ΩΜΕΓΑ ёж", ["straße", "ωμεγα", "ёж"]),
        ("我们go北京2024年", ["我", "们", "go", "北", "京", "2024", "年"]),
        ("カレーを、食べた", ["カ", "レ", "ー", "を", "食", "べ", "た"]),
        ("한국어 문장", ["한국어", "문장"]),
    ],
)
def test_tokenize(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@pytest.mark.parametrize(
    ("gold", "output", "expected"),
    [
        # 2 of 4 output words and 2 of 3 gold words are common: 2 * 1/2 * 2/3 / (7/6) = 4/7
        ("one two three", "One two four five", (1 / 2, 2 / 3, 4 / 7)),
        # a word counts as often as both have it: "a" twice, of 2 in the gold and 4 in the output
        ("a a", "a a a a", (1 / 2, 1.0, 2 / 3)),
        # each of the four characters is a word, three are common
        ("北京大学", "北京大楼", (3 / 4, 3 / 4, 3 / 4)),
        ("order does not matter", "matter not does order", (1.0, 1.0, 1.0)),
        ("one", "two", (0.0, 0.0, 0.0)),
        ("one", "", (0.0, 0.0, 0.0)),
        ("", "one", (0.0, 0.0, 0.0)),
        ("", " \n", (1.0, 1.0, 1.0)),
    ],
)
def test_words(gold: str, output: str, expected: tuple[float, float, float]) -> None:
    assert PageGold.prepare(gold).score(output).words == pytest.approx(expected)


@pytest.mark.parametrize(
    ("gold", "output", "expected"),
    [
        # gold: abcd bcde; output: abcd bcdx cdxe. One is common: 1 of 3, and 1 of 2
        ("a b c d e", "a b c d x e", (1 / 3, 1 / 2)),
        # a 4-gram counts as often as both have it: aaaa once in the gold, twice in the output
        ("a a a a", "a a a a a", (1 / 2, 1.0)),
        # fewer than four words are one shingle: equal or not
        ("a b", "a b", (1.0, 1.0)),
        ("a b", "a b c", (0.0, 0.0)),
        ("a b", "", (None, 0.0)),
        ("", "a b", (0.0, None)),
        ("", "", (None, None)),
    ],
)
def test_shingles(gold: str, output: str, expected: tuple[float | None, float | None]) -> None:
    assert PageGold.prepare(gold).score(output).shingles == expected


def test_shingles_are_counted() -> None:
    assert count_shingles(["a", "b", "a", "b", "a", "b"]) == {
        ("a", "b", "a", "b"): 2,
        ("b", "a", "b", "a"): 1,
    }


def test_snippets_fold_white_space_and_case() -> None:
    gold = PageGold.prepare("", ["warm  bread\nrises", "cold"], ["Log in", "Share", "Menu"])
    score = gold.score("MENU\nHere warm bread\n rises again")
    assert score.snippets == SnippetScore(1, 2, 1, 3)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        # gold a b c d e: 2 shingles; comments, without what the gold has: b c d e f and so on, 3
        ("a b c d e", (3, 3, 0)),
        ("a b c d e f", (3, 2, 0)),
        ("a b c d e f g h", (3, 0, 0)),
        ("", (3, 3, 2)),
    ],
)
def test_comments_are_what_should_be_left_out(output: str, expected: tuple[int, ...]) -> None:
    gold = PageGold.prepare("a b c d e", comments="b c d e f g h")
    assert gold.score(output).comments == expected


def test_page_without_comments_has_no_score_of_them() -> None:
    assert PageGold.prepare("a b c d", comments="a b c d").score("").comments is None


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        ("Bread rises!", "bread – rises", True),
        ("Bread rises", "Bread rises | Bugle", False),
        ("面包", "面 包", True),
        ("", "Bread", False),
    ],
)
def test_titles_are_the_same_by_their_words(title: str, other: str, expected: bool) -> None:
    assert is_same_title(title, other) is expected


def test_page_difference_lists_longest_passages_first() -> None:
    gold = PageGold.prepare("lead words. a b c d e f. the very last words here")
    difference = gold.compare("A B C D E F. Share this")
    assert difference.lost == ("the very last words here", "lead words")
    assert difference.stayed == ("share this",)


@pytest.mark.parametrize(("gold", "output"), [("same text", "same text"), ("", "")])
def test_page_difference_of_equals_is_empty(gold: str, output: str) -> None:
    assert PageGold.prepare(gold).compare(output) == ((), ())


# Scored lines: "Bread rises" (11 characters) and "It cools" (8) are content, "Share" (5) is chrome.
DUMP = "Bread\n\nShare\nBread rises\n  It   cools"
LABELS = (-1, -1, 0, 1, 1)


@pytest.mark.parametrize(
    ("output", "f1", "lost", "residue", "is_exact"),
    [
        # everything: purity 19/24, recall 1: F1 = 2 * 19/24 / (43/24) = 38/43
        (DUMP, 38 / 43, 0.0, 5 / 24, False),
        ("Bread\n\nBread rises\nIt cools", 1.0, 0.0, 0.0, True),
        # the line that is not scored does not count
        ("Bread rises\nIt cools", 1.0, 0.0, 0.0, True),
        # recall 11/19, purity 1: F1 = 22/30
        ("Bread rises", 22 / 30, 8 / 19, 0.0, False),
        # recall 8/19, purity 8/13: 2 * 8/19 * 8/13 / (8/19 + 8/13) = 16/32
        ("Share\nIt cools", 1 / 2, 11 / 19, 5 / 13, False),
        # nothing kept: no residue
        ("", 0.0, 1.0, 0.0, False),
        # half a line is not the line
        ("Bread\nrises\nIt cools", 16 / 27, 11 / 19, 0.0, False),
    ],
)
def test_dump(output: str, f1: float, lost: float, residue: float, is_exact: bool) -> None:
    score = DumpGold.prepare(DUMP, LABELS).score(output)
    assert (score.f1, score.lost, score.residue) == pytest.approx((f1, lost, residue))
    assert score.is_exact is is_exact


@pytest.mark.parametrize(
    ("labels", "n_kept", "lost", "stayed"),
    [
        ((1, 1, 1), 2, ("echo",), ()),
        ((0, 0, 0), 2, (), ("echo", "echo")),
        # the lone copy is taken for the content, then for the one that is not scored
        ((0, 1, -1), 1, (), ()),
        ((0, 1, -1), 2, (), ()),
        ((0, 1, -1), 3, (), ("echo",)),
        ((0, -1, 0), 1, (), ()),
    ],
)
def test_equal_lines_count_as_often_as_they_are_kept(
    labels: tuple[int, ...], n_kept: int, lost: tuple[str, ...], stayed: tuple[str, ...]
) -> None:
    gold = DumpGold.prepare("echo\necho\necho", labels)
    assert gold.compare("\n".join(["echo"] * n_kept)) == (lost, stayed)


def test_dump_without_content_is_exact_when_empty() -> None:
    score = DumpGold.prepare("Share\n", (0, -1)).score("")
    assert score == (1.0, 0.0, 0.0, True)


def test_dump_ignores_line_ends_and_indentation() -> None:
    assert DumpGold.prepare("\tone two\r\nthree\r", (1, 1)).score("one  two\nthree").is_exact


def test_dump_difference_lists_longest_lines_first() -> None:
    gold = DumpGold.prepare("a\nbbb\ncc\nd\neeee", (1, 1, 1, 0, 0))
    assert gold.compare("d\neeee") == (("bbb", "cc", "a"), ("eeee", "d"))


@pytest.mark.parametrize(("p", "r", "f1"), [(0, 0, 0), (1, 0, 0), (0.5, 1, 2 / 3)])
def test_harmonic_mean(p: float, r: float, f1: float) -> None:
    assert harmonic_mean(p, r) == pytest.approx(f1)


def test_fold_space() -> None:
    assert fold_space(" a\u00a0 b\t\nc ") == "a b c"


@pytest.mark.parametrize(
    ("output", "precision", "recall"),
    [
        ("rye takes a day", 1, 1),
        ("rye takes a day\nphoto ann", 1, 1),  # passed over
        ("photo ann", 0, 0),
        ("rye takes a day\nphoto ann photo ann", 4 / 6, 1),  # once only
        ("rye takes a day\nshare", 4 / 5, 1),
    ],
)
def test_lines_of_which_nobody_knows_count_neither_way(
    output: str, precision: float, recall: float
) -> None:
    words = PageGold.prepare("rye takes a day", unsure=("Photo: Ann",)).score(output).words
    assert (words.precision, words.recall) == pytest.approx((precision, recall))


def test_shingles_within_unsure_lines_count_neither_way() -> None:
    gold = PageGold.prepare("a b c d", unsure=("e f g h i",))
    assert gold.score("e f g h i").shingles.precision is None
    # Two that cross the line ends are of nobody's lines: 1 of 4.
    assert gold.score("a b c d e f g h i").shingles.precision == pytest.approx(1 / 4)
    assert gold.compare("e f g h i\nshare").stayed == ("share",)


def test_an_output_of_unsure_lines_alone_is_right_where_there_is_no_article() -> None:
    assert PageGold.prepare("", unsure=("January",)).score("January").f1 == 1


def test_a_line_counts_as_its_reader_sees_it() -> None:
    gold = DumpGold.prepare("it\xe2\x80\x99s a tem\u00adplate", (1,))
    assert gold.score("it’s a template").is_exact
