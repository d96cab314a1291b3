"""Inline markup made tidy: white space folded, marks closed and nested, links resolved."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from cleaner.addresses import resolve_url
from cleaner.types import Document, Inline, Mark, MarkTag

CELLS = frozenset({"td", "th"})
"""Marks that begin a cell of a row, and are no markup of its text."""


def tidy_block(document: Document, i: int) -> list[str | Mark]:
    """The text runs and marks of block `i`, tidy."""
    return tidy_inline(document.inline[i] or (document.text[i],), document.url)


def tidy_inline(inline: Inline, base: str | None) -> list[str | Mark]:
    """Text runs and marks such that their text is the block's.

    Marks nest, each tag once at a time, none is empty or has white space at its inner ends;
    no two text runs follow each other. Links that lead nowhere are plain text.
    """
    tidier = _Tidier(base)
    for part in inline:
        if isinstance(part, str):
            tidier.add_text(part)
        elif part.tag in CELLS:
            continue
        elif part.opens:
            tidier.open_mark(part)
        else:
            tidier.close_mark(part.tag)
    return tidier.finish()


class _Tidier:
    def __init__(self, base: str | None) -> None:
        self.base = base
        self.out: list[str | Mark] = []
        self.waiting: list[Mark] = []
        """Opened, but no text inside yet."""
        self.open: list[tuple[MarkTag, bool]] = []
        """Tags open, and whether each is rendered."""
        self.n_open: Counter[str] = Counter()
        self.has_space = False

    def add_text(self, text: str) -> None:
        words = text.split()
        self.has_space |= text[:1].isspace()
        if not words:
            return
        if self.out and self.has_space:
            self.out.append(" ")
        for mark in self.waiting:
            if self.out and mark.tag != "a" and self.out[-1] == Mark(mark.tag, False):
                self.out.pop()  # goes on where the same markup has just ended
            else:
                self.out.append(mark)
        self.waiting.clear()
        self.out.append(" ".join(words))
        self.has_space = text[-1].isspace()

    def open_mark(self, mark: Mark) -> None:
        is_rendered = not self.n_open[mark.tag]
        if mark.tag == "a":
            address = resolve_url(mark.value, self.base)
            is_rendered = is_rendered and address is not None
            mark = Mark("a", True, address or "")
        self.open.append((mark.tag, is_rendered))
        self.n_open[mark.tag] += 1
        if is_rendered:
            self.waiting.append(mark)

    def close_mark(self, tag: MarkTag) -> None:
        while self.n_open[tag]:
            last, is_rendered = self.open.pop()
            self.n_open[last] -= 1
            if is_rendered and self.waiting:
                self.waiting.pop()
            elif is_rendered:
                self.out.append(Mark(last, False))
            if last == tag:
                return

    def finish(self) -> list[str | Mark]:
        while self.open:
            self.close_mark(self.open[-1][0])
        tidy: list[str | Mark] = []
        for is_text, group in groupby(self.out, lambda part: isinstance(part, str)):
            parts = list(group)
            tidy += ["".join(map(str, parts))] if is_text else parts
        return tidy
