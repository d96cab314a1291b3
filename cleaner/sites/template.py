"""Lines that differ in a few words, such as names: `by {name} | {date}`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cleaner.letters.scripts import HAN, HANGUL, KANA, character_class
from cleaner.sites.line import NAME, weigh_line

# Chosen by hand; what templates bring is in journal/2026-11.md (what a site's pages say).
MAX_NAME_TOKENS = 5
"""Words of a `{name}`; Chinese and Japanese characters count as words."""
MAX_TOKENS = 14
"""Words and marks of a line that may be a template's: longer ones are sentences."""
MIN_WEIGHT = 6
"""What the words that stay have to say at least, in the unit of `weigh_line`."""
PLACEHOLDER_WEIGHT = 4
"""What a number or a date at its place says beside the words that stay."""
MIN_NAMES = 3
"""Different names from which words vary rather than differ."""
MAX_LINES = 20_000
"""Lines that are looked at; a site with more of them is made to cost memory."""
_CJK = character_class(KANA, HAN, HANGUL)
_TOKEN = re.compile(rf"\{{\w+\}}|[{_CJK}]|[^\W{_CJK}]+|[^\w\s]")
_ONE_NAME = rf"(?:[^\s{{}}{_CJK}]+|[{_CJK}])"
_NAME_PATTERN = rf"{_ONE_NAME}(?: ?{_ONE_NAME}){{0,{MAX_NAME_TOKENS - 1}}}"

LinePages = Mapping[str, Set[int]]
"""On which pages each line stands."""


@dataclass(frozen=True)
class Template:
    """A line with `{name}` in it, each for one to MAX_NAME_TOKENS words."""

    text: str

    def matches(self, line: str) -> bool:
        """Whether the line, as `to_line` gives it, is one of the template's."""
        first, last = self._edges  # most lines have others
        return (
            line.startswith(first)
            and line.endswith(last)
            and self._pattern.fullmatch(line) is not None
        )

    @cached_property
    def _edges(self) -> tuple[str, str]:
        first, *_, last = self.text.split(NAME)
        return first, last

    @cached_property
    def _pattern(self) -> Any:
        import re2  # here, so that commands that only read profiles start without it

        return re2.compile(_NAME_PATTERN.join(map(re2.escape, self.text.split(NAME))))


def find_templates(pages_of: LinePages, n_pages: int) -> dict[str, list[str]]:
    """Templates with the lines that each stands for, those of most pages first.

    A template stands on `n_pages` pages at least, with MIN_NAMES names, and no line has two.
    """
    lines_of: dict[str, list[str]] = defaultdict(list)
    for line in sorted(pages_of)[:MAX_LINES]:
        for template in _generalise(line):
            lines_of[template].append(line)
    likely = {
        template: pages
        for template, lines in lines_of.items()
        if len(lines) >= MIN_NAMES and len(pages := _pages(lines, pages_of)) >= n_pages
    }
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for template in sorted(likely, key=lambda t: (-len(likely[t]), -weigh_line(t), -len(t), t)):
        lines = [line for line in lines_of[template] if line not in taken]
        if len(lines) >= MIN_NAMES and len(_pages(lines, pages_of)) >= n_pages:
            found[template] = lines
            taken.update(lines)
    return found


def _pages(lines: Iterable[str], pages_of: LinePages) -> set[int]:
    return set().union(*(pages_of[line] for line in lines))


def _generalise(line: str) -> Iterator[str]:
    """The line with each run of a few words as a name, where enough is left."""
    spans = [found.span() for found in _TOKEN.finditer(line)]
    if len(spans) > MAX_TOKENS:
        return
    is_free = ["{" not in line[start:end] for start, end in spans]
    weights = [
        weigh_line(line[start:end]) if free else PLACEHOLDER_WEIGHT
        for (start, end), free in zip(spans, is_free, strict=True)
    ]
    for i in range(len(spans)):
        left = sum(weights)
        for j in range(i, min(i + MAX_NAME_TOKENS, len(spans))):
            left -= weights[j]
            if not is_free[j] or left < MIN_WEIGHT:
                break
            yield f"{line[: spans[i][0]]}{NAME}{line[spans[j][1] :]}"
