"""What was measured, as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from cleaner.cli._tables import print_measurement
from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, Part
from cleaner.evaluation.record import to_record
from cleaner.evaluation.summary import PageReport
from tests.evaluation.build import StubCleaner, lead, make_dumps, make_pages, measure_corpus


def test_report_shows_what_is_scored() -> None:
    for part, words in (("body", "the body scored"), ("text", "headline and body scored")):
        measurement = measure_corpus(make_pages(cast(Part, part)), [(None, StubCleaner())], {})
        console = Console(width=200)
        with console.capture() as capture:
            print_measurement(console, measurement)
        assert words in capture.get()
        assert isinstance(measurement.report, PageReport)


def test_long_passages_are_shortened_and_counted() -> None:
    lines = [f"{n} " + "crumb " * 40 for n in range(7)]
    row = DumpRow("d", "wet", "\n".join(lines), (1,) * 7)
    corpus = DumpCorpus(Path("d.parquet"), "00", (row,))
    measurement = measure_corpus(corpus, [(None, StubCleaner())], {}, 1)
    console = Console(width=200)
    with console.capture() as capture:
        print_measurement(console, measurement)
    assert "stayed" not in capture.get()
    dropped = DumpCorpus(Path("d.parquet"), "00", (DumpRow("d", "wet", row.text, (0,) * 7),))
    measurement = measure_corpus(dropped, [(None, StubCleaner())], {}, 1)
    with console.capture() as capture:
        print_measurement(console, measurement)
    assert "(241 characters)" in capture.get()
    assert "and 2 more" in capture.get()


@pytest.mark.parametrize("corpus", [make_pages(), make_dumps()], ids=["pages", "dumps"])
def test_report_prints_and_serializes(corpus: PageCorpus | DumpCorpus) -> None:
    measurement = measure_corpus(corpus, [(None, StubCleaner())], {"lead": lead}, 2)
    console = Console(width=200, highlight=False)
    with console.capture() as capture:
        print_measurement(console, measurement)
    printed = capture.get()
    assert corpus.path.name in printed
    assert measurement.worst[0].id in printed
    for system in measurement.report.systems:
        assert system in printed
    record = json.loads(json.dumps(to_record(measurement)))
    assert record["file"] == corpus.path.name
    assert record["rows"] == 3
    assert set(record["systems"]) == set(measurement.report.systems)
    assert len(record["worst"]) == 2
