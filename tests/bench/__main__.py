"""python -m tests.bench [ROUNDS]: how fast pages are cleaned, beside trafilatura, and where.

Pages per CPU second, the two in turn, and each stage's share of the time, on the pages of
fixtures/, which are smaller than real ones, and on made-up ones with little markup and much script;
no corpora needed (on those, `cleaner evaluate` tells the speed). Ratios hold within a run, the
pages per second are this machine's at this hour.
"""

from __future__ import annotations

import functools
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cleaner import cleaning
from cleaner.evaluation.peers import load_peer
from cleaner.judge.decide import Decider
from cleaner.model.classifier import Classifier
from cleaner.result import Result
from cleaner.rules.match import RuleSet
from cleaner.segment.encoding import decode
from cleaner.types import Page
from tests.bench.dump import page as make_page

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
ROUNDS = 5
"""Rounds over all pages of which the middle one counts."""
N_MADE_UP = 30
"""Pages, 150 kB each on average."""
STAGES = (
    ("segment", cleaning, "segment"),
    ("rules", RuleSet, "match"),
    ("features", cleaning, "featurize"),
    ("network", Classifier, "score"),
    ("decide", Decider, "decide"),
    ("render", Result, "to_markdown"),
)
"""What a page goes through: name, and whose function it is."""


def read_pages(suffix: str) -> list[Page]:
    """The inputs of the golden cases, decoded: what reading costs is in neither."""
    paths = sorted(FIXTURES.glob(f"*/input{suffix}"))
    return [Page(decode(path.read_bytes(), None)) for path in paths]


@contextmanager
def stopwatches() -> Iterator[dict[str, float]]:
    """CPU seconds that each stage has taken inside, by name."""
    seconds: dict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                seconds[name] += time.process_time() - start

        return wrapped

    patches = [
        patch.object(owner, function, timed(name, getattr(owner, function)))
        for name, owner, function in STAGES
    ]
    for one in patches:
        one.start()
    try:
        yield seconds
    finally:
        for one in patches:
            one.stop()


def measure(run: Callable[[Page], object], pages: Sequence[Page]) -> float:
    """CPU seconds of a round over the pages."""
    start = time.process_time()
    for page in pages:
        run(page)
    return time.process_time() - start


def compare(pages: Sequence[Page], n_rounds: int) -> None:
    """Print pages per CPU second beside trafilatura, the two in turn."""
    cleaner, trafilatura = cleaning.Cleaner(), load_peer("trafilatura")
    systems: dict[str, Callable[[Page], object]] = {
        "cleaner": cleaner.clean,
        "trafilatura": trafilatura,
    }
    for run in systems.values():
        measure(run, pages[:3])  # what is loaded at the first call
    rounds = [[measure(run, pages) for run in systems.values()] for _ in range(n_rounds)]
    for name, seconds in zip(systems, zip(*rounds, strict=True), strict=True):
        print(f"{name:<12}{len(pages) / statistics.median(seconds):>8,.1f} pages per CPU second")
    ratios = [theirs / ours for ours, theirs in rounds]
    print(f"{statistics.median(ratios):.2f} x trafilatura ({min(ratios):.2f} to {max(ratios):.2f})")


def show_stages(pages: Sequence[Page], n_rounds: int) -> None:
    """Print each stage's share of the time, and its milliseconds a page."""
    cleaner = cleaning.Cleaner()
    with stopwatches() as seconds:
        total = sum(
            measure(lambda page: cleaner.extract(page).to_markdown(), pages)
            for _ in range(n_rounds)
        )
    for name, _, _ in STAGES:
        milliseconds = 1000 * seconds[name] / n_rounds / len(pages)
        print(f"{name:<12}{seconds[name] / total:>8.1%}{milliseconds:>8.2f} ms a page")


def main(n_rounds: int) -> None:
    chance = random.Random(0)
    made_up = [Page(make_page(chance, number)) for number in range(N_MADE_UP)]
    for title, pages in (
        ("pages of fixtures/, small ones", read_pages(".html")),
        ("pages of 10 to 600 kB, made up", made_up),
    ):
        print(f"{title} ({len(pages)})")
        compare(pages, n_rounds)
        show_stages(pages, n_rounds)
    print("dumps of fixtures/")
    show_stages(read_pages(".txt"), n_rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
