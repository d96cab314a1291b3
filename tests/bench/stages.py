"""Where the time of a page goes."""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from cleaner import cleaning
from cleaner.judge.decide import Decider
from cleaner.model.classifier import Classifier
from cleaner.result import Result
from cleaner.rules.match import RuleSet
from cleaner.types import Page
from tests.bench.beside import measure

STAGES = (
    ("segment", cleaning, "segment"),
    ("rules", RuleSet, "match"),
    ("features", cleaning, "featurize"),
    ("network", Classifier, "score"),
    ("decide", Decider, "decide"),
    ("render", Result, "to_markdown"),
)
"""What a page goes through: name, and whose function it is."""


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


def measure_stages(pages: Sequence[Page], n_rounds: int) -> dict[str, float]:
    """CPU milliseconds a page of each stage, and of all that is in none of them."""
    cleaner = cleaning.Cleaner()
    measure(cleaner.extract, pages[0])
    with stopwatches() as seconds:
        total = sum(
            measure(lambda page: cleaner.extract(page).to_markdown(), page)
            for _ in range(n_rounds)
            for page in pages
        )
    seconds["rest"] = total - sum(seconds.values())
    names = [*(name for name, _, _ in STAGES), "rest"]
    return {name: 1000 * seconds[name] / n_rounds / len(pages) for name in names}
