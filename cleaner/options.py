"""Every option with its default and the reason for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, fields
from difflib import get_close_matches
from numbers import Integral, Real
from reprlib import Repr
from types import MappingProxyType
from typing import Any, Literal

from cleaner.errors import OptionsError
from cleaner.types import CONTENT_ROLES, Role

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 200  # a message is no place for a page
_ROLES = frozenset(Role)
_LONGEST_NAME = 50
"""Characters of a wrong name that are compared with the right ones."""

Mode = Literal["precision", "balanced", "recall"]

MODES: Mapping[Mode, float] = MappingProxyType({"precision": 1.5, "balanced": 0.0, "recall": -1.5})
"""Shift of the keep threshold by mode, in log-odds."""


@dataclass(frozen=True, slots=True, repr=False)
class Options:
    """How to clean; vary it with `dataclasses.replace`.

    Of roles and of patterns any collection will do, or a single one as a str: they are held as a
    frozenset of roles, and as a tuple. OptionsError for a value that an option cannot have.

    >>> Options(keep={"caption", "date"}, mode="recall")
    Options(mode='recall', keep={'caption', 'date'})
    """

    mode: Mode = "balanced"
    keep: Collection[str] = frozenset()
    """Roles that stay besides the content: captions, bylines, dates, comments..."""
    drop: Collection[str] = frozenset()
    """Roles that go though they are content: tables, code..."""
    roles: Collection[str] | None = None
    """The roles that stay, where these are not the content; `keep` and `drop` still add to them
    and take from them. None: CONTENT_ROLES."""
    keep_patterns: Collection[str] = ()
    """RE2 patterns, any case; a block in which one matches stays whatever else says no."""
    drop_patterns: Collection[str] = ()
    """The same for dropping; a keep pattern wins over a drop pattern."""
    html_threshold: float | None = None
    """Probability of being content from which a block of a page stays.

    None: half the F1 that is expected of the page, the best there is if probabilities are right
    (Lipton et al., Optimal Thresholding of Classifiers to Maximize F1 Measure, 2014).
    """
    text_threshold: float | None = None
    """The same for a line of a dump.

    None: at most 0.1 where the dump is nearly clean, since a lost paragraph is worse than a share
    button kept, and 0 where no rule sees any chrome; rising to 0.85 of what a page would have where
    0.4 of it is chrome (journal/2026-11.md has the comparisons).
    """
    max_input_bytes: int = 100_000_000
    """Longest input, a str by its bytes in UTF-8; the largest real pages are a tenth of it. Above:
    LimitError."""
    max_blocks: int = 1_000_000
    """Most blocks a page; memory is up to 2 kB a block of a few words. Above: LimitError."""
    max_seconds: float | None = 600.0
    """Seconds of the CPU that cleaning a page may take; more of them: TimeLimitError.

    Looked at between the stages, and now and then while HTML is read. It is time of the thread, not
    of the clock on the wall: a loaded machine changes no result. What a Result makes when it is
    asked (`text`, `to_markdown`, `metadata`...) comes on top. The default is some five times what
    100 MB in a million blocks take. None: no limit.
    """

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            object.__setattr__(self, name, check(name, getattr(self, name)))
        if both := set(self.keep) & set(self.drop):
            raise OptionsError(f"keep and drop both name {', '.join(sorted(both))}")

    def __repr__(self) -> str:
        """What is not as it is by default."""
        given = [(field.name, getattr(self, field.name), field.default) for field in fields(self)]
        shown = [f"{name}={_show(value)}" for name, value, usual in given if value != usual]
        return f"Options({', '.join(shown)})"

    @property
    def kept_roles(self) -> frozenset[Role]:
        """The roles that stay, all things considered."""
        base = CONTENT_ROLES if self.roles is None else self.roles
        return frozenset(map(Role, (set(base) | set(self.keep)) - set(self.drop)))


def _show(value: object) -> str:
    if not isinstance(value, frozenset):
        return repr(value)
    return f"{{{', '.join(repr(str(role)) for role in sorted(value))}}}" if value else "set()"


def compile_patterns(name: str, patterns: Collection[str]) -> list[Any]:
    """RE2 patterns, any case; OptionsError, which says that option `name` has it, for a wrong one.

    One that would take RE2 more than its few megabytes is wrong, too.
    """
    if not patterns:
        return []
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    compiled = []
    for pattern in patterns:
        try:
            compiled.append(re2.compile(pattern, options))
        except UnicodeEncodeError as error:
            raise _wrong_pattern(name, pattern, "half a surrogate pair is no character") from error
        except re2.error as error:
            (why,) = error.args
            raise _wrong_pattern(name, pattern, why.decode(errors="replace")) from error
    return compiled


def _wrong_pattern(name: str, pattern: str, why: str) -> OptionsError:
    return OptionsError(f"{name}: {_SHORT.repr(pattern)} is no RE2 pattern: {why}")


def _wrong(name: str, value: object, expected: str) -> OptionsError:
    return OptionsError(f"{name} is {_SHORT.repr(value)}; it has to be {expected}")


def _check_mode(name: str, value: object) -> object:
    if not isinstance(value, str) or value not in MODES:
        raise _wrong(name, value, f"one of {', '.join(MODES)}")
    return value


def _check_roles(name: str, value: object) -> frozenset[Role]:
    roles = _collect(name, value, 'a role, or a collection of roles such as {"caption", "date"}')
    if unknown := [role for role in roles if not (isinstance(role, str) and role in _ROLES)]:
        raise OptionsError(f"{name} has {_SHORT.repr(unknown[0])}; {_suggest(unknown[0])}")
    return frozenset(map(Role, roles))


def _check_given_roles(name: str, value: object) -> frozenset[Role] | None:
    return None if value is None else _check_roles(name, value)


def _suggest(unknown: object) -> str:
    """The roles that were meant, if they can be guessed, and all that there are."""
    text = unknown[:_LONGEST_NAME].lower() if isinstance(unknown, str) else ""
    meant = " or ".join(get_close_matches(text, list(Role)))
    return f"{meant and f'did you mean {meant}? '}there are {', '.join(Role)}"


def _check_patterns(name: str, value: object) -> tuple[str, ...]:
    expected = 'an RE2 pattern, or a collection of them such as ("^foo",)'
    patterns = _collect(name, value, expected)
    if wrong := [pattern for pattern in patterns if not isinstance(pattern, str)]:
        raise OptionsError(f"{name} has {_SHORT.repr(wrong[0])}; each has to be a str")
    compile_patterns(name, patterns)
    return tuple(sorted(patterns)) if isinstance(value, Set) else patterns


def _collect(name: str, value: object, expected: str) -> tuple[Any, ...]:
    """What the collection holds; a lone str is itself meant, and not its letters."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (bytes, Mapping)) or not isinstance(value, Iterable):
        raise _wrong(name, value, expected)
    return tuple(value)


