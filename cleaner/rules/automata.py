"""Many patterns at once: all that match a whole line, by a few automata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import re2

from cleaner.rules.pattern import sketch_pattern

_MAX_MEMORY = 256 << 20
"""Bytes that RE2 may use for an automaton; the states are made as pages need them."""
_MAX_FREE = 8
"""Patterns an automaton of those that may begin with anything (journal/2026-11.md, speed)."""
LINES_AT_ONCE = 32
"""Lines that are searched together: one in a hundred matches a pattern of most automata, and a call
costs more than a line."""
_NARROWED = 8
"""Parts in which lines are searched on, of which one matches."""
_RANGE_BYTES = 4
"""Bytes of a line's beginning by which patterns are told apart: a character has no more."""


class Patterns:
    """Patterns of which all that match a whole line are found at once; empty ones never match.

    A pattern that may begin with anything follows a line to its end, where the others give up at
    the first words; the states of one automaton for many such patterns are their combinations, so
    they are spread over automata of a few.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        ranked = [(rank, pattern) for rank, pattern in enumerate(patterns) if pattern]
        free = [item for item in ranked if _may_begin_with_anything(item[1])]
        bound = [item for item in ranked if item not in free]
        shares = [free[at : at + _MAX_FREE] for at in range(0, len(free), _MAX_FREE)]
        self._sets = [_compile(share) for share in (bound, *shares) if share]

    def match(self, line: str) -> list[int]:
        """Ranks of the patterns that match the line, in no order."""
        return self.match_lines([line]).get(0, [])

    def match_lines(self, lines: Sequence[str]) -> dict[int, list[int]]:
        """The same for each of many lines of which a pattern matches, by its place."""
        # Lone surrogates, which UTF-8 does not have, come out as "?".
        encoded = [line.encode("utf-8", "replace") for line in lines]
        found: dict[int, list[int]] = {}
        for automaton, ranks in self._sets:
            for index in _find_lines(automaton, encoded, LINES_AT_ONCE):
                if hits := automaton.Match(encoded[index]):
                    found.setdefault(index, []).extend([ranks[hit] for hit in hits])
        return found


def _find_lines(automaton: Any, lines: Sequence[bytes], at_once: int) -> Iterator[int]:
    """The lines that match, of groups of so many, and of parts of those in which some do."""
    for first in range(0, len(lines), at_once):
        group = lines[first : first + at_once]
        if automaton.Match(b"\n".join(group)):
            if at_once <= _NARROWED:
                yield from range(first, first + len(group))
            else:
                yield from (
                    first + index for index in _find_lines(automaton, group, at_once // _NARROWED)
                )


def _may_begin_with_anything(pattern: str) -> bool:
    sketch = re2.compile(sketch_pattern(pattern), line_options())
    _, highest = sketch.possiblematchrange(_RANGE_BYTES)
    return bool(highest >= b"\xf4")  # the first byte of the last characters of Unicode


def _compile(ranked: Sequence[tuple[int, str]]) -> tuple[Any, list[int]]:
    """An automaton that finds whole lines, and the rank of each of its patterns."""
    automaton = re2.Set.SearchSet(line_options())
    for _, pattern in ranked:
        automaton.Add(f"(?m)^(?:{pattern})$")
    automaton.Compile()
    return automaton, [rank for rank, _ in ranked]


def line_options() -> Any:
    """RE2's options for patterns over one line."""
    options = re2.Options()
    options.max_mem = _MAX_MEMORY
    options.never_capture = True
    options.never_nl = True  # a line at a time, whatever a pattern says
    options.log_errors = False
    return options
