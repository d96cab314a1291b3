"""Where each block stands: on the page, in its markup, and inside the elements around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model.arrays import Column, Floats, Ints
from cleaner.model.blocks import N_CONTAINERS, Blocks
from cleaner.model.context import PER_LEVEL
from cleaner.model.words import group
from cleaner.types import Document

PLACE_NUMBERS = (
    "position", "log_before", "log_after", "chars_before", "chars_after", "log_blocks",
    "log_page_chars", "length_to_mean", "length_to_longest", "page_long_share", "page_ended_share",
    "page_short_blocks", "blank_before", "blank_after", "page_blank_density", "group_log",
    "is_same_group_before", "is_same_group_after", "is_text",
)  # fmt: skip
MARKUP_NUMBERS = (
    "link_density", "emphasis_density", "is_hidden", "level", "depth_log", "page_link_density",
    "has_siblings_alike",
)  # fmt: skip
CONTAINER_NUMBERS = (
    "chars_share", "link_density", "mean_block_log", "blocks_log", "place_inside", "ended_share",
)  # fmt: skip
# `blocks-v5` fixes all numbers.
LONG_BLOCK = 100
"""Characters from which a block is long."""
SHORT_BLOCK = 30
"""Characters below which a block is short."""
MAX_BLANK = 4
"""Empty lines above which more make no difference."""
BLANK_AT_END = 1.0
"""Empty lines that the end of a dump counts as."""
PER_BLANK = 2
"""Empty lines that count as one: there are two at most between paragraphs of most dumps."""


def count_blank(document: Document) -> Floats:
    """Empty lines above each block; -1 above one that begins behind another on its line.

    Those above the first say nothing, and none do where all line ends are double.
    """
    if document.format == "html":
        return np.zeros(len(document), np.float32)
    blank = np.asarray(document.blank_before, np.float32)
    is_joined = np.asarray(document.joined, np.float32)
    between = blank[1:][is_joined[1:] == 0]
    if len(between) and (between % 2 == 1).all():
        blank = np.asarray((blank - 1 + is_joined) / 2, np.float32)
    blank[:1] = 0
    return np.asarray(blank - is_joined, np.float32)


def place_numbers(blocks: Blocks, blank: Floats, is_ended: Floats) -> Sequence[Column]:
    """len(PLACE_NUMBERS) columns: where each block stands on the page, `blank` lines above it."""
    n_blocks, lengths = len(blocks), blocks.lengths
    before = np.arange(n_blocks)
    total = max(1, int(blocks.chars_until[-1]))
    chars_before = blocks.chars_until[:-1] / total
    blank = np.minimum(blank, MAX_BLANK)
    blank_after = np.append(blank[1:], BLANK_AT_END)[:n_blocks]
    is_same = np.zeros(n_blocks + 1, np.bool_)  # as the block before; the ends stand alone
    is_same[1:-1] = blocks.group[1:] == blocks.group[:-1]
    return [
        before / max(1, n_blocks - 1), np.log1p(before), np.log1p(n_blocks - 1 - before),
        chars_before, 1 - chars_before - lengths / total, np.log1p(n_blocks), np.log1p(total),
        np.log1p(lengths / max(1.0, total / max(1, n_blocks))),
        lengths / max(1, int(lengths.max(initial=0))),
        float(lengths[lengths >= LONG_BLOCK].sum()) / total,
        float((lengths * is_ended).sum()) / total,
        float((lengths < SHORT_BLOCK).mean()) if n_blocks else 0.0,
        blank / PER_BLANK, blank_after / PER_BLANK, float(blank.mean()) if n_blocks else 0.0,
        np.log1p(np.bincount(blocks.group)[blocks.group]), is_same[:-1], is_same[1:],
        blocks.is_text,
    ]  # fmt: skip


def markup_numbers(document: Document, blocks: Blocks, depth: Ints) -> Sequence[Column]:
    """len(MARKUP_NUMBERS) columns; `depth` counts the elements above each block."""
    per_char = np.maximum(1, blocks.lengths)
    link_density = blocks.links / per_char
    page_link_density = blocks.links_until[-1] / max(1, blocks.chars_until[-1])
    if blocks.is_text:
        return [link_density, 0.0, 0.0, blocks.level, 0.0, page_link_density, 0.0]
    names = [document.tree.tag[element] for element in document.element]
    tag = {name: i for i, name in enumerate(set(names))}
    tags = np.fromiter(map(tag.__getitem__, names), np.int64, len(blocks))
    siblings, counts = group((blocks.parent[blocks.element] * len(tag) + tags).astype(np.uint64))
    return [
        link_density, np.asarray(document.emphasis_chars, np.int64) / per_char,
        np.asarray(document.hidden, bool), blocks.level / PER_LEVEL, np.log1p(depth),
        page_link_density, np.log1p(counts[siblings] - 1),
    ]  # fmt: skip


def container_numbers(blocks: Blocks, is_ended: Floats) -> Sequence[Column]:
    """Totals of the elements above each block that hold more than the one below them."""
    if blocks.is_text or not len(blocks):
        return [0.0] * N_CONTAINERS * len(CONTAINER_NUMBERS)
    chars, links = blocks.chars_until, blocks.links_until
    ended = np.concatenate([[0.0], np.cumsum(blocks.lengths * is_ended)])
    place = np.arange(len(blocks))
    columns: list[Column] = []
    for container in blocks.containers:
        start, stop = blocks.first[container], blocks.end[container]
        n_inside = np.maximum(1, stop - start)
        n_chars = np.maximum(1, chars[stop] - chars[start])
        columns += [
            n_chars / max(1, chars[-1]), (links[stop] - links[start]) / n_chars,
            np.log1p(n_chars / n_inside), np.log1p(n_inside), (place - start) / n_inside,
            (ended[stop] - ended[start]) / n_chars,
        ]  # fmt: skip
    return columns
