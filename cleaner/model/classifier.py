"""Features -> scores of each block, in NumPy: the small network that `cleaner train` fits."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from cleaner.compiled import load
from cleaner.errors import ModelError
from cleaner.model import kernels
from cleaner.model.arrays import Floats, Ints
from cleaner.model.features import Features, features_hash
from cleaner.types import FORMATS, PAGE_TYPES, ROLES, Format

WIDTH = 5
"""Blocks that a convolution sees, itself in the middle."""
DILATIONS = (1, 2, 4)
"""Blocks between those that each convolution sees."""
_REACH = WIDTH // 2 * sum(DILATIONS)
"""Blocks before and behind one that all convolutions together see."""
_MAX_ROWS = 2_048
"""Blocks that are in the network at once, where each takes 5 kB; few pages have more."""
_SHIPPED = Path(__file__).parent / "weights"
_DIGITS = 16
"""Hexadecimal digits of a fingerprint."""
POOLS = ((0, 2), (2, 6), (6, 16))
"""Ancestors (innermost first) whose markup is averaged together; `blocks-v5` fixes them."""
WORD_WEIGHTS = "words.weight"
"""Name of the vectors of words."""
MARKUP_WEIGHTS = "markup.weight"
"""Name of the vectors of markup tokens, which a classifier of plain text does without."""
PAGE_TYPE_WEIGHTS = "page_type.weight"
"""Name of the layer for the type of the page, which a classifier of plain text does without."""
_KEEP = "keep."
"""How the names of the layer begin that tells what is content: a row for each convention."""
_ARTICLE = PAGE_TYPES.index("article")
_FORUM = PAGE_TYPES.index("forum")
CARD_SUFFIX = ".json"
"""Of the file beside the weights that holds their card."""
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

_kernels = load("network") or kernels


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of a page of n blocks, as probabilities.

    content (n,), roles (n, len(ROLES)), and page_types (len(PAGE_TYPES),), None of a text dump.
    """

    content: Floats
    roles: Floats
    page_types: Floats | None = None

    @property
    def article_probability(self) -> float:
        """Probability that the page is an article, not a shop's, a forum's...; 1 of a text dump."""
        return 1.0 if self.page_types is None else float(self.page_types[_ARTICLE])

    @property
    def is_forum(self) -> bool:
        """Whether the page is likelier a forum's than any other."""
        return self.page_types is not None and int(self.page_types.argmax()) == _FORUM


