"""Fitting the model: corpora with gold in, versioned weights with their card out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from cleaner.errors import requiring

with requiring("train"):
    import rapidfuzz  # noqa: F401
    import torch  # noqa: F401

from cleaner.training.classifiers import Card, train_classifiers


def train(
    corpora: Sequence[Path], out: Path, seed: int = 0, report: Callable[[str], None] = print
) -> Card:
    """Fits a classifier for each format that the corpora hold, writes it to `out`; its card."""
    return train_classifiers(corpora, out, seed, report)
