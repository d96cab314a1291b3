"""How fast pages are cleaned beside the other extractors, page by page in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from cleaner.cleaning import Cleaner
from cleaner.errors import MissingExtra
from cleaner.evaluation.peers import PEERS, load_peer
from cleaner.types import Page

System = Callable[[Page], object]
Figures = dict[str, float]
T = TypeVar("T")
BASE = "trafilatura"
"""The system whose speed is 1."""
ONE_LINE = "Accept all cookies"
N_ONE_LINE = 500
"""Times that one line is cleaned: once is too short to measure."""


def spread(items: Sequence[T], n: int) -> list[T]:
    """At most `n` of the items, as far from each other as they can be."""
    n = min(n, len(items))
    return [items[i * len(items) // n] for i in range(n)]


def load_systems() -> dict[str, System]:
    """Cleaner and each extractor for pages that is installed, by name."""
    systems: dict[str, System] = {"cleaner": Cleaner().extract}
    for name, peer in PEERS.items():
        try:
            if not peer.for_dumps:
                systems[name] = load_peer(name)
        except MissingExtra as missing:
            print(missing)
    return systems


def measure(run: System, page: Page) -> float:
    """CPU seconds of all threads."""
    start = time.process_time()
    with suppress(Exception):  # any parser's: what it took until then counts
        run(page)
    return time.process_time() - start


def compare_systems(pages: Sequence[Page], n_rounds: int) -> dict[str, Figures]:
    """By system: pages per CPU second, that by trafilatura's, milliseconds of a page."""
    systems = load_systems()
    for run in systems.values():
        measure(run, pages[0])  # what is loaded at the first call
    seconds: dict[str, list[list[float]]] = {name: [] for name in systems}
    for _ in range(n_rounds):
        times = [{name: measure(run, page) for name, run in systems.items()} for page in pages]
        for name in systems:
            seconds[name].append([time[name] for time in times])
    return {name: _summarize(seconds[name], seconds[BASE]) for name in systems}


def _summarize(own: list[list[float]], base: list[list[float]]) -> Figures:
    ratios = [sum(theirs) / sum(ours) for ours, theirs in zip(own, base, strict=True)]
    pages = sorted(1000 * statistics.median(times) for times in zip(*own, strict=True))
    return {
        "pages_per_cpu_s": len(pages) / statistics.median(map(sum, own)),
        "speed_ratio": statistics.median(ratios),
        "least_ratio": min(ratios),
        "most_ratio": max(ratios),
        "p50_ms": pages[len(pages) // 2],
        "p99_ms": pages[len(pages) * 99 // 100],
    }


def measure_dumps(pages: Sequence[Page], n_rounds: int) -> Figures:
    """MB of text per CPU second, and what a dump of one line takes."""
    run = Cleaner().extract
    measure(run, pages[0])
    size = sum(len(page.content.encode()) for page in pages if isinstance(page.content, str))
    rounds = [sum(measure(run, page) for page in pages) for _ in range(n_rounds)]
    line = Page(ONE_LINE)
    seconds = sum(measure(run, line) for _ in range(N_ONE_LINE))
    return {
        "mb_per_cpu_s": size / 1e6 / statistics.median(rounds),
        "one_line_ms": 1000 * seconds / N_ONE_LINE,
    }


def measure_threads(pages: Sequence[Page], n_rounds: int) -> Figures:
    """Pages a second of the clock with one thread and with two, in turn, and their ratio."""
    cleaner = Cleaner()
    rounds = [{n: _run_threads(cleaner, pages, n) for n in (1, 2)} for _ in range(n_rounds)]
    return {
        "one": statistics.median(speed[1] for speed in rounds),
        "two": statistics.median(speed[2] for speed in rounds),
        "ratio": statistics.median(speed[2] / speed[1] for speed in rounds),
    }


def _run_threads(cleaner: Cleaner, pages: Sequence[Page], n_threads: int) -> float:
    start = time.perf_counter()
    with ThreadPoolExecutor(n_threads) as pool:
        for _ in pool.map(cleaner.extract, pages):
            pass
    return len(pages) / (time.perf_counter() - start)
