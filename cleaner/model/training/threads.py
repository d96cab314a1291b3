"""Dumps of articles with what readers wrote below them: a forum's thread, or comments made up.

Corpora of articles have few pages with comments, and few of those look alike. The posts of a forum
have the same names, dates and buttons between them: alone they are content, below an article not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from cleaner.evaluation.corpora import DumpRow
from cleaner.model.training.comments import write_comments
from cleaner.model.training.labels import CHROME, CONTENT, UNKNOWN

_THREADED, _COMMENTED = 0.2, 0.25
"""Shares of the articles that are shown with a thread, and with comments, too."""
_AROUND = 2
"""Lines before the first post and behind the last that belong to the thread: names, buttons."""
_MAX_LINES = 400
_FURTHER_DOWN, _MAX_FURTHER = 0.5, 25
"""Share of the comments that stand below some lines of what follows the article, and how many."""
_SOURCES = 2
"""Dumps whose paragraphs become the comments below one article."""
_MAX_PARAGRAPHS, _ONE_PARAGRAPH, _MAX_BODY_CHARS = 3, 0.6, 700
"""Paragraphs of a comment, the share of comments of one, and characters of a paragraph."""
_FROM_FORUM = 0.5
"""Share of the comments whose words are from forums where there are some, not from articles."""


@dataclass(frozen=True, slots=True)
class CommentedRow(DumpRow):
    """A dump with lines of other dumps below its article, as if readers had written them."""

    comments: str = ""
    """These lines."""
    sources: tuple[str, ...] = ()
    """Sites of the other dumps."""


def add_threads(rows: Sequence[DumpRow], seed: int) -> Iterator[CommentedRow]:
    """A share of the articles, each with readers' comments in its language below."""
    generator = np.random.default_rng(seed)
    forums, articles = defaultdict(list), defaultdict(list)
    for row in rows:
        if CONTENT in row.labels:
            if row.page_type == "forum":
                forums[row.style, row.language].append(row)
            elif row.page_type == "article":
                articles[row.style, row.language].append(row)
    for (style, language), listed in articles.items():
        threads = forums.get((style, language), [])
        for row in listed:
            drawn = generator.random()
            if drawn < _THREADED and threads:
                forum = _draw(threads, generator)
                yield _add_lines(row, _cut_thread(forum), 0, [forum])
            elif 1 - drawn < _COMMENTED:
                is_forum = bool(threads) and generator.random() < _FROM_FORUM
                yield _add_comments(row, threads if is_forum else listed, generator)


def _add_comments(
    row: DumpRow, others: Sequence[DumpRow], generator: np.random.Generator
) -> CommentedRow:
    """The dump with comments below, made up around paragraphs of some of the others."""
    drawn = [_draw(others, generator) for _ in range(_SOURCES)]
    sources = [other for other in drawn if other.id != row.id]
    comments = write_comments(_cut_bodies(sources, generator), row.language, generator)
    is_further = generator.random() < _FURTHER_DOWN
    below = int(generator.integers(_MAX_FURTHER)) if is_further else 0
    return _add_lines(row, comments[:_MAX_LINES], below, sources)


def _draw(rows: Sequence[DumpRow], generator: np.random.Generator) -> DumpRow:
    return rows[int(generator.integers(len(rows)))]


def _cut_bodies(rows: Sequence[DumpRow], generator: np.random.Generator) -> Iterator[Sequence[str]]:
    """What readers may have written: paragraphs of these dumps' content, others each time."""
    paragraphs = [
        line.strip()
        for row in rows
        for line, label in zip(row.text.split("\n"), row.labels, strict=True)
        if label == CONTENT and 0 < len(line.strip()) <= _MAX_BODY_CHARS
    ]
    for first in generator.permutation(len(paragraphs)).tolist():
        n_paragraphs = min(_MAX_PARAGRAPHS, int(generator.geometric(_ONE_PARAGRAPH)))
        yield paragraphs[first : first + n_paragraphs]


def _cut_thread(row: DumpRow) -> list[str]:
    """The lines from the first post to the last."""
    content = np.flatnonzero(np.array(row.labels) == CONTENT)
    first, last = max(0, content[0] - _AROUND), content[-1] + 1 + _AROUND
    return row.text.split("\n")[first:last][:_MAX_LINES]


def _add_lines(
    row: DumpRow, added: Sequence[str], below: int, sources: Sequence[DumpRow]
) -> CommentedRow:
    """The dump with these lines `below` lines further down than its last of content."""
    lines, labels = row.text.split("\n"), list(row.labels)
    end = int(np.flatnonzero(np.array(labels) == CONTENT)[-1]) + 1
    end = min(len(lines), end + below)
    gap = [""] if "" in lines else []
    chrome = [CHROME if line else UNKNOWN for line in added]
    known = {field.name: getattr(row, field.name) for field in fields(DumpRow)}
    return CommentedRow(
        **known
        | {
            "text": "\n".join([*lines[:end], *gap, *added, *lines[end:]]),
            "labels": (*labels[:end], *[UNKNOWN] * len(gap), *chrome, *labels[end:]),
        },
        comments="\n".join(added),
        sources=tuple(source.site or source.id for source in sources),
    )
