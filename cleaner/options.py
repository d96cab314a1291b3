"""Every option with its default and the reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from cleaner.errors import OptionsError
from cleaner.types import CONTENT_ROLES, Role

Mode = Literal["precision", "balanced", "recall"]

MODES: Mapping[Mode, float] = MappingProxyType({"precision": 1.5, "balanced": 0.0, "recall": -1.5})
"""Shift of the keep threshold by mode, in log-odds."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean; vary it with `dataclasses.replace`."""

    mode: Mode = "balanced"
    keep: frozenset[Role] = CONTENT_ROLES
    """Roles that stay. Captions, bylines, dates and comments can be added."""
    keep_patterns: tuple[str, ...] = ()
    """RE2 patterns, any case; a block in which one matches stays whatever else says no."""
    drop_patterns: tuple[str, ...] = ()
    """The same for dropping; a keep pattern wins over a drop pattern."""
    html_threshold: float | None = None
    """Probability of being content from which a block of a page stays.

    None: half the F1 that is expected of the page, the best there is if probabilities are right
    (Lipton et al., Optimal Thresholding of Classifiers to Maximize F1 Measure, 2014).
    """
    text_threshold: float | None = None
    """The same for a line of a dump.

    None: at most 0.1 where the dump is nearly clean, since a lost paragraph is worse than a share
    button kept, and 0 where no rule sees any chrome; rising to 0.85 of what a page would have where
    0.4 of it is chrome (docs/experiments.md has the comparisons).
    """
    max_input_bytes: int = 100_000_000
    """Longest input; the largest real pages are a tenth of it. Above: LimitError."""
    max_blocks: int = 1_000_000
    """Most blocks a page; memory is about 2 kB a block. Above: LimitError."""

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise OptionsError(f"mode is {self.mode!r}; it can be {', '.join(MODES)}")
        for name in ("html_threshold", "text_threshold"):
            value = getattr(self, name)
            if value is not None and not 0.0 <= value <= 1.0:
                raise OptionsError(f"{name} is {value!r}; it is a share in 0..1, or None")
        for name in ("max_input_bytes", "max_blocks"):
            if getattr(self, name) < 1:
                raise OptionsError(f"{name} is {getattr(self, name)!r}; it has to be positive")
