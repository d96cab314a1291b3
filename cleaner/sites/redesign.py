"""Whether a site changed its template: other lines stand on its pages than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from cleaner.sites.seen import MIN_REPEATS, SeenPage

# Chosen by hand, on made-up sites.
_MIN_PAGES = 4
"""Pages that there have to be before a redesign, and after it."""
_SHARE = 0.6
"""Share of the pages on which a line of the template stands."""
_APART = 0.7
"""By how much the shares of the templates' lines differ on average, from before to after."""


def find_redesign(pages: Sequence[SeenPage], n_of: Mapping[str, float]) -> int | None:
    """The first day of the newer template, in days from 1970; None if all pages have one.

    `n_of` has on how many pages each line stands.
    """
    repeated = {line for line, n in n_of.items() if n >= MIN_REPEATS}
    dated = sorted(
        ((page.evidence.day, page) for page in pages if page.evidence.day is not None),
        key=itemgetter(0),
    )
    after, before = _Side(), _Side()
    for _, page in dated:
        after.add(page, repeated)
    apart, first = 0.0, None
    for day, group in groupby(dated, key=itemgetter(0)):
        if min(before.n_pages, after.n_pages) >= _MIN_PAGES:
            found = _tell_apart(before, after)
            if found > apart:
                apart, first = found, day
        for _, page in group:
            before.add(page, repeated)
            after.add(page, repeated, -1)
    return first if apart >= _APART else None


@dataclass(slots=True)
class _Side:
    """The pages before a day, or from it on."""

    n_pages: float = 0.0
    n_of: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """On how many of them each line stands."""

    def add(self, page: SeenPage, lines: Set[str], times: int = 1) -> None:
        """Count the page with those of its lines that are among `lines`."""
        self.n_pages += times * page.counts
        for line in lines & set(page.evidence.lines):
            self.n_of[line] += times * page.counts


def _tell_apart(before: _Side, after: _Side) -> float:
    """By how much the shares of the lines of both templates differ, 0..1."""
    pairs = (
        (before.n_of[line] / before.n_pages, after.n_of[line] / after.n_pages)
        for line in before.n_of.keys() | after.n_of.keys()
    )
    changes = [abs(a - b) for a, b in pairs if max(a, b) >= _SHARE]
    return sum(sorted(changes)) / len(changes) if changes else 0.0
