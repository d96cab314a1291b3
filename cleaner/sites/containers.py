"""Which elements of a site's pages hold nothing of its articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from cleaner.sites.profile import OFTEN, Container, lower_bound
from cleaner.sites.seen import SeenPage

_TRACE = 0.02
"""Share of a page's article up to which a container holds nothing of it. Chosen by hand."""


def find_containers(pages: Sequence[SeenPage]) -> list[Container]:
    """Containers that hold nothing of the article on nearly all pages that have them."""
    present: defaultdict[str, float] = defaultdict(float)
    empty: defaultdict[str, float] = defaultdict(float)
    for page in pages:
        if total := page.total:
            for name, own in _hold(page).items():
                present[name] += page.counts
                empty[name] += page.counts * (own <= _TRACE * total)
    found = [
        Container(name, round(empty[name], 3))
        for name, n in present.items()
        if lower_bound(empty[name], n) >= OFTEN
    ]
    return sorted(found, key=lambda container: (-container.n_pages, container.name))


def _hold(page: SeenPage) -> dict[str, int]:
    """How much of the page's own content each of its containers holds."""
    held: defaultdict[str, int] = defaultdict(int)
    if page.evidence.containers:
        for own, chain in zip(page.own, page.evidence.chains, strict=True):
            for name in page.evidence.containers[chain]:
                held[name] += own
    return held
