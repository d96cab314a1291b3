"""Harm, measured on a made-up cleaner, and what the rows are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, PageRow
from cleaner.errors import CorpusError
from cleaner.evaluation.gate import Bounds, find_missed
from cleaner.evaluation.harm.invariance import DUMP_CHANGES, PAGE_CHANGES, measure_changes
from cleaner.evaluation.harm.measure import make_rows, measure_harm
from cleaner.evaluation.harm.read import KINDS, Texts, read_texts
from cleaner.types import Page

MENU = ["Home", "News", "Sport", "Videos", "Podcasts", "Search"]
CHROME = f"""
menu = {MENU}
share = ["Share", "Print"]
footer = ["Imprint", "Contact", "Terms"]
newsletter = ["Get our letter\\nE-mail"]
read_also = ["Read also: Ten soups"]
advert = ["Advertisement"]
related = [["More", "Ten soups", "The old mill"]]
"""
EELS = "Eels\n\nThe eel is long.\nIt is wet.\n\nNobody knows where it goes.\n\nIt comes back."
PINS = "Pins\nA pin is short.\nIt is dry.\nEverybody knows where it goes."


@dataclass(frozen=True)
class Kept:
    text: str
    confidence: float = 0.5
    title: str | None = None

    @property
    def body(self) -> str:
        return self.text


class LineFilter:
    """Keeps the lines that it is told to, of the lines of a page."""

    def __init__(self, keep: Callable[[list[str], int], bool]) -> None:
        self.keep = keep

    def extract(self, page: Page, /) -> Kept:
        lines = str(page.content).split("\n")
        return Kept("\n".join(line for i, line in enumerate(lines) if self.keep(lines, i)))


KEEP_ALL = LineFilter(lambda lines, i: True)


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    (tmp_path / "chrome").mkdir()
    for language in ("en", "de"):
        (tmp_path / "chrome" / f"{language}.toml").write_text(CHROME)
    for name, text in (("eels--de", EELS), ("eels--en", EELS), ("pins--en", PINS)):
        (tmp_path / f"{name}.txt").write_text(f"{text}\n")
    return read_texts(tmp_path)


def test_texts_are_read_as_content(texts: Texts) -> None:
    assert [(row.id, row.language) for row in texts.rows] == [
        ("eels--de", "de"),
        ("eels--en", "en"),
        ("pins--en", "en"),
    ]
    assert texts.rows[0].labels == (1, -1, 1, 1, -1, 1, -1, 1)


def test_some_texts_are_drawn_from_all(texts: Texts) -> None:
    drawn = read_texts(texts.path, 2)
    assert [row.id for row in drawn.rows] == ["eels--de", "eels--en"]
    assert drawn.sha256 == texts.sha256


def test_a_folder_without_texts_and_chrome_that_lacks_a_kind_are_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no texts"):
        read_texts(tmp_path)
    (tmp_path / "eels--en.txt").write_text(EELS)
    (tmp_path / "chrome").mkdir()
    (tmp_path / "chrome" / "en.toml").write_text("menu = ['Home']")
    with pytest.raises(CorpusError, match="has no share, footer, read_also"):
        read_texts(tmp_path)


def test_each_text_is_measured_in_all_styles(texts: Texts) -> None:
    rows = make_rows(texts)
    n_texts = Counter(row.style for row in rows for _ in row.pieces)
    assert n_texts.keys() == {
        *("alone", "cut", "joined", "joined-mixed", "site", "boxed", "boxed-english")
    }
    assert n_texts["alone"] == len(texts.rows)
    assert n_texts["boxed"] == len(KINDS) * len(texts.rows)
    assert n_texts["boxed-english"] == len(KINDS)  # the German text's
    assert rows == make_rows(texts)


def test_the_labels_of_a_row_are_those_of_its_lines(texts: Texts) -> None:
    content = {*EELS.split("\n"), *PINS.split("\n")}
    for row in make_rows(texts):
        for piece in row.pieces:
            for line, label in zip(piece.text.split("\n"), piece.labels, strict=True):
                assert label == (-1 if not line else line in content), (row.style, line)


def test_a_box_stands_between_paragraphs_of_the_first_third(texts: Texts) -> None:
    boxed = [row.text for row in make_rows(texts) if row.style == "boxed"]
    assert sum("Eels\n\nRead also: Ten soups\n\nThe eel is long." in text for text in boxed) == 2
    assert sum("Pins\nRead also: Ten soups\nA pin is short." in text for text in boxed) == 1
    assert all(text.split("\n")[0] in MENU for text in boxed)


def test_what_loses_nothing_is_intact(texts: Texts) -> None:
    report = measure_harm(texts, KEEP_ALL)
    for harm in report.styles.values():
        assert (harm.intact, harm.lines_lost, harm.chars_lost, harm.halved) == (1, 0, 0, 0)
        assert harm.damaged_confidence is None
    assert (report.styles["alone"].chrome_stays, report.styles["boxed"].chrome_stays) == (None, 1)
    assert report.worst == ()
    assert report.groups["de"]["alone"].n_texts == 1


def test_what_is_lost_alone_is_told_from_what_is_lost_in_company(texts: Texts) -> None:
    after_pins = LineFilter(
        lambda lines, i: lines[i] != "It is wet." and "It is dry." not in lines[:i]
    )
    report = measure_harm(texts, after_pins, 1)
    alone = report.styles["alone"]
    assert (alone.n_texts, alone.intact, alone.halved) == (3, 0, 1)
    assert (alone.n_lines, alone.lines_lost, alone.lines_lost_alone) == (14, 3, 3)
    assert alone.chars_lost == alone.chars_lost_alone == (10 + 10 + 30) / (2 * 71 + 59)
    assert (alone.chrome_stays, alone.damaged_confidence) == (None, 0.5)
    mixed = report.styles["joined-mixed"]
    assert mixed.lines_lost > mixed.lines_lost_alone == 9
    assert report.worst[0].lost == 1


def test_dumps_are_joined_with_their_style_and_boxed_in_others_chrome() -> None:
    dumps = [
        DumpRow(f"d{n}", style, f"Share {n}\nA line of {n}\nAnother of {n}", (0, 1, 1))
        for style in ("wet", "bs4")
        for n in range(5)
    ]
    corpus = DumpCorpus(Path("dumps.parquet"), "00", tuple(dumps))
    report = measure_harm(corpus, LineFilter(lambda lines, i: i != 4))
    assert report.styles.keys() == {"alone", "joined-2", "joined-3", "joined-5", "boxed"}
    assert report.groups.keys() == {"wet", "bs4"}
    assert report.styles["joined-2"].n_texts == 8
    assert report.styles["joined-5"].chrome_stays == 0.8
    assert report.styles["alone"].lines_lost == 0


def test_an_exception_is_an_empty_output_and_told(texts: Texts) -> None:
    class Failing:
        def extract(self, page: Page, /) -> Kept:
            raise ValueError("no lines")

    report = measure_harm(texts, Failing())
    assert report.styles["alone"].chars_lost == 1
    assert report.errors[0] == "cleaner failed on alone eels--de: ValueError: no lines"


def test_each_input_is_told_of(texts: Texts) -> None:
    expected, told = [], []

    @contextmanager
    def watch(n_inputs: int) -> Iterator[Callable[[], None]]:
        expected.append(n_inputs)
        yield lambda: told.append(1)

    measure_harm(texts, KEEP_ALL, watch=watch)
    assert expected == [len(told)] == [len(make_rows(texts)) + len(texts.rows)]


PAGE = PageRow(
    "p", b"<p>Caf\xc3\xa9 and 12 rolls of rye bread\n<p>", "Café and 12 rolls of rye bread"
)


@pytest.mark.parametrize("name", DUMP_CHANGES)
def test_a_setting_that_changes_nothing_counts_as_nothing(name: str) -> None:
    dump = DumpRow("d", "wet", "Café 1\n\n  a b\nc 29", (1, -1, 1, 0))
    assert measure_changes([dump], KEEP_ALL)[name] == (1, 0, 0)


@pytest.mark.parametrize("name", PAGE_CHANGES)
def test_so_it_does_of_pages(name: str) -> None:
    assert measure_changes([PAGE], KEEP_ALL)[name] == (1, 0, 0)


@pytest.mark.parametrize(
    ("name", "keep"),
    [
        ("newlines-in-front", lambda lines, i: lines[0] != "" or i > 3),
        ("trailing-space", lambda lines, i: not lines[i].endswith("1 ")),
        ("trailing-spaces", lambda lines, i: not lines[i].endswith("1  ")),
        ("indent", lambda lines, i: not lines[i].startswith("    C")),
        ("doubled-line-ends", lambda lines, i: i < 4),
        ("double-spaces", lambda lines, i: "a  b" not in lines[i]),
        ("nfd", lambda lines, i: "e\u0301" not in lines[i]),
        ("digits", lambda lines, i: "2" not in lines[i]),
        ("crlf", lambda lines, i: not lines[i].endswith("1\r")),
        ("nbsp", lambda lines, i: "a\u00a0b" not in lines[i]),
    ],
)
def test_a_line_of_content_that_a_setting_takes_is_counted(
    name: str, keep: Callable[[list[str], int], bool]
) -> None:
    dump = DumpRow("d", "wet", "Café 1\na b\nc\nshare 2", (1, 1, 1, 0))
    assert measure_changes([dump], LineFilter(keep))[name] == (1, 1, 1)


def test_a_line_of_chrome_that_a_setting_takes_is_not() -> None:
    dump = DumpRow("d", "wet", "a b\nshare 1", (1, 0))
    no_twos = LineFilter(lambda lines, i: "2" not in lines[i])
    assert measure_changes([dump], no_twos)["digits"].changed == 0


def test_a_gate_bounds_styles_and_settings(texts: Texts) -> None:
    report = measure_harm(texts, KEEP_ALL)
    good: Bounds = {
        report.path.stem: {"at_least": {"joined.intact": 1.0}, "at_most": {"nfd.changed": 0}}
    }
    assert list(find_missed(report, good)) == []
    bad: Bounds = {report.path.stem: {"at_most": {"boxed.chrome_stays": 0.5}}}
    (missed,) = find_missed(report, bad)
    assert missed.endswith("boxed.chrome_stays is 1.0000, at most 0.5 is wanted")


def test_pages_are_only_set_otherwise() -> None:
    report = measure_harm(PageCorpus(Path("pages.parquet"), "00", (PAGE,)), KEEP_ALL)
    assert report.styles == {}
    assert report.changes.keys() == PAGE_CHANGES.keys()