def _check_share(name: str, value: object) -> float | None:
    if value is not None and not 0.0 <= (share := _as_float(value)) <= 1.0:
        raise _wrong(name, value, "a share in 0..1, or None")
    return None if value is None else share


def _check_seconds(name: str, value: object) -> float | None:
    if value is not None and not (seconds := _as_float(value)) > 0.0:
        raise _wrong(name, value, "a number of seconds above 0, or None")
    return None if value is None else seconds


def _check_count(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise _wrong(name, value, "a whole number from 1 on")
    return int(value)


def _as_float(value: object) -> float:
    """The number; NaN, which is in no range, for what is none."""
    if isinstance(value, Real) and not isinstance(value, bool):
        with suppress(OverflowError):
            return float(value)
    return math.nan


_CHECKS: Mapping[str, Callable[[str, object], object]] = MappingProxyType(
    {
        "mode": _check_mode,
        "keep": _check_roles,
        "drop": _check_roles,
        "roles": _check_given_roles,
        "keep_patterns": _check_patterns,
        "drop_patterns": _check_patterns,
        "html_threshold": _check_share,
        "text_threshold": _check_share,
        "max_input_bytes": _check_count,
        "max_blocks": _check_count,
        "max_seconds": _check_seconds,
    }
)
"""What each option is held as; OptionsError for what it cannot be."""
