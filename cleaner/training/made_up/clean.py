"""Dumps without chrome, or with a line of it: the gold of pages of all types.

Who takes an article's text alone, or half of it, has nothing to lose: specifications, lists and
dialogue look like menus to a model that saw them between menus only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow, PageRow
from cleaner.letters.fold import fold_spaces
from cleaner.training.made_up.manner import Generator, pick
from cleaner.training.made_up.today import OF_TODAY, draw_lines

_PIECES = 0.5
"""Share of the golds that are shown in a piece, too."""
_PIECE = (5, 40)
"""Lines of a piece."""
_STRAY = 0.3
"""Share of the dumps made that have a line of chrome somewhere."""
_MAX_LINES = 1_500


def gold_rows(pages: Sequence[PageRow], dumps: Sequence[DumpRow], seed: int) -> Iterator[DumpRow]:
    """The gold of each page as a dump, and of some a piece; `dumps` give the lines of chrome."""
    generator = np.random.default_rng(seed)
    for page in pages:
        lines = page.gold.split("\n")[:_MAX_LINES]
        if not any(map(str.strip, lines)):
            continue
        yield _make_dump(page, lines, dumps, generator)
        if len(lines) > _PIECE[0] and generator.random() < _PIECES:
            n = int(generator.integers(*_PIECE))
            first = int(generator.integers(max(1, len(lines) - n)))
            yield _make_dump(page, lines[first : first + n], dumps, generator)


def _make_dump(
    page: PageRow, gold: Sequence[str], dumps: Sequence[DumpRow], generator: Generator
) -> DumpRow:
    """The lines of the gold, with an empty one behind each, or not."""
    unsure = {"", *map(fold_spaces, page.unsure)}
    lines = [(line, UNKNOWN if fold_spaces(line) in unsure else CONTENT) for line in gold]
    if generator.random() < _STRAY and (stray := _draw_chrome(dumps, page.language, generator)):
        lines.insert(int(generator.integers(len(lines) + 1)), (stray, CHROME))
    if generator.random() < 0.5:
        lines = [spaced for line in lines for spaced in (line, ("", UNKNOWN))]
    return DumpRow(
        id=page.id,
        style="gold",
        text="\n".join(line for line, _ in lines),
        labels=tuple(label for _, label in lines),
        site=page.site,
        language=page.language,
        page_type=page.page_type,
        title=page.title,
    )


def _draw_chrome(dumps: Sequence[DumpRow], language: str, generator: Generator) -> str | None:
    """A line of chrome of one of the dumps, in the language where there are any, or of today."""
    if generator.random() < OF_TODAY and (made := draw_lines(language, 1, generator)):
        return made[0]
    for _ in range(20):
        row = pick(dumps, generator)
        lines = zip(row.text.split("\n"), row.labels, strict=True)
        chrome = [line for line, label in lines if label == CHROME]
        if chrome and row.language == language:
            return pick(chrome, generator)
    return None
