"""What an element's attributes say of it: words of class, id and role, and whether it is seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

TOKEN_ATTRIBUTES = ("class", "id", "role", "itemprop", "rel", "aria-label", "data-testid")
FLAG_ATTRIBUTES = ("hidden", "aria-hidden")
MAX_TOKENS = 24
MAX_VALUE = 512
"""Characters of an attribute that are read, and held in the cache of `split_tokens`."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+|[^\W\d_a-zA-Z]+")
_DIGITS = re.compile(r"[0-9]+")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def split_tokens(value: str) -> tuple[str, ...]:
    """Words of one attribute's value: parts of compound names and the names, digits folded to 0.

    >>> split_tokens("articleBody post-123")
    ('article', 'body', 'article body', 'post', '0', 'post 0')
    """
    tokens: list[str] = []
    for name in _DIGITS.sub("0", value).split():
        words = [word.lower() for word in _WORD.findall(name)]
        tokens += words
        if len(words) > 1:
            tokens.append(" ".join(words[:4]))
    return tuple(dict.fromkeys(tokens))[:MAX_TOKENS]


def element_tokens(attributes: Mapping[str, str]) -> tuple[str, ...]:
    """Words of all attributes that say what an element is for, and how it is hidden."""
    tokens: tuple[str, ...] = ()
    if not attributes:
        return tokens
    for name in TOKEN_ATTRIBUTES:
        if name in attributes:
            tokens += split_tokens(attributes[name][:MAX_VALUE])
    for name in FLAG_ATTRIBUTES:
        if name in attributes:
            tokens += (f"{name} {attributes[name][:8]}",)
    if "style" in attributes and _UNSEEN.search(attributes["style"]):
        tokens += ("style hidden",)
    return tokens[:MAX_TOKENS]
