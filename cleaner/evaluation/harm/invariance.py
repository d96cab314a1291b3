"""Whether what no reader sees, or cares for, changes what is kept: pairs of inputs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from cleaner.corpora.rows import CONTENT, DumpRow, PageRow, decode_page, dump_page
from cleaner.evaluation.metrics import fold_space
from cleaner.evaluation.run import Extractor
from cleaner.types import Page

MOST_INPUTS = 600
"""Inputs of a corpus that are tried."""
_SHORTEST = 25
"""Characters of a line of a page's output from which it is of the gold if that has it."""

_LINE_END = re.compile("(?m)$")
_LINE_START = re.compile("(?m)^(?=.)")
"""Of a line with something on it."""
_SPACE = re.compile(r"(?<=[^ \n]) (?=[^ \n])")
"""A lone one between words."""


def _same(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Change:
    """Another setting of the same text, and how an output is set back to be compared."""

    apply: Callable[[str], str]
    undo: Callable[[str], str] = _same
    """Of an output; its white space and the forms of its letters are folded anyway."""


def _substitute(pattern: re.Pattern[str], to: str) -> Change:
    return Change(lambda text: pattern.sub(to, text))


def _turn_digits(by: int) -> Callable[[str], str]:
    table = str.maketrans({str(digit): str((digit + by) % 10) for digit in range(10)})
    return lambda text: text.translate(table)


_DECOMPOSED = Change(lambda text: unicodedata.normalize("NFD", text))
_CRLF = Change(lambda text: text.replace("\n", "\r\n"))
DUMP_CHANGES: Mapping[str, Change] = {
    "newlines-in-front": Change(lambda text: "\n\n\n" + text),
    "trailing-space": _substitute(_LINE_END, " "),
    "trailing-spaces": _substitute(_LINE_END, "  "),
    "indent": _substitute(_LINE_START, " " * 4),
    "doubled-line-ends": Change(lambda text: text.replace("\n", "\n\n")),
    "double-spaces": _substitute(_SPACE, "  "),
    "nfd": _DECOMPOSED,
    "digits": Change(_turn_digits(1), _turn_digits(-1)),
    "crlf": _CRLF,
    "nbsp": _substitute(_SPACE, "\u00a0"),
}
PAGE_CHANGES: Mapping[str, Change] = {
    "newlines-in-front": Change(lambda text: "\n" + text),
    "nfd": _DECOMPOSED,
    "crlf": _CRLF,
}


class Changed(NamedTuple):
    """On how many inputs a change of the setting changes what is kept."""

    n: int
    """Inputs tried."""
    changed: int
    """Those of which a line of content or more is kept one way and not the other."""
    lines: int
    """How many lines of content that are."""


def measure_changes(
    rows: Sequence[DumpRow | PageRow],
    cleaner: Extractor,
    advance: Callable[[], object] = lambda: None,
) -> dict[str, Changed]:
    """By name of the change: what it changes on the rows; `advance` is called after each."""
    found: dict[str, list[int]] = {name: [] for row in rows[:1] for name in _changes_of(row)}
    for row in rows:
        page = dump_page(row) if isinstance(row, DumpRow) else decode_page(row)
        before = _read_lines(cleaner, page, _same)
        is_gold = _tell_gold(row)
        for name, change in _changes_of(row).items():
            changed = replace(page, content=change.apply(str(page.content)))
            after = _read_lines(cleaner, changed, change.undo)
            differing = ((before - after) + (after - before)).elements()
            found[name].append(sum(map(is_gold, differing)))
        advance()
    return {name: Changed(len(ns), sum(map(bool, ns)), sum(ns)) for name, ns in found.items()}


def draw_rows(rows: Sequence[DumpRow | PageRow]) -> list[DumpRow | PageRow]:
    """Some rows to try, the same each time."""
    return Random(0).sample(rows, min(len(rows), MOST_INPUTS))


def _changes_of(row: DumpRow | PageRow) -> Mapping[str, Change]:
    return DUMP_CHANGES if isinstance(row, DumpRow) else PAGE_CHANGES


def _read_lines(cleaner: Extractor, page: Page, undo: Callable[[str], str]) -> Counter[str]:
    """The lines of the output, of which only the words count."""
    try:
        text = undo(cleaner.extract(page).text)
    except Exception:  # noqa: BLE001 - it is counted where the text is alone
        text = ""
    return Counter(filter(None, map(_fold, text.split("\n"))))


def _fold(line: str) -> str:
    return fold_space(unicodedata.normalize("NFC", line))


def _tell_gold(row: DumpRow | PageRow) -> Callable[[str], bool]:
    """Whether a line is of the row's content."""
    if isinstance(row, PageRow):
        gold = _fold(row.gold)
        return lambda line: len(line) >= _SHORTEST and line in gold
    lines = zip(row.text.split("\n"), row.labels, strict=True)
    content = {_fold(line) for line, label in lines if label == CONTENT}
    return content.__contains__
