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
_LINE = b"(?m)^(?:%b)$"
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
            (_compile(sketches), ranks)
            for ranks, sketches in (zip(*share, strict=True) for share in (bound, *shares) if share)
        ]

    def match(self, line: str) -> list[int]:
        """Ranks of the patterns that match the line, in no order."""
        # Lone surrogates, which UTF-8 does not have, come out as "?".
        return self.match_lines([line.encode("utf-8", "replace")]).get(0, [])

    def match_lines(self, lines: Sequence[bytes]) -> dict[int, list[int]]:
        """The same for each of many lines in UTF-8 of which a pattern matches, by its place."""
        found: dict[int, list[int]] = {}
        for first in range(0, len(lines), LINES_AT_ONCE):
            group = b"\n".join(lines[first : first + LINES_AT_ONCE])
            for automaton, ranks in self._automata:
                for hit in automaton.Match(group) or ():
                    for index in self._find_lines(ranks[hit], group):
                        found.setdefault(first + index, []).append(ranks[hit])
        return found

    def _find_lines(self, rank: int, group: bytes) -> Iterator[int]:
        """The places of the lines that the pattern itself matches."""
        whole = self._whole.get(rank)
        if whole is None:
            pattern = _LINE % fill(self._templates[rank]).encode()
            whole = self._whole[rank] = re2.compile(pattern, line_options())
        return (group.count(b"\n", 0, line.start()) for line in whole.finditer(group))


def _compile(sketches: Iterable[bytes]) -> Any:
    """An automaton that finds whole lines, a byte being a character."""
    options = line_options()
    options.encoding = re2.Options.Encoding.LATIN1
    automaton = re2.Set.SearchSet(options)
    for sketched in sketches:
        automaton.Add(_LINE % sketched)
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
