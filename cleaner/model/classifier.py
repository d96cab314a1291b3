"""Features -> scores of each block, in NumPy: the small network that `cleaner train` fits."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from cleaner.errors import ModelError
from cleaner.model.arrays import Floats, Ints
from cleaner.model.features import ROLES, Features, features_hash

WIDTH = 5
DILATIONS = (1, 2, 4)
"""Convolutions over neighbouring blocks: each sees WIDTH blocks, DILATION apart."""
POOLS = ((0, 2), (2, 6), (6, 16))
"""Ancestors (innermost first) whose markup is averaged together."""
MARKUP_WEIGHTS, PAGE_TYPE_WEIGHTS = "markup.weight", "page_type.weight"
_DAMAGE = (
    AttributeError,
    EOFError,
    KeyError,
    OSError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy and json raise for a file that is cut, damaged or something else."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of a page of n blocks, as probabilities.

    content (n,), roles (n, len(ROLES)), and page_types (len(PAGE_TYPES),), None of a text dump.
    """

    content: Floats
    roles: Floats
    page_types: Floats | None = None


class Classifier:
    """A fitted network; `name` says which, `card` how it was made."""

    def __init__(self, name: str, weights: Mapping[str, Floats], card: Mapping[str, Any]) -> None:
        self.name, self.card = name, card
        self.weights = dict(weights)
        self._convolutions = [
            np.ascontiguousarray(
                weights[f"convolutions.{i}.weight"]
                .transpose(2, 1, 0)
                .reshape(-1, weights[f"convolutions.{i}.weight"].shape[0])
            )
            for i in range(len(DILATIONS))
        ]

    def score(self, features: Features) -> Scores:
        """Probabilities of each block."""
        if not len(features.numbers):
            return Scores(np.zeros(0, np.float32), np.zeros((0, len(ROLES)), np.float32))
        with _thread_pools().limit(limits=1, user_api="blas"):
            return self._score(features)

    def _score(self, features: Features) -> Scores:
        hidden = _relu(_linear(self.weights, "inner", self._inputs(features)))
        for i, dilation in enumerate(DILATIONS):
            seen = _neighbours(hidden, dilation) @ self._convolutions[i]
            hidden = hidden + _relu(seen + self.weights[f"convolutions.{i}.bias"])
        mean = hidden.mean(axis=0)
        above = np.maximum.accumulate(hidden)
        below = np.maximum.accumulate(hidden[::-1])[::-1]
        seen = np.concatenate([hidden, np.broadcast_to(mean, hidden.shape), above, below], axis=1)
        outer = _relu(_linear(self.weights, "outer", seen))
        content = _linear(self.weights, "keep", outer)[:, 0]
        roles = _softmax(_linear(self.weights, "role", outer))
        if PAGE_TYPE_WEIGHTS not in self.weights:
            return Scores(_sigmoid(content), roles)
        page = np.concatenate([mean, above[-1]])
        types = _softmax(_linear(self.weights, "page_type", page[None]))[0]
        return Scores(_sigmoid(content), roles, types)

    def _inputs(self, features: Features) -> Floats:
        weights = self.weights
        inputs = [
            (features.numbers - weights["mean"]) * weights["scale"],
            _bag_means(weights["words.weight"], features.word_ids, features.word_offsets),
        ]
        if MARKUP_WEIGHTS in weights:
            elements = _bag_means(
                weights[MARKUP_WEIGHTS], features.markup_ids, features.markup_offsets
            )
            inputs += [
                elements.take(features.ancestors[:, a:b], axis=0).mean(axis=1) for a, b in POOLS
            ]
            page = _bag_means(
                weights[MARKUP_WEIGHTS], features.page_ids, np.array([0, len(features.page_ids)])
            )
            inputs.append(np.broadcast_to(page, (len(features.numbers), page.shape[1])))
        return np.concatenate(inputs, axis=1)


def load_classifier(path: Path) -> Classifier:
    """The classifier stored at `path`; ModelError if it is damaged or made for other features."""
    try:
        # From memory: np.load leaves a damaged file open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            card = dict(json.loads(str(stored["card"])))
            weights = {
                name: stored[name].astype(np.float32) for name in stored.files if name != "card"
            }
    except _DAMAGE as error:
        raise ModelError(f"{path.name} holds no weights: {error}") from error
    if card.get("features_hash") != features_hash():
        raise ModelError(
            f"{path.name} was trained with feature list {card.get('features_hash')}, "
            f"this version has {features_hash()}: run `cleaner train`"
        )
    try:
        return Classifier(card["name"], weights, card)
    except KeyError as error:
        raise ModelError(f"{path.name} lacks {error}: run `cleaner train`") from error


@cache
def _thread_pools() -> ThreadpoolController:
    """The process's BLAS: a page's matrices are so small that its second thread only burns time."""
    return ThreadpoolController()


def _linear(weights: Mapping[str, Floats], name: str, inputs: Floats) -> Floats:
    return np.asarray(inputs @ weights[f"{name}.weight"].T + weights[f"{name}.bias"], np.float32)


def _relu(values: Floats) -> Floats:
    return np.maximum(values, 0)


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _bag_means(table: Floats, ids: Ints, offsets: Ints) -> Floats:
    """Mean of the rows of `table` that each bag lists; zeros for an empty bag."""
    sizes = np.diff(offsets)
    means = np.zeros((len(sizes), table.shape[1]), np.float32)
    filled = np.flatnonzero(sizes)
    if len(filled):
        sums = np.add.reduceat(table.take(ids, axis=0), offsets[:-1][filled], axis=0)
        means[filled] = sums / sizes[filled, None]
    return means


def _neighbours(hidden: Floats, dilation: int) -> Floats:
    """(n, WIDTH * size): each block's row beside those of its neighbours, zeros past the ends."""
    n_blocks, size = hidden.shape
    reach = WIDTH // 2 * dilation
    padded = np.zeros((n_blocks + 2 * reach, size), np.float32)
    padded[reach : reach + n_blocks] = hidden
    return np.concatenate(
        [padded[k * dilation : k * dilation + n_blocks] for k in range(WIDTH)], axis=1
    )
