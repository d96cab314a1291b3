"""A made-up cleaner and small corpora."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.corpora.facts import CorpusFacts
from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus, PageRow, Part
from cleaner.evaluation.measure import Measurement, Tally
from cleaner.evaluation.peers import Output, System
from cleaner.evaluation.run import Extracted, Fold
from cleaner.types import Page

FACTS: dict[Part, CorpusFacts] = {
    "body": CorpusFacts(scores_headline=False),
    "text": CorpusFacts(scores_headline=True),
}


@dataclass(frozen=True)
class StubResult:
    body: str
    text: str
    title: str | None
    confidence: float = 0.9


class StubCleaner:
    """Takes the first line for the headline; `suffix` shows which of several it is."""

    def __init__(self, suffix: str = "") -> None:
        self.suffix = suffix
        self.seen: list[str] = []

    def extract(self, page: Page, /) -> Extracted:
        assert isinstance(page.content, str)
        self.seen.append(page.content)
        title, _, body = page.content.partition("\n")
        return StubResult(body + self.suffix, page.content + self.suffix, title)


def make_pages(part: Part = "body") -> PageCorpus:
    rows = (
        PageRow("p1", b"Head\na b c d", "a b c d", page_type="article", must=("c d",)),
        PageRow("p2", b"Head\na b x y", "a b c d", page_type="forum", must=("c d", "b")),
        PageRow("p3", "Head\nä".encode(), "ä", page_type="article", must_not=("head",)),
    )
    return PageCorpus(Path("bread.parquet"), "00", rows, FACTS[part])


def make_dumps() -> DumpCorpus:
    rows = (
        DumpRow("d1", "wet", "Share\nab cd", (0, 1), language="en"),
        DumpRow("d2", "wet", "ab cd", (1,), language="en"),
        DumpRow("d3", "bs4", "ab cd\nShare", (1, 0), language="de"),
    )
    return DumpCorpus(Path("dumps-bread.parquet"), "00", rows)


def lead(page: Page) -> Output:
    """The first line."""
    line = str(page.content).split("\n")[0]
    return Output(line, line)


def measure_corpus(
    corpus: PageCorpus | DumpCorpus,
    folds: Sequence[Fold],
    page_peers: Mapping[str, System],
    n_worst: int = 0,
) -> Measurement:
    """The numbers of cleaner and its peers with one seed; CorpusError where no fold has a row."""
    tally = Tally(corpus, page_peers)
    for fold in folds:
        tally.add(0, fold, lambda: None)
    return tally.measure(n_worst)
