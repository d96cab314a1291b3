"""The network in PyTorch, for fitting; `cleaner.model.classifier` runs the same numbers in NumPy.

Hashed words and markup tokens are embedded and averaged; with the block's numbers they go through
a linear layer, three residual convolutions over neighbouring blocks (dilations 1, 2, 4), and, with
the page's mean and the maxima of all above and of all below beside each block, into two heads: is
it content, and which role. A "Comments" far above is seen that way. A third head tells from the
mean and maximum of a page of HTML what the page is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.errors import requiring
from cleaner.model.classifier import DILATIONS, POOLS, WIDTH
from cleaner.model.features import Features
from cleaner.model.markup import N_MARKUP_BUCKETS
from cleaner.model.numbers import NUMBERS
from cleaner.model.words import N_WORD_BUCKETS
from cleaner.types import PAGE_TYPES, ROLES

with requiring("train"):
    import torch
    from torch import Tensor, nn
    from torch.nn import functional

WORD_SIZE = 32
"""Numbers that stand for a word."""
MARKUP_SIZE = 24
"""Numbers that stand for a tag, a class or an id."""
HIDDEN = 64
"""Numbers that stand for a block between the layers."""
GAP = WIDTH // 2 * max(DILATIONS)
"""Empty rows between pages, so that a convolution sees one page only."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages one after the other, with GAP empty rows behind each."""

    numbers: Tensor
    word_ids: Tensor
    word_offsets: Tensor
    ancestors: Tensor
    markup_ids: Tensor
    markup_offsets: Tensor
    page_ids: Tensor
    page_offsets: Tensor
    page: Tensor
    """Page of each row; n_pages for gaps."""
    n_pages: int
    rows: Tensor
    """Rows that are blocks, in order."""


def collate(
    pages: Sequence[Features], token_dropout: float, generator: np.random.Generator
) -> Batch:
    """One batch; each hashed token is left out with probability `token_dropout`."""
    numbers, words, word_counts, ancestors, markup, markup_counts, page = [], [], [], [], [], [], []
    page_ids, page_counts = [], []
    n_elements = 0
    for i, features in enumerate(pages):
        n_blocks = len(features.numbers)
        ids, counts = _drop(features.word_ids, features.word_offsets, token_dropout, generator)
        words.append(ids)
        word_counts += [counts, np.zeros(GAP, np.int64)]
        numbers += [features.numbers, np.zeros((GAP, len(NUMBERS)), features.numbers.dtype)]
        ids, counts = _drop(features.markup_ids, features.markup_offsets, token_dropout, generator)
        markup.append(ids)
        markup_counts.append(counts)
        empty = n_elements + len(counts) - 1
        rows = features.ancestors + n_elements
        ancestors += [rows, np.full((GAP, rows.shape[1]), empty)]
        n_elements += len(counts)
        page += [np.full(n_blocks, i), np.full(GAP, len(pages))]
        offsets = np.array([0, len(features.page_ids)])
        ids, counts = _drop(features.page_ids, offsets, token_dropout, generator)
        page_ids.append(ids)
        page_counts.append(counts)
    page_rows = np.concatenate(page)
    return Batch(
        numbers=torch.from_numpy(np.concatenate(numbers).astype(np.float32)),
        word_ids=torch.from_numpy(np.concatenate(words).astype(np.int64)),
        word_offsets=torch.from_numpy(_offsets(np.concatenate(word_counts))),
        ancestors=torch.from_numpy(np.concatenate(ancestors).astype(np.int64)),
        markup_ids=torch.from_numpy(np.concatenate(markup).astype(np.int64)),
        markup_offsets=torch.from_numpy(_offsets(np.concatenate(markup_counts))),
        page_ids=torch.from_numpy(np.concatenate(page_ids)),
        page_offsets=torch.from_numpy(_offsets(np.concatenate(page_counts))),
        page=torch.from_numpy(page_rows),
        n_pages=len(pages),
        rows=torch.from_numpy(np.flatnonzero(page_rows < len(pages))),
    )


