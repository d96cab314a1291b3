"""Which columns or JSON keys hold what: as the caller says, else by their usual names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.types import Format

HTML_KEYS = ("html", "raw_html", "page_html", "html_content", "content_html", "body_html")
TEXT_KEYS = (
    "text",
    "content",
    "raw_content",
    "raw_text",
    "body",
    "page_content",
    "maintext",
    "article",
    "document",
)
ID_KEYS = ("id", "_id", "doc_id", "docid", "document_id", "uid", "uuid", "record_id")
DATE_KEYS = (
    "date",
    "crawl_date",
    "fetch_date",
    "fetched_at",
    "warc_date",
    "date_download",
    "timestamp",
    "metadata.date",
)
URL_KEYS = ("url", "uri", "page_url", "source_url", "target_uri", "link", "metadata.url")


@dataclass(frozen=True, slots=True)
class Keys:
    """Names of the columns that hold a page; None: guessed. A dot leads into an object."""

    html: str | None = None
    text: str | None = None
    id: str | None = None
    url: str | None = None
    site: str | None = None
    """Not guessed."""
    site_name: str | None = None
    """The site of pages without an address; None: the folder that they are in."""
    folder: str = ""
    """What the folder of all inputs is called: the site of the pages that no folder below holds."""

    def content(self, names: Iterable[str]) -> list[tuple[str, Format | None]]:
        """The columns to take the page from, best first, each with its format if that is sure.

        HTML comes before text, since it has the better evidence.
        """
        if self.html is not None or self.text is not None:
            given: list[tuple[str | None, Format | None]] = [(self.html, "html"), (self.text, None)]
            return [(name, format_) for name, format_ in given if name is not None]
        there = set(names)
        html: list[tuple[str, Format | None]] = [(k, "html") for k in HTML_KEYS if k in there]
        return html + [(key, None) for key in TEXT_KEYS if key in there]

    def ids(self) -> tuple[str, ...]:
        """The columns to look for an id in."""
        return ID_KEYS if self.id is None else (self.id,)

    def dates(self) -> tuple[str, ...]:
        """The columns to look for the day of fetching in."""
        return DATE_KEYS

    def sites(self) -> tuple[str, ...]:
        """The columns to look for the site in."""
        return () if self.site is None else (self.site,)

    def urls(self) -> tuple[str, ...]:
        """The columns to look for an address in."""
        return URL_KEYS if self.url is None else (self.url,)


def look_up(record: Mapping[str, Any], key: str) -> Any:
    """The value of a key, or of a path of keys with dots between; None if there is none."""
    if key in record:
        return record[key]
    first, dot, rest = key.partition(".")
    inner = record.get(first) if dot else None
    return look_up(inner, rest) if isinstance(inner, Mapping) else None


def find_date(record: Mapping[str, Any], keys: Iterable[str]) -> str | None:
    """What the first of the keys says that has a string, a number or a time."""
    found = (look_up(record, key) for key in keys)
    return next((str(value) for value in found if value not in (None, "")), None)


def find_string(record: Mapping[str, Any], keys: Iterable[str]) -> tuple[str, str] | None:
    """The first of the keys that has a string or a number, and this as a string."""
    for key in keys:
        value = look_up(record, key)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
            return key, str(value)
    return None
