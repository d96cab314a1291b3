"""Which columns or JSON keys hold what, said or guessed, and what those are called that come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
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
CAME = "input_"
"""What stands before the name of a column that came, where one of ours has it."""
_CAME = re.compile(f"(?:{CAME})*")


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


def name_beside(name: str, ours: Container[str]) -> str:
    """What a column that came is called beside `ours`.

    One that is called like one of ours gets `input_` before its name, and so does one whose name
    could be the result of that: what has two names comes to have two others.
    """
    return CAME + name if _CAME.sub("", name, count=1) in ours else name


def distinct_names(names: Sequence[str]) -> list[str]:
    """The names, where one is there again with the first number behind it that makes it another."""
    if len(taken := set(names)) == len(names):
        return list(names)
    seen: set[str] = set()
    again: Counter[str] = Counter()
    found = []
    for name in names:
        free = name
        while free in seen or (free != name and free in taken):
            again[name] += 1
            free = f"{name}.{again[name]}"
        seen.add(free)
        found.append(free)
    return found
