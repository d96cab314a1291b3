"""Many patterns at once: all that match a whole line, by a sketch of each in one automaton."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import re2

from cleaner.rules.pattern import fill
from cleaner.rules.sketch import is_free, sketch

_MAX_MEMORY = 256 << 20
"""Bytes that RE2 may use for an automaton; the states are made as pages need them."""
LINES_AT_ONCE = 16
"""Lines that are searched together: one in twenty matches a pattern of most automata, and a call
costs more than a line."""
_NARROWED = 4
"""Parts in which lines are searched on, of which one matches."""
_MAX_FREE = 12
"""Patterns an automaton of those that may begin with anything: one that may follows a line to its
end, where others give up at the first words, and the states are the combinations of all."""


class Patterns:
    """Patterns of which all that match a whole line are found at once; empty ones never match.

    A sketch of all finds the lines that may match; the pattern itself, which takes RE2 long to
    compile, is compiled for the first such line.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        self._templates = {rank: pattern for rank, pattern in enumerate(templates) if pattern}
        self._whole: dict[int, Any] = {}

    @cached_property
    def _automata(self) -> Sequence[tuple[Any, Sequence[int]]]:
        """Automata of the sketches, and the ranks of each."""
        ranked = [(rank, sketch(template)) for rank, template in self._templates.items()]
        free = [item for item in ranked if is_free(item[1])]
        bound = [item for item in ranked if item not in free]
        shares = [free[at : at + _MAX_FREE] for at in range(0, len(free), _MAX_FREE)]
        return [
            (_compile(sketches, re2.Options.Encoding.LATIN1), ranks)
            for ranks, sketches in (zip(*share, strict=True) for share in (bound, *shares) if share)
        ]

    def match(self, line: str) -> list[int]:
        """Ranks of the patterns that match the line, in no order."""
        # Lone surrogates, which UTF-8 does not have, come out as "?".
        return self.match_lines([line.encode("utf-8", "replace")]).get(0, [])

    def match_lines(self, lines: Sequence[bytes]) -> dict[int, list[int]]:
        """The same for each of many lines in UTF-8 of which a pattern matches, by its place."""
        found: dict[int, list[int]] = {}
        for automaton, ranks in self._automata:
            for index in _find_lines(automaton, lines, LINES_AT_ONCE):
                for hit in automaton.Match(lines[index]) or ():
                    if self._matches(ranks[hit], lines[index]):
                        found.setdefault(index, []).append(ranks[hit])
        return found

    def _matches(self, rank: int, line: bytes) -> bool:
        whole = self._whole.get(rank)
        if whole is None:
            pattern = fill(self._templates[rank]).encode()
            whole = self._whole[rank] = _compile([pattern], re2.Options.Encoding.UTF8)
        return bool(whole.Match(line))


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


def _compile(patterns: Iterable[bytes], encoding: Any) -> Any:
    """An automaton that finds whole lines."""
    options = line_options()
    options.encoding = encoding
    automaton = re2.Set.SearchSet(options)
    for pattern in patterns:
        automaton.Add(b"(?m)^(?:%b)$" % pattern)
    automaton.Compile()
    return automaton


def line_options() -> Any:
    """RE2's options for patterns over one line."""
    options = re2.Options()
    options.max_mem = _MAX_MEMORY
    options.never_capture = True
    options.never_nl = True  # a line at a time, whatever a pattern says
    options.log_errors = False
    return options
