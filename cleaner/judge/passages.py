"""Passages of a dump that stand apart from its article: readers' comments, teasers, other news.

Each of their lines may read like an article's; together they do not. Blocks that score as content,
with few between that do not, make a passage, and the one with the most text is the article.
"""

from __future__ import annotations

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
    article = passages[int(np.argmax(weights))]
    last = _last_lines(findings.document.visible)
    for passage, weight in zip(passages, weights, strict=True):
        is_rival = weight > _RIVAL * max(weights)  # as the article itself is
        if is_rival or weight > _DOUBTFUL * findings.sizes[passage].sum():
            continue
        above, below = sorted((passage, article), key=lambda blocks: int(blocks[0]))
        between = range(above[-1] + 1, below[0])
        if any(i in findings.chrome for i in between) and not _has_end(findings, between, last):
            yield slice(passage[0], passage[-1] + 1)


def _last_lines(visible: Sequence[str]) -> tuple[str, ...]:
    """The last lines of the dump that are not alike."""
    lines = filter(None, map(str.strip, reversed(visible)))
    return tuple(islice(dict.fromkeys(lines), _LAST))


def _has_end(findings: Findings, between: range, last: Sequence[str]) -> bool:
    """Whether a page of the dump's site ends among the blocks."""
    lines = {findings.document.visible[i].strip() for i in between}
    return sum(line in lines for line in last) >= _LAST_AGAIN
