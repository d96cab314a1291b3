"""Examples -> a fitted network. The same examples and seed give the same weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cleaner.corpora.rows import CHROME, UNKNOWN
from cleaner.errors import requiring
from cleaner.model.arrays import Floats, Ints
from cleaner.training.examples import Example
from cleaner.training.made_up.foreign import disguise_words
from cleaner.training.made_up.unnamed import hide_names
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
UNNAMED_SHARE = 0.15
"""Share of the pages that are shown as if their names of class and id said nothing."""
FOREIGN_SHARE = 0.25
"""Share of the dumps that are shown as if in a language that was never seen."""
_KNOWN_CHROME = 0.3
"""Share of these whose chrome keeps its words: English widgets around a text that is not."""
_MAX_BLOCKS = 3_000
"""Blocks of a page that are learned from."""


@dataclass(frozen=True, slots=True)
class Course:
    """How long a network is fitted, and how."""

    epochs: int
    pages_per_step: int
    averaged: float = 0.0
    """Share of the steps, the last ones, whose weights are averaged; else those of the last are
    taken."""


def list_conventions(examples: Iterable[Example]) -> tuple[str, ...]:
    """The conventions by which the examples are labelled, in the order in which they come."""
    return tuple(dict.fromkeys(page.convention for page in examples if page.convention)) or ("",)


def fit_network(
    examples: Sequence[Example], course: Course, seed: int, report: Callable[[str], None]
) -> BlockNetwork:
    """A network fitted to the examples, in evaluation mode, with a head for each of
    `list_conventions`.
    """
    torch.set_num_threads(1)  # else sums come out in another order where there are other cores
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    generator = np.random.default_rng(seed)
    usable = [example for example in examples if 0 < len(example.labels) <= _MAX_BLOCKS]
    mean, deviation = _moments([example.features.numbers for example in usable])
    scale = 1 / np.maximum(deviation, 0.05)
    with_markup = any(len(example.features.markup_ids) for example in usable)
    conventions = list_conventions(examples)
    owners = _find_owners(usable, conventions)
    network = BlockNetwork(
        mean.astype(np.float32), scale.astype(np.float32), with_markup, len(conventions)
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    orders = [_choose_pages(usable, generator) for _ in range(course.epochs)]
    n_steps = sum(-(-len(order) // course.pages_per_step) for order in orders)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, PEAK_RATE, total_steps=max(1, n_steps)
    )
    average = _Average(network, n_steps - round(course.averaged * n_steps))
    for epoch, order in enumerate(orders):
        losses = []
        for start in range(0, len(order), course.pages_per_step):
            chosen = order[start : start + course.pages_per_step]
            show = hide if with_markup else disguise
            pages = [show(usable[i], generator) for i in chosen]
            loss = _loss(network, pages, owners[chosen], generator)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.see()
            losses.append(loss.item())
        report(f"epoch {epoch + 1}/{course.epochs}: loss {np.mean(losses):.4f}")
    average.take()
    return network.eval()


class _Average:
    """The mean of a network's parameters after each step from the one numbered `first`, 0-based."""

    def __init__(self, network: BlockNetwork, first: int) -> None:
        self._parameters = list(network.parameters())
        self._means = [parameter.detach().clone() for parameter in self._parameters]
        self._n_before, self._n_seen = first, 0

    @torch.no_grad()
    def see(self) -> None:
        """Count what the parameters are after another step."""
        if self._n_before > 0:
            self._n_before -= 1
            return
        self._n_seen += 1
        for mean, parameter in zip(self._means, self._parameters, strict=True):
            mean.lerp_(parameter, 1 / self._n_seen)

    @torch.no_grad()
    def take(self) -> None:
        """Make the parameters the mean, where there is one."""
        if self._n_seen:
            for mean, parameter in zip(self._means, self._parameters, strict=True):
                parameter.copy_(mean)


def _find_owners(examples: Sequence[Example], conventions: Sequence[str]) -> Floats:
    """(n_examples, n_conventions): how much each convention's head learns from each; rows add to 1.

    From what holds by any they learn as much as from their own, each in proportion.
    """
    owned = np.zeros((len(examples), len(conventions)), np.float32)
    for i, page in enumerate(examples):
        if page.convention:
            owned[i, conventions.index(page.convention)] = 1
    shares = np.array([page.share for page in examples], np.float32) @ owned
    is_free = owned.sum(axis=1) == 0
    owned[is_free] = shares / shares.sum() if shares.any() else 1 / len(conventions)
    return owned


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


def hide(page: Example, generator: np.random.Generator) -> Example:
    """The page, or now and then the same with names that say nothing."""
    if generator.random() >= UNNAMED_SHARE:
        return page
    return replace(page, features=hide_names(page.features))


def disguise(page: Example, generator: np.random.Generator) -> Example:
    """The page, or now and then the same in words that mean nothing."""
    if generator.random() >= FOREIGN_SHARE:
        return page
    knows_chrome = generator.random() < _KNOWN_CHROME
    spared = (page.labels == CHROME) & knows_chrome
    return replace(page, features=disguise_words(page.features, spared, generator))


def _loss(
    network: BlockNetwork,
    pages: Sequence[Example],
    owners: Floats,
    generator: np.random.Generator,
) -> torch.Tensor:
    """Mean over pages of the content loss, weighted within the page, plus the other heads'.

    `owners` say which convention's head learns from each page. A page that an epoch sees several
    times counts but once for the content.
    """
    batch = collate([page.features for page in pages], TOKEN_DROPOUT, generator)
    content, role, page_type = network(batch)
    labels = torch.from_numpy(np.concatenate([page.labels for page in pages])).float()
    times = np.maximum(1, [page.share for page in pages])
    weights = [_page_weights(page) / n for page, n in zip(pages, times, strict=True)]
    losses = functional.binary_cross_entropy_with_logits(
        content, labels.clamp(min=0)[:, None].expand_as(content), reduction="none"
    )
    shared = np.concatenate(
        [np.outer(weight, owner) for weight, owner in zip(weights, owners, strict=True)]
    )
    loss = (losses * torch.from_numpy(shared)).sum() / float((1 / times).sum())
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
