"""Pages of one site -> its profile: which lines are the site's rather than an article's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from cleaner.sites.containers import find_containers
from cleaner.sites.evidence import PageEvidence
from cleaner.sites.profile import OFTEN, Place, SiteProfile, StandingLine, lower_bound
from cleaner.sites.redesign import find_redesign
from cleaner.sites.seen import MIN_REPEATS, SeenPage, see_pages
from cleaner.sites.template import find_templates
from cleaner.types import CHROME_ROLES, Role

MIN_PAGES = 8
"""Pages from which a site is learned: with fewer, no share is sure. From 5 on, profiles take more
of what stays, and five times as much content (journal/2026-11.md, what a site's pages say)."""
# The others were chosen by hand, so that no case of fixtures/sites loses.
_MAX_LINES = 2_000
"""Lines of a profile: those that stand on most pages."""
_ANCHOR_SHARE = 0.3
"""Share of the pages that a line has to stand on to end articles."""
_LITTLE = 0.05
"""Share of an article up to which it does not matter: a caption, a lone word."""
_INSIDE = 0.2
"""Share of its pages from which a line stands inside of articles, if it does so on them."""
_FIXED = 0.5
"""Share of a line's copies that stand beside the same line: chrome stands in runs and at edges, and
what has other neighbours each time is said again, such as "Thank you!" between two answers."""
_PLACING = 40
"""What a line has to say, in the unit of `weigh_line`, to show where the article is."""
_DOUBTED = 0.5
"""Probability of being content below which all lines of a template have to be."""
_TEMPLATE_SHARE = 0.15
"""Share of the pages that have to have a line of the template."""
_MAX_A_PAGE = 2
"""Lines of a template that a page has on average at most: more are the items of a list."""
_PLACES: tuple[Place, Place, Place] = ("before", "inside", "after")
_DAY_0 = date(1970, 1, 1).toordinal()
"""The day from which days are counted."""


def learn_profile(
    site: str, pages: Iterable[PageEvidence], min_pages: int = MIN_PAGES
) -> SiteProfile | None:
    """The profile of a site; None with fewer than `min_pages` articles, of which copies are one.

    The order of the pages does not matter.
    """
    seen, n_of = see_pages(pages)
    n_pages = round(sum(page.counts for page in seen), 3)
    if n_pages < min_pages:
        return None
    lines = [*_find_lines(seen, n_of, n_pages), *_find_templates(seen, n_of, n_pages)]
    days = [page.evidence.day for page in seen if page.evidence.day is not None]
    return SiteProfile(
        site,
        n_pages,
        sorted(lines, key=lambda line: (-line.n_pages, line.text))[:_MAX_LINES],
        find_containers(seen),
        first_seen=_to_date(min(days, default=None)),
        last_seen=_to_date(max(days, default=None)),
        redesigned=_to_date(find_redesign(seen, n_of)),
    )


@dataclass(slots=True)
class _Sightings:
    """Where, when and as what a line, or the lines of a template, were seen."""

    places: defaultdict[Place, float] = field(default_factory=lambda: defaultdict(float))
    roles: defaultdict[Role, float] = field(default_factory=lambda: defaultdict(float))
    days: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    neighbours: Counter[tuple[int, str]] = field(default_factory=Counter)
    """The lines before (-1) and behind (1) it; "" for the page's edge."""
    pages: set[int] = field(default_factory=set)
    """Places of the pages in the list of all."""

    def add(self, n: int, page: SeenPage, i: int, place: Place) -> None:
        """Block `i` of page number `n` is such a line."""
        self.places[place] += page.counts
        self.roles[page.evidence.roles[i]] += page.counts
        self.scores.append(page.evidence.scores[i])
        lines = page.evidence.lines
        self.neighbours[-1, lines[i - 1] if i else ""] += 1
        self.neighbours[1, lines[i + 1] if i + 1 < len(lines) else ""] += 1
        self.pages.add(n)
        if page.evidence.day is not None:
            self.days.append(page.evidence.day)

    def merge(self, other: _Sightings) -> None:
        """Take those of another line of the same template."""
        for place, n in other.places.items():
            self.places[place] += n
        for role, n in other.roles.items():
            self.roles[role] += n
        self.days += other.days
        self.scores += other.scores
        self.neighbours += other.neighbours
        self.pages |= other.pages

    def describe(self, text: str, n_pages: float, ends_article: bool = False) -> StandingLine:
        """The line as a profile has it."""
        first, last = min(self.days, default=None), max(self.days, default=None)
        place, role = self._place(), self._role()
        return StandingLine(
            text, n_pages, place, role, ends_article, _to_date(first), _to_date(last)
        )

    def _place(self) -> Place:
        """Where it stands mostly; inside, if it does so on a fifth of the pages or is adrift."""
        before, inside, after = (self.places[place] for place in _PLACES)
        ((_, n_beside),) = self.neighbours.most_common(1)
        if inside > _INSIDE * (before + inside + after) or n_beside < _FIXED * len(self.scores):
            return "inside"
        if before + after == 0:
            return "anywhere"
        return "before" if before >= after else "after"

    def _role(self) -> Role:
        """The chrome that it was taken for most often."""
        chrome = sorted(CHROME_ROLES & self.roles.keys())
        return max(chrome, key=lambda role: self.roles[role], default=Role.OTHER)


def _find_lines(
    pages: Sequence[SeenPage], n_of: Mapping[str, float], n_pages: float
) -> list[StandingLine]:
    """The lines that stand on several pages as they are."""
    repeated = {line for line, n in n_of.items() if n >= MIN_REPEATS}
    sightings = _see_lines(pages, repeated)
    anchors = {line for line in repeated if lower_bound(n_of[line], n_pages) >= _ANCHOR_SHARE}
    endings = _find_endings(pages, anchors)
    return [sightings[line].describe(line, n_of[line], line in endings) for line in repeated]


def _find_templates(
    pages: Sequence[SeenPage], n_of: Mapping[str, float], n_pages: float
) -> list[StandingLine]:
    """Templates of lines that the cleaner hardly takes for content."""
    sightings = _see_lines(pages, {line for line, n in n_of.items() if n < MIN_REPEATS})
    pages_of = {line: seen.pages for line, seen in sightings.items() if max(seen.scores) < _DOUBTED}
    found = []
    for template, lines in find_templates(pages_of, MIN_REPEATS).items():
        seen = _Sightings()
        for line in lines:
            seen.merge(sightings[line])
        n = round(sum(pages[i].counts for i in sorted(seen.pages)), 3)
        is_list = len(seen.scores) > _MAX_A_PAGE * len(seen.pages)
        if not is_list and lower_bound(n, n_pages) >= _TEMPLATE_SHARE:
            found.append(seen.describe(template, n))
    return found


def _see_lines(pages: Sequence[SeenPage], lines: Set[str]) -> dict[str, _Sightings]:
    """The sightings of each of the lines."""
    sightings: defaultdict[str, _Sightings] = defaultdict(_Sightings)
    for n, page in enumerate(pages):
        for i, place in enumerate(_find_places(page)):
            if (line := page.evidence.lines[i]) in lines:
                sightings[line].add(n, page, i, place)
    return sightings


def _find_places(page: SeenPage) -> list[Place]:
    """Where each block stands, seen from what the page alone has."""
    own = [i for i, weight in enumerate(page.own) if weight >= _PLACING]
    if not own:
        return ["anywhere"] * len(page.own)
    return [
        "before" if i < own[0] else "after" if i > own[-1] else "inside"
        for i in range(len(page.own))
    ]


def _find_endings(pages: Sequence[SeenPage], anchors: Set[str]) -> set[str]:
    """Those of the lines behind which hardly any page has more of its article."""
    present: defaultdict[str, float] = defaultdict(float)
    at_end: defaultdict[str, float] = defaultdict(float)
    for page in pages:
        left = total = page.total
        seen: set[str] = set()
        for line, own in zip(page.evidence.lines, page.own, strict=True):
            if total and line in anchors and line not in seen:
                seen.add(line)
                present[line] += page.counts
                at_end[line] += page.counts * (left <= _LITTLE * total)
            left -= own
    return {line for line in anchors if lower_bound(at_end[line], present[line]) >= OFTEN}


def _to_date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(_DAY_0 + day)