def _drop(
    ids: npt.NDArray[Any], offsets: npt.NDArray[Any], share: float, generator: np.random.Generator
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    counts = np.diff(offsets)
    if not share or not len(ids):
        return ids, counts
    stays = generator.random(len(ids)) >= share
    bag = np.repeat(np.arange(len(counts)), counts)
    return ids[stays], np.bincount(bag[stays], minlength=len(counts))


def _offsets(counts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.concatenate([[0], np.cumsum(counts)[:-1]])


class BlockNetwork(nn.Module):
    """Logits: content (n_blocks,), roles (n_blocks, len(ROLES)), and, for HTML, page types
    (n_pages, len(PAGE_TYPES)).
    """

    def __init__(
        self,
        mean: npt.NDArray[Any],
        scale: npt.NDArray[Any],
        with_markup: bool,
        dropout: float = 0.25,
    ) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("scale", torch.from_numpy(scale))
        self.words = nn.EmbeddingBag(
            N_WORD_BUCKETS, WORD_SIZE, mode="mean", include_last_offset=False
        )
        nn.init.normal_(self.words.weight, std=0.1)
        n_inputs = len(NUMBERS) + WORD_SIZE
        self.markup = None
        if with_markup:
            self.markup = nn.EmbeddingBag(N_MARKUP_BUCKETS, MARKUP_SIZE, mode="mean")
            nn.init.normal_(self.markup.weight, std=0.1)
            n_inputs += MARKUP_SIZE * (len(POOLS) + 1)
        self.inner = nn.Linear(n_inputs, HIDDEN)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(HIDDEN, HIDDEN, WIDTH, padding="same", dilation=d) for d in DILATIONS
        )
        self.outer = nn.Linear(4 * HIDDEN, HIDDEN)
        self.keep = nn.Linear(HIDDEN, 1)
        self.role = nn.Linear(HIDDEN, len(ROLES))
        self.page_type = nn.Linear(2 * HIDDEN, len(PAGE_TYPES)) if with_markup else None
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor | None]:
        mask = (batch.page < batch.n_pages).float()[:, None]
        inputs = [
            (batch.numbers - self.mean) * self.scale,
            self.words(batch.word_ids, batch.word_offsets),
        ]
        if self.markup is not None:
            elements = self.markup(batch.markup_ids, batch.markup_offsets)
            inputs += [
                functional.embedding_bag(batch.ancestors[:, a:b], elements, mode="mean")
                for a, b in POOLS
            ]
            pages = self.markup(batch.page_ids, batch.page_offsets)
            inputs.append(functional.pad(pages, (0, 0, 0, 1))[batch.page])
        hidden = functional.relu(self.inner(self.dropout(torch.cat(inputs, dim=1)))) * mask
        for convolution in self.convolutions:
            seen = functional.relu(convolution(hidden.T[None])[0].T)
            hidden = (hidden + self.dropout(seen)) * mask
        hidden = hidden[batch.rows]
        page = batch.page[batch.rows]
        counts = torch.bincount(page, minlength=batch.n_pages)
        total = torch.zeros(batch.n_pages, HIDDEN).index_add_(0, page, hidden)
        mean = total / counts.clamp(min=1)[:, None]
        above, below = _highest(hidden, counts.tolist())
        whole = torch.cat([mean, above[counts.cumsum(0) - 1]], dim=1)
        seen = torch.cat([hidden, mean[page], above, below], dim=1)
        outer = self.dropout(functional.relu(self.outer(seen)))
        page_type = self.page_type(self.dropout(whole)) if self.page_type is not None else None
        return self.keep(outer)[:, 0], self.role(outer), page_type


def _highest(hidden: Tensor, counts: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Highest values of each block and all above it, and of it and all below it, on its page."""
    pages = hidden.T.contiguous().split(list(counts), dim=1)
    above = [page.cummax(dim=1).values for page in pages]
    below = [page.flip(1).cummax(dim=1).values.flip(1) for page in pages]
    return torch.cat(above, dim=1).T, torch.cat(below, dim=1).T
