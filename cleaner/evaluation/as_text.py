"""A page's text without its markup, in the ways in which people take it with BeautifulSoup."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from cleaner.types import Page

TEXTS: Mapping[str, Callable[[BeautifulSoup], str]] = MappingProxyType(
    {
        "lines": lambda soup: soup.get_text("\n", strip=True),
        "as-is": lambda soup: soup.get_text(),
        "glued": lambda soup: soup.get_text(strip=True),
        "flat": lambda soup: soup.get_text(" ", strip=True),
    }
)
"""A line for each text node; text nodes as they are; nothing between them; spaces between them."""


def as_text(page: Page, style: str) -> Page:
    """The page with the text of its HTML instead; `style` is one of TEXTS."""
    with warnings.catch_warnings():  # XHTML is read as HTML on purpose
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        content = TEXTS[style](BeautifulSoup(page.content, "lxml"))
    return replace(page, content=content, format="text")
