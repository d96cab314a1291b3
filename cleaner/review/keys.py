"""The keys: a letter for each role, and what the others do wherever somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cleaner.types import AROUND_ROLES, CONTENT_ROLES, Role

LETTERS: Mapping[str, Role] = MappingProxyType(
    {
        "t": Role.HEADLINE,
        "h": Role.HEADING,
        "p": Role.PARAGRAPH,
        "l": Role.LIST_ITEM,
        "q": Role.QUOTE,
        "k": Role.CODE,
        "b": Role.TABLE,
        "c": Role.CAPTION,
        "y": Role.BYLINE,
        "d": Role.DATE,
        "m": Role.COMMENT,
        "v": Role.NAVIGATION,
        "s": Role.SHARE,
        "w": Role.SUBSCRIBE,
        "a": Role.ADVERT,
        "r": Role.RELATED,
        "f": Role.COMMENT_FORM,
        "o": Role.CONSENT,
        "e": Role.READING_TIME,
        "g": Role.LEGAL,
        "i": Role.LOGIN,
        "x": Role.OTHER,
    }
)
"""What a block becomes by one key. What is hidden the markup says, so no key does."""
OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "Enter": "agree with the verdict",
        "Shift+Enter": "agree with the whole record, and open the next one",
        "u": "undo",
        "n": "next record",
        "+": "apply the last correction to all identical lines of the site",
        "↑ ↓": "move; with Shift: mark a range",
        "Esc": "mark nothing",
        "/": "search the list",
        "?": "show all keys",
    }
)
"""What the other keys do."""


def letter_of(role: Role) -> str:
    """The key of a role; "" without one."""
    return next((key for key, meant in LETTERS.items() if meant is role), "")


def group_of(role: Role) -> str:
    """Which roles it is listed among: what is content, what stands around it, what is neither."""
    if role in CONTENT_ROLES:
        return "content"
    return "around" if role in AROUND_ROLES else "chrome"
