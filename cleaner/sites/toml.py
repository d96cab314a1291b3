"""A profile as TOML, which people may read and edit."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any, TypeVar, get_args

from cleaner.errors import ProfileError, require
from cleaner.sites.profile import Container, Place, SiteProfile, StandingLine
from cleaner.types import Role

VERSION = 2
"""Version of the form of the file; another one is not read."""
_HEADER = """\
# What cleaner learned of a site. `keep` and `drop` are for you: lines that always stay or go, with
# {n}, {date} and {name} for what varies. Learning the site again leaves them as they are, and
# writes the rest again.
"""
_LISTS = {"line": "lines", "container": "containers"}
"""Tables of the file and fields of the profile."""

EntryT = TypeVar("EntryT", StandingLine, Container, SiteProfile)


def dump_profile(profile: SiteProfile) -> str:
    """The profile as TOML. MissingExtra without tomli-w."""
    tomli_w = require("tomli_w", extra="dumps", package="tomli-w")
    values = {"version": VERSION, **asdict(profile)}
    for table, name in _LISTS.items():
        values[table] = [_known(entry) for entry in values.pop(name)]
    return f"{_HEADER}{tomli_w.dumps(_known(values))}"


def parse_profile(text: str) -> SiteProfile:
    """The profile that a TOML text holds. ProfileError names what is wrong with it."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(f"not TOML: {error}") from error
    version = values.pop("version", None)
    if version != VERSION:
        raise ProfileError(
            f"version {version!r}, where {VERSION} is expected: learn the site again"
        )
    lines = [_entry(StandingLine, line) for line in _tables(values, "line")]
    containers = [_entry(Container, container) for container in _tables(values, "container")]
    profile = _entry(SiteProfile, values)
    return replace(profile, lines=lines, containers=containers)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are not known, which TOML cannot say."""
    return {key: value for key, value in values.items() if value is not None}


def _tables(values: dict[str, Any], name: str) -> list[dict[str, Any]]:
    tables = values.pop(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ProfileError(f"`{name}` is no list of tables")
    return tables


def _entry(kind: type[EntryT], values: Mapping[str, Any]) -> EntryT:
    """The values as an object of ours, each of its type."""
    known = {field.name for field in fields(kind)}
    for key, value in values.items():
        if key not in known & _IS_RIGHT.keys():
            raise ProfileError(f"unknown key {key!r}; known are {', '.join(sorted(known))}")
        if not _IS_RIGHT[key](value):
            raise ProfileError(f"{key} is {value!r}")
    try:
        return kind(**{key: _READ.get(key, _same)(value) for key, value in values.items()})
    except TypeError as error:
        raise ProfileError(f"a key is missing: {error}") from error


def _same(value: Any) -> Any:
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_date(value: Any) -> bool:
    return type(value) is date


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_IS_RIGHT: Mapping[str, Callable[[Any], bool]] = {
    "site": _is_text,
    "text": _is_text,
    "name": _is_text,
    "n_pages": _is_count,
    "place": lambda value: value in get_args(Place),
    "role": lambda value: value in set(Role),
    "ends_article": lambda value: isinstance(value, bool),
    "first_seen": _is_date,
    "last_seen": _is_date,
    "redesigned": _is_date,
    "keep": _is_list,
    "drop": _is_list,
}
_READ: Mapping[str, Callable[[Any], Any]] = {"role": Role}
