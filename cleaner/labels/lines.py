"""Labels -> lines by hand of the profiles of sites."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from cleaner.labels.entries import Label
from cleaner.labels.taken import NO_WORD, PLACEHOLDER, Taken, has_placeholder
from cleaner.letters.fold import fold_spaces
from cleaner.sites import ProfileFolder, SiteProfile
from cleaner.sites.line import to_line, weigh_line
from cleaner.sites.profile import Profiles
from cleaner.types import AROUND_ROLES, CHROME_ROLES

MIN_RECORDS = 2
"""Records of which the same has to be said of a line that nobody says it of everywhere."""
NO_SITE = "of no site"
AROUND = "a caption, a byline, a date or a comment: which of those stay is an option, not a line"
SPLIT = "of the same line it is said that it stays and that it goes"
ALONE = "of one record alone, and not of all lines like it"
RIGHT = "right without a line by hand"
OPPOSED = "the profile says otherwise by hand"


class _Place(NamedTuple):
    site: str
    line: str
    """As `to_line` gives it."""


@dataclass(frozen=True, slots=True)
class SiteLines:
    """Lines for the profile of a site."""

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


def find_lines(
    labels: Sequence[Label], profiles: Profiles
) -> tuple[Mapping[str, SiteLines], Taken]:
    """The lines to keep and to drop of each site, and what was not taken.

    What people wrote into the profiles outranks labels.
    """
    groups: defaultdict[_Place, list[Label]] = defaultdict(list)
    for label in labels:
        groups[_Place(label.site, to_line(label.text))].append(label)
    found: dict[str, SiteLines] = {}
    left = Counter[str]()
    for place, said in groups.items():
        if reason := _refuse(place, said) or _oppose(place, said[0], profiles):
            left[reason] += len(said)
            continue
        text = fold_spaces(said[0].text)  # not the line: one that is cut would be cut again
        lines = found.get(place.site, SiteLines())
        if said[0].role in CHROME_ROLES:
            found[place.site] = replace(lines, drop=(*lines.drop, text))
        else:
            found[place.site] = replace(lines, keep=(*lines.keep, text))
    return found, Taken(len(labels), left)


def write_lines(folder: ProfileFolder, lines: Mapping[str, SiteLines]) -> int:
    """How many lines the profiles did not have by hand; they have them now."""
    n = 0
    for site, own in lines.items():
        profile = folder.get(site) or SiteProfile(site, 0)
        keep = [text for text in own.keep if to_line(text) not in profile.kept]
        drop = [text for text in own.drop if to_line(text) not in profile.dropped]
        if keep or drop:
            keep, drop = [*profile.keep, *keep], [*profile.drop, *drop]
            folder.write(replace(profile, keep=keep, drop=drop))
            n += len(keep) + len(drop) - len(profile.keep) - len(profile.drop)
    return n


def _refuse(place: _Place, said: Sequence[Label]) -> str:
    """Why no line is made of what is said; "" where one is."""
    goes = {label.role in CHROME_ROLES for label in said}
    is_everywhere = any(label.everywhere for label in said)
    if not place.site:
        return NO_SITE
    if any(label.role in AROUND_ROLES for label in said):
        return AROUND
    if not weigh_line(place.line):
        return NO_WORD
    if any(has_placeholder(label.text) for label in said):
        return PLACEHOLDER
    if len(goes) > 1:
        return SPLIT
    if not is_everywhere and len({(label.source, label.record) for label in said}) < MIN_RECORDS:
        return ALONE
    is_right = all(label.was is not None and label.was.keep not in goes for label in said)
    return RIGHT if is_right and not is_everywhere else ""


def _oppose(place: _Place, label: Label, profiles: Profiles) -> str:
    profile = profiles.get(place.site)
    if profile is None:
        return ""
    others = profile.kept if label.role in CHROME_ROLES else profile.dropped
    return OPPOSED if place.line in others else ""
