"""Roles, measured on a page that is labelled by hand and a cleaner that is told what to say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner.corpora.rows import PageCorpus, PageRow
from cleaner.errors import CorpusError
from cleaner.evaluation.gate import find_missed
from cleaner.evaluation.record import to_record
from cleaner.evaluation.roles import compare_labels, measure_roles
from cleaner.labels.entries import Label, Was
from cleaner.labels.file import LabelFile, Labels, read_labels
from cleaner.labels.pages import LabelledBlock, hash_text
from cleaner.options import Options
from cleaner.result import Result
from cleaner.segment import segment
from cleaner.types import By, Page, Role, Verdict

SAYS = {
    "Mills": (Role.NAVIGATION, By("model", "test")),
    "Home": (Role.NAVIGATION, By("rule", "navigation.home")),
    "The old mill": (Role.HEADLINE, By("model", "test")),
    "It is older than the bridge.": (Role.PARAGRAPH, By("model", "test")),
    "Nobody grinds there today.": (Role.ADVERT, By("model", "test")),
    "By Ann Brook": (Role.BYLINE, By("model", "test")),
    "Ten more mills": (Role.NAVIGATION, By("model", "test")),
    "Accept all cookies": (Role.CONSENT, By("model", "test")),
}
READINGS = (
    *(("Mills", "navigation"), ("Home", "navigation"), ("The old mill", "headline")),
    *(("By Ann Brook", "byline other"), ("It is older than the bridge.", "content")),
    *(("A picture that is gone", "content"), ("Nobody grinds there today.", "content")),
    *(("Ten more mills", "related"), ("Accept all cookies", "consent"), ("Home", "unclear")),
)
HTML = "".join(f"<p>{text}" for text in (*SAYS, "Home")).replace(
    "<p>It is", "<p>By Ann Brook<p>It is"
)


class Told:
    """Says what it is told of each text."""

    def __init__(self, says: Mapping[str, tuple[Role, By]] = SAYS) -> None:
        self.says = says

    def extract(self, page: Page, /) -> Result:
        document = segment(page, Options())
        said = [self.says[text] for text in document.visible]
        return Result(document, [Verdict(role, True, 0.5, by, "") for role, by in said])


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    blocks = [f"{hash_text(text)} {said}" for text, said in READINGS]
    page = {"corpus": "mills", "id": "m1", "type": "article", "blocks": blocks}
    gone = {**page, "id": "m2"}
    path = tmp_path / "pages.jsonl"
    path.write_text(f"{json.dumps(page)}\n{json.dumps(gone)}\n")
    return read_labels(path)


CORPUS = PageCorpus(
    Path("mills.parquet"), "00", (PageRow("m0", b"", ""), PageRow("m1", HTML.encode(), ""))
)


def test_only_what_both_readings_say_counts(labels: Labels) -> None:
    report = measure_roles(labels, [CORPUS], [(None, Told())])
    assert (report.pages, report.blocks, report.missing, report.errors) == (1, 10, 1, ())
    assert report.accuracy == {
        "content": (2, 1 / 2),
        "headline": (1, 1),
        "chrome": (4, 3 / 4),
    }
    assert report.roles["navigation"] == (2, 3, 2 / 3, 1)
    assert report.roles["related"] == (1, 0, None, 0)
    assert report.roles["advert"] == (0, 1, 0, None)
    assert "byline" not in report.roles
    assert report.confusion["content"] == {"content": 1, "advert": 1}


def test_what_the_page_hides_counts_neither_way(labels: Labels) -> None:
    hides = Told({**SAYS, "Home": (Role.HIDDEN, By("markup"))})
    report = measure_roles(labels, [CORPUS], [(None, hides)])
    assert (report.hidden, report.missing) == (2, 1)
    assert report.accuracy["chrome"] == (3, 2 / 3)


def test_it_is_told_who_gave_a_wrong_role(labels: Labels) -> None:
    report = measure_roles(labels, [CORPUS], [(None, Told())])
    # of cookies a rule says the same
    assert report.judges == {"model": (5, 2), "rule": (1, 0), "hint": (1, 0)}


def test_each_page_is_judged_by_who_has_not_seen_it(labels: Labels) -> None:
    others = Told({})
    folds = [(frozenset({"m0"}), others), (frozenset({"m1"}), Told())]
    assert measure_roles(labels, [CORPUS], folds).missing == 1


def test_an_exception_is_told_and_its_blocks_are_missing(labels: Labels) -> None:
    report = measure_roles(labels, [CORPUS], [(None, Told({}))])
    assert report.missing == 10
    assert report.errors == ("cleaner failed on m1: KeyError: 'Mills'",)
    assert report.accuracy == {}


def test_agreement_is_what_chance_does_not_give() -> None:
    pairs = [("content", "content")] * 5 + [("share", "share")] * 3
    pairs += [("content", "share"), ("share", "content")]
    agreement = compare_labels(LabelledBlock("", *pair) for pair in pairs)
    assert agreement[:2] == (10, 0.8)
    assert agreement.kappa == pytest.approx((0.8 - 0.52) / 0.48)
    assert compare_labels(()).n == 0
    assert compare_labels([LabelledBlock("", "share", "share")]).kappa == 1


def test_numbers_are_recorded_and_bounded(labels: Labels) -> None:
    report = measure_roles(labels, [CORPUS], [(None, Told())])
    record = json.loads(json.dumps(to_record(report)))
    assert record["accuracy"]["chrome"] == {"n": 4, "share": 0.75}
    assert (record["pages_missing"], record["blocks_missing"]) == (1, 1)
    bounds = {"pages": {"at_least": {"chrome.share": 0.8, "role.navigation.recall": 1}}}
    assert [line.split(":")[1] for line in find_missed(report, bounds)] == [
        " chrome.share is 0.7500, at least 0.8 is wanted"
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[", "line 1: Expecting value"),
        ('{"corpus": "mills"}', "line 1: its keys are corpus; expected"),
        ('{"corpus": "m", "id": "1", "type": "a", "blocks": ["00 menu"]}', "called 'menu'; there"),
        ('{"corpus": "m", "id": "1", "type": "a", "blocks": ["00"]}', "not enough values"),
        ("", "holds no label"),
    ],
)
def test_what_is_no_label_is_refused(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(line)
    with pytest.raises(CorpusError, match=message):
        read_labels(tmp_path / "pages.jsonl")


def test_pages_of_other_corpora_are_nothing_to_measure(labels: Labels) -> None:
    other = replace(CORPUS, path=Path("other.parquet"))
    with pytest.raises(CorpusError, match="is in what is given; they are from mills"):
        measure_roles(labels, [other], [(None, Told())])


def test_the_labels_of_the_project_are_read_and_agree() -> None:
    labels = read_labels(Path(__file__).parents[2] / "fixtures" / "roles" / "pages.jsonl")
    assert len({(page.corpus, page.record) for page in labels.pages}) == 98
    agreement = compare_labels(block for page in labels.pages for block in page.blocks)
    assert agreement.n == 8502
    assert agreement.kappa > 0.96


def test_labels_of_people_are_measured_on_their_pages_read_again(tmp_path: Path) -> None:
    """Also of records that have changed, and of those that are gone."""
    source = tmp_path / "mills.jsonl"
    changed = HTML.replace("It is older than the bridge.", "It is older than the road.")
    source.write_text(json.dumps({"id": "m1", "html": f"<p>Ten more mills</p>{changed}"}))
    kept, dropped = (Was(Role.PARAGRAPH, keep, By("model"), 0.5) for keep in (True, False))

    def label(place: int, text: str, role: Role, was: Was | None = None) -> Label:
        return Label(str(source), "m1", place, text, role, was)

    labels = [
        label(0, "Mills", Role.NAVIGATION, kept),  # its role is right now
        label(3, "It is older than the bridge.", Role.PARAGRAPH, kept),  # not there any more
        label(4, "Nobody grinds there today.", Role.PARAGRAPH, kept),  # its role is wrong now
        label(2, "The old mill", Role.HEADLINE, dropped),
        label(5, "By Ann Brook", Role.DATE),
        replace(label(0, "Mills", Role.SHARE), record="m2"),
        replace(label(0, "Mills", Role.SHARE), source=str(tmp_path / "gone.jsonl")),
    ]
    path = tmp_path / "labels.jsonl"
    with LabelFile.open(path) as file:
        file.append(*labels)
    told = Told({**SAYS, "It is older than the road.": SAYS["Mills"]})  # and keeps all
    report = measure_roles(read_labels(path), [], [(None, told)])
    assert (report.pages, report.blocks, report.missing, report.errors) == (1, 5, 1, ())
    assert report.keep == (3, 2 / 3)
    assert report.changes == {"role": (0, 2, 1, 0), "keep": (1, 1, 0, 1)}
    assert list(report.gone.values()) == [1, 1]
    assert "the record is not there any more" in report.gone
    folds = [(frozenset({"m0"}), told)]
    with pytest.raises(CorpusError, match="in no fold"):
        measure_roles(read_labels(path), [], folds)
