"""Whether what was measured is good enough: bounds on cleaner's numbers, from a TOML file.

A table a corpus, by the name of its file without `.parquet`; keys are those of the summaries:

    [dragnet.at_least]
    word_f1 = 0.905
    [dumps-dragnet.at_most]
    lost = 0.04
    [harm.at_least]
    joined.intact = 0.9
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from cleaner.errors import OptionsError

Bounds = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Corpus -> `at_least` or `at_most` -> key of a summary -> number."""
_SIDES = {"at_least": "at least", "at_most": "at most"}


def read_bounds(path: Path, corpora: Iterable[Path]) -> Bounds:
    """The bounds of a file. OptionsError where it holds anything else, or none for a corpus: a gate
    that lets pass what it does not know is none.
    """
    try:
        bounds = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionsError(f"{path}: not TOML ({error})") from error
    for name, sides in bounds.items():
        if not isinstance(sides, dict) or not sides or not sides.keys() <= _SIDES.keys():
            raise OptionsError(f"{path}: {name}: expected the tables at_least or at_most")
        for side, numbers in sides.items():
            sides[side] = flatten(numbers) if isinstance(numbers, dict) else {"": numbers}
            if not all(map(_is_number, sides[side].values())):
                raise OptionsError(f"{path}: {name}.{side}: expected numbers by name")
    for corpus in corpora:
        if corpus.stem not in bounds:
            raise OptionsError(
                f"{path} has no bounds for {corpus.name}, but for {', '.join(bounds)}"
            )
    return bounds


class Measured(Protocol):
    """The part of a measurement that is bounded."""

    @property
    def path(self) -> Path:
        """Of what was measured."""

    @property
    def numbers(self) -> Mapping[str, float | None]:
        """By the names that bounds have."""


def find_missed(measured: Measured, bounds: Bounds) -> Iterator[str]:
    """A line for each bound that is missed. OptionsError for one on a number that there is not."""
    path, numbers = measured.path, measured.numbers
    for side, wanted in bounds[path.stem].items():
        for name, bound in wanted.items():
            value = numbers.get(name)
            if value is None:
                raise OptionsError(f"{path.name} has no {name} that the gate could bound")
            if value < bound if side == "at_least" else value > bound:
                yield f"{path.name}: {name} is {value:.4f}, {_SIDES[side]} {bound} is wanted"


def flatten(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values of tables in tables, by names with dots.

    >>> flatten({"alone": {"intact": 0.9}, "f1": 0.8})
    {'alone.intact': 0.9, 'f1': 0.8}
    """
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
