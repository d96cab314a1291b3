"""libxml2's lenient HTML parser as a stream of events, for targets that build no tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from lxml import etree

OPTIONS: Mapping[str, Any] = {
    "huge_tree": True,
    "encoding": "utf-8",
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
"""How all of the project parses pages, whether to events or to a tree."""


class Target(Protocol):
    """What is told of a page's tags and text, in their order."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends; those that are never closed end with the page."""

    def data(self, text: str) -> None:
        """The text up to the next tag; comments in it are gone."""

    def close(self) -> None:
        """The page ends."""


class _Joined:
    """Tells a target of a text at once, which the parser tells in runs: entities, long texts."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._runs: list[str] = []
        self.data = self._runs.append

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._runs:
            self._end_text()
        self._target.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self._runs:
            self._end_text()
        self._target.end(tag)

    def close(self) -> None:
        self._end_text()
        self._target.close()

    def _end_text(self) -> None:
        if text := "".join(self._runs):
            self._target.data(text)
        self._runs.clear()


def feed(source: str | bytes, target: Target) -> None:
    """Send the page's tags and text to `target`; depth and size cost the parser nothing.

    Bytes are UTF-8.
    """
    joined = _Joined(target)
    parser = etree.HTMLParser(
        target=joined,  # type: ignore[arg-type]  # the stubs ask for methods that lxml does not
        **OPTIONS,
    )
    try:
        content = source.encode("utf-8", "replace") if isinstance(source, str) else source
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError:  # no element at all: what was seen so far is the page
        joined.close()
