"""What a page can be, and the verdict on it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cleaner.types import By


class PageKind(StrEnum):
    """What a page is: one of PAGE_TYPES, as the model says, or what stands in a page's place."""

    ARTICLE = "article"
    FORUM = "forum"
    PRODUCT = "product"
    COLLECTION = "collection"
    LISTING = "listing"
    DOCUMENTATION = "documentation"
    SERVICE = "service"
    UNKNOWN = "unknown"
    """Of whatever type: nothing says which of a text dump."""
    PAYWALL = "paywall"
    """The beginning of an article, whose rest is for who pays."""
    BLOCKED = "blocked"
    """A guard against robots, or one that keeps a country out."""
    CONSENT = "consent"
    """What has to be agreed to first, and nothing else."""
    LOGIN = "login"
    ERROR = "error"
    """Not found, not allowed, out of order."""
    PARKED = "parked"
    """A name without a site: for sale, a server's first page, coming soon."""
    SCRIPT_SHELL = "script_shell"
    """What a script was to fill, and did not."""
    EMPTY = "empty"


TOLD_KINDS = (
    PageKind.BLOCKED,
    PageKind.ERROR,
    PageKind.CONSENT,
    PageKind.PAYWALL,
    PageKind.LOGIN,
    PageKind.PARKED,
    PageKind.SCRIPT_SHELL,
    PageKind.EMPTY,
)
"""Kinds that a rule tells; of two that are as likely the first."""
NO_ARTICLE = frozenset(TOLD_KINDS) - {PageKind.PAYWALL}
"""Kinds that hold nothing of an article."""


class PageVerdict(NamedTuple):
    """What a page is, how probable that is, and who said so and why."""

    kind: PageKind
    probability: float
    """That it is of this kind, 0..1; 0 of an unknown one."""
    by: By
    """The model, or a rule of `cleaner/rules/pages`: `page.KIND.ID`."""
    reason: str
