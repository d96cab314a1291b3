"""Classifiers with made-up weights: their scores mean nothing, but are the same each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from cleaner.model.arrays import Floats
from cleaner.model.classifier import (
    DILATIONS,
    POOLS,
    WIDTH,
    Classifier,
    load_classifiers,
    save_classifier,
)
from cleaner.model.features import features_hash
from cleaner.model.markup import N_MARKUP_BUCKETS
from cleaner.model.numbers import NUMBERS
from cleaner.model.words import N_WORD_BUCKETS
from cleaner.types import FORMATS, PAGE_TYPES, ROLES, Format

WORD_SIZE, MARKUP_SIZE, HIDDEN = 4, 3, 8


def random_classifier(format_: Format, seed: int = 0) -> Classifier:
    """A tiny network; its content scores are spread over 0..1."""
    generator = np.random.default_rng(seed)

    def draw(*shape: int) -> Floats:
        return generator.normal(0, 1 / np.sqrt(np.prod(shape[1:])), shape).astype(np.float32)

    n_inputs = len(NUMBERS) + WORD_SIZE
    weights = {
        "mean": np.zeros(len(NUMBERS), np.float32),
        "scale": np.ones(len(NUMBERS), np.float32),
        "words.weight": draw(N_WORD_BUCKETS, WORD_SIZE),
    }
    if format_ == "html":
        n_inputs += MARKUP_SIZE * (len(POOLS) + 1)
        weights["markup.weight"] = draw(N_MARKUP_BUCKETS, MARKUP_SIZE)
    for i in range(len(DILATIONS)):
        weights[f"convolutions.{i}.weight"] = draw(HIDDEN, HIDDEN, WIDTH)
        weights[f"convolutions.{i}.bias"] = draw(HIDDEN)
    for name, n_out, n_in in (
        ("inner", HIDDEN, n_inputs),
        ("outer", HIDDEN, 4 * HIDDEN),
        ("keep", 1, HIDDEN),
        ("role", len(ROLES), HIDDEN),
    ):
        weights[f"{name}.weight"], weights[f"{name}.bias"] = draw(n_out, n_in), draw(n_out)
    if format_ == "html":
        weights["page_type.weight"] = draw(len(PAGE_TYPES), 2 * HIDDEN)
        weights["page_type.bias"] = draw(len(PAGE_TYPES))
    card = {"name": f"{format_}-random", "features_hash": features_hash()}
    return Classifier(card["name"], weights, card)


def random_classifiers(seed: int = 0) -> dict[Format, Classifier]:
    """One for each format."""
    return {"html": random_classifier("html", seed), "text": random_classifier("text", seed)}


def write_blind(folder: Path, *formats: Format) -> Path:
    """The weights that ship, made blind: they take no block for content."""
    folder.mkdir(parents=True, exist_ok=True)
    for format_ in formats or FORMATS:
        own = load_classifiers()[format_]
        weights: dict[str, Any] = {**own.weights, "keep.bias": own.weights["keep.bias"] - 100}
        blind = Classifier(own.name, weights, own.card)
        save_classifier(blind, folder / f"{format_}.npz")
    return folder
