"""Whether what was measured is good enough: bounds on cleaner's numbers, from a TOML file.

A table a corpus, by the name of its file without `.parquet`; keys are those of the summaries:

    [dragnet.at_least]
    word_f1 = 0.905
    [dumps-dragnet.at_most]
    lost = 0.04
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cleaner.errors import OptionsError
from cleaner.evaluation.measure import Measurement
from cleaner.evaluation.run import SUBJECT

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
            if not _are_numbers(numbers):
                raise OptionsError(f"{path}: {name}.{side}: expected numbers by name")
    for corpus in corpora:
        if corpus.stem not in bounds:
            raise OptionsError(
                f"{path} has no bounds for {corpus.name}, but for {', '.join(bounds)}"
            )
    return bounds


def find_missed(measurement: Measurement, bounds: Bounds) -> Iterator[str]:
    """A line for each bound that is missed. OptionsError for one on a number that there is not."""
    path = measurement.corpus.path
    summary = measurement.report.systems[SUBJECT]
    for side, numbers in bounds[path.stem].items():
        for name, bound in numbers.items():
            value = getattr(summary, name, None)
            if value is None:
                raise OptionsError(f"{path.name} has no {name} that the gate could bound")
            if value < bound if side == "at_least" else value > bound:
                yield f"{path.name}: {name} is {value:.4f}, {_SIDES[side]} {bound} is wanted"


def _are_numbers(numbers: Any) -> bool:
    return isinstance(numbers, dict) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool)
        for value in numbers.values()
    )
