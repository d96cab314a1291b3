"""What is known of a site: lines that stand on many pages, and what holds no article."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, Protocol, runtime_checkable

from cleaner.sites.line import NAME, to_line
from cleaner.sites.template import Template
from cleaner.types import Role

Place = Literal["before", "inside", "after", "anywhere"]
"""Where a line stands on most of its pages, seen from the article."""
OFTEN = 0.6
"""Share of the pages, as `lower_bound` gives it, on which something is so that counts as always so:
5 of 5 pages, or 24 of 32. Chosen by hand."""
_MOST = 0.5
"""Share of the pages, as `lower_bound` gives it, from which a line is expected on each."""
_Z = 1.64
"""Standard deviations of a one-sided bound at 95 %."""


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line, or a template of lines, that stands on several pages of a site."""

    text: str
    """As `to_line` gives it; a template has `{name}` in it."""
    n_pages: float
    """Pages that it stands on; copies of an article together are one."""
    place: Place
    role: Role
    ends_article: bool = False
    """Whether nothing of an article follows it."""
    first_seen: date | None = None
    last_seen: date | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """Elements of one name, all of them on a page together, that hold nothing of the article."""

    name: str
    n_pages: float
    """Pages on which they hold nothing of it."""


@dataclass(frozen=True)
class SiteProfile:
    """What is known of a site; has no slots, since it is indexed when first used."""

    site: str
    n_pages: float
    """Pages that were learned from; copies of an article together are one."""
    lines: Sequence[StandingLine] = ()
    containers: Sequence[Container] = ()
    keep: Sequence[str] = ()
    """Lines that always stay: written by people, with `{n}`, `{date}` and `{name}` if wanted."""
    drop: Sequence[str] = ()
    """Lines that always go."""
    first_seen: date | None = None
    last_seen: date | None = None
    redesigned: date | None = None
    """The first day of another template, if the pages show one."""

    def find(self, line: str) -> StandingLine | None:
        """The entry for a line as `to_line` gives it."""
        found = self._by_line.get(line)
        if found is None and line:
            return next((entry for t, entry in self._templates if t.matches(line)), None)
        return found

    def share(self, entry: StandingLine) -> float:
        """Share of the site's pages that the entry surely stands on, 0..1."""
        return self._shares[entry.text]

    @cached_property
    def expected(self) -> frozenset[str]:
        """The lines that most pages have."""
        return frozenset(line.text for line in self.lines if self.share(line) >= _MOST)

    @cached_property
    def chrome(self) -> Mapping[str, float]:
        """Names of the containers, and on how many pages they hold no article."""
        return {container.name: container.n_pages for container in self.containers}

    @cached_property
    def _shares(self) -> Mapping[str, float]:
        return {line.text: lower_bound(line.n_pages, self.n_pages) for line in self.lines}

    @cached_property
    def _by_line(self) -> Mapping[str, StandingLine]:
        return {entry.text: entry for entry in self.lines}

    @cached_property
    def _templates(self) -> Sequence[tuple[Template, StandingLine]]:
        return [(Template(entry.text), entry) for entry in self.lines if NAME in entry.text]

    @cached_property
    def kept(self) -> Lines:
        """`keep`, ready to be asked for a line."""
        return Lines(self.keep)

    @cached_property
    def dropped(self) -> Lines:
        """`drop`, ready to be asked for a line."""
        return Lines(self.drop)


@runtime_checkable
class Profiles(Protocol):
    """Where profiles come from; a dict will do."""

    def get(self, site: str, /) -> SiteProfile | None:
        """The profile of a site, or None."""


class Lines:
    """Lines that people wrote, some of them templates."""

    def __init__(self, texts: Sequence[str]) -> None:
        lines = [to_line(text) for text in texts]
        self._exact = frozenset(lines)
        self._templates = [Template(line) for line in lines if NAME in line]

    def __contains__(self, line: str) -> bool:
        return line in self._exact or any(t.matches(line) for t in self._templates)


def lower_bound(n: float, of: float) -> float:
    """The share that `n` of `of` cases show at least, 0..1.

    The lower end of Wilson's interval (Probable inference, 1927), which is far below n / of for few
    cases: 8 of 8 give 0.75, 80 of 80 give 0.97.
    """
    if of <= 0:
        return 0.0
    share, z = min(1.0, n / of), _Z * _Z / of
    spread = _Z * math.sqrt(share * (1 - share) / of + z / (4 * of))
    return max(0.0, (share + z / 2 - spread) / (1 + z))
