"""The state of pages that a script draws: JSON in scripts and attributes, as values of Python.

Nothing is run: what is no JSON (an object of JavaScript with names without quotes) is searched for
strings with a name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from cleaner.segment.html.flight import read_flight

MIN_ATTRIBUTE = 200
"""Characters of an attribute that may be state."""
_MAX_STATE = 4_000_000
"""Characters of state a page that are read; large pages have a tenth of it."""
_BEGIN = re.compile(
    r"(?:\A|=|\(|CDATA\[(?:\s*\*/)?)\s*(?=[{\[])"
    r"|JSON\.parse\(\s*(?P<is_quoted>decodeURIComponent\(\s*)?(?=[\"'])"
)
_MAX_BEGIN = 300
"""Characters in which a script's state begins, if it has one, and the next behind it."""
_MAX_TRIES = 8
"""Places of a script at which state may begin."""
_SINGLE_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
_QUOTE = re.compile(r"\\.|\"", re.DOTALL)
_NO_JSON = re.compile(r"(?<=[:,\[\s])undefined(?=\s*[,}\]])|\\x([0-9a-fA-F]{2})")
"""What scripts write into their JSON."""
_STATE_NAMES = re.compile(
    r"__(?:NUXT|(?:INITIAL|PRELOADED|APOLLO|REDUX|APP|PAGE)_(?:STATE|DATA|PROPS))__"
)
_PAIR = re.compile(r'([A-Za-z_$][\w$]{0,40})\s*:\s*("(?:[^"\\]|\\.)*")')
_PLACE = re.compile(r"_([0-9]{1,7})")
_FLIGHT = re.compile(r"__next_f\.push\(\s*(?=\[)")
_STREAM = re.compile(r"streamController\.enqueue\(\s*(?=\")")
_DECODER = json.JSONDecoder(strict=False, parse_int=float)  # int() takes quadratic time


class StateReader:
    """A parser target: collects the JSON of scripts and attributes."""

    def __init__(self) -> None:
        self.states: list[Any] = []
        self._n_left = _MAX_STATE
        self._script: list[str] | None = None
        self._is_flat = False
        """Whether the script's JSON is one list, whose values are places in it."""
        self._flight: list[str] = []
        self._stream: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        for value in attributes.values():
            if len(value) >= MIN_ATTRIBUTE:
                self._see(value)
        if tag == "script":
            self._script = []
            self._is_flat = (
                attributes.get("id") == "__NUXT_DATA__" or "data-nuxt-data" in attributes
            )

    def data(self, text: str) -> None:
        """A run of text."""
        if self._script is not None:
            self._script.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "script" and self._script is not None:
            self._see_script("".join(self._script))
            self._script = None

    def close(self) -> None:
        """The page ends, and all that came in parts."""
        self.states += read_flight("".join(self._flight), _DECODER)
        for state in _read_values("".join(self._stream)):
            self.states.append(_unfold(state))
        self._flight, self._stream = [], []

    def _see_script(self, script: str) -> None:
        if "__next_f.push" in script:
            self._see_parts(script, _FLIGHT, self._flight)
        elif "streamController.enqueue" in script:
            self._see_parts(script, _STREAM, self._stream)
        else:
            self._see(script)

    def _see_parts(self, script: str, begin: re.Pattern[str], parts: list[str]) -> None:
        """State that comes in parts, each in a call of its own."""
        if len(script) > self._n_left:
            return
        self._n_left -= len(script)
        for match in begin.finditer(script):
            value = _decode(script, match.end())[0]
            part = value[1] if isinstance(value, list) and len(value) > 1 else value
            if isinstance(part, str):
                parts.append(part)

    def _see(self, value: str) -> None:
        if len(value) > self._n_left:
            return
        states = [state for state in _read_values(value) if state] or _read_pairs(value)
        if states:
            self._n_left -= len(value)
        self.states += map(_unfold, states) if self._is_flat else states


def _read_values(script: str) -> Iterator[Any]:
    """The objects and lists that the script is, or assigns."""
    at = 0
    for _ in range(_MAX_TRIES):
        begin = _BEGIN.search(script, at, at + _MAX_BEGIN)
        if not begin:
            return
        at = begin.end()
        if script.startswith(("'", '"'), at):
            value, end = _decode_string(script, at)
            if begin["is_quoted"] and isinstance(value, str):
                value = unquote(value)
            value = _decode(value, 0)[0] if isinstance(value, str) else None
        else:
            value, end = _decode(script, at)
        if isinstance(value, (dict, list)):
            yield value
            at = end


def _decode(text: str, at: int) -> tuple[Any, int]:
    """The JSON at a place of the text and its end; None where there is none."""
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        if not _NO_JSON.match(text, error.pos):
            return None, at
    except (ValueError, RecursionError):  # no JSON, or nested as no page is
        return None, at
    try:
        return _DECODER.raw_decode(_NO_JSON.sub(_mend, text[at:]))[0], len(text)
    except (ValueError, RecursionError):
        return None, at


def _mend(match: re.Match[str]) -> str:
    return f"\\u00{match[1]}" if match[1] else "null"


def _decode_string(script: str, at: int) -> tuple[Any, int]:
    """The string that begins at a place of the script, and its end; None where it never ends."""
    if script[at] == '"':
        return _decode(script, at)
    match = _SINGLE_QUOTED.match(script, at)
    if not match:
        return None, at
    inner = _QUOTE.sub(_requote, match[0][1:-1])
    return _decode(f'"{inner}"', 0)[0], match.end()


def _requote(match: re.Match[str]) -> str:
    return {'"': '\\"', "\\'": "'"}.get(match[0], match[0])


def _read_pairs(script: str) -> list[Any]:
    """The strings with a name of a state that is no JSON but an expression of JavaScript."""
    if not _STATE_NAMES.search(script, 0, _MAX_BEGIN):
        return []
    pairs = ((name, _decode(string, 0)[0]) for name, string in _PAIR.findall(script))
    return [[{name: text} for name, text in pairs if isinstance(text, str)]]


def _unfold(flat: Any) -> Any:
    """The strings, with their names, of a list in which objects hold the places of their values.

    Nuxt and Remix write their state so, that nothing is in it twice.
    """
    if not isinstance(flat, list) or not flat:
        return flat
    found: list[Any] = []
    seen: set[int] = set()
    waiting = [("", "", 0)]
    while waiting:
        owner, name, at = waiting.pop()
        value = flat[at]
        if at in seen:
            continue
        seen.add(at)
        if not isinstance(value, (dict, list)):
            found += [{owner: {name: value}}] if isinstance(value, str) else []
            continue
        parts: Iterable[tuple[str | None, Any]]
        parts = value.items() if isinstance(value, dict) else ((None, part) for part in value)
        below = [(key, part) for key, part in parts if _is_place(part, flat)]
        for key, part in reversed(below):
            inside = (owner, name) if key is None else (name, _name(key, flat))
            waiting.append((*inside, int(part)))
    return found


def _is_place(value: Any, flat: list[Any]) -> bool:
    return isinstance(value, float) and 0 <= value < len(flat)


def _name(key: str, flat: list[Any]) -> str:
    """A name, or that which stands at the place of the list that it names: `_7`."""
    place = _PLACE.fullmatch(key)
    return str(flat[int(place[1])]) if place and int(place[1]) < len(flat) else key
