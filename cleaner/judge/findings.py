"""What is known of a page's blocks before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.types import CHROME_ROLES, Document

if TYPE_CHECKING:
    from cleaner.model.classifier import Scores
    from cleaner.rules import Rule
    from cleaner.sites.match import Hit


@dataclass(frozen=True)
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

    @cached_property
    def fired(self) -> Mapping[int, Rule]:
        """The rules that fire, by their blocks: of most blocks none does."""
        return {i: rule for i, rule in enumerate(self.rules) if rule is not None}

    @cached_property
    def chrome(self) -> Mapping[int, Rule]:
        """Those that see chrome."""
        return {i: rule for i, rule in self.fired.items() if rule.role in CHROME_ROLES}

    @cached_property
    def sizes(self) -> npt.NDArray[np.int64]:
        """(n,) characters that a reader sees of each block."""
        return np.fromiter(map(len, self.document.visible), np.int64, len(self))

    @property
    def is_text(self) -> bool:
        """Whether the page is plain text."""
        return self.document.format == "text"
