"""What a corpus is good for: said in its file, beside it, or by who knows it; never by its name.

The first that tells counts: the Parquet file's own metadata, `CORPUS.toml` in its folder, files of
that kind that are given, the project's own on the public corpora, options for the rest.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from cleaner.errors import CorpusError

BESIDE = "CORPUS.toml"
"""In the folder of corpora: a table for each, by the name of its file without `.parquet`."""
METADATA = b"cleaner.corpus"
"""Key of a Parquet file's metadata; its value is a table of that kind as JSON."""
_PUBLIC = "public.toml"
"""What the project knows of public corpora, which are told by their hashes."""
_HASHES = "sha256"
"""Key of the hashes by which a table's corpus is told, whatever its file is called."""
_TYPES: Mapping[str, type] = {
    "licence": str,
    "may_train": bool,
    "scores_headline": bool,
    "convention": str,
    "share": float,
}
_TYPES_OF_FILES = {**_TYPES, _HASHES: list}


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What is known of a corpus; None is what nobody told."""

    licence: str | None = None
    may_train: bool | None = None
    """Whether its licence, and its use as a hold-out, leave it to be learned from."""
    scores_headline: bool | None = None
    """Whether the gold has the headline."""
    convention: str | None = None
    """The name of what its gold takes for content; corpora of one name agree on that."""
    share: float | None = None
    """How often an epoch of training learns from each row, beside those of other corpora."""


NO_FACTS = CorpusFacts()


@dataclass(frozen=True, slots=True)
class Hearsay:
    """What is told of corpora by others than they themselves."""

    files: tuple[Path, ...] = ()
    """Like CORPUS.toml, of whatever folder."""
    otherwise: CorpusFacts = NO_FACTS
    """Of corpora of which nothing else tells."""


NO_HEARSAY = Hearsay()


def find_facts(
    path: Path, sha256: str, metadata: Mapping[bytes, bytes] | None, hearsay: Hearsay
) -> CorpusFacts:
    """What is known of the corpus at `path`. CorpusError where somebody tells it wrongly."""
    beside = (file for file in (path.parent / BESIDE,) if file.is_file())
    told = [
        _read_own(path, metadata or {}),
        *(_read_table(file, path, sha256) for file in (*beside, *hearsay.files)),
        _find_table(_public_tables(), path, sha256),
        asdict(hearsay.otherwise),
    ]
    names = [field.name for field in fields(CorpusFacts)]
    return CorpusFacts(**{name: _first(table.get(name) for table in told) for name in names})


def pack_facts(facts: CorpusFacts) -> bytes:
    """The value of METADATA in a corpus of which these are known."""
    known = {name: value for name, value in asdict(facts).items() if value is not None}
    return json.dumps(known).encode()


def parse_facts(texts: Sequence[str], source: str) -> CorpusFacts:
    """The facts of texts like `may_train=true`; CorpusError names the `source` of a wrong one."""
    try:
        table = tomllib.loads("\n".join(texts))
    except tomllib.TOMLDecodeError as error:
        expected = "expected may_train=true, scores_headline=false or licence='...'"
        raise CorpusError(f"{source}: {', '.join(texts)}: {expected}") from error
    return CorpusFacts(**_check_table(table, source, _TYPES))


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _read_own(path: Path, metadata: Mapping[bytes, bytes]) -> Mapping[str, Any]:
    """The table in the file itself; empty where there is none."""
    if METADATA not in metadata:
        return {}
    source = f"{path}: metadata {METADATA.decode()}"
    try:
        table = json.loads(metadata[METADATA])
    except ValueError as error:
        raise CorpusError(f"{source}: not JSON ({error})") from error
    return _check_table(table, source)


def _read_table(file: Path, path: Path, sha256: str) -> Mapping[str, Any]:
    """The table of the corpus at `path` in a file like CORPUS.toml; empty where there is none."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file}: not TOML ({error})") from error
    checked = {name: _check_table(table, f"{file}: {name}") for name, table in tables.items()}
    return _find_table(checked, path, sha256)


def _find_table(
    tables: Mapping[str, Mapping[str, Any]], path: Path, sha256: str
) -> Mapping[str, Any]:
    """The table with the corpus' hash, else the one without hashes that has its name."""
    for table in tables.values():
        if sha256 in table.get(_HASHES, ()):
            return table
    named = tables.get(path.stem, {})
    return {} if _HASHES in named else named


def _public_tables() -> Mapping[str, Mapping[str, Any]]:
    text = files(__package__).joinpath(_PUBLIC).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _check_table(
    table: object, source: str, types: Mapping[str, type] = _TYPES_OF_FILES
) -> dict[str, Any]:
    """The table. CorpusError for a key that is not known, or a value of another type."""
    if not isinstance(table, dict):
        raise CorpusError(f"{source} is {table!r}; expected a table")
    for key, value in table.items():
        if key not in types:
            raise CorpusError(f"{source}: no key {key!r} is known; there are {', '.join(types)}")
        if not _has_type(value, types[key]):
            raise CorpusError(f"{source}: {key} is {value!r}; expected a {types[key].__name__}")
        if key == "share" and value < 0:
            raise CorpusError(f"{source}: share is {value!r}; expected 0 or more")
    return table


def _has_type(value: object, expected: type) -> bool:
    """Whether it is one; 1 stands for 1.0, too."""
    return isinstance(value, expected) or (expected is float and type(value) is int)
