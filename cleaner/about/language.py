"""A page's language: what it says, or what its text looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import cast

_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
"""ISO 639: a language without a code, several, an unknown one, none."""
_TODAY = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""What languages are called today whose old codes pages still have (IANA's registry)."""
_GUESSED_FROM = 2_000
"""Characters of the text that its language is guessed from; of 2,104 dumps more would change the
guess of two, between English and Nigerian Pidgin, and it takes longer than all else of a record."""
_MIN_GUESSED = 20
"""Letters below which a guess is worth nothing."""


def normalise_language(tag: str) -> str | None:
    """A language's tag by the codes of today; None where it names no language.

    >>> normalise_language("IW-il"), normalise_language("und")
    ('he-il', None)
    """
    tag = tag.strip().lower()
    primary = re.split("[-_]", tag)[0]
    if primary in _NO_LANGUAGE:
        return None
    return (_TODAY.get(primary, primary) + tag[len(primary) :]) or None


def primary_subtag(tag: str) -> str | None:
    """The language that a tag names, without region and script.

    >>> primary_subtag("pt_BR"), primary_subtag("english")
    ('pt', None)
    """
    subtag = (normalise_language(tag) or "").replace("_", "-").split("-")[0]
    return subtag if subtag.isalpha() and len(subtag) in (2, 3) else None


def guess_language(text: str) -> str | None:
    """The primary subtag that py3langid guesses; None without it, or of too little text."""
    sample = text[:_GUESSED_FROM]
    if sum(map(str.isalpha, sample)) < _MIN_GUESSED:
        return None
    classify = load_guesser()
    return None if classify is None else str(classify(sample)[0])


@cache
def load_guesser() -> Callable[[str], tuple[str, float]] | None:
    """What guesses languages, or None: Python would look for what is missing again each time."""
    try:
        from py3langid import classify
    except ImportError:
        return None
    return cast("Callable[[str], tuple[str, float]]", classify)
