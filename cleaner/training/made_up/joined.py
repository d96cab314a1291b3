"""Dumps that hold more than one page's article, or something else in the middle of it.

Corpora have one article a dump, with the chrome above and below. Learned from these alone, whatever
follows a footer, a list of teasers or a newsletter's box is taken for chrome. People join the dumps
of a day or of a site, and sites put boxes between paragraphs, often in another language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import chain, groupby

import numpy as np

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow
from cleaner.letters.fold import fold_spaces
from cleaner.training.made_up.manner import Generator, pick
from cleaner.training.made_up.mixed import MixedRow
from cleaner.training.made_up.today import OF_TODAY, draw_lines

_JOINED = 0.3
"""Share of the dumps that are shown joined with others, too."""
_MORE = 0.5
"""Probability of a further dump behind each that is joined."""
_MOST = 9
"""Dumps that one is joined with, at most."""
_OF_ITS_SITE = 0.4
"""Share of the joined dumps that are all of one site, where the site has others."""
_MAX_LINES = 1_500
"""Of a joined dump."""
_SEPARATORS = (
    "\n", "\n\n", "\n\n\n\n", "\n\n---\n\n", "\n\n* * *\n\n", f"\n{'=' * 72}\n", "\n\n\f\n",
)  # fmt: skip
_BOXED = 0.3
"""Share of the articles and golds that are shown with boxes between their paragraphs, too."""
_MOST_BOXES = 3
_MAX_BOX = 12
"""Lines of a box."""
_FRAMED = 0.25
"""Share of the articles and golds that are shown in the chrome of another page, too."""
_OTHER_LANGUAGE = 0.4
"""Share of the boxes and frames whose language is not the article's."""
_Lines = list[tuple[str, int]]


def join_rows(rows: Sequence[DumpRow], seed: int) -> Iterator[MixedRow]:
    """A share of the dumps, each with others of its style behind it, labelled by its convention."""
    generator = np.random.default_rng(seed)
    by_style, by_site = defaultdict(list), defaultdict(list)
    for row in rows:
        by_style[row.style, row.convention].append(row)
        by_site[row.style, row.site].append(row)
    for row in rows:
        if generator.random() < _JOINED:
            own = by_site[row.style, row.site] if row.site else []
            is_of_site = len(own) > 1 and generator.random() < _OF_ITS_SITE
            others = own if is_of_site else by_style[row.style, row.convention]
            yield _join(row, _draw_others(row, others, generator), pick(_SEPARATORS, generator))


def _draw_others(
    row: DumpRow, others: Sequence[DumpRow], generator: Generator
) -> Iterator[DumpRow]:
    """Some that are of other pages and fit behind it."""
    n = min(_MOST, int(generator.geometric(1 - _MORE)))
    room = _MAX_LINES - len(row.labels)
    for other in (pick(others, generator) for _ in range(n)):
        room -= len(other.labels)
        if other.id != row.id and room >= 0:
            yield other


def _join(row: DumpRow, others: Iterator[DumpRow], separator: str) -> MixedRow:
    """All of them in one, `separator` between."""
    lines, sources = _lines(row), []
    for other in others:
        between = [(line, CHROME if line.strip() else UNKNOWN) for line in separator.split("\n")]
        lines += [*between[1:-1], *_lines(other)]
        sources.append(other)
    titles = [page.title for page in (row, *sources) if page.title]
    return replace(_make_row(row, lines, sources), title="\n".join(map(fold_spaces, titles)))


def frame_rows(rows: Sequence[DumpRow], golds: Sequence[DumpRow], seed: int) -> Iterator[MixedRow]:
    """A share of the articles among the dumps, and of the golds, each in the chrome of another
    page, or with boxes in its text.

    The chrome is of a dump of the same style; that of golds of any.
    """
    generator = np.random.default_rng(seed)
    rows = [row for row in rows if CONTENT in row.labels]
    styles = sorted({row.style for row in rows})
    by_style = {style: [row for row in rows if row.style == style] for style in styles}
    by_language = defaultdict(list)
    for row in rows:
        by_language[row.style, row.language].append(row)
    articles = (row for row in rows if row.page_type == "article")
    for row in chain(articles, golds):
        for share, change in ((_BOXED, _put_boxes), (_FRAMED, _put_frame)):
            if generator.random() < share:
                style = row.style if row.style in by_style else pick(styles, generator)
                is_other = generator.random() < _OTHER_LANGUAGE
                own = by_language[style, row.language]
                others = by_style[style] if is_other or not own else own
                yield change(row, others, generator)


def _put_boxes(row: DumpRow, others: Sequence[DumpRow], generator: Generator) -> MixedRow:
    """The dump with runs of other dumps' chrome between lines of its content."""
    lines, sources = _lines(row), []
    for _ in range(1 + int(generator.integers(_MOST_BOXES))):
        gaps = [i for i in range(1, len(lines)) if _is_inside(lines, i)]
        other = pick(others, generator)
        runs = _chrome_runs(other)
        if gaps and runs:
            run = pick(runs, generator)
            first = int(generator.integers(len(run)))
            box = run[first : first + 1 + int(generator.integers(_MAX_BOX))]
            if generator.random() < OF_TODAY:
                made = draw_lines(row.language, len(box), generator)
                box = [(line, CHROME) for line in made] or box
            at = pick(gaps, generator)
            gap = [("", UNKNOWN)] if any(not line for line, _ in lines) else []
            lines[at:at] = [*gap, *box, *gap]
            sources.append(other)
    return _make_row(row, lines, sources)


def _is_inside(lines: _Lines, at: int) -> bool:
    """Whether the lines before and behind a gap are content, but for empty ones."""
    before = next((label for line, label in reversed(lines[:at]) if line.strip()), UNKNOWN)
    behind = next((label for line, label in lines[at:] if line.strip()), UNKNOWN)
    return before == behind == CONTENT


def _chrome_runs(row: DumpRow) -> list[_Lines]:
    """Runs of its lines in which none is content or doubtful."""
    grouped = groupby(_lines(row), lambda line: line[1] == CHROME or not line[0].strip())
    runs = (list(run) for is_chrome, run in grouped if is_chrome)
    return [run for run in runs if any(label == CHROME for _, label in run)]


def _put_frame(row: DumpRow, others: Sequence[DumpRow], generator: Generator) -> MixedRow:
    """What lies between the first and the last line of its content, within another's chrome."""
    other = pick(others, generator)
    lines, around = _lines(row), _lines(other)
    first, end = _span(row)
    above, below = _span(other)
    framed = [*around[:above], *lines[first:end], *around[below:]]
    return _make_row(row, framed, [other])


def _span(row: DumpRow) -> tuple[int, int]:
    """First line and end of the content."""
    return row.labels.index(CONTENT), len(row.labels) - row.labels[::-1].index(CONTENT)


def _lines(row: DumpRow) -> _Lines:
    return list(zip(row.text.split("\n"), row.labels, strict=True))


def _make_row(row: DumpRow, lines: _Lines, sources: Sequence[DumpRow]) -> MixedRow:
    known = {field.name: getattr(row, field.name) for field in fields(DumpRow)}
    known["text"] = "\n".join(line for line, _ in lines)
    known["labels"] = tuple(label for _, label in lines)
    return MixedRow(**known, sources=tuple(source.site or source.id for source in sources))
