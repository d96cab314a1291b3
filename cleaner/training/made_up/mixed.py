"""Dumps of articles with lines of other dumps around: threads of forums, comments, teasers.

Corpora of articles have few pages with comments, and few of those look alike; and lists of teasers
only of the sites that they are from. The posts of a forum have names, dates and buttons between
them as comments have: alone they are content, below an article not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow
from cleaner.training.made_up.comments import write_comments
from cleaner.training.made_up.manner import Generator, pick
from cleaner.training.made_up.teasers import cut_words, write_teasers

_THREADED = 0.2
"""Share of the articles that are shown with a forum's thread, too."""
_COMMENTED = 0.25
"""The same with comments."""
_TEASED = 0.25
"""The same with teasers."""
_AROUND = 2
"""Lines before the first post and behind the last that belong to the thread: names, buttons."""
_MAX_LINES = 400
"""Lines that are added to one dump."""
_FURTHER = 0.5
"""Share of what is added below that does not stand right below the article."""
_MOST_BETWEEN = 25
"""Lines of the dump's own that stand between then, at most."""
_ABOVE = 0.2
"""Share of the teasers that stand above the article."""
_MOST_ABOVE = 15
"""Lines of the dump's own that stand between then, at most."""
_COMMENT_SOURCES = 2
"""Dumps whose paragraphs become the comments of one."""
_TEASER_SOURCES = 3
"""The same of teasers."""
_FROM_FORUM = 0.5
"""Share of the comments whose words are from forums where there are some, not from articles."""
_MOST_PARAGRAPHS = 3
"""Paragraphs of a comment."""
_ONE_PARAGRAPH = 0.6
"""Share of the comments that have one."""
_MAX_CHARS = 700
"""Characters of a paragraph that a reader may have written."""
_MOST_TEASERS = 3
"""Teasers of one source."""
_MIN_CHARS = 40
"""Characters of the shortest text of a teaser."""
_TITLE_CHARS = (25, 80)
"""Of the first words of a paragraph that stand for a title."""


@dataclass(frozen=True, slots=True)
class MixedRow(DumpRow):
    """A dump with lines of other dumps above or below its article."""

    comments: str = ""
    """Those of these lines that readers are said to have written."""
    sources: tuple[str, ...] = ()
    """Sites of the other dumps."""


def mix_rows(rows: Sequence[DumpRow], seed: int) -> Iterator[MixedRow]:
    """A share of the articles, each with lines of other dumps in its language and style."""
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
                yield _add_thread(row, pick(threads, generator))
            elif 1 - drawn < _COMMENTED:
                is_forum = bool(threads) and generator.random() < _FROM_FORUM
                yield _add_comments(row, threads if is_forum else listed, generator)
            if generator.random() < _TEASED:
                yield _add_teasers(row, listed, generator)


def _add_thread(row: DumpRow, forum: DumpRow) -> MixedRow:
    """The dump with the lines of the forum's from the first post to the last below."""
    content = np.flatnonzero(np.array(forum.labels) == CONTENT)
    first, last = max(0, content[0] - _AROUND), content[-1] + 1 + _AROUND
    thread = forum.text.split("\n")[first:last]
    return _add_lines(row, thread, _find_end(row), [forum], is_by_readers=True)


def _add_comments(row: DumpRow, others: Sequence[DumpRow], generator: Generator) -> MixedRow:
    """The dump with comments below, made up around paragraphs of some of the others."""
    sources = _draw_sources(row, others, _COMMENT_SOURCES, generator)
    comments = write_comments(_cut_bodies(sources, generator), row.language, generator)
    at = _draw_below(row, generator)
    return _add_lines(row, comments, at, sources, is_by_readers=True)


def _add_teasers(row: DumpRow, others: Sequence[DumpRow], generator: Generator) -> MixedRow:
    """The dump with teasers of some of the others below, or above."""
    sources = _draw_sources(row, others, _TEASER_SOURCES, generator)
    teasers = write_teasers(_cut_teasers(sources, generator), row.language, generator)
    if generator.random() < _ABOVE:
        at = max(0, row.labels.index(CONTENT) - int(generator.integers(1, _MOST_ABOVE)))
    else:
        at = _draw_below(row, generator)
    return _add_lines(row, teasers, at, sources, is_by_readers=False)


def _draw_sources(
    row: DumpRow, others: Sequence[DumpRow], n: int, generator: Generator
) -> list[DumpRow]:
    """Up to `n` of the others, without the page itself."""
    drawn = (pick(others, generator) for _ in range(n))
    return [other for other in drawn if other.id != row.id]


def _cut_bodies(rows: Sequence[DumpRow], generator: Generator) -> Iterator[Sequence[str]]:
    """What readers may have written: paragraphs of these dumps' content, others each time."""
    paragraphs = [text for row in rows for text in _paragraphs(row) if len(text) <= _MAX_CHARS]
    bodies: list[Sequence[str]] = []
    while paragraphs:
        n_paragraphs = min(_MOST_PARAGRAPHS, int(generator.geometric(_ONE_PARAGRAPH)))
        bodies.append(paragraphs[:n_paragraphs])
        del paragraphs[:n_paragraphs]
    return (bodies[i] for i in generator.permutation(len(bodies)))


def _cut_teasers(rows: Sequence[DumpRow], generator: Generator) -> Iterator[tuple[str, str]]:
    """Titles and texts: of each dump its title, then words of its content, and no line twice."""
    for row in rows:
        paragraphs = [text for text in _paragraphs(row) if len(text) >= _MIN_CHARS]
        order = generator.permutation(len(paragraphs)).tolist()
        n_teasers = min(1 + int(generator.integers(_MOST_TEASERS)), len(order) // 2)
        for i, named, told in zip(range(n_teasers), order, order[n_teasers:], strict=False):
            words = cut_words(paragraphs[named], int(generator.integers(*_TITLE_CHARS)))
            title = row.title if row.title and i == 0 else words.rstrip(".,;:")
            yield title.split("\n")[0], paragraphs[told]


def _paragraphs(row: DumpRow) -> Iterator[str]:
    """The lines of the dump's content, without the space around them."""
    lines = zip(row.text.split("\n"), row.labels, strict=True)
    return (line.strip() for line, label in lines if label == CONTENT and line.strip())


def _find_end(row: DumpRow) -> int:
    """The first line behind the content."""
    return len(row.labels) - row.labels[::-1].index(CONTENT)


def _draw_below(row: DumpRow, generator: Generator) -> int:
    """A line below the content, in front of which something may stand."""
    n_between = int(generator.integers(_MOST_BETWEEN)) if generator.random() < _FURTHER else 0
    return min(len(row.labels), _find_end(row) + n_between)


def _add_lines(
    row: DumpRow, lines: Sequence[str], at: int, sources: Sequence[DumpRow], is_by_readers: bool
) -> MixedRow:
    """The dump with these lines, chrome, in front of its own line `at`."""
    own, added = row.text.split("\n"), lines[:_MAX_LINES]
    gap = [""] if "" in own else []
    chrome = [CHROME if line else UNKNOWN for line in added]
    known = {field.name: getattr(row, field.name) for field in fields(DumpRow)}
    known["text"] = "\n".join([*own[:at], *gap, *added, *own[at:]])
    known["labels"] = (*row.labels[:at], *[UNKNOWN] * len(gap), *chrome, *row.labels[at:])
    return MixedRow(
        **known,
        comments="\n".join(added) if is_by_readers else "",
        sources=tuple(source.site or source.id for source in sources),
    )
