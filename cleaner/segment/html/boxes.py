"""Which elements begin and end blocks though their tags do not say so, and which do not.

A page's styles decide it, and of unknown elements, custom ones and controls the text around them:
within a sentence they stand in the line, else they are boxes.
"""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.segment.html.elements import Elements
from cleaner.segment.html.inline import InlineText
from cleaner.segment.html.markup import ACTIONS, BOX, HEAD, SENTENCES
from cleaner.segment.html.shown import goes_on_behind, goes_on_in, restyle

MAX_BOXES = 4
"""Unknown elements within each other that are looked through."""


class Boxes:
    """What is open, or has just ended, and may be a box."""

    def __init__(self, elements: Elements, inline: InlineText) -> None:
        self._elements = elements
        self._inline = inline
        self.text_parent = 0
        """Element of the last text."""
        self.ended = ""
        """Tag of what may be a box, and is all of the current block, where it has just ended."""
        self.n_elements = 0
        """How many elements had begun until then."""
        self._parent = 0
        """Element that it stands in."""
        self._restyled: list[int] = []
        """How many elements were open with each that is not set as its tag says."""

    def is_box(self, tag: str, action: int, attributes: Mapping[str, str], *, in_pre: bool) -> bool:
        """Whether an element that begins here, and may be a box, begins and ends a block."""
        if action == BOX and self._inline.has_text:
            parent = self._find_parent()
            text = self._inline.last_text() if self.text_parent == parent else ""
            if not goes_on_in(tag, self._elements.tag[parent], text):
                return True
        if in_pre:
            return action <= HEAD
        return restyle(tag, action <= HEAD, attributes.get("style", ""))

    def _find_parent(self) -> int:
        """The innermost element that is more than one within the line."""
        for element in self._elements.open[: -MAX_BOXES - 1 : -1]:
            if ACTIONS[self._elements.tag[element]] != BOX:
                return element
        return 0

    def restyle(self) -> None:
        """The innermost element is not set as its tag says."""
        self._restyled.append(len(self._elements.open))

    def end(self, tag: str, action: int) -> bool:
        """Whether the innermost element, which ends, ends a block."""
        elements = self._elements
        if self._restyled and self._restyled[-1] == len(elements.open):
            self._restyled.pop()
            return action > HEAD
        if action == BOX and self._inline.has_text and elements.holds_block():
            self.ended, self.n_elements = tag, len(elements.tag)
            self._parent = elements.parent[elements.open[-1]]
        return action <= HEAD

    def goes_on(self, text: str) -> bool:
        """Whether the text goes on in the block of what has just ended, which then was no box."""
        parent = self._parent
        is_near = parent == self._elements.open[-1] or self._elements.tag[parent] in SENTENCES
        return is_near and goes_on_behind(self.ended, text)
