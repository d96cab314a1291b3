"""Pages of the documentation that are made of the code's own data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cleaner.rules import Rule, load_rules
from cleaner.rules.pages.load import PageRule, load_page_rules

if TYPE_CHECKING:
    from mkdocs.structure.files import Files

_INTRODUCTION = """# The rules

Each rule is a table in a file of its purpose (`cleaner/rules/PURPOSE.toml`). A **sure** rule
settles that a block is chrome; a **hint** is evidence for the model. What a rule drops and what it
leaves alone are its tests. `cleaner rules show ID` prints a rule whole, `cleaner rules test TEXT`
tells which rules see chrome in a text.
"""
_PAGES = """
## Rules on pages

A rule in `cleaner/rules/pages/KIND.toml` tells that a page is of this kind: a wall, an error, a
door that stands in an article's place, or nothing at all. `cleaner rules
show ID` prints these, too.
"""


def on_files(files: Files, config: Any) -> Files:
    """The documentation's files with the page of all rules."""
    from mkdocs.structure.files import File

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
    page_rules = load_page_rules()
    yield _PAGES
    yield f"\nThere are {len(page_rules)}, on {len({rule.kind for rule in page_rules})} kinds.\n"
    for kind, of_kind in groupby(page_rules, lambda rule: rule.kind):
        yield f"\n## page.{kind}\n"
        yield from map(_write_page_rule, of_kind)


def _purpose(rule: Rule) -> str:
    return rule.id.split(".")[0]


def _write_rule(rule: Rule) -> str:
    strength = "sure" if rule.sure else "hint"
    return (
        f"{_head(rule)} *{strength}, `{rule.role}`, {_languages(rule)}*\n\n"
        f"Drops {_list(rule.drop)}. Leaves alone {_list(rule.keep)}.\n"
    )


def _write_page_rule(rule: PageRule) -> str:
    return (
        f"{_head(rule)} *`{rule.kind}`, {rule.probability:g}, {_languages(rule)}*\n\n"
        f"Fires on {_list(rule.told)}. Leaves alone {_list(rule.spared)}.\n"
    )


def _head(rule: Rule | PageRule) -> str:
    return f"\n### {rule.id}\n\n{rule.why[0].upper()}{rule.why[1:]}."


def _languages(rule: Rule | PageRule) -> str:
    return ", ".join(rule.languages) or "any language"


def _list(texts: tuple[str, ...]) -> str:
    """The texts as code, whatever marks are in them."""
    return ", ".join(f"`` {' '.join(text.split())} ``" for text in texts)
