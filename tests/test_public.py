"""The public names: whatever they return, take, hold or raise is public, too."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import errors

ROOT = Path(__file__).parent.parent
NAME = re.compile(r"\b[A-Z]\w+\b")
NAME_IN_PROSE = re.compile(r"\b[A-Z]\w*[a-z][A-Z]\w*\b")
"""What is no word that begins a sentence."""
NOT_FOR_CALLERS = frozenset({"Lines", "Place", "RawBatch", "Records", "Source"})
"""The index of a profile, what a run gives its workers, and aliases called like classes of runs."""
CLASSES = {
    node.name
    for path in (ROOT / "cleaner").rglob("*.py")
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
}


def list_annotations(public: Any) -> Iterator[str]:
    """All annotations of a function, or of a class's fields and public methods."""
    if inspect.isclass(public):
        yield from map(str, inspect.get_annotations(public).values())
        members = [v for name, v in vars(public).items() if name == "__init__" or name[0] != "_"]
        for member in members:
            function = getattr(member, "fget", None) or getattr(member, "func", member)
            yield from map(str, getattr(function, "__annotations__", {}).values())
    else:
        yield from map(str, inspect.get_annotations(public).values())


@pytest.mark.parametrize("name", dir(cleaner))
def test_what_a_public_name_deals_in_is_public(name: str) -> None:
    public = getattr(cleaner, name)
    names = set(NAME.findall(" ".join(list_annotations(public))))
    names |= set(NAME_IN_PROSE.findall(inspect.getdoc(public) or ""))
    dealt_in = names & CLASSES
    assert dealt_in - NOT_FOR_CALLERS <= set(dir(cleaner))


def test_all_errors_are_public() -> None:
    own = [value for value in vars(errors).values() if inspect.isclass(value)]
    named = {value.__name__ for value in own if issubclass(value, errors.CleanerError)}
    assert named <= set(dir(cleaner))


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=str
)
def test_what_the_documentation_names_is_public(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = {*re.findall(r"`([A-Z]\w+)[`(.]", text), *re.findall(r"\bcleaner\.([A-Z]\w+)", text)}
    assert named & CLASSES <= set(dir(cleaner))
