"""Pages of one site, each with what the others say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cleaner.sites.evidence import PageEvidence
from cleaner.sites.line import weigh_line

MIN_REPEATS = 3
"""Pages from which a line is the site's: two articles may quote one another."""
_SHARED = 0.7
"""Share of a page's content from which another page that has it, too, may be a copy. Chosen by
hand."""
_PARAGRAPH = 100
"""What a line says, in the unit of `weigh_line`, by which two pages are two articles though they
share most of their content, as short ones do if the cleaner keeps much of what stands on all pages
(journal/2026-11.md, what a site's pages say)."""
_SURE = 0.5
"""Probability from which a line of a dump, of which nearly all is kept, is content."""

Weigh = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page with what the other pages of its site say of it."""

    evidence: PageEvidence
    counts: float
    """1, or 1 / n where n pages hold the same article."""
    own: Sequence[int]
    """Each block's weight where it is content that no other article has, else 0."""

    @property
    def total(self) -> int:
        """What the page's own content weighs."""
        return sum(self.own)


def see_pages(pages: Iterable[PageEvidence]) -> tuple[list[SeenPage], dict[str, float]]:
    """The pages in the order of their identity, and on how many of them each line stands.

    The order that they come in does not matter.
    """
    ordered = sorted(pages, key=lambda page: (page.page, page.day or 0, page.scores))
    weigh = cache(weigh_line)
    counts = _count_articles(ordered, weigh)
    n_of = _count_lines(ordered, counts)
    seen = [
        SeenPage(page, n, _weigh_own(page, n_of, weigh))
        for page, n in zip(ordered, counts, strict=True)
    ]
    return seen, n_of


def _count_lines(pages: Sequence[PageEvidence], counts: Sequence[float]) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for page, n in zip(pages, counts, strict=True):
        for line in set(page.lines):
            found[line] += n
    found.pop("", None)
    return {line: round(n, 3) for line, n in found.items()}


def _count_articles(pages: Sequence[PageEvidence], weigh: Weigh) -> list[float]:
    """What each page counts.

    Re-crawls, print versions and syndicated copies share their content; the parts of one article
    have one headline and, but for the part's number, one address.
    """
    contents = [_content(page, weigh) for page in pages]
    counts = []
    for page, content in zip(pages, contents, strict=True):
        others = zip(pages, contents, strict=True)
        n = sum(other is page or _is_copy(page, other, content, theirs) for other, theirs in others)
        counts.append(1 / n)
    return counts


def _content(page: PageEvidence, weigh: Weigh) -> dict[str, int]:
    """What the cleaner keeps, or all lines where it keeps none."""
    everything = not any(page.kept)
    chosen = zip(page.lines, page.kept, strict=True)
    return {line: weigh(line) for line, kept in chosen if kept or everything}


def _is_copy(
    page: PageEvidence,
    other: PageEvidence,
    content: Mapping[str, int],
    of_other: Mapping[str, int],
) -> bool:
    """Whether `other` has nearly all that `page` has, or is another part of its article."""
    is_same_story = bool(page.story) and page.story == other.story
    if is_same_story and page.headline == other.headline:
        return True
    own = [content[line] for line in content.keys() - of_other.keys()]
    is_most_shared = sum(own) <= (1 - _SHARED) * sum(content.values())
    return is_most_shared and (is_same_story or max(own, default=0) < _PARAGRAPH)


def _weigh_own(page: PageEvidence, n_pages: Mapping[str, float], weigh: Weigh) -> list[int]:
    least = 0.0 if page.containers else _SURE
    return [
        weigh(line) if kept and score >= least and n_pages.get(line, 0) < MIN_REPEATS else 0
        for line, score, kept in zip(page.lines, page.scores, page.kept, strict=True)
    ]
