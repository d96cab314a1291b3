"""What a site's profile is worth: learned on one half of its pages, tested on the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from cleaner.addresses import without_www
from cleaner.cleaning import Cleaner
from cleaner.corpora.rows import (
    DumpCorpus,
    DumpRow,
    PageCorpus,
    PageRow,
    decode_page,
    dump_page,
)
from cleaner.evaluation.run import dump_gold, page_gold
from cleaner.sites.evidence import collect_evidence
from cleaner.sites.learn import MIN_PAGES, learn_profile
from cleaner.sites.profile import SiteProfile
from cleaner.types import Page

PAGES = "pages"
"""Stands for the style where the corpus has pages."""
MIN_SITE = 10
"""Pages of the sites that are measured."""

SiteFold = tuple[frozenset[str] | None, Cleaner]
"""Ids of the rows that a Cleaner is measured on; None: all rows."""


@dataclass(frozen=True, slots=True)
class Halves:
    """How the pages of a site are split, and what is learned from."""

    seed: int = 0
    """Other numbers give other halves."""
    max_pages: int | None = None
    """Pages that are learned from at most; None: the whole half."""
    min_pages: int = MIN_PAGES
    """Pages from which there is a profile."""


class Quality(NamedTuple):
    """How good an output is, or many on average: shares, 0..1."""

    f1: float
    lost: float
    residue: float


@dataclass(frozen=True, slots=True)
class Change:
    """What profiles change on the pages, or on the dumps of one style; means of `n`."""

    style: str
    n: int
    before: Quality
    after: Quality


class _Item(NamedTuple):
    """A row, ready to be cleaned and scored."""

    id: str
    site: str
    style: str
    page: Page
    score: Callable[[str], Quality]


def measure_sites(
    corpus: PageCorpus | DumpCorpus,
    folds: Sequence[SiteFold],
    halves: Halves = Halves(),
    advance: Callable[[], None] = lambda: None,
) -> list[Change]:
    """What profiles change on the sites with MIN_SITE pages or more, by style.

    Each half of a site's pages is cleaned without a profile, and with one that was learned from the
    other half. `advance` is called after each page.
    """
    found: dict[str, list[tuple[Quality, Quality]]] = defaultdict(list)
    for ids, cleaner in folds:
        of_fold = [row for row in corpus.rows if ids is None or row.id in ids]
        for rows in _group(of_fold):
            for learned, tested in _halve(list(map(_to_item, rows)), halves):
                profiled = cleaner.with_sites(_learn(cleaner, learned, halves.min_pages))
                for item in tested:
                    before, after = (
                        item.score(getattr(c.extract(item.page), corpus.part))
                        for c in (cleaner, profiled)
                    )
                    found[item.style].append((before, after))
                    advance()
    return [
        Change(style, len(pairs), _mean(b for b, _ in pairs), _mean(a for _, a in pairs))
        for style, pairs in found.items()
    ]


def count_measured(corpus: PageCorpus | DumpCorpus) -> int:
    """How many rows are on sites with pages enough."""
    return sum(map(len, _group(corpus.rows)))


def mean_change(changes: Sequence[Change]) -> Change:
    """The mean over styles."""
    before, after = (_mean(getattr(c, when) for c in changes) for when in ("before", "after"))
    return Change("mean", sum(change.n for change in changes), before, after)


def _to_item(row: PageRow | DumpRow) -> _Item:
    site, style = _group_of(row)
    if isinstance(row, PageRow):
        gold = page_gold(row)

        def score(output: str) -> Quality:
            words = gold.score(output).words
            return Quality(words.f1, 1 - words.recall, 1 - words.precision)

        page = decode_page(row)
    else:
        labels = dump_gold(row)

        def score(output: str) -> Quality:
            f1, lost, residue, _ = labels.score(output)
            return Quality(f1, lost, residue)

        page = dump_page(row)
    return _Item(row.id, site, style, Page(page.content, page.url, site=site), score)


def _group_of(row: PageRow | DumpRow) -> tuple[str, str]:
    """The site and the style of a row."""
    site = without_www(row.site or row.id)
    return site, PAGES if isinstance(row, PageRow) else row.style


def _group(rows: Sequence[PageRow | DumpRow]) -> Iterator[list[PageRow | DumpRow]]:
    """The rows of each site and style, of those sites that have pages enough."""
    grouped: dict[tuple[str, str], list[PageRow | DumpRow]] = defaultdict(list)
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        site, style = _group_of(row)
        grouped[site, style].append(row)
        ids[site].add(row.id)
    for (site, _), of_site in grouped.items():
        if len(ids[site]) >= MIN_SITE:
            yield of_site


def _halve(items: Sequence[_Item], halves: Halves) -> Iterator[tuple[list[_Item], list[_Item]]]:
    """What to learn from and what to test on, both ways round."""
    ordered = sorted(items, key=lambda item: _draw(item.id, halves.seed))
    first, second = ordered[::2], ordered[1::2]
    yield first[: halves.max_pages], second
    yield second[: halves.max_pages], first


def _draw(id_: str, seed: int) -> bytes:
    return blake2b(f"{seed} {id_}".encode(), digest_size=8).digest()


def _learn(cleaner: Cleaner, items: Sequence[_Item], min_pages: int) -> dict[str, SiteProfile]:
    """The profile of the items' site, if it has one."""
    results = (cleaner.extract(item.page) for item in items)
    pages = [collect_evidence(result.document, result.verdicts) for result in results]
    site = items[0].site if items else ""
    profile = learn_profile(site, pages, min_pages)
    return {} if profile is None else {site: profile}


def _mean(qualities: Iterable[Quality]) -> Quality:
    rows = list(qualities)
    return Quality(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))
