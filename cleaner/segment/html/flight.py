"""What Next.js streams into a page (React's "flight" rows) -> markup and data.

A row is `ID:JSON` on a line, or `ID:Tn,TEXT` with n bytes of text. Its JSON has elements of React,
`["$", "p", null, {"children": ...}]`, and names other rows, `"$1a"` or `"$L1a"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from json import JSONDecoder
from typing import Any

_ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),|([A-Z]*)(?=[\[{\"]))")
_REFERENCE = re.compile(r"\$L?([0-9a-f]{1,8})")
_NAME = re.compile(r"[a-z][a-z0-9]{0,20}")
_NO_TEXT = frozenset({"script", "style", "link", "meta", "template"})
_MAX_DEPTH = 150
"""Elements in each other that are read."""


def read_flight(stream: str, decoder: JSONDecoder) -> list[Any]:
    """The elements as one markup, named `children`, and the data that components are given."""
    rows = dict(_split_rows(stream.encode("utf-8", "replace"), decoder))
    reader = _FlightReader(rows)
    for row in rows:
        reader.read_row(row)
    return [[{"children": "".join(reader.markup)}, *reader.data]] if rows else []


def _split_rows(stream: bytes, decoder: JSONDecoder) -> Iterator[tuple[str, Any]]:
    at = 0
    while at < len(stream):
        line_end = stream.find(b"\n", at)
        line_end = len(stream) if line_end < 0 else line_end
        row = _ROW.match(stream, at, line_end)
        if row and row[2]:
            end = row.end() + int(row[2], 16)
            yield row[1].decode(), stream[row.end() : end].decode("utf-8", "replace")
            at = end
            continue
        if row:
            with suppress(ValueError, RecursionError):  # no JSON, or nested as no page is
                yield row[1].decode(), decoder.decode(stream[row.end() : line_end].decode())
        at = line_end + 1


class _FlightReader:
    """Rows as markup: each once, at the place where another names it."""

    def __init__(self, rows: dict[str, Any]) -> None:
        self.rows = rows
        self.markup: list[str] = []
        self.data: list[Any] = []
        """Texts that are given to components, by their names."""
        self._seen: set[str] = set()

    def read_row(self, row: str, depth: int = 0) -> None:
        """Read a row that is more than a text and has not been named yet."""
        if row in self.rows and row not in self._seen and not isinstance(self.rows[row], str):
            self._seen.add(row)
            self._read(self.rows[row], depth)

    def _read(self, value: Any, depth: int) -> None:
        """Read an element, a list of such, or an object, in which there may be some."""
        if depth > _MAX_DEPTH:
            return
        if isinstance(value, str):
            if row := _REFERENCE.fullmatch(value):
                self.read_row(row[1], depth + 1)
        elif isinstance(value, dict):
            self._read_data(value, depth)
        elif isinstance(value, list) and len(value) >= 4 and value[0] == "$":
            self._read_element(value[1], value[3], depth)
        elif isinstance(value, list):
            for part in value:
                self._read(part, depth + 1)

    def _read_element(self, tag: Any, props: Any, depth: int) -> None:
        if not isinstance(tag, str) or tag in _NO_TEXT or not isinstance(props, dict):
            return
        if not _NAME.fullmatch(tag):  # a component, or a fragment
            self._read_data({key: props[key] for key in props if key != "children"}, depth)
            self._read_shown(props.get("children"), depth + 1)
            return
        self.markup.append(f"<{tag}{_attributes(props)}>")
        inner = props.get("dangerouslySetInnerHTML")
        if isinstance(inner, dict):
            self.markup.append(self._text(inner.get("__html")))
        self._read_shown(props.get("children"), depth + 1)
        self.markup.append(f"</{tag}>")

    def _read_shown(self, value: Any, depth: int) -> None:
        """Read the children of an element, of which strings are text."""
        if isinstance(value, list) and value[:1] != ["$"] and depth <= _MAX_DEPTH:
            for part in value:
                self._read_shown(part, depth + 1)
        elif not isinstance(value, str):
            self._read(value, depth)
        elif not (row := _REFERENCE.fullmatch(value)):
            text = value[1:] if value.startswith("$$") else value
            self.markup.append(escape(text, quote=False))
        elif isinstance(self.rows.get(row[1]), str):
            self.markup.append(escape(self._text(value), quote=False))
        else:
            self.read_row(row[1], depth + 1)

    def _read_data(self, value: dict[str, Any], depth: int) -> None:
        for key, part in value.items():
            if isinstance(part, str) and (text := self._text(part)):
                self.data.append({key: text})
            elif isinstance(part, list) and all(isinstance(text, str) for text in part):
                self.data.append({key: [self._text(text) for text in part]})
            else:
                self._read(part, depth + 1)

    def _text(self, value: Any) -> str:
        """The string, or that of the row which it names, where it is the first to do so."""
        reference = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if reference is None:
            return value if isinstance(value, str) else ""
        text = self.rows.get(reference[1])
        if reference[1] in self._seen or not isinstance(text, str):
            return ""
        self._seen.add(reference[1])
        return text


def _attributes(props: dict[str, Any]) -> str:
    names = (("className", "class"), ("id", "id"), ("href", "href"))
    given = ((name, props.get(prop)) for prop, name in names)
    return "".join(f' {name}="{escape(text)}"' for name, text in given if isinstance(text, str))
