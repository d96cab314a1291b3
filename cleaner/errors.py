"""Every error that cleaner raises on purpose.

    CleanerError
    ├── InputError            the input cannot be cleaned
    │   ├── LimitError        it passes a limit of Options (names the limit)
    │   │   └── TimeLimitError    the limit is the time that a page may take
    │   ├── DecodeError       its bytes are not text in any encoding
    │   └── RecordError       one record of a dump is broken (path, offset, record)
    ├── OutputError           a result cannot be written (it exists already, the disk is full)
    ├── AccountError          records of a run are missing or there twice; a bug of ours
    ├── EngineError           processes to clean in cannot be started
    ├── WorkerDiedError       the process that did something died over it
    ├── UnforeseenError       something ended in an exception that nobody foresaw (kind, message)
    ├── OptionsError          an option has a value that it cannot have
    ├── RuleError             a rule's data is wrong (file, id)
    ├── ProfileError          a site's profile is missing or cannot be understood
    ├── ModelError            weights are missing, damaged or made for another feature list
    ├── CorpusError           an evaluation or training corpus lacks what it needs
    └── MissingExtra          an optional package is not installed (an ImportError too)

A page without an article is no error: its Result keeps nothing and says why.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class CleanerError(Exception):
    """Base of all errors that cleaner raises on purpose."""


class InputError(CleanerError):
    """The input cannot be cleaned."""


class LimitError(InputError):
    """The input passes a limit; `limit` names the option, `allowed` and `found` are in its units.

    Nobody counts on once the limit is passed: there can be more than `found`.
    """

    def __init__(self, limit: str, allowed: float, found: float) -> None:
        super().__init__(
            f"input has {found:,} where Options.{limit} allows {allowed:,}: "
            f"raise {limit} or split the input"
        )
        self.limit, self.allowed, self.found = limit, allowed, found

    def __reduce__(self) -> tuple[type[LimitError], tuple[Any, ...]]:
        return type(self), (self.limit, self.allowed, self.found)


class TimeLimitError(LimitError):
    """Cleaning takes longer than Options.max_seconds; `found` are the seconds so far.

    They are not in the message, which is the same whenever it happens.
    """

    def __init__(self, allowed: float, found: float) -> None:
        super().__init__("max_seconds", allowed, found)

    def __str__(self) -> str:
        return (
            f"cleaning takes more of the CPU than the {self.allowed:g} seconds that "
            "Options.max_seconds allows: raise max_seconds or split the input"
        )

    def __reduce__(self) -> tuple[type[TimeLimitError], tuple[Any, ...]]:
        return type(self), (self.allowed, self.found)


class DecodeError(InputError):
    """The bytes are not text: `reason` says what they look like (`PDF`, `gzip`, `binary`...)."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"input is not text but {reason}: unpack or convert it first")
        self.reason = reason

    def __reduce__(self) -> tuple[type[DecodeError], tuple[str]]:
        return type(self), (self.reason,)


class RecordError(InputError):
    """One record of a dump is broken."""

    def __init__(self, message: str, path: str, offset: int | None = None) -> None:
        super().__init__(f"{path}{'' if offset is None else f'@{offset}'}: {message}")
        self.message, self.path, self.offset = message, path, offset

    def __reduce__(self) -> tuple[type[RecordError], tuple[str, str, int | None]]:
        return type(self), (self.message, self.path, self.offset)


class OutputError(CleanerError):
    """A result cannot be written."""


class AccountError(CleanerError):
    """Records of a run are not accounted for: a bug of ours."""


class EngineError(CleanerError):
    """Processes to clean in cannot be started."""


class WorkerDiedError(CleanerError):
    """The process that cleaned a page died over it."""

    def __init__(self) -> None:
        super().__init__("the worker process died over it: killed, or out of memory")


class UnforeseenError(CleanerError):
    """Something ended in an exception that nobody foresaw: its type is `kind`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message = kind, message

    def __reduce__(self) -> tuple[type[UnforeseenError], tuple[str, str]]:
        return type(self), (self.kind, self.message)


class OptionsError(CleanerError):
    """An option has a value that it cannot have."""


class RuleError(CleanerError):
    """A rule's data is wrong; `file` and `rule_id` say where."""

    def __init__(self, message: str, file: str, rule_id: str = "") -> None:
        super().__init__(f"{file}{f' [{rule_id}]' if rule_id else ''}: {message}")
        self.message, self.file, self.rule_id = message, file, rule_id

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str, str]]:
        return type(self), (self.message, self.file, self.rule_id)


class ProfileError(CleanerError):
    """A site's profile, or the folder of profiles, is missing or cannot be understood."""


class ModelError(CleanerError):
    """Weights are missing, damaged or made for another feature list."""


class CorpusError(CleanerError):
    """An evaluation or training corpus lacks what it needs."""


class MissingExtra(CleanerError, ImportError):
    """An optional package is not installed; the message gives the install line."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed: pip install 'pagecleaner[{extra}]'")
        self.package, self.extra = package, extra

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        return type(self), (self.package, self.extra)


def require(module: str, *, extra: str, package: str = "") -> ModuleType:
    """The module, which `pagecleaner[EXTRA]` brings; MissingExtra where it is not installed.

    `package` is what one installs to have it, if that is not called like the module.
    """
    with requiring(extra, package):
        return importlib.import_module(module)


@contextmanager
def requiring(extra: str, package: str = "") -> Iterator[None]:
    """Name the extra, and the package, that the imports inside lack.

    For `from ... import` and for what has types, where `require` would give Any.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtra(package or _top_level(error.name), extra) from error


def _top_level(module: str | None) -> str:
    return (module or "a package").partition(".")[0]


def as_cleaner_error(error: Exception) -> CleanerError:
    """The error itself, or for one that is none of ours what it is and says."""
    if isinstance(error, CleanerError):
        return error
    return UnforeseenError(type(error).__name__, str(error))