class Classifier:
    """A fitted network; `name` says which, `card` how it was made.

    It may have learned what several conventions take for content; it judges by the first of them.
    """

    def __init__(self, name: str, weights: Mapping[str, Floats], card: Mapping[str, Any]) -> None:
        self.name, self.card = name, card
        self.weights = dict(weights)
        self._layers = _Layers(self.weights)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the numbers, whatever the card says of them."""
        digest = hashlib.sha256(self.name.encode())
        for name, array in sorted(self.weights.items()):
            digest.update(f"{name} {array.shape}".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()[:_DIGITS]

    @property
    def conventions(self) -> tuple[str, ...]:
        """The names of those that it knows, the one that it judges by first."""
        return tuple(self.card.get("conventions", ()))

    def with_convention(self, name: str) -> Classifier:
        """The same network, judging by another of its conventions."""
        known = self.conventions
        order = [known.index(name), *(i for i, other in enumerate(known) if other != name)]
        weights = {
            key: array[order] if key.startswith(_KEEP) else array
            for key, array in self.weights.items()
        }
        card = {**self.card, "conventions": [known[i] for i in order]}
        return Classifier(self.name, weights, card)

    def score(self, features: Features) -> Scores:
        """Probabilities of each block."""
        if not len(features.numbers):
            return Scores(np.zeros(0, np.float32), np.zeros((0, len(ROLES)), np.float32))
        with _thread_pools().limit(limits=1, user_api="blas"):
            return self._score(features)

    def _score(self, features: Features) -> Scores:
        layers, n_blocks = self._layers, len(features)
        parts = [slice(at, min(at + _MAX_ROWS, n_blocks)) for at in range(0, n_blocks, _MAX_ROWS)]
        elements, bias = self._markup(features)
        hidden = np.empty((n_blocks, layers.size), np.float32)
        for part in parts:
            hidden[part] = self._hidden(features, elements, bias, part)
        mean = hidden.mean(axis=0)
        outer_bias = layers.outer_bias + mean @ layers.outer_of_mean
        judged = [self._judge(seen, outer_bias) for seen in _surrounded(hidden, parts)]
        content, roles = (np.concatenate(column) for column in zip(*judged, strict=True))
        if PAGE_TYPE_WEIGHTS not in self.weights:
            return Scores(content, roles)
        page = np.concatenate([mean, hidden.max(axis=0)])
        types = self.weights[PAGE_TYPE_WEIGHTS] @ page + self.weights["page_type.bias"]
        return Scores(content, roles, _softmax(types[None])[0])

    def _hidden(
        self, features: Features, elements: Floats | None, bias: Floats, part: slice
    ) -> Floats:
        """What the convolutions make of a part of the page, which see _REACH blocks around it."""
        start = max(0, part.start - _REACH)
        rows = features.rows(start, part.stop + _REACH)
        hidden = rows.numbers @ self._layers.of_numbers
        hidden += self._vectors(rows, elements) @ self._layers.of_vectors
        _kernels.rectify(hidden, bias)
        for dilation, weight, own_bias in self._layers.convolutions:
            seen = _kernels.place_neighbours(hidden, WIDTH, dilation) @ weight
            _kernels.rectify(seen, own_bias)
            hidden += seen
        return hidden[part.start - start : part.stop - start]

    def _judge(self, seen: Floats, bias: Floats) -> tuple[Floats, Floats]:
        """Content and roles of blocks as probabilities."""
        outer = seen @ self._layers.outer
        _kernels.rectify(outer, bias)
        logits = outer @ self._layers.heads
        logits += self._layers.heads_bias
        return _sigmoid(logits[:, 0]), _softmax(logits[:, 1:])

    def _markup(self, features: Features) -> tuple[Floats | None, Floats]:
        """What is seen of each element, None without markup; and the inner layer's bias, with what
        is seen of the page, which is the same for all blocks.
        """
        table = self.weights.get(MARKUP_WEIGHTS)
        if table is None:
            return None, self._layers.bias
        elements = _bag_means(table, features.markup_ids, features.markup_offsets)
        page = _bag_means(table, features.page_ids, np.array([0, len(features.page_ids)]))
        return elements, self._layers.bias + page[0] @ self._layers.of_page

    def _vectors(self, features: Features, elements: Floats | None) -> Floats:
        """What is seen of each block's words, and of the elements around it."""
        table = self.weights[WORD_WEIGHTS]
        vectors = np.empty((len(features), len(self._layers.of_vectors)), np.float32)
        words = vectors[:, : table.shape[1]]
        _kernels.fill_bag_means(words, table, features.word_ids, features.word_offsets)
        if elements is not None:
            around = vectors[:, table.shape[1] :]
            _kernels.fill_pools(around, elements, features.ancestors, POOLS)
        return vectors


class _Layers:
    """The weights as a page is multiplied with them.

    Numbers are shifted and scaled by the layer that reads them; what is the same for all blocks of
    a page is multiplied once, and added to a layer's bias.
    """

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        inner = weights["inner.weight"].T
        n_numbers, n_words = len(weights["scale"]), weights[WORD_WEIGHTS].shape[1]
        n_markup = weights[MARKUP_WEIGHTS].shape[1] if MARKUP_WEIGHTS in weights else 0
        n_seen = n_numbers + n_words + n_markup * len(POOLS)
        self.size = inner.shape[1]
        self.of_numbers = _as_layer(weights["scale"][:, None] * inner[:n_numbers])
        self.of_vectors = _as_layer(inner[n_numbers:n_seen])
        self.of_page = _as_layer(inner[n_seen:])
        self.bias = _as_layer(weights["inner.bias"] - weights["mean"] @ self.of_numbers)
        self.convolutions = [
            (dilation, _as_layer(weight.transpose(2, 1, 0).reshape(-1, weight.shape[0])), bias)
            for i, dilation in enumerate(DILATIONS)
            for weight in [weights[f"convolutions.{i}.weight"]]
            for bias in [_as_layer(weights[f"convolutions.{i}.bias"])]
        ]
        own, self.outer_of_mean, above, below = np.split(_as_layer(weights["outer.weight"].T), 4)
        self.outer = np.concatenate([own, above, below])
        self.outer_bias = _as_layer(weights["outer.bias"])
        heads = [weights["keep.weight"][:1], weights["role.weight"]]  # one convention is asked
        self.heads = _as_layer(np.concatenate(heads).T)
        self.heads_bias = np.concatenate([weights["keep.bias"][:1], weights["role.bias"]])


def _as_layer(values: Floats) -> Floats:
    return np.ascontiguousarray(values, np.float32)


Classifiers = Mapping[Format, Classifier]


