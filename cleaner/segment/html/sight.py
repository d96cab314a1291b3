"""What a reader sees of the block that is being collected, and what is hidden inside of it."""

from __future__ import annotations

from cleaner.segment.html.elements import Elements
from cleaner.segment.html.inline import InlineText


class Sight:
    """Puts texts aside that no reader sees between those of their block that one sees."""

    def __init__(self, elements: Elements, inline: InlineText) -> None:
        self._elements = elements
        self._inline = inline
        self.is_displayed = True
        """Whether not all of the block says that it is not displayed, by attribute."""
        self.asides: list[tuple[int, str]] = []
        """Elements and texts that were put aside, to be blocks of their own."""
        self._is_seen = True
        """Whether a reader sees any of the block."""
        self._hidden_by: int | None = None
        """Of a block of which nothing is seen yet, the element inside of it that hides it."""

    def begin(self) -> None:
        """The current block's first text, or the first of it that a reader sees."""
        elements = self._elements
        self._inline.begin()
        elements.begin_text()
        self._is_seen = not elements.unseen
        self.is_displayed = not elements.undisplayed
        self._hidden_by = elements.find_aside() if elements.unseen else None

    def go_on(self, text: str) -> bool:
        """More text of the block: whether it goes on in it, and was not put aside."""
        elements = self._elements
        if not elements.unseen:
            if self._hidden_by is not None:
                self._put_aside(self._hidden_by, self._inline.take().raw)
                self.begin()
            self._is_seen = True
        elif self._is_seen and (aside := elements.find_aside()) is not None:
            self._put_aside(aside, text)
            return False
        elements.go_on()
        self.is_displayed |= not elements.undisplayed
        return True

    def take_asides(self) -> list[tuple[int, str]]:
        """What was put aside; then there is nothing."""
        asides, self.asides = self.asides, []
        return asides

    def _put_aside(self, element: int, text: str) -> None:
        if self.asides and self.asides[-1][0] == element:
            text = self.asides.pop()[1] + text
        self.asides.append((element, text))
