"""Examples -> a fitted network. The same examples and seed give the same weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from cleaner.model.arrays import Floats
from cleaner.model.features import Features
from cleaner.model.training.labels import UNKNOWN, Labels
from cleaner.model.training.network import BlockNetwork, collate
from cleaner.model.training.roles import RoleLabels

PEAK_RATE = 0.004
TOKEN_DROPOUT = 0.3
ROLE_LOSS = 0.3
"""Weight of the role head's loss beside the content head's."""
_MAX_BLOCKS = 3_000
"""Blocks of a page that are learned from."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page to learn from: features, labels, and the weight of each block's content label."""

    id: str
    site: str
    features: Features
    labels: Labels
    roles: RoleLabels
    weights: Floats
    page_weight: float = 1.0


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
    numbers = np.concatenate([example.features.numbers for example in usable])
    scale = 1 / np.maximum(numbers.std(axis=0), 0.05)
    with_markup = any(len(example.features.markup_ids) for example in usable)
    network = BlockNetwork(numbers.mean(axis=0), scale.astype(np.float32), with_markup)
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    n_steps = epochs * -(-len(usable) // pages_per_step)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=n_steps)
    for epoch in range(epochs):
        losses = []
        order = generator.permutation(len(usable))
        for start in range(0, len(order), pages_per_step):
            pages = [usable[i] for i in order[start : start + pages_per_step]]
            loss = _loss(network, pages, generator)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        report(f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.4f}")
    return network.eval()


def _loss(
    network: BlockNetwork, pages: Sequence[Example], generator: np.random.Generator
) -> torch.Tensor:
    """Mean over pages of the content loss, weighted within the page, plus the role loss."""
    batch = collate([page.features for page in pages], TOKEN_DROPOUT, generator)
    content, role = network(batch)
    labels = torch.from_numpy(np.concatenate([page.labels for page in pages])).float()
    weights = torch.from_numpy(np.concatenate([_page_weights(page) for page in pages]))
    losses = functional.binary_cross_entropy_with_logits(
        content, labels.clamp(min=0), reduction="none"
    )
    roles = torch.from_numpy(np.concatenate([page.roles for page in pages])).long()
    role_loss = functional.cross_entropy(role, roles, ignore_index=-1)
    return (losses * weights).sum() / len(pages) + ROLE_LOSS * role_loss


def _page_weights(page: Example) -> Floats:
    weights = np.where(page.labels == UNKNOWN, 0, page.weights)
    share = page.page_weight / max(1e-6, float(weights.sum()))
    return np.asarray(weights * share, np.float32)
