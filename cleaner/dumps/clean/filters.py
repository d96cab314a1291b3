"""Which cleaned records are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.page_kinds import NO_ARTICLE, PageKind

if TYPE_CHECKING:
    from cleaner.result import Result


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cleaned records are left out, and counted."""

    min_chars: int = 1
    """Characters that the text must have; 0 keeps records without any."""
    languages: frozenset[str] = frozenset()
    """Primary subtags such as "en"; empty: all."""
    article_only: bool = False
    """Leave out what is hardly an article (`Result.has_article`)."""
    page_kinds: frozenset[PageKind] = frozenset()
    """What a page has to be (`Result.page`); empty: whatever it is."""

    def reason(self, result: Result) -> str | None:
        """Why the result is left out, if it is."""
        kind = result.page.kind
        if self.page_kinds and kind not in self.page_kinds:
            return f"page of kind {kind}"
        if self.min_chars and not result.text:
            return "no article"
        if len(result.text) < self.min_chars:
            return f"under {self.min_chars} characters"
        if self.languages and result.language not in self.languages:
            return f"language {result.language or 'unknown'}"
        if self.article_only and not result.has_article:
            return f"no article: {kind}" if kind in NO_ARTICLE else "hardly an article"
        return None