def load_classifiers(folder: Path | str | None = None) -> Classifiers:
    """Those that `cleaner train` wrote into a folder; by default those that ship.

    A format that the folder has no weights of, as no corpus did, keeps those that ship. ModelError
    where there are none at all, or some that this version cannot use.
    """
    own = _load_own_classifiers()
    if folder is None:
        return own
    paths = {format_: Path(folder) / _file_name(format_) for format_ in own}
    given = {format_: load_classifier(path) for format_, path in paths.items() if path.exists()}
    if not given:
        names = " or ".join(path.name for path in paths.values())
        raise ModelError(f"{folder} has no {names}: give the folder of `cleaner train -o`")
    for format_, classifier in given.items():
        if not classifier.name.startswith(f"{format_}-"):
            path = paths[format_]
            raise ModelError(f"{path} holds weights called {classifier.name}: run `cleaner train`")
    return {**own, **given}


def ask_convention(classifiers: Classifiers, name: str) -> Classifiers:
    """Those that know this convention, judging by it, and the others as they are.

    ModelError where none knows it.
    """
    known = sorted({own for one in classifiers.values() for own in one.conventions})
    if name not in known:
        others = f"those known are {', '.join(known)}" if known else "none is known"
        raise ModelError(f"the weights know no convention {name!r}; {others}")
    return {
        format_: one.with_convention(name) if name in one.conventions else one
        for format_, one in classifiers.items()
    }


@cache
def _load_own_classifiers() -> Classifiers:
    """Those that ship: a process reads them once."""
    return MappingProxyType({f: load_classifier(_SHIPPED / _file_name(f)) for f in FORMATS})


def _file_name(format_: Format) -> str:
    return f"{format_}.npz"


def fingerprint(classifiers: Classifiers) -> str:
    """Hash that tells these classifiers from all others."""
    parts = [f"{format_} {classifiers[format_].fingerprint}" for format_ in sorted(classifiers)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


def load_classifier(path: Path) -> Classifier:
    """The classifier whose weights are at `path`, and its card beside, in a `.json` of that name.

    Raises ModelError where either is damaged, or made for other features or other weights.
    """
    try:
        content = path.read_bytes()
        # From memory: np.load leaves a damaged file open.
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            weights = {name: stored[name].astype(np.float32) for name in stored.files}
        card = dict(json.loads(path.with_suffix(CARD_SUFFIX).read_bytes()))
    except _DAMAGE as error:
        raise ModelError(f"{path} holds no weights, or has no card: {error}") from error
    if card.get("features_hash") != features_hash():
        raise ModelError(
            f"{path} was trained with feature list {card.get('features_hash')}, "
            f"this version has {features_hash()}: run `cleaner train`"
        )
    if card.get("weights_sha256") != hashlib.sha256(content).hexdigest():
        raise ModelError(
            f"{path} holds other weights than its card tells of: "
            "keep the two files of one training together"
        )
    try:
        return Classifier(card["name"], weights, card)
    except KeyError as error:
        raise ModelError(f"{path} lacks {error}: run `cleaner train`") from error


def save_classifier(classifier: Classifier, path: Path) -> Mapping[str, Any]:
    """Write the weights to `path`, at half precision, and the card beside; returns the card.

    The same weights give the same bytes: what depends on the day is in the card alone.
    """
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {
        name: values.astype(np.float16) for name, values in sorted(classifier.weights.items())
    }
    np.savez_compressed(buffer, **arrays)
    content = buffer.getvalue()
    card = {**classifier.card, "weights_sha256": hashlib.sha256(content).hexdigest()}
    path.write_bytes(content)
    text = json.dumps(card, indent=2, sort_keys=True)
    path.with_suffix(CARD_SUFFIX).write_text(f"{text}\n", encoding="utf-8")
    return card


@cache
def _thread_pools() -> ThreadpoolController:
    """The process's BLAS: a page's matrices are so small that its second thread only burns time."""
    return ThreadpoolController()


def _sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _bag_means(table: Floats, ids: Ints, offsets: Ints) -> Floats:
    """Mean of the rows of `table` that each bag lists."""
    means = np.empty((len(offsets) - 1, table.shape[1]), np.float32)
    _kernels.fill_bag_means(means, table, ids, offsets)
    return means


def _surrounded(hidden: Floats, parts: Sequence[slice]) -> Iterator[Floats]:
    """Each part's blocks beside the highest of all above and below each."""
    size = hidden.shape[1]
    highest = np.stack([hidden[part].max(axis=0) for part in parts])
    until = np.maximum.accumulate(highest)
    rest = np.maximum.accumulate(highest[::-1])[::-1]
    for i, part in enumerate(parts):
        own = hidden[part]
        seen = np.empty((len(own), 3 * size), np.float32)
        seen[:, :size] = own
        above, below = seen[:, size : 2 * size], seen[:, 2 * size :]
        _kernels.fill_highest(above, below, own)
        if i > 0:
            np.maximum(above, until[i - 1], out=above)
        if i + 1 < len(parts):
            np.maximum(below, rest[i + 1], out=below)
        yield seen
