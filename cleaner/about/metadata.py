"""What a page says of itself: metadata through trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cleaner.about.dates import only_whole_dates
from cleaner.about.language import normalise_language
from cleaner.about.tree import build_tree
from cleaner.addresses import IMAGE_SCHEMES, resolve_url
from cleaner.errors import InputError
from cleaner.types import Document

_DATE_SETTINGS = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""First publication, from what is marked as a date, with no look at today's."""
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_BETWEEN_TAGS = re.compile(r"[,;\u060c\u061b\u3001\uff0c\uff1b]")
_MAX_NAME, _MAX_NAMES = 200, 2_000
"""Characters of an author's name, and of all of them."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; None or () where it says nothing."""

    title: str | None = None
    author: str | None = None
    """Names, separated by "; "."""
    date: str | None = None
    """First publication, YYYY-MM-DD; None where the page does not say the day."""
    site_name: str | None = None
    description: str | None = None
    language: str | None = None
    """As in <html lang>, lower case, by the codes of today."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None
    canonical_url: str | None = None
    """The page's own word; else the address that the caller gave."""


def extract_metadata(document: Document, title: str | None = None) -> Metadata:
    """What the page says of itself, by the title that was chosen for it.

    InputError where the library that reads it fails.
    """
    if document.format == "text":
        return _read_dump(document, title)
    language = normalise_language(document.language)
    root = build_tree(document.source)
    if root is None:
        return Metadata(title=title, language=language, canonical_url=document.url)
    import trafilatura

    try:
        with only_whole_dates():
            found = trafilatura.extract_metadata(
                root, default_url=document.url, date_config=dict(_DATE_SETTINGS)
            )
    except Exception as error:  # whatever it is, the text of the page is there without it
        raise InputError(f"metadata cannot be read: {type(error).__name__}: {error}") from error
    return Metadata(
        title=title or _text(found.title),
        author=_join_names((_text(found.author) or "").split("; ")),
        date=_text(found.date),
        site_name=_text(found.sitename),
        description=_text(found.description),
        language=language,
        categories=_unique(found.categories),
        tags=_split_tags(found.tags),
        image=resolve_url(_text(found.image) or "", None, IMAGE_SCHEMES),
        canonical_url=_address(_text(found.url), document.url),
    )


def _read_dump(document: Document, title: str | None) -> Metadata:
    """What stands above a dump's text."""
    said = document.preamble
    return Metadata(
        title=title,
        author=_join_names(said.find_all("author", "authors", "byline")),
        date=_read_day(said.find("date", "published time", "published", "pubdate")),
        site_name=said.find("sitename", "site_name", "site") or None,
        description=said.find("description", "excerpt", "summary") or None,
        language=normalise_language(document.language),
        categories=_unique(said.find_all("categories", "category")),
        tags=_split_tags(said.find_all("tags", "keywords")),
        image=resolve_url(said.find("image"), None, IMAGE_SCHEMES),
        canonical_url=_address(said.find("url", "url source", "source", "canonical"), document.url),
    )


def _read_day(text: str) -> str | None:
    """The day that a date in ISO 8601 begins with, if there is such a day."""
    try:
        return date.fromisoformat(text[:10]).isoformat() if _ISO_DATE.match(text) else None
    except ValueError:
        return None


def _text(value: object) -> str | None:
    """What is text and says something; JSON-LD has objects where others have text."""
    return value if isinstance(value, str) and value else None


def _address(said: str | None, given: str | None) -> str | None:
    """The address that the page says it has, if it is one; else the one that the caller gave."""
    return given if said == given else resolve_url(said or "", None) or given


def _join_names(names: Iterable[str]) -> str | None:
    """As many whole names as there is room for."""
    joined = ""
    for name in names:
        longer = f"{joined}; {name}" if joined else name
        if len(name) <= _MAX_NAME and len(longer) <= _MAX_NAMES:
            joined = longer
    return joined or None


def _split_tags(values: Iterable[object] | None) -> tuple[str, ...]:
    """Each tag for itself, however the page sets them apart."""
    texts = (_text(value) or "" for value in values or ())
    return _unique(part.strip() for text in texts for part in _BETWEEN_TAGS.split(text))


def _unique(values: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values or () if (text := _text(value))))
