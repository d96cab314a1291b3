"""Examples as one file: each of their arrays as one, compressed; nothing in it can be run."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import fields
from io import BytesIO
from itertools import accumulate, chain, islice, pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from cleaner.model.features import Features
from cleaner.training.examples import Example, Made

FORMAT = 1
"""Of the files; another number for another one."""
_FEATURES = tuple(field.name for field in fields(Features))
_LABELS = ("labels", "roles", "weights")
_VALUES = tuple(field.name for field in fields(Example) if field.name not in ("features", *_LABELS))
"""What an example is made of: the arrays of its features, its own, and what is no array."""
_REST = "values.json"
_LENGTHS = "-lengths"
_Array = npt.NDArray[Any]


def write_made(file: IO[bytes], made: Made) -> None:
    """Write the examples."""
    examples = list(chain.from_iterable(made.values()))
    sizes = {name: len(of_name) for name, of_name in made.items()}
    values = [{name: getattr(example, name) for name in _VALUES} for example in examples]
    # Level 1 is fast, and leaves a quarter.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_REST, json.dumps([sizes, values]))
        for name in _FEATURES:
            _write_arrays(archive, name, [getattr(one.features, name) for one in examples])
        for name in _LABELS:
            _write_arrays(archive, name, [getattr(one, name) for one in examples])


def read_made(path: Path) -> Made:
    """The examples of a file. OSError, ValueError, KeyError or BadZipFile where it has none."""
    with zipfile.ZipFile(path) as archive:
        sizes, values = json.loads(archive.read(_REST))
        columns = [_read_arrays(archive, name) for name in (*_FEATURES, *_LABELS)]
    examples = iter([_make_example(*one) for one in zip(values, *columns, strict=True)])
    return {name: list(islice(examples, n)) for name, n in sizes.items()}


def _make_example(values: dict[str, Any], *arrays: _Array) -> Example:
    named: dict[str, Any] = dict(zip(_LABELS, arrays[len(_FEATURES) :], strict=True))
    features = Features(*arrays[: len(_FEATURES)])
    return Example(features=features, **named, **{**values, "sites": tuple(values["sites"])})


def _write_arrays(archive: zipfile.ZipFile, name: str, arrays: Sequence[_Array]) -> None:
    joined = np.concatenate(arrays) if arrays else np.empty(0)
    for member, array in ((name, joined), (name + _LENGTHS, np.array([len(a) for a in arrays]))):
        with archive.open(member, "w", force_zip64=True) as stream:
            np.save(stream, array, allow_pickle=False)


def _read_arrays(archive: zipfile.ZipFile, name: str) -> list[_Array]:
    """The array of each example."""
    joined, lengths = (
        np.load(BytesIO(archive.read(member)), allow_pickle=False)
        for member in (name, name + _LENGTHS)
    )
    ends = accumulate(lengths.astype(int).tolist(), initial=0)
    return [joined[start:end] for start, end in pairwise(ends)]
