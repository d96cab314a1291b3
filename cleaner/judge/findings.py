"""What is known of a page's blocks before anything is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaner.types import Document

if TYPE_CHECKING:
    from cleaner.model.classifier import Scores
    from cleaner.rules import Rule
    from cleaner.sites.match import Hit


@dataclass(frozen=True, slots=True)
class Findings:
    """A page, and what rules, the model and the profile of its site find in each of its blocks."""

    document: Document
    rules: Sequence[Rule | None]
    """The rule that fires on each block."""
    scores: Scores
    model: str
    """Name of what gave the scores."""
    hits: Sequence[Hit | None] | None = None
    """What the profile says of each block; None without a profile."""

    def __len__(self) -> int:
        return len(self.document)

    def part(self, first: int, end: int) -> Findings:
        """What is known of a dump's blocks from `first` up to, not with, `end`."""
        own = slice(first, end)
        scores = replace(
            self.scores, content=self.scores.content[own], roles=self.scores.roles[own]
        )
        hits = None if self.hits is None else self.hits[own]
        return Findings(self.document.part(first, end), self.rules[own], scores, self.model, hits)

    @property
    def is_text(self) -> bool:
        """Whether the page is plain text."""
        return self.document.format == "text"
