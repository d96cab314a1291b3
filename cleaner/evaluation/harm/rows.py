"""Rows to measure harm on: texts alone, cut, joined, and with boxes of chrome in them.

The same rows for the same texts, each time and on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random
from typing import NamedTuple

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow
from cleaner.evaluation.harm.read import KINDS, Chrome, Texts

ALONE, CUT, JOINED, SITE, BOXED = "alone", "cut", "joined", "site", "boxed"
"""Styles: the texts as they are; parts of them; several of a language in one; several with the same
chrome around each; one with chrome around and in its first third."""
MIXED = "joined-mixed"
"""Several texts in one, whatever their languages."""
ENGLISH_BOXED = "boxed-english"
"""With English chrome, where the text is not in English."""
_ROUNDS = 3
"""How often each text of a folder is joined with others."""
_MOST_JOINED = 10
_MOST_OF_SITE = 5
"""Texts of a site; there are few of each language."""
_SEPARATORS = ("\n", "\n\n", "\n\n\n", "\n\n-----\n\n", "\n\n* * *\n\n")
_DUMPS_JOINED = (2, 3, 5, 10)
"""Dumps of a corpus that are joined, each size a style of its own."""
_MOST_OF_STYLE = 300
"""Dumps of a style that are measured: more tell nothing new."""
_N_MENU, _N_SHARE, _N_FOOTER = 5, 2, 3
"""Lines of chrome above a text, and below it."""
_MOST_BOX = 6
"""Lines of chrome of another dump in one."""

Lines = list[tuple[str, int]]
"""Lines with their labels."""


class Row(NamedTuple):
    """A text to clean, and the texts that it is made of, with their labels."""

    style: str
    pieces: tuple[DumpRow, ...]
    separator: str = "\n\n"

    @property
    def text(self) -> str:
        """All pieces in one."""
        return self.separator.join(piece.text for piece in self.pieces)


def rows_of_texts(texts: Texts) -> list[Row]:
    """Each text in all styles."""
    generator = Random(0)
    rows = [Row(ALONE, (text,)) for text in texts.rows]
    rows += [Row(CUT, (part,)) for text in texts.rows for part in _cut(text, generator)]
    for _ in range(_ROUNDS):
        rows += _join(MIXED, texts.rows, generator)
        for language, of_language in _by_language(texts).items():
            rows += _join(JOINED, of_language, generator)
            if chrome := texts.chrome.get(language):
                rows += _join_site(of_language, chrome, generator)
    for text in texts.rows:
        boxed_in = {BOXED: text.language, ENGLISH_BOXED: "en" if text.language != "en" else ""}
        for style, language in boxed_in.items():
            if chrome := texts.chrome.get(language):
                rows += [Row(style, (_put_box(text, chrome, k, generator),)) for k in KINDS]
    return rows


def rows_of_dumps(dumps: Sequence[DumpRow]) -> list[Row]:
    """Some dumps of each style of a corpus, joined with others of it and with chrome of others."""
    generator = Random(0)
    by_style: dict[str, list[DumpRow]] = defaultdict(list)
    for dump in dumps:
        by_style[dump.style].append(dump)
    rows = []
    for of_style in by_style.values():
        drawn = generator.sample(of_style, min(len(of_style), _MOST_OF_STYLE))
        rows += [Row(ALONE, (dump,)) for dump in drawn]
        for n in _DUMPS_JOINED:
            starts = range(0, len(drawn) - n + 1, n)
            rows += [Row(f"{JOINED}-{n}", tuple(drawn[start : start + n])) for start in starts]
        rows += _box_dumps(drawn, generator)
    return rows


def _cut(text: DumpRow, generator: Random) -> Iterator[DumpRow]:
    """Both halves, the first third, and a paragraph."""
    lines = _label(text)
    half, third = (len(lines) + 1) // 2, (len(lines) + 2) // 3
    paragraphs = [list(run) for is_gap, run in groupby(lines, _is_gap) if not is_gap]
    for part in (lines[:half], lines[half:], lines[:third], generator.choice(paragraphs)):
        if any(label == CONTENT for _, label in part):
            yield _relabel(text, part)


def _draw_groups(
    texts: Sequence[DumpRow], most: int, generator: Random
) -> Iterator[tuple[DumpRow, ...]]:
    """The texts in groups of 2 to `most`; one that is left alone is left out."""
    left = generator.sample(texts, len(texts))
    while len(left) > 1:
        n = generator.randint(2, most)
        yield tuple(left[:n])
        left = left[n:]


def _by_language(texts: Texts) -> dict[str, list[DumpRow]]:
    by_language: dict[str, list[DumpRow]] = defaultdict(list)
    for text in texts.rows:
        by_language[text.language].append(text)
    return by_language


def _join(style: str, texts: Sequence[DumpRow], generator: Random) -> Iterator[Row]:
    for group in _draw_groups(texts, _MOST_JOINED, generator):
        yield Row(style, group, generator.choice(_SEPARATORS))


def _join_site(texts: Sequence[DumpRow], chrome: Chrome, generator: Random) -> Iterator[Row]:
    """Articles, each with the site's footer below, and with its menu above or none."""
    for group in _draw_groups(texts, _MOST_OF_SITE, generator):
        above, below = _draw_surroundings(chrome, generator)
        if generator.random() < 1 / 2:
            above = []
        yield Row(SITE, tuple(_surround(text, above, _label(text), below) for text in group))


