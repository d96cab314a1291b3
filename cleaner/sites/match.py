"""What the profile of its site says of a page's blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from cleaner.sites.evidence import name_chains
from cleaner.sites.line import to_line, weigh_line
from cleaner.sites.profile import SiteProfile, StandingLine
from cleaner.types import By, Document, Kind, Role

# Chosen by hand, so that no case of fixtures/sites loses; what they bring together is in
# journal/2026-11.md (what a site's pages say).
_DOUBTFUL = 0.5
"""Probability of being content below which the model doubts a block."""
_SURE = 0.8
"""Probability of being content from which the model is sure that a block is prose."""
_CERTAIN = 0.9
"""Probability of being content from which a block's place alone does not speak against it."""
_LONG = 24
"""What a line says, in the unit of `weigh_line`, that is on several pages by no chance."""
_SHARE = 0.15
"""Share of the pages on which a line has to stand that is short, or not doubted by the model."""
_SURE_SHARE = 0.3
"""Share of the pages on which a line has to stand of which the model is sure."""
_STRAY = 0.2
"""Share of a page's content above which, behind the line that ends articles, it ends none here: the
page is of another kind than those that were learned from."""
_MOSTLY = 0.8
"""Share of a page's content above which, in containers that hold no article, it says that they do
here."""
_SHOWN = 40
"""Characters of a line that a reason quotes."""
_EXPECTED = 3
"""Lines on most pages from which a page without any of them does not fit the profile."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a profile says of one block."""

    keep: bool
    role: Role
    by: By
    reason: str
    by_hand: bool = False


class SiteMatch(NamedTuple):
    """What a profile says of a page."""

    hits: Sequence[Hit | None]
    """One a block; None where the profile says nothing."""
    fits: bool
    """Whether the page has any of the lines that most pages of its site have."""


def match_site(document: Document, profile: SiteProfile, content: Sequence[float]) -> SiteMatch:
    """What the profile says of each block; `content` has the model's probabilities."""
    lines = [to_line(text) for text in document.visible]
    entries = [profile.find(line) for line in lines]
    own = [
        weigh_line(line) if entry is None and score >= _DOUBTFUL else 0
        for line, entry, score in zip(lines, entries, content, strict=True)
    ]
    ending = _find_ending(entries, own)
    containers = _find_containers(document, profile, own)
    hits = [
        _match_by_hand(profile, line)
        or _match_line(profile, line, entry, kind, score)
        or _match_container(profile, container, score)
        or _match_ending(profile, entries, ending, i, score)
        for i, (line, entry, container, kind, score) in enumerate(
            zip(lines, entries, containers, document.kind, content, strict=True)
        )
    ]
    return SiteMatch(hits, _fits(profile, entries))


def _fits(profile: SiteProfile, entries: Sequence[StandingLine | None]) -> bool:
    found = any(entry is not None and entry.text in profile.expected for entry in entries)
    return found or len(profile.expected) < _EXPECTED


def _match_by_hand(profile: SiteProfile, line: str) -> Hit | None:
    for keep, texts in ((True, profile.kept), (False, profile.dropped)):
        if line in texts:
            verb = "keeps" if keep else "drops"
            reason = f"a line that the profile {verb}"
            return Hit(keep, Role.OTHER, _by(profile), reason, by_hand=True)
    return None


def _match_line(
    profile: SiteProfile, line: str, entry: StandingLine | None, kind: Kind, score: float
) -> Hit | None:
    if entry is None or not _is_chrome(profile, line, entry, kind, score):
        return None
    return Hit(False, entry.role, _by(profile), f"on {_pages(profile, entry.n_pages)}")


def _is_chrome(
    profile: SiteProfile, line: str, entry: StandingLine, kind: Kind, score: float
) -> bool:
    """Whether the line's pages speak more clearly against it than the model for it."""
    share = profile.share(entry)
    if entry.place == "inside":  # a refrain, a section's title, an ingredient, a short answer
        is_long = weigh_line(line) >= _LONG and kind is not Kind.LIST_ITEM
        return is_long and score < _DOUBTFUL and share >= _SURE_SHARE
    if score >= _SURE:
        return share >= _SURE_SHARE
    return share >= _SHARE or (score < _DOUBTFUL and weigh_line(line) >= _LONG)


def _find_containers(
    document: Document, profile: SiteProfile, own: Sequence[int]
) -> list[str | None]:
    """For each block the outermost element around it that holds no article."""
    if not document.element or not profile.chrome:
        return [None] * len(document)
    chains = name_chains(document.tree)
    found = [
        next((name for name in chains[element] if name in profile.chrome), None)
        for element in document.element
    ]
    inside = sum(weight for weight, name in zip(own, found, strict=True) if name)
    return found if inside <= _MOSTLY * sum(own) else [None] * len(document)


def _match_container(profile: SiteProfile, name: str | None, score: float) -> Hit | None:
    if name is None or score >= _CERTAIN:
        return None
    reason = f"in {name}, which holds no article on {_pages(profile, profile.chrome[name])}"
    return Hit(False, Role.OTHER, _by(profile), reason)


def _find_ending(entries: Sequence[StandingLine | None], own: Sequence[int]) -> int:
    """Index of the first line that ends the article, the number of blocks if there is none."""
    total = sum(own)
    seen = [0, *accumulate(own)]
    for i, entry in enumerate(entries):
        if entry is not None and entry.ends_article and total - seen[i] <= _STRAY * total:
            return i
    return len(entries)


def _match_ending(
    profile: SiteProfile,
    entries: Sequence[StandingLine | None],
    ending: int,
    i: int,
    score: float,
) -> Hit | None:
    if i <= ending or score >= _SURE:
        return None
    entry = entries[ending]
    assert entry is not None
    text = entry.text if len(entry.text) <= _SHOWN else f"{entry.text[:_SHOWN]}…"
    reason = f"behind “{text}”, which ends the article on {_pages(profile, entry.n_pages)}"
    return Hit(False, Role.OTHER, _by(profile), reason)


def _by(profile: SiteProfile) -> By:
    return By("site", profile.site)


def _pages(profile: SiteProfile, n_pages: float) -> str:
    return f"{round(n_pages)} of {round(profile.n_pages)} pages of {profile.site}"
