"""Stretches of a dump that a reader does not see, or sees as a link."""

from __future__ import annotations

HIDDEN, LINKED = 1, 2
"""States of characters; all others are 0."""
Span = tuple[int, int]
"""First and end, of characters or of lines."""
Painted = tuple[Span, int]
"""A stretch and the state of its characters; what comes later covers what was before."""