def _put_box(text: DumpRow, chrome: Chrome, kind: str, generator: Random) -> DumpRow:
    """The text with a box of the kind in its first third, a menu above, and a footer below."""
    piece = generator.choice(chrome[kind])
    box = piece.split("\n") if isinstance(piece, str) else piece
    above, below = _draw_surroundings(chrome, generator)
    return _surround(text, above, _insert(_label(text), box, generator), below)


def _draw_surroundings(chrome: Chrome, generator: Random) -> tuple[list[str], list[str]]:
    """Chrome for above a text, and for below it."""
    menu, share, footer = (
        _draw_lines(chrome[kind], n, generator)
        for kind, n in (("menu", _N_MENU), ("share", _N_SHARE), ("footer", _N_FOOTER))
    )
    return menu, [*share, "", *footer]


def _draw_lines(texts: Sequence[str | Sequence[str]], n: int, generator: Random) -> list[str]:
    return generator.sample([text for text in texts if isinstance(text, str)], min(n, len(texts)))


def _box_dumps(dumps: Sequence[DumpRow], generator: Random) -> Iterator[Row]:
    """Each dump with some lines in a row of chrome of another in the first third of its content."""
    runs = [run for dump in dumps for run in _chrome_runs(dump)]
    for dump in dumps if runs else ():
        boxed = _insert(_label(dump), generator.choice(runs)[:_MOST_BOX], generator)
        yield Row(BOXED, (_relabel(dump, boxed),))


def _chrome_runs(dump: DumpRow) -> list[list[str]]:
    """The lines of chrome that follow each other, but for gaps."""
    lines = (entry for entry in _label(dump) if not _is_gap(entry))
    runs = groupby(lines, key=lambda entry: entry[1])
    return [[line for line, _ in run] for label, run in runs if label == CHROME]


def _surround(text: DumpRow, above: Sequence[str], lines: Lines, below: Sequence[str]) -> DumpRow:
    gap = [("", UNKNOWN)] if _has_gaps(lines) else []
    head = [*_as_chrome(above), *gap] if above else []
    return _relabel(text, [*head, *lines, *gap, *_as_chrome(below)])


def _insert(lines: Lines, box: Sequence[str], generator: Random) -> Lines:
    """The lines with a box in the first third of the content, between paragraphs if it has some."""
    after = [i + 1 for i, (_, label) in enumerate(lines) if label == CONTENT] or [0]
    last = after[max(1, len(after) // 3) - 1]
    has_gaps = _has_gaps(lines)
    ends = [at for at in after if not has_gaps or at == len(lines) or _is_gap(lines[at])]
    at = generator.choice([at for at in ends if at <= last] or ends[:1] or [last])
    gap = [("", UNKNOWN)] if has_gaps else []
    return [*lines[:at], *gap, *_as_chrome(box), *lines[at:]]


def _label(row: DumpRow) -> Lines:
    return list(zip(row.text.split("\n"), row.labels, strict=True))


def _relabel(row: DumpRow, lines: Lines) -> DumpRow:
    text, labels = "\n".join(line for line, _ in lines), tuple(label for _, label in lines)
    return replace(row, text=text, labels=labels)


def _as_chrome(texts: Iterable[str]) -> Lines:
    lines = (line for text in texts for line in text.split("\n"))
    return [(line, CHROME if line.strip() else UNKNOWN) for line in lines]


def _is_gap(entry: tuple[str, int]) -> bool:
    return not entry[0].strip()


def _has_gaps(lines: Lines) -> bool:
    return any(map(_is_gap, lines))
