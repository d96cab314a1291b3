"""python -m tests.bench.sites SITES PAGES FOLDER: what a store and its profiles cost.

Made-up evidence of so many pages of each of so many sites, in the order of a crawl that visits all
sites again and again. What cleaning the pages costs is not in it: tests.bench.run measures that.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cleaner.dumps.run.learn import add_evidence
from cleaner.dumps.write.evidence import STORE
from cleaner.sites.evidence import PageEvidence
from cleaner.sites.store import EvidenceStore
from cleaner.types import Role

WORDS = [f"w{i:04d}" for i in range(5_000)]
AT_ONCE = 1_000


def make_page(site: int, number: int) -> PageEvidence:
    """A page with sixty standing lines, twenty of an article and twenty others."""
    chance = random.Random(site * 1_000_003 + number)
    chrome = [f"line {i} that stands on all pages of site {site}" for i in range(60)]
    body = [" ".join(chance.choices(WORDS, k=12)) for _ in range(20)]
    related = [" ".join(chance.choices(WORDS, k=6)) for _ in range(20)]
    return PageEvidence(
        chance.getrandbits(63),
        20_000 + number,
        f"story/{number}",
        body[0],
        [*chrome[:30], *body, *related, *chrome[30:]],
        [0.1] * 30 + [0.9] * 20 + [0.2] * 20 + [0.1] * 30,
        [False] * 30 + [True] * 20 + [False] * 50,
        [Role.NAVIGATION] * 30 + [Role.PARAGRAPH] * 20 + [Role.RELATED] * 50,
        [0] * 30 + [1] * 20 + [2] * 50,
        [("div.wrap", "header"), ("div.wrap", "main"), ("div.wrap", "div.side")],
    )


def make_crawl(n_sites: int, n_pages: int) -> Iterator[tuple[str, bytes]]:
    """Evidence of one page of each site after the other."""
    for number in range(n_pages):
        for site in range(n_sites):
            yield f"site-{site}.example", make_page(site, number).pack()


def main() -> None:
    n_sites, n_pages, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True)
    crawl = make_crawl(n_sites, n_pages)
    seconds = 0.0
    with EvidenceStore(folder / STORE) as store:
        while group := list(islice(crawl, AT_ONCE)):
            start = time.perf_counter()
            store.add(group)
            seconds += time.perf_counter() - start
    n = n_sites * n_pages
    print(f"{n:,} pages added in {seconds:,.0f} s, {n / seconds:,.0f} a second; {peak()}")
    start = time.perf_counter()
    learned = add_evidence([], folder, workers=2)
    seconds = time.perf_counter() - start
    size = (folder / STORE).stat().st_size / 1e6
    print(f"{learned.n_profiles:,} profiles in {seconds:,.0f} s; {peak()}; store {size:,.0f} MB")


def peak() -> str:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"at most {kilobytes / 1e3:,.0f} MB of memory"


if __name__ == "__main__":
    main()
