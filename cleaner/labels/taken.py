"""What a use of labels took from them, and what it could not take and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NO_WORD = "no word in it"
PLACEHOLDER = "braces in it, as of a placeholder"
_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Taken:
    """The labels of a file, all accounted for."""

    n: int
    left: Mapping[str, int]
    """Why labels were not taken, and how many each."""

    @property
    def n_taken(self) -> int:
        """Labels that were taken."""
        return self.n - sum(self.left.values())

    def describe(self, what: str) -> Iterator[str]:
        """Lines for people: `what` was taken, then the others by their reasons."""
        yield f"{what}, from {self.n_taken:,} of {self.n:,} labels"
        for reason, n in Counter(self.left).most_common():
            yield f"  not taken, {n:,}: {reason}"


def has_placeholder(text: str) -> bool:
    """Whether a page says what a profile or a rule would read as "any number", "any name".

    >>> has_placeholder("By {name}")
    True
    """
    return _PLACEHOLDER.search(text.lower()) is not None
