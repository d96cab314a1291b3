"""Which elements of a site's pages hold the article, and which only hold chrome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from cleaner.sites.profile import OFTEN, Container, lower_bound
from cleaner.sites.seen import SeenPage

_TRACE, _MOST = 0.02, 0.95
"""Share of an article up to which a container holds nothing of it, and from which all."""


def find_containers(pages: Sequence[SeenPage]) -> list[Container]:
    """Containers that hold all of the article, or nothing of it, on nearly all pages."""
    n_pages = sum(page.counts for page in pages)
    present: defaultdict[str, float] = defaultdict(float)
    empty: defaultdict[str, float] = defaultdict(float)
    full: defaultdict[str, float] = defaultdict(float)
    for page in pages:
        if total := page.total:
            for name, own in _hold(page).items():
                present[name] += page.counts
                empty[name] += page.counts * (own <= _TRACE * total)
                full[name] += page.counts * (own >= _MOST * total)
    found = [
        Container(name, "chrome", round(empty[name], 3))
        for name, n in present.items()
        if lower_bound(empty[name], n) >= OFTEN
    ]
    found += [
        Container(name, "article", round(n, 3))
        for name, n in full.items()
        if lower_bound(n, n_pages) >= OFTEN
    ]
    return sorted(
        found, key=lambda container: (container.holds, -container.n_pages, container.name)
    )


def _hold(page: SeenPage) -> dict[str, int]:
    """How much of the page's own content each of its containers holds."""
    held: defaultdict[str, int] = defaultdict(int)
    if page.evidence.containers:
        for own, chain in zip(page.own, page.evidence.chains, strict=True):
            for name in page.evidence.containers[chain]:
                held[name] += own
    return held
