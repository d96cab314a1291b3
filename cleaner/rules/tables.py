"""Files of rules: their [[rule]] tables, and what patterns in these may not be."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import re2

from cleaner.errors import RuleError


class _Named(Protocol):
    @property
    def id(self) -> str:
        """Its own among the rules of its file."""


AnyRule = TypeVar("AnyRule", bound=_Named)


def read_tables(
    path: Path, read_rule: Callable[[Path, Mapping[str, Any]], AnyRule]
) -> list[AnyRule]:
    """What `read_rule` makes of each table of a file, in their order.

    Raises RuleError where the file is no TOML, holds something else, or an id twice.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleError(f"not TOML: {error}", path.name) from error
    tables = data.get("rule")
    if set(data) != {"rule"} or not isinstance(tables, list):
        raise RuleError(f"found {sorted(data)}; expected [[rule]] tables alone", path.name)
    rules: list[AnyRule] = []
    for table in tables:
        rule = read_rule(path, table)
        if any(rule.id == other.id for other in rules):
            raise RuleError("duplicate id; give each rule of a file its own", path.name, rule.id)
        rules.append(rule)
    return rules


def matches_empty(pattern: str, name: str, fail: partial[RuleError]) -> bool:
    """Whether a pattern, which an error calls by `name`, matches nothing at all; RuleError where
    it is no RE2.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.fullmatch(pattern, "", options) is not None
    except re2.error as error:
        raise fail(f"{name} is no RE2 pattern: {error}") from error
