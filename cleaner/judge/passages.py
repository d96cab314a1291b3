"""Passages of a dump that stand apart from its article: readers' comments, teasers, other news.

Each of their lines may read like an article's; together they do not. Blocks that score as content,
with few between that do not, make a passage, and the one with the most text is the article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from cleaner.judge.findings import Findings

# journal/2026-11.md, dumps, passages that stand apart.
_MIN_BETWEEN = 4
"""Blocks that are no content between two passages, at least; a rule sees one of them."""
_DOUBTFUL = 0.5
"""Share of its characters that are expected to be content up to which a passage is in doubt."""
_RIVAL = 0.5
"""Share of the article's expected content from which a passage may as well be the article."""
_MAX_DOUBTED = 1_500
"""Characters of a passage above which it is left to its blocks: too much to lose if it is a text of
another site, which somebody has put into the same dump."""
_LAST = 3
"""Lines at its end by which a page of a site is known, since all of them end alike."""
_LAST_AGAIN = 2
"""How many of these tell that another page ends."""


def find_apart(findings: Findings, is_content: npt.NDArray[np.bool_]) -> Iterator[slice]:
    """The doubtful passages of a dump beside its article, each from its first block to its last.

    Where what the dump ends with stands between as well, the passage is of another page, which
    somebody has put into the same dump.
    """
    places = np.flatnonzero(is_content)
    passages = np.split(places, np.flatnonzero(np.diff(places) > _MIN_BETWEEN) + 1)
    if len(passages) == 1:
        return
    expected = findings.sizes * findings.scores.content
    weights = [float(expected[passage].sum()) for passage in passages]
    most = max(weights)
    article = passages[weights.index(most)]
    chrome, ends = sorted(findings.chrome), _places_of_end(findings.document.visible)
    for passage, weight in zip(passages, weights, strict=True):
        is_rival = weight > _RIVAL * most  # as the article itself is
        size = findings.sizes[passage].sum()
        if is_rival or size > _MAX_DOUBTED or weight > _DOUBTFUL * size:
            continue
        above, below = sorted((passage, article), key=lambda blocks: int(blocks[0]))
        between = range(above[-1] + 1, below[0])
        is_of_another = sum(_has_any(between, places) for places in ends) >= _LAST_AGAIN
        if _has_any(between, chrome) and not is_of_another:
            yield slice(passage[0], passage[-1] + 1)


def _places_of_end(visible: Sequence[str]) -> list[list[int]]:
    """Where each of the last lines of the dump that are not alike stands in it."""
    lines = [line.strip() for line in visible]
    last = islice(dict.fromkeys(filter(None, reversed(lines))), _LAST)
    places: dict[str, list[int]] = {line: [] for line in last}
    for i, line in enumerate(lines):
        if line in places:
            places[line].append(i)
    return list(places.values())


def _has_any(blocks: range, places: Sequence[int]) -> bool:
    """Whether any of the places, which are in order, is among the blocks."""
    at = bisect_left(places, blocks.start)
    return at < len(places) and places[at] < blocks.stop
