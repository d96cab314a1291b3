"""libxml2's lenient HTML parser as a stream of events, for targets that build no tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from lxml import etree


class Target(Protocol):
    """What is told of a page's tags and text, in their order."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends; those that are never closed end with the page."""

    def data(self, text: str) -> None:
        """A run of text, which can come in several parts."""

    def close(self) -> None:
        """The page ends."""


def feed(source: str | bytes, target: Target) -> None:
    """Send the page's tags and text to `target`; depth and size cost the parser nothing.

    Bytes are UTF-8.
    """
    parser = etree.HTMLParser(
        target=target,  # type: ignore[arg-type]  # the stubs ask for methods that lxml does not
        huge_tree=True,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    try:
        content = source.encode("utf-8", "replace") if isinstance(source, str) else source
        etree.fromstring(content, parser)
    except etree.XMLSyntaxError:  # no element at all: what was seen so far is the page
        target.close()
