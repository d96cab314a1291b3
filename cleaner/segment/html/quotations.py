"""The quotation marks of <q>, which browsers write and pages do not."""

from __future__ import annotations

_QUOTES = {
    "de": "„“‚‘", "cs": "„“‚‘", "da": "“”‘’", "es": "«»“”", "fr": "«»«»", "it": "«»“”",
    "ja": "「」『』", "no": "«»‘’", "nb": "«»‘’", "pl": "„”«»", "pt": "“”‘’", "ru": "«»„“",
    "uk": "«»„“", "sv": "””’’", "fi": "””’’", "zh": "“”‘’",
}  # fmt: skip
"""Marks of <q> and of one within it, by language, as browsers have them from Unicode's CLDR."""
_ENGLISH = "“”‘’"


class Quotations:
    """The quotations that are open."""

    def __init__(self) -> None:
        self.opening = ""
        """Marks that the next text begins with."""
        self._closing: list[str] = []

    def begin(self, language: str) -> None:
        """A quotation begins, within the open ones."""
        marks = _QUOTES.get(language.partition("-")[0].partition("_")[0], _ENGLISH)
        is_inner = len(self._closing) % 2
        self.opening += marks[2 if is_inner else 0]
        self._closing.append(marks[3 if is_inner else 1])

    def open(self, text: str) -> str:
        """The text, behind the marks of the quotations that begin with it."""
        opening, self.opening = self.opening, ""
        return opening + text.lstrip()

    def end(self) -> str:
        """The mark that ends the innermost one, "" where it has no text."""
        closing = self._closing.pop()
        if not self.opening:
            return closing
        self.opening = self.opening[:-1]
        return ""
