"""Pages of the documentation that are made of the code's own data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from mkdocs.structure.files import File, Files

from cleaner.rules import Rule, load_rules

_INTRODUCTION = """# The rules

Each rule is a table in a file of its purpose (`cleaner/rules/PURPOSE.toml`). A **sure** rule
settles that a block is chrome; a **hint** is evidence for the model. What a rule drops and what it
leaves alone are its tests. `cleaner rules show ID` prints a rule whole, `cleaner rules test TEXT`
tells which rules see chrome in a text.
"""


def on_files(files: Files, config: Any) -> Files:
    """The documentation's files with the page of all rules."""
    files.append(File.generated(config, "rules.md", content="".join(write_rules())))
    return files


def write_rules() -> Iterator[str]:
    """The page of all rules, part by part."""
    rules = load_rules()
    yield _INTRODUCTION
    yield f"\nThere are {len(rules)}, in {len({_purpose(rule) for rule in rules})} files.\n"
    for purpose, group in groupby(rules, _purpose):
        yield f"\n## {purpose}\n"
        yield from map(_write_rule, group)


def _purpose(rule: Rule) -> str:
    return rule.id.split(".")[0]


def _write_rule(rule: Rule) -> str:
    strength = "sure" if rule.sure else "hint"
    languages = ", ".join(rule.languages) or "any language"
    return (
        f"\n### {rule.id}\n\n{rule.why[0].upper()}{rule.why[1:]}. "
        f"*{strength}, `{rule.role}`, {languages}*\n\n"
        f"Drops {_list(rule.drop)}. Leaves alone {_list(rule.keep)}.\n"
    )


def _list(texts: tuple[str, ...]) -> str:
    """The texts as code, whatever marks are in them."""
    return ", ".join(f"`` {' '.join(text.split())} ``" for text in texts)
