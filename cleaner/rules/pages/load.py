"""Rules on whole pages: read `KIND.toml`, refuse what is wrong, give `PageRule` values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from cleaner.errors import RuleError
from cleaner.page_kinds import TOLD_KINDS, PageKind
from cleaner.rules.pattern import fill
from cleaner.rules.tables import matches_empty, read_tables

CONDITIONS = ("titles", "texts", "beside", "markup")
"""Keys whose value is a list of RE2 patterns."""
_LISTS = (*CONDITIONS, "languages", "told", "spared")
_REQUIRED = ("id", "why", "told", "spared")
"""Keys that each rule has, and not empty."""


@dataclass(frozen=True, slots=True)
class PageRule:
    """One rule: of each list that is given a pattern must match, and the page be small enough."""

    id: str
    """Full: `page.KIND.ID`."""
    kind: PageKind
    why: str
    languages: tuple[str, ...] = ()
    """For people: a rule is tried on every page."""
    titles: tuple[str, ...] = ()
    """RE2 over the whole of what the page calls itself, folded: its <title> or a part of it, a main
    heading, the first line of a dump."""
    texts: tuple[str, ...] = ()
    """RE2 over a whole folded sentence, or a block of one."""
    beside: tuple[str, ...] = ()
    """RE2 over another such."""
    markup: tuple[str, ...] = ()
    """RE2 that is found anywhere in the HTML."""
    max_kept: int = 1_500
    """Most characters that are kept of the page."""
    max_rest: int = 300
    """Most of them that are in no sentence which rules on pages know."""
    max_seen: int | None = None
    """Most characters that a reader sees of the page, kept or not, and that no rule knows."""
    ends: bool = False
    """Hardly anything is kept below the text."""
    probability: float = 0.95
    """That a page on which it fires is of its kind, by the word of who wrote the rule: no corpus
    has such pages."""
    told: tuple[str, ...] = ()
    """Pages on which it fires: HTML, or text."""
    spared: tuple[str, ...] = ()
    """Pages on which no rule on pages fires."""


_DEFAULTS = {field.name: field.default for field in fields(PageRule)}


def load_page_rules(directory: Path | None = None) -> tuple[PageRule, ...]:
    """All rules of a folder's `KIND.toml` (default: cleaner's own), by file name, then file order.

    Raises RuleError for the first rule that is wrong.
    """
    folder = Path(__file__).parent if directory is None else directory
    rules = [rule for path in sorted(folder.glob("*.toml")) for rule in _read_file(path)]
    if not rules:
        raise RuleError("no rules on pages found; expected KIND.toml files", str(folder))
    return tuple(rules)


def _read_file(path: Path) -> list[PageRule]:
    if path.stem not in TOLD_KINDS:
        raise RuleError(f"no kind of page; there are {', '.join(TOLD_KINDS)}", path.name)
    return read_tables(path, _read_rule)


def _read_rule(path: Path, table: Mapping[str, Any]) -> PageRule:
    fail = partial(RuleError, file=path.name, rule_id=str(table.get("id", "")))
    for key, value in table.items():
        if key not in _DEFAULTS or key == "kind":
            known = ", ".join(sorted(_DEFAULTS.keys() - {"kind"}))
            raise fail(f"unknown key {key!r}; known are {known}")
        if not _has_type(key, value):
            raise fail(f"{key} is {value!r}; expected {_expected(key)}")
    for key in _REQUIRED:
        if not table.get(key):
            raise fail(f"{key} is missing; every rule has {', '.join(_REQUIRED)}")
    given: dict[str, Any] = {
        key: tuple(value) if key in _LISTS else value for key, value in table.items()
    }
    given |= {"id": f"page.{path.stem}.{table['id']}", "kind": PageKind(path.stem)}
    rule = PageRule(**given)
    _check_patterns(rule, fail)
    return rule


def _has_type(key: str, value: Any) -> bool:
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if key == "probability":
        return isinstance(value, float) and 0.5 <= value < 1
    if key == "ends":
        return isinstance(value, bool)
    if key.startswith("max_"):
        return isinstance(value, int) and value >= 0
    return isinstance(value, str)


def _expected(key: str) -> str:
    if key in _LISTS:
        return "a list of strings"
    if key.startswith("max_"):
        return "a number of characters"
    return {"probability": "0.5 up to, not with, 1", "ends": "true or false"}.get(key, "a string")


def _check_patterns(rule: PageRule, fail: partial[RuleError]) -> None:
    """Raise for a rule that is about nothing, or has a pattern that is no RE2 or always matches."""
    if not any(getattr(rule, key) for key in CONDITIONS) and rule.max_seen is None:
        raise fail(f"about nothing; give {', '.join(CONDITIONS)} or max_seen")
    for key in CONDITIONS:
        for pattern in getattr(rule, key):
            if matches_empty(fill(pattern), f"{key}: {pattern!r}", fail):
                raise fail(f"{key}: {pattern!r} matches the empty string")
