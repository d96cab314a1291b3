"""Labels of people are learned from as a corpus of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("rapidfuzz")
pytest.importorskip("pyarrow")

from cleaner.corpora.facts import CorpusFacts, Hearsay
from cleaner.corpora.read import read_training_corpus
from cleaner.errors import CorpusError
from cleaner.labels.entries import Entry, Label, format_entry
from cleaner.labels.file import Labels, read_labels
from cleaner.labels.pages import LabelledBlock, LabelledPage, hash_text
from cleaner.training.by_hand import (
    HELD_OUT,
    IN_CORPORA,
    NOT_FOUND,
    NOT_GIVEN,
    UNCLEAR,
    make_examples_by_hand,
)
from cleaner.types import ROLES, Role
from tests.training.build import PROSE, page, write_pages

BLOCKS = {"Home": "navigation", "Day 0": "headline", PROSE[0]: "content", PROSE[1]: "unclear"}


def write(path: Path, *entries: Entry) -> Labels:
    path.write_bytes(b"".join(map(format_entry, entries)))
    return read_labels(path)


@pytest.fixture
def seen(tmp_path: Path) -> LabelledPage:
    """A page of which somebody looked at all but the last block."""
    source = tmp_path / "page.html"
    source.write_text(page(0))
    blocks = tuple(LabelledBlock(hash_text(text), said, said) for text, said in BLOCKS.items())
    return LabelledPage(str(source), "page.html", blocks, "article", id="seen")


def test_a_page_teaches_what_is_said_of_it_and_nothing_else(
    seen: LabelledPage, tmp_path: Path
) -> None:
    wrong = Label(seen.source, seen.record, 0, "Home", Role.SHARE)
    gone = Label(seen.source, seen.record, 7, "Not there", Role.SHARE)
    labels = write(tmp_path / "mine.jsonl", seen, wrong, gone)
    examples, taken = make_examples_by_hand(labels, [])
    (example,) = examples["html"]
    assert example.labels.tolist() == [0, -1, 1, -1, -1]
    roles = [None if role < 0 else ROLES[role] for role in example.roles.tolist()]
    assert roles == [Role.SHARE, Role.HEADLINE, Role.PARAGRAPH, None, None]
    assert (example.convention, example.share, example.is_by_hand) == ("mine", 3.0, True)
    assert example.sites == ("page.html",)
    assert (taken.n_taken, taken.left) == (3, {NOT_FOUND: 1, UNCLEAR: 1})


def test_others_tell_how_the_labels_are_learned_from(seen: LabelledPage, tmp_path: Path) -> None:
    labels = write(tmp_path / "mine.jsonl", seen)
    told = CorpusFacts(convention="ours", share=0.5)
    (example,) = make_examples_by_hand(labels, [], Hearsay(otherwise=told))[0]["html"]
    assert (example.convention, example.share) == ("ours", 0.5)
    refused = Hearsay(otherwise=CorpusFacts(may_train=False))
    with pytest.raises(CorpusError, match=r"mine.jsonl may not be trained on"):
        make_examples_by_hand(labels, [], refused)


def test_pages_of_corpora_are_learned_from_once_and_those_for_tests_never(tmp_path: Path) -> None:
    held_out = write_pages(tmp_path / "news.parquet", facts=CorpusFacts(may_train=False))
    given = write_pages(tmp_path / "bread.parquet")
    other = write_pages(tmp_path / "rolls.parquet", facts=CorpusFacts())
    labels = write(
        tmp_path / "mine.jsonl",
        *(Label(str(path), "p0", 0, "Home", Role.SHARE) for path in (held_out, given, other)),
        LabelledPage("wcxb-dev", "7", (LabelledBlock("00", "share", "share"),)),
        Label(str(tmp_path / "gone.html"), "gone.html", 0, "Home", Role.SHARE),
    )
    examples, taken = make_examples_by_hand(labels, [read_training_corpus(given)])
    assert [example.id for example in examples["html"]] == ["p0"]
    (gone,) = taken.left.keys() - {HELD_OUT, IN_CORPORA, NOT_GIVEN}
    assert gone.endswith("gone.html: no such file or folder")
    assert taken.n_taken == 1


def test_labels_of_dumps_are_for_the_model_of_dumps(tmp_path: Path) -> None:
    source = tmp_path / "dump.txt"
    source.write_text(f"Home\n\n{PROSE[0]}\nImprint")
    labels = write(
        tmp_path / "mine.jsonl", Label(str(source), "dump.txt", 2, "Imprint", Role.LEGAL)
    )
    (example,) = make_examples_by_hand(labels, [])[0]["text"]
    assert example.labels.tolist() == [-1, -1, 0]
