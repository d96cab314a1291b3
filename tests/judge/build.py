"""Scores and rules by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.model.classifier import Scores
from cleaner.model.features import ROLES
from cleaner.rules import Rule
from cleaner.types import PAGE_TYPES, Role

SURE = Rule("test.sure", Role.SHARE, "a share button", phrases=("x",))
HINT = Rule("test.hint", Role.SHARE, "perhaps a share button", phrases=("x",), sure=False)
LONG = "The ferry did not sail on Tuesday, because the wind had turned during the night. " * 2


def score(
    *content: float, roles: Sequence[Role | None] = (), is_article: float | None = None
) -> Scores:
    """Scores of blocks; a role that is named has a probability of 0.9."""
    n_blocks = len(content)
    spread = np.full((n_blocks, len(ROLES)), 0.1 / len(ROLES), np.float32)
    for i, role in enumerate(roles):
        if role is not None:
            spread[i, ROLES.index(role)] = 0.9
    types = None
    if is_article is not None:
        types = np.full(len(PAGE_TYPES), (1 - is_article) / (len(PAGE_TYPES) - 1), np.float32)
        types[PAGE_TYPES.index("article")] = is_article
    return Scores(np.array(content, np.float32), spread, types)
