"""Dumps of articles with a forum's thread below them: what reader comments look like.

Corpora of articles have few pages with comments, and few of those look alike; the posts of a forum
have the same names, dates and buttons between them. Alone they are content, below an article not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cleaner.evaluation.corpora import DumpRow
from cleaner.model.training.labels import CHROME, CONTENT, UNKNOWN

_SHARE = 0.2
"""Share of the articles that are shown with a thread, too."""
_AROUND = 2
"""Lines before the first post and behind the last that belong to the thread: names, buttons."""
_MAX_LINES = 400


def add_threads(rows: Sequence[DumpRow], seed: int) -> Iterator[tuple[DumpRow, DumpRow]]:
    """A share of the articles, each with a thread of a forum in its language and style below, and
    the dump that the thread is from.
    """
    generator = np.random.default_rng(seed)
    threads = defaultdict(list)
    for row in rows:
        if row.page_type == "forum" and CONTENT in row.labels:
            threads[row.style, row.language].append(row)
    for row in rows:
        fitting = threads.get((row.style, row.language))
        is_article = row.page_type == "article" and CONTENT in row.labels
        if is_article and fitting and generator.random() < _SHARE:
            forum = fitting[generator.integers(len(fitting))]
            yield _add_thread(row, _cut_thread(forum)), forum


def _cut_thread(row: DumpRow) -> list[str]:
    """The lines from the first post to the last."""
    content = np.flatnonzero(np.array(row.labels) == CONTENT)
    first, last = max(0, content[0] - _AROUND), content[-1] + 1 + _AROUND
    return row.text.split("\n")[first:last][:_MAX_LINES]


def _add_thread(row: DumpRow, thread: Sequence[str]) -> DumpRow:
    lines, labels = row.text.split("\n"), list(row.labels)
    end = int(np.flatnonzero(np.array(labels) == CONTENT)[-1]) + 1
    gap = [""] if "" in lines else []
    chrome = [CHROME if line else UNKNOWN for line in thread]
    return replace(
        row,
        text="\n".join([*lines[:end], *gap, *thread, *lines[end:]]),
        labels=(*labels[:end], *[UNKNOWN] * len(gap), *chrome, *labels[end:]),
    )
