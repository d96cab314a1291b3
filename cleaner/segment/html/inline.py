"""The text of the block that is being collected: runs of it, and the marks between them."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.segment.html.markup import MARKS
from cleaner.types import Inline, Mark

_MAX_CARRIED_MARKS = 8
"""Inline marks that are opened again when a block ends inside them, and that an end tag is looked
for among; nesting beyond is hostile."""

_MARKS = {**MARKS, "math": "math"}
_OPENED = {tag: Mark(mark, True) for tag, mark in _MARKS.items()}
_CLOSED = {tag: Mark(mark, False) for tag, mark in _MARKS.items()}
"""One mark of each kind is enough, but for links, which have addresses."""


class InlineText:
    """Text runs and marks of a block; marks that are open go on in the next."""

    def __init__(self) -> None:
        self.parts: list[str | Mark] = []
        self.has_text = False
        self.has_marks = False
        self._open: list[Mark] = []

    def begin(self) -> None:
        """Text begins, inside the marks that are open."""
        self.has_text = True
        if self._open and not self.has_marks:
            self.parts += self._open[-_MAX_CARRIED_MARKS:]
            self.has_marks = True

    def clear(self) -> None:
        """Begin the next block."""
        self.parts.clear()
        self.has_text = self.has_marks = False

    def open_link(self, address: str) -> None:
        """A link begins."""
        if self.parts and self.parts[-1] is _CLOSED["a"]:
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
        for position in range(n_open - 1, max(-1, n_open - 1 - _MAX_CARRIED_MARKS), -1):
            if self._open[position].tag == mark.tag:
                del self._open[position]
                break
        else:
            return
        if self.has_marks:
            self.parts.append(mark)

    def take(self) -> tuple[str, Inline, int, int]:
        """The text as it stands in the page; the same with its marks, () where it has none; how
        many characters are linked, and emphasised. Then the next block begins.
        """
        marked: Inline = ()
        linked = emphasised = 0
        raw = "".join([part for part in self.parts if isinstance(part, str)])
        if self.has_marks:
            marked = tuple(self.parts)
            linked, emphasised = _count_marked(marked)
        self.clear()
        return raw, marked, linked, emphasised


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
