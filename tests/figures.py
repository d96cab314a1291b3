"""python -m tests.figures: what README.md and docs/benchmarks.md have to say, from docs/figures.

The JSON files there are what `cleaner evaluate --json` wrote, or say that they were typed and why;
rows.toml says which figure stands where.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "figures"


class Stated(NamedTuple):
    """A row of a table, or a passage, that a document has to hold."""

    document: str
    text: str


class Value:
    """What a JSON file holds, as fields of a format string find it; `[0]` is its first corpus."""

    def __init__(self, content: Any) -> None:
        self._content = content

    def __getattr__(self, name: str) -> Any:
        found = self._content[name]
        return Value(found) if isinstance(found, (dict, list)) else found

    def __getitem__(self, index: int) -> Any:
        return Value(self._content["corpora"][index])


def read_figures() -> Mapping[str, Value]:
    """What was measured, by the name of its file."""
    return {
        path.stem: Value(json.loads(path.read_text(encoding="utf-8")))
        for path in FOLDER.glob("*.json")
    }


def state_figures() -> Iterator[Stated]:
    """All rows and passages with a figure, filled in."""
    figures = read_figures()
    for entry in tomllib.loads((FOLDER / "rows.toml").read_text(encoding="utf-8"))["rows"]:
        for system, label in entry.get("systems", {"": ""}).items():
            template = entry["row"].replace("SYSTEM", system).replace("LABEL", label)
            yield Stated(entry["document"], template.format_map(figures))


def state_rules() -> Iterator[Stated]:
    """The rows of the sure rules, the least precise first."""
    content = json.loads((FOLDER / "rules.json").read_text(encoding="utf-8"))
    for one in content["firings"]:
        if one["sure"]:
            share = one["precision"]
            shown = "convention" if share is None else f"{share:.3f}"
            row = f"| `{one['rule']}` | {one['blocks']:,} | {one['content']:,} | {shown} |"
            yield Stated("docs/rule-figures.md", row)


if __name__ == "__main__":
    for document, text in (*state_figures(), *state_rules()):
        print(f"{document}: {text}")
