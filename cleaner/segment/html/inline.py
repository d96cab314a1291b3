"""The text of the block that is being collected: runs of it, and the marks between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.segment.html.markup import MARKS
from cleaner.types import Inline, Mark, MarkTag

MAX_CARRIED_MARKS = 8
"""Inline marks that are opened again when a block ends inside them, and that an end tag is looked
for among; nesting beyond is hostile."""

_OPENED = {tag: Mark(mark, True) for tag, mark in MARKS.items()}
_CLOSED = {tag: Mark(mark, False) for tag, mark in MARKS.items()}
_FORMULA = Mark("math", True), Mark("math", False)
"""One mark of each kind is enough, but for links, which have addresses."""


SENTENCE = re.compile(r"[^\W_]|[.,;!?。，；！？、」]")
"""What separates the entries of a menu is none."""


class Taken(NamedTuple):
    """What was collected for a block."""

    raw: str
    """The text as it stands in the page."""
    marked: Inline = ()
    """The same with its marks, () where it has none."""
    linked: int = 0
    """Characters in links."""
    emphasised: int = 0
    """Characters in bold or italics."""


class InlineText:
    """Text runs and marks of a block; marks that are open go on in the next."""

    def __init__(self) -> None:
        self.parts: list[str | Mark] = []
        self.has_text = False
        self.has_marks = False
        self._open: list[Mark] = []
        self._seams: list[int] = []
        """Where a space was put between two links."""

    def begin(self) -> None:
        """Text begins, inside the marks that are open."""
        self.has_text = True
        if self._open and not self.has_marks:
            self.parts += self._open[-MAX_CARRIED_MARKS:]
            self.has_marks = True

    def add_formula(self, text: str) -> None:
        """A formula, with its delimiters, in a block that has begun."""
        opened, closed = _FORMULA
        self.parts += [opened, text, closed]
        self.has_marks = True

    def clear(self) -> None:
        """Begin the next block."""
        self.parts.clear()
        self._seams.clear()
        self.has_text = self.has_marks = False

    def open_link(self, address: str) -> None:
        """A link begins."""
        if self.parts and self.parts[-1] is _CLOSED["a"]:
            self._seams.append(len(self.parts))
            self.parts.append(" ")  # menus set links side by side with nothing between them
        self._open_mark(Mark("a", True, address))

    def open(self, tag: str) -> None:
        """Any other mark begins, by an element of this tag."""
        self._open_mark(_OPENED[tag])

    def _open_mark(self, mark: Mark) -> None:
        if self.has_marks or not self._open:
            self.parts.append(mark)
            self.has_marks = True
        self._open.append(mark)

    def close(self, tag: str) -> None:
        """The last mark of the tag's kind ends, if one is open."""
        mark = _CLOSED[tag]
        n_open = len(self._open)
        for position in range(n_open - 1, max(-1, n_open - 1 - MAX_CARRIED_MARKS), -1):
            if self._open[position].tag == mark.tag:
                del self._open[position]
                break
        else:
            return
        if self.has_marks:
            self.parts.append(mark)

    def take(self) -> Taken:
        """What was collected; then the next block begins."""
        marked: Inline = ()
        linked = emphasised = 0
        if self._seams:
            self._close_seams()
        raw = "".join([part for part in self.parts if isinstance(part, str)])
        if self.has_marks:
            marked = tuple(self.parts)
            linked, emphasised = _count_marked(marked)
        self.clear()
        return Taken(raw, marked, linked, emphasised)

    def last_text(self) -> str:
        """The last run that says something, "" where there is none."""
        runs = (part for part in reversed(self.parts) if isinstance(part, str))
        return next((run for run in runs if not run.isspace()), "")

    def _close_seams(self) -> None:
        """Take the space back where the links stand in a sentence: text goes on around them."""
        plain = _find_plain(self.parts)
        for seam in self._seams:
            if plain and plain[0] < seam < plain[-1]:
                self.parts[seam] = ""


def close_marks(parts: Sequence[str | Mark]) -> list[Mark]:
    """The ends of the marks that are open behind the parts."""
    n_open: Counter[MarkTag] = Counter()
    for part in parts:
        if isinstance(part, Mark):
            n_open[part.tag] += 1 if part.opens else -1
    return [Mark(tag, False) for tag in n_open.elements()]


def _find_plain(parts: Sequence[str | Mark]) -> list[int]:
    """Which runs are words, or the end of a sentence, and not linked."""
    found = []
    is_linked = False
    for i, part in enumerate(parts):
        if isinstance(part, Mark):
            is_linked = part.opens if part.tag == "a" else is_linked
        elif not is_linked and SENTENCE.search(part):
            found.append(i)
    return found


def _count_marked(parts: Sequence[str | Mark]) -> tuple[int, int]:
    """Linked and emphasised characters of the text, white space folded within each run."""
    linked = emphasised = n_links = n_emphases = 0
    for part in parts:
        if isinstance(part, Mark):
            step = 1 if part.opens else -1
            if part.tag == "a":
                n_links += step
            elif part.tag in ("em", "strong"):
                n_emphases += step
        elif n_links > 0 or n_emphases > 0:
            n_chars = len(" ".join(part.split()))
            linked += n_chars if n_links > 0 else 0
            emphasised += n_chars if n_emphases > 0 else 0
    return linked, emphasised
