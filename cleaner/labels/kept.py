"""Text that has to stay, whatever rule is made up: of labels, of fixtures, of the rules' own."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner.errors import InputError
from cleaner.labels.again import can_be_read, read_again
from cleaner.labels.file import Labels
from cleaner.labels.pages import CONTENT
from cleaner.labels.standing import RecordKey
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.segment import segment
from cleaner.types import CONTENT_ROLES, Page, Role


def kept_by_labels(labels: Labels, gone: Counter[str]) -> Iterator[str]:
    """What people say is content: of labels, and of the records that they looked at as a whole.

    The latter are read again; `gone` is told why one cannot.
    """
    standing = labels.standing
    yield from (label.text for label in standing.labels if label.role in CONTENT_ROLES)
    seen = [key for key in standing.records if standing.seen_of(key) and can_be_read(key.source)]
    for key, page in read_again(seen):
        if isinstance(page, Page):
            yield from _kept_of_page(labels, key, page)
        else:
            gone[page] += 1


def _kept_of_page(labels: Labels, key: RecordKey, page: Page) -> Iterator[str]:
    visible = segment(page, Options()).visible
    for block, i in labels.standing.page_of(key).find(visible):
        if block.agreed in (CONTENT, Role.HEADLINE):
            yield visible[i]


def kept_by_fixtures(folder: Path) -> Iterator[str]:
    """The lines that have to be left of each case of a folder such as `fixtures`, and those of its
    clean texts. InputError where it has neither.
    """
    cases = [path for path in sorted(folder.glob("*--*/expected.txt")) if _is_plain(path.parent)]
    paths = [*cases, *sorted(folder.glob("harm/*.txt"))]
    if not paths:
        raise InputError(f"{folder} has neither cases (*--*/expected.txt) nor texts (harm/*.txt)")
    for path in paths:
        yield from filter(str.strip, path.read_text(encoding="utf-8").splitlines())


def _is_plain(case: Path) -> bool:
    """Whether it asks for the content alone: others keep what a rule may be about."""
    facts = case / "case.toml"
    if not facts.is_file():
        return True
    return "options" not in tomllib.loads(facts.read_text(encoding="utf-8"))


def kept_by_rules(rules: Sequence[Rule]) -> Iterator[str]:
    """The examples of what no rule may drop."""
    yield from (text for rule in rules for text in rule.keep)
