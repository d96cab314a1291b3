"""The elements around the blocks as arrays: ancestors and hashed tokens."""

from __future__ import annotations

import zlib
from array import array
from functools import lru_cache

import numpy as np

from cleaner.model.arrays import Bools, Ints
from cleaner.model.blocks import Blocks
from cleaner.types import Tree

# `blocks-v5` fixes all numbers.
N_MARKUP_BUCKETS = 8_192
"""Vectors that hashed tokens of markup share."""
N_ANCESTORS = 16
"""Elements above a block that are looked at, from the innermost up."""
PART = 4
"""Characters of a token's beginning and of its end that are looked at by themselves."""
MIN_PARTED = 6
"""Characters from which a token has these parts."""
MAX_HEAD = 2_000
"""Elements among which <body> is looked for."""
_MAX_CACHED = 65_536
"""Elements of one tag and the same tokens whose hashes are held; a page has some hundred."""


def _ancestor_rows(blocks: Blocks) -> tuple[Ints, Bools]:
    """(n_blocks, N_ANCESTORS) elements from the innermost up, and which of them exist."""
    rows = np.empty((len(blocks), N_ANCESTORS), np.int64)
    exists = np.empty((len(blocks), N_ANCESTORS), np.bool_)
    at = blocks.element
    exists_here = np.ones(len(blocks), np.bool_)
    for i in range(N_ANCESTORS):
        rows[:, i] = at
        exists[:, i] = exists_here
        exists_here = exists_here & (at != 0)
        at = blocks.parent[at]
    return rows, exists


def hash_markup(tree: Tree, blocks: Blocks) -> tuple[Ints, Ints, Ints]:
    """The blocks' ancestors as rows of a table of elements, and that table's hashed tokens."""
    if blocks.is_text:
        nothing = np.zeros(0, np.int64)
        return np.zeros((len(blocks), N_ANCESTORS), np.int64), nothing, np.zeros(2, np.int64)
    rows, exists = _ancestor_rows(blocks)
    is_used = np.zeros(len(tree.tag), np.bool_)
    is_used[rows] = True
    used = np.flatnonzero(is_used).tolist()
    ids = [_markup_ids(tree.tag[element], tree.tokens[element]) for element in used]
    offsets = np.zeros(len(ids) + 2, np.int64)
    sizes = np.fromiter(map(len, ids), np.int64, len(ids)) // offsets.itemsize
    np.cumsum(sizes, out=offsets[1:-1])
    offsets[-1] = offsets[-2]
    flat = np.frombuffer(bytearray().join(ids), np.int64)
    return np.where(exists, (np.cumsum(is_used) - 1)[rows], len(ids)), flat, offsets


def page_ids(tree: Tree) -> Ints:
    """Hashed tokens of the root, of <html> and of <body>."""
    ids = [_markup_ids(tree.tag[element], tree.tokens[element]) for element in page_elements(tree)]
    return np.frombuffer(bytearray().join(ids), np.int64)


def page_elements(tree: Tree) -> list[int]:
    """The root, <html> and <body>, where they are."""
    elements = [tree.tag.index(tag, 1) for tag in ("html", "body") if tag in tree.tag[1:MAX_HEAD]]
    return [0, *elements] if tree.tag else []


@lru_cache(maxsize=_MAX_CACHED)
def _markup_ids(tag: str, tokens: tuple[str, ...]) -> bytes:
    """Buckets of the tag, of each token, and of the beginning and the end of long ones, as int64.

    A name that was never seen, "rightcol", begins or ends as others do, "rightbar" and "maincol".
    """
    parts = [f"<{tag}"]
    for token in tokens:
        parts.append(token)
        if len(token) >= MIN_PARTED and " " not in token:
            parts += (f"{token[:PART]}*", f"*{token[-PART:]}")
    ids = (zlib.crc32(part.encode("utf-8", "replace")) % N_MARKUP_BUCKETS for part in parts)
    return array("q", ids).tobytes()
