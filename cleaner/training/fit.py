"""Examples -> a fitted network. The same examples and seed give the same weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cleaner.corpora.rows import CHROME, UNKNOWN
from cleaner.errors import requiring
from cleaner.model.arrays import Floats, Ints
from cleaner.training.examples import Example
from cleaner.training.made_up.foreign import disguise_words
from cleaner.training.network import BlockNetwork, collate

with requiring("train"):
    import torch
    from torch.nn import functional

PEAK_RATE = 0.004
"""The highest learning rate of the one cycle."""
TOKEN_DROPOUT = 0.3
"""Share of the hashed words and markup tokens that a step does not see."""
ROLE_LOSS = 0.3
"""Weight of the role head's loss beside the content head's."""
BY_HAND_LOSS = 0.6
"""The same where there are pages that somebody read."""
_BY_HAND_WEIGHT = 60.0
"""What a block that somebody read weighs in it, beside one of which rules or markup speak."""
PAGE_TYPE_LOSS = 0.2
"""The same of the page type's."""
FOREIGN_SHARE = 0.25
"""Share of the dumps that are shown as if in a language that was never seen."""
_KNOWN_CHROME = 0.3
"""Share of these whose chrome keeps its words: English widgets around a text that is not."""
_MAX_BLOCKS = 3_000
"""Blocks of a page that are learned from."""


def fit_network(
    examples: Sequence[Example],
    epochs: int,
    pages_per_step: int,
    seed: int,
    report: Callable[[str], None],
) -> BlockNetwork:
    """A network fitted to the examples, in evaluation mode."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    generator = np.random.default_rng(seed)
    usable = [example for example in examples if 0 < len(example.labels) <= _MAX_BLOCKS]
    mean, deviation = _moments([example.features.numbers for example in usable])
    scale = 1 / np.maximum(deviation, 0.05)
    with_markup = any(len(example.features.markup_ids) for example in usable)
    network = BlockNetwork(mean.astype(np.float32), scale.astype(np.float32), with_markup)
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    orders = [_choose_pages(usable, generator) for _ in range(epochs)]
    n_steps = sum(-(-len(order) // pages_per_step) for order in orders)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, PEAK_RATE, total_steps=max(1, n_steps)
    )
    for epoch, order in enumerate(orders):
        losses = []
        for start in range(0, len(order), pages_per_step):
            pages = [usable[i] for i in order[start : start + pages_per_step]]
            if not with_markup:
                pages = [disguise(page, generator) for page in pages]
            loss = _loss(network, pages, generator)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        report(f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.4f}")
    return network.eval()


def _moments(tables: Sequence[Floats]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and standard deviation of each column over all tables."""
    n_rows = sum(map(len, tables))
    sums = [(table.sum(axis=0, dtype=np.float64), np.square(table, dtype=np.float64).sum(axis=0))
            for table in tables]  # fmt: skip
    mean, mean_square = (np.sum(totals, axis=0) / n_rows for totals in zip(*sums, strict=True))
    return mean, np.sqrt(np.maximum(0, mean_square - mean**2))


def _choose_pages(examples: Sequence[Example], generator: np.random.Generator) -> Ints:
    """The pages of one epoch in their order."""
    shares = np.array([example.share for example in examples])
    times = (shares + generator.random(len(shares))).astype(np.int64)
    return generator.permutation(np.repeat(np.arange(len(examples)), times))


def disguise(page: Example, generator: np.random.Generator) -> Example:
    """The page, or now and then the same in words that mean nothing."""
    if generator.random() >= FOREIGN_SHARE:
        return page
    knows_chrome = generator.random() < _KNOWN_CHROME
    spared = (page.labels == CHROME) & knows_chrome
    return replace(page, features=disguise_words(page.features, spared, generator))


def _loss(
    network: BlockNetwork, pages: Sequence[Example], generator: np.random.Generator
) -> torch.Tensor:
    """Mean over pages of the content loss, weighted within the page, plus the other heads'.

    A page that an epoch sees several times counts but once for the content.
    """
    batch = collate([page.features for page in pages], TOKEN_DROPOUT, generator)
    content, role, page_type = network(batch)
    labels = torch.from_numpy(np.concatenate([page.labels for page in pages])).float()
    times = np.maximum(1, [page.share for page in pages])
    weights = [_page_weights(page) / n for page, n in zip(pages, times, strict=True)]
    losses = functional.binary_cross_entropy_with_logits(
        content, labels.clamp(min=0), reduction="none"
    )
    loss = (losses * torch.from_numpy(np.concatenate(weights))).sum() / float((1 / times).sum())
    loss = loss + _role_loss(role, pages)
    types = torch.tensor([page.page_type for page in pages])
    if page_type is not None and bool((types >= 0).any()):
        loss = loss + PAGE_TYPE_LOSS * functional.cross_entropy(page_type, types, ignore_index=-1)
    return loss


def _role_loss(role: torch.Tensor, pages: Sequence[Example]) -> torch.Tensor:
    """Mean over the blocks whose role is known, those that somebody read above all."""
    roles = np.concatenate([page.roles for page in pages])
    read = np.concatenate([np.full(len(page.roles), page.is_by_hand) for page in pages])
    weights = torch.from_numpy(
        np.where(read, _BY_HAND_WEIGHT, 1.0).astype(np.float32) * (roles >= 0)
    )
    known = torch.from_numpy(roles).long().clamp(min=0)
    losses = functional.cross_entropy(role, known, reduction="none")
    mean = (losses * weights).sum() / weights.sum().clamp(min=1)
    return mean * (BY_HAND_LOSS if read.any() else ROLE_LOSS)


def _page_weights(page: Example) -> Floats:
    weights = np.where(page.labels == UNKNOWN, 0, page.weights)
    return np.asarray(weights / max(1e-6, float(weights.sum())), np.float32)
