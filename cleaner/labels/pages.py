"""Pages whose blocks somebody labelled, without their text, as in `fixtures/roles`."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePath
from typing import NamedTuple

from cleaner.letters.fold import fold_spaces
from cleaner.types import CONTENT_ROLES, Role

CONTENT = "content"
"""The label of all roles of content but the headline."""
UNCLEAR = "unclear"
"""The label of what nobody can tell."""
LABELS = (CONTENT, *(r for r in Role if r is Role.HEADLINE or r not in CONTENT_ROLES), UNCLEAR)
_DIGITS = 8
"""Hexadecimal digits of a block's hash: a page's few hundred blocks are told apart by them."""


class LabelledBlock(NamedTuple):
    """A block, by the hash of its text, and what each of two readings takes it for.

    Both say the same where there was but one.
    """

    hash: str
    first: str
    second: str
    place: int | None = None
    """Which block of its page it was; None where that is told by the blocks around it alone."""

    @property
    def agreed(self) -> str | None:
        """What both take it for; None where they differ or cannot tell."""
        return self.first if self.first == self.second != UNCLEAR else None


_Placed = tuple[LabelledBlock, int]
"""A block, and where it was."""


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A record and its blocks, in order: somebody looked at all of them."""

    source: str
    """The path that it is read from again, or the name of its corpus without `.parquet`."""
    record: str
    """Its id there."""
    blocks: tuple[LabelledBlock, ...]
    type: str = ""
    id: str = ""
    """Of this entry of the file; "" where nobody can take it back."""
    by: str = ""
    """Who said it."""
    when: str = ""
    """UTC, in ISO 8601."""

    @property
    def corpus(self) -> str:
        """The name of its corpus without `.parquet`."""
        path = PurePath(self.source)
        return path.stem if path.suffix == ".parquet" else self.source

    def find(self, texts: Sequence[str]) -> list[tuple[LabelledBlock, int]]:
        """The blocks that are among the texts, each with the text's place: where they were or,
        of those that are elsewhere now, next to it; without places, all in the same order.
        """
        hashes = list(map(hash_text, texts))
        aligned = [block for block in self.blocks if block.place is None]
        found = {i: block for block, i in _align(aligned, hashes)}
        placed = [block for block in self.blocks if block.place is not None]
        found |= {i: block for block, i in _find_placed(placed, hashes)}
        return [(found[i], i) for i in sorted(found)]


def hash_text(text: str) -> str:
    """What tells a block from the others of its page, whatever its white space.

    >>> hash_text("Read  more") == hash_text("Read more")
    True
    """
    return hashlib.sha256(fold_spaces(text).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def label_of(role: Role) -> str:
    """The label of a block that is taken for the role.

    >>> label_of(Role.PARAGRAPH), label_of(Role.SHARE)
    ('content', 'share')
    """
    return CONTENT if role in CONTENT_ROLES - {Role.HEADLINE} else str(role)


def _align(
    blocks: Sequence[LabelledBlock], hashes: Sequence[str]
) -> Iterator[tuple[LabelledBlock, int]]:
    own = [block.hash for block in blocks]
    for run in SequenceMatcher(None, own, hashes, autojunk=False).get_matching_blocks():
        yield from ((blocks[run.a + k], run.b + k) for k in range(run.size))


def _find_placed(
    blocks: Sequence[LabelledBlock], hashes: Sequence[str]
) -> Iterator[tuple[LabelledBlock, int]]:
    """First those that are where they were, then the others, each next to where it was."""
    there, moved = list[_Placed](), list[_Placed]()
    for block in blocks:
        place = block.place or 0
        is_there = place < len(hashes) and hashes[place] == block.hash
        (there if is_there else moved).append((block, place))
    yield from there
    taken = {place for _, place in there}
    free: defaultdict[str, list[int]] = defaultdict(list)
    for i, found in enumerate(hashes if moved else ()):
        if i not in taken:
            free[found].append(i)
    for block, place in moved:
        if places := free[block.hash]:
            yield block, places.pop(_nearest(places, place))


def _nearest(places: Sequence[int], place: int) -> int:
    """Index of the one of the sorted places that is nearest to `place`."""
    after = bisect_left(places, place)
    around = [i for i in (after - 1, after) if 0 <= i < len(places)]
    return min(around, key=lambda i: abs(places[i] - place))
