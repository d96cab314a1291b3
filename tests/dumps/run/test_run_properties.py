"""Whatever a dump holds, its records are all accounted for, and what is written reads back."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cli.run import FORMATS
from cleaner.dumps.read.splits import READERS
from cleaner.dumps.read.streams import kind_of
from cleaner.dumps.run.run import Summary
from cleaner.types import Format, Page
from tests.dumps import build
from tests.dumps.build import DUMPS, FORMS, Record

NAMES = st.sampled_from(["a", "b", "a.html", "ä", "日本", "a b", "x" * 80])


@st.composite
def records(draw: st.DrawFn) -> Record:
    name, i = draw(NAMES), draw(st.integers(1, 999))
    makers = (build.good(name, i), build.page(name, i), build.empty(name), build.huge(name))
    return draw(st.sampled_from(makers))


def expected_texts(mix: list[Record], format_: Format | None = None) -> list[str]:
    pages = [Page(record.text, format=format_) for record in mix if record.ends == "cleaned"]
    return list(map(build.CLEANER.clean, pages))


def ended(summary: Summary) -> Counter[str]:
    totals = summary.progress.totals
    counts = {"cleaned": totals.cleaned, "skipped": totals.skipped, "failed": totals.failed}
    return Counter({status: n for status, n in counts.items() if n})


def test_each_reader_and_each_form_has_a_case() -> None:
    assert {kind_of(name) for name in DUMPS} | {"page", "mhtml"} == {*READERS, "archive"}
    assert {*FORMS, "markdown", "html"} == set(FORMATS)


@pytest.mark.slow
@pytest.mark.parametrize("dump", DUMPS)
@settings(max_examples=3)
@given(mix=st.lists(records(), max_size=30), form=st.sampled_from(sorted(FORMS)))
def test_sums_match_and_output_reads_back(dump: str, mix: list[Record], form: str) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        DUMPS[dump](mix, folder / dump)
        writer, read_back = FORMS[form]
        summary = build.run_here([folder], folder / "out", build.make_task(writer))
        assert ended(summary) == Counter(record.ends for record in mix)
        as_text: Format | None = "text" if ".wet" in dump else None
        assert sorted(read_back(folder / "out")) == sorted(expected_texts(mix, as_text))
        assert len(build.failures(folder / "out")) == summary.progress.totals.failed
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("form", FORMS)
def test_order_is_that_of_the_input(form: str, tmp_path: Path) -> None:
    mix = [build.good(f"n{i}", i) for i in range(1, 200)]
    DUMPS["dump.jsonl"](mix, tmp_path / "dump.jsonl")
    writer, read_back = FORMS[form]
    build.run_here([tmp_path / "dump.jsonl"], tmp_path / "out", build.make_task(writer))
    texts = read_back(tmp_path / "out")
    assert (sorted(texts) if form == "text" else texts) == (
        sorted(expected_texts(mix)) if form == "text" else expected_texts(mix)
    )


def test_a_folder_of_many_small_files_is_one_run(tmp_path: Path) -> None:
    mix = [build.good(f"n{i}", i) for i in range(300)]
    for i, record in enumerate(mix):
        path = tmp_path / "in" / f"{i % 7}" / f"{record.name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(record.text, encoding="utf-8")
    summary = build.run_here([tmp_path / "in"], tmp_path / "out", build.make_task(FORMS["text"][0]))
    assert summary.progress.totals.cleaned == 300
    assert sorted(FORMS["text"][1](tmp_path / "out")) == sorted(expected_texts(mix))
