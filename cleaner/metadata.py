"""What a page says of itself: metadata through trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleaner.segment.preamble import read_preamble
from cleaner.types import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_DEPTH = 200
_MAX_ATTRIBUTES = 100
"""An element's attributes that are read; lxml's tree takes quadratic time in their number."""
_DATE_SETTINGS = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""First publication, from what is marked as a date, with no look at today's."""
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; None or () where it says nothing."""

    title: str | None = None
    author: str | None = None
    """Names, separated by "; "."""
    date: str | None = None
    """First publication, YYYY-MM-DD."""
    site_name: str | None = None
    description: str | None = None
    language: str | None = None
    """As in <html lang>, lower case."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical_url: str | None = None
    """The page's own word; else the address that the caller gave."""


def extract_metadata(document: Document, title: str | None = None) -> Metadata:
    """What the page says of itself, by the title that was chosen for it."""
    if document.format == "text":
        return _read_dump(document, title)
    language = document.language or None
    root = _parse(document.source)
    if root is None:
        return Metadata(title=title, language=language, canonical_url=document.url)
    import trafilatura

    found = trafilatura.extract_metadata(
        root, default_url=document.url, date_config=dict(_DATE_SETTINGS)
    )
    return Metadata(
        title=title or found.title or None,
        author=found.author or None,
        date=found.date or None,
        site_name=found.sitename or None,
        description=found.description or None,
        language=language,
        categories=_unique(found.categories),
        tags=_unique(found.tags),
        image=found.image or None,
        canonical_url=found.url or None,
    )


def _read_dump(document: Document, title: str | None) -> Metadata:
    """What stands above a dump's text."""
    said = read_preamble(document.text[0].split("\n") if len(document) else ())
    date = _ISO_DATE.match(said.find("date", "published time", "published", "pubdate"))
    return Metadata(
        title=title,
        author="; ".join(said.find_all("author", "authors", "byline")) or None,
        date=date[0] if date else None,
        site_name=said.find("sitename", "site_name", "site") or None,
        description=said.find("description", "excerpt", "summary") or None,
        language=document.language or None,
        categories=_unique(said.find_all("categories", "category")),
        tags=_unique(said.find_all("tags", "keywords")),
        image=said.find("image") or None,
        canonical_url=said.find("url", "url source", "source", "canonical") or document.url,
    )


def _parse(source: str) -> _Element | None:
    """The page's tree, cut where hostile pages make a tree cost too much; None if it has none."""
    from cleaner.segment.parser import feed

    builder = _BoundedBuilder()
    feed(source, builder)
    return builder.root


class _BoundedBuilder:
    """A parser target: a tree without the elements below `_MAX_DEPTH`, whose text stays."""

    def __init__(self) -> None:
        from lxml import etree, html

        self.builder: Any = etree.TreeBuilder(parser=html.HTMLParser())
        self.depth = 0
        self.has_root = False
        self.root: _Element | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            return
        if len(attributes) > _MAX_ATTRIBUTES:
            attributes = dict(list(attributes.items())[:_MAX_ATTRIBUTES])
        self.builder.start(tag, dict(attributes))
        self.has_root = True

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.depth < _MAX_DEPTH:
            self.builder.end(tag)

    def data(self, text: str) -> None:
        if self.has_root:
            self.builder.data(text)

    def close(self) -> None:
        if self.has_root:
            self.root = self.builder.close()


def _unique(values: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values or () if value))
