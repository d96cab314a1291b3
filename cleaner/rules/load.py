"""Rules as data: read `PURPOSE.toml`, refuse what is wrong, give `Rule` values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from cleaner.errors import RuleError
from cleaner.letters.fold import fold
from cleaner.rules.pattern import cased_template, fill, phrases_template
from cleaner.rules.tables import matches_empty, read_tables
from cleaner.types import AROUND_ROLES, CHROME_ROLES, Role

Place = Literal["top", "bottom"]
"""Where on its page a block has to stand."""

# A library for schemas would name a rule by its number rather than its id, and not what was found.
_RULED = AROUND_ROLES | CHROME_ROLES
"""Roles that a rule can see in a block: what content is, no rule says."""
OWN_RULES = Path(__file__).parent
"""The folder of the rules that ship."""
_LISTS = ("languages", "phrases", "drop", "keep")
"""Keys whose value is a list of strings."""
_STRINGS = ("id", "role", "text", "tokens", "place", "why")
"""Keys whose value is a string."""
_FLAGS = ("sure", "glued", "quoted")
"""Keys whose value is true or false."""
_REQUIRED = ("id", "role", "why", "drop", "keep")
"""Keys that each rule has, and not empty."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what is given of `phrases` or `text`, `tokens` and `place` must all hold."""

    id: str
    """Full: `PURPOSE.ID`."""
    role: Role
    why: str
    languages: tuple[str, ...] = ()
    """For people and for the choice of tests: a rule is tried on every page."""
    phrases: tuple[str, ...] = ()
    """Whole blocks, with {n}, {name}, {network}, {date}, {time}."""
    text: str = ""
    """RE2 over the whole folded block; {Name} is a {name} that begins and ends with capitals."""
    tokens: str = ""
    """RE2 over one whole class or id word of the innermost element or its parent."""
    place: Place | None = None
    """First or last fifth of the page's blocks, at least five blocks; five below a main heading
    count as the top, too."""
    sure: bool = True
    """Settles the matter; else a hint for the model."""
    glued: bool = False
    """The phrases may stand in a run with other glued phrases."""
    quoted: bool = False
    """Fires on a line that begins with a quotation mark, too: it is about arrows or titles."""
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def template(self, open_phrases: Iterable[str]) -> str:
        """What matches the whole folded block: `text`, and folded phrases with a placeholder."""
        text = f"(?:{self.text})" if self.text else ""
        return "|".join(filter(None, (phrases_template(open_phrases), text)))

    def cased_template(self, open_phrases: Iterable[str]) -> str:
        """The same over text that keeps its case, which `text` asks for by {Name}; or empty."""
        text = cased_template(self.text)
        if not text:
            return ""
        phrases = phrases_template(open_phrases)
        return "|".join(filter(None, (f"(?i:{phrases})" if phrases else "", text)))


def load_rules(directory: Path | None = None) -> tuple[Rule, ...]:
    """All rules of a folder's `*.toml` (default: cleaner's own), by file name, then file order.

    Raises RuleError for the first rule that is wrong. The patterns of cleaner's own are taken as
    they are, which tests check: to compile each takes a quarter of a second at every start.
    """
    folder = OWN_RULES if directory is None else directory
    read_rule = partial(_read_rule, are_checked=directory is None)
    rules = [
        rule for path in sorted(folder.glob("*.toml")) for rule in read_tables(path, read_rule)
    ]
    if not rules:
        raise RuleError("no rules found; expected PURPOSE.toml files", str(folder))
    return tuple(rules)


@cache
def fingerprint() -> str:
    """Hash of cleaner's own rules on blocks and on pages, as they are written."""
    folders = [files("cleaner.rules"), files("cleaner.rules") / "pages"]
    paths = [path for folder in folders for path in sorted(folder.iterdir(), key=_name)]
    written = (path.read_bytes() for path in paths if path.name.endswith(".toml"))
    return hashlib.sha256(b"\n".join(written)).hexdigest()[:16]


def _name(path: Traversable) -> str:
    return path.name


def _read_rule(path: Path, table: Mapping[str, Any], *, are_checked: bool) -> Rule:
    fail = partial(RuleError, file=path.name, rule_id=str(table.get("id", "")))
    _check_types(table, fail)
    role, place = table["role"], table.get("place")
    if role not in {str(known) for known in _RULED}:
        raise fail(f"role is {role!r}; it can be {', '.join(sorted(_RULED))}")
    if place not in (None, "top", "bottom"):
        raise fail(f"place is {place!r}; it can be 'top' or 'bottom'")
    given: dict[str, Any] = {
        key: tuple(value) if key in _LISTS else value for key, value in table.items()
    }
    given |= {"id": f"{path.stem}.{table['id']}", "role": Role(role)}
    rule = Rule(**given)
    if not are_checked:
        _check_patterns(rule, fail)
    return rule


def _check_types(table: Mapping[str, Any], fail: partial[RuleError]) -> None:
    """Raise unless keys are known, values have their type, and what is required is there."""
    for key, value in table.items():
        if key in _LISTS:
            right = isinstance(value, list) and all(isinstance(item, str) for item in value)
        elif key in _STRINGS:
            right = isinstance(value, str)
        elif key in _FLAGS:
            right = isinstance(value, bool)
        else:
            raise fail(f"unknown key {key!r}; known are {', '.join(_LISTS + _STRINGS + _FLAGS)}")
        if not right:
            raise fail(f"{key} is {value!r}; expected {_expected(key)}")
    for key in _REQUIRED:
        if not table.get(key):
            raise fail(f"{key} is missing; every rule has id, role, why, drop and keep")


def _expected(key: str) -> str:
    return (
        "a list of strings" if key in _LISTS else "true or false" if key in _FLAGS else "a string"
    )


def _check_patterns(rule: Rule, fail: partial[RuleError]) -> None:
    """Raise for a rule that is about nothing, matches nothing in particular, or is no RE2."""
    if not (rule.phrases or rule.text or rule.tokens):
        raise fail("about nothing; give phrases, text or tokens")
    if rule.glued and not rule.phrases:
        raise fail("glued without phrases; only phrases can be glued")
    for phrase in rule.phrases:
        if not fold(phrase):
            raise fail(f"phrase {phrase!r} matches the empty string")
        if "{Name}" in phrase:
            raise fail(f"phrase {phrase!r} asks for capitals; only a text can")
    for key, pattern in (("text", fill(rule.text)), ("tokens", rule.tokens)):
        if pattern and matches_empty(pattern, key, fail):
            raise fail(f"{key} matches the empty string")
