"""What a dump says of itself above its text: front matter, or the header that a scraper writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cleaner.types import Preamble

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
"""Lines around front matter in YAML and TOML, and what closes it."""
_MAX_LINES = 200
_ENTRY = re.compile(
    r"(?P<name>\w[\w .-]{0,40}?)[ \t]*(?:=|:(?=[ \t]|$))[ \t]*(?P<value>.*)", re.DOTALL
)
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)", re.DOTALL)
_KNOWN = frozenset({"title", "author", "date", "url", "description", "layout", "slug", "tags"})
"""Names of which front matter has one; else it may be a dialogue between two rules."""
_SCRAPED_FIRST, _SCRAPED, _SCRAPED_LAST = "Title:", "url source", "Markdown Content:"
"""How the header begins that Jina's Reader writes, what it says, and its last line."""


def read_preamble(lines: Sequence[str]) -> Preamble:
    """The preamble of a dump's lines; an empty one if its text begins at once.

    >>> read_preamble(["---", "title: 'Rain'", "tags: [sea, wind]", "---", "It rains."]).fields
    {'title': ['Rain'], 'tags': ['sea', 'wind']}
    """
    first = next((i for i, line in enumerate(lines[:_MAX_LINES]) if line.strip()), None)
    if first is None:
        return Preamble()
    opening = lines[first].strip()
    ends: Sequence[str] = _FENCES.get(opening, ())
    if opening.startswith(_SCRAPED_FIRST):
        ends = (_SCRAPED_LAST,)
    if not ends:
        return Preamble()
    inside = range(first + (opening in _FENCES), min(len(lines), first + _MAX_LINES))
    end = next((i for i in inside if lines[i].strip() in ends), None)
    if end is None:
        return Preamble()
    fields = _read_fields(lines[inside.start : end])
    known = _KNOWN if opening in _FENCES else {_SCRAPED}
    return Preamble(end + 1, fields) if fields and known & fields.keys() else Preamble()


def _read_fields(lines: Sequence[str]) -> Mapping[str, Sequence[str]] | None:
    """Values by name; None where a line is no part of a preamble. What is nested is passed over."""
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if item := _ITEM.fullmatch(line):
            values += _split_values(item["value"])
        elif entry := _ENTRY.fullmatch(line):
            values = fields.setdefault(entry["name"].lower(), [])
            values += _split_values(entry["value"])
        elif not line[0].isspace() and line.strip() not in ("]", "}"):
            return None
    return fields


def _split_values(text: str) -> list[str]:
    """The value without quotes, those of a list in brackets one by one."""
    text = text.strip()
    values = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else [text]
    return [value for value in map(_unquote, values) if value]


def _unquote(value: str) -> str:
    value = value.strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if is_quoted else value
