"""The values of corpora: real pages with their gold text, or text dumps with labelled lines."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from cleaner.corpora.facts import NO_FACTS, CorpusFacts
from cleaner.errors import DecodeError
from cleaner.segment.encoding import decode
from cleaner.types import Page

Part = Literal["body", "text"]
"""What of an output is scored: without the headline, or with it."""


CONTENT = 1
CHROME = 0
UNKNOWN = -1
"""Labels of lines and of blocks; UNKNOWN is neither scored nor learned from."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as published, and its main content."""

    id: str
    html: bytes
    gold: str
    """Empty where the corpus has none: then a right output is empty."""
    url: str | None = None
    site: str | None = None
    language: str = ""
    page_type: str = ""
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    title: str | None = None
    comments: str | None = None
    """Reader comments, where the corpus has them apart."""
    unsure: tuple[str, ...] = ()
    """Lines of which nobody knows whether they are content: neither scored nor learned from."""
    convention: str = ""
    """Whose idea of content the gold is; empty where it holds by any."""


@dataclass(frozen=True, slots=True)
class DumpRow:
    """A page's text as one renderer left it, one label a line."""

    id: str
    style: str
    text: str
    labels: tuple[int, ...]
    """Per line of `text.split("\\n")`: 1 content, 0 chrome, -1 not scored."""
    site: str | None = None
    language: str = ""
    page_type: str = ""
    title: str | None = None
    convention: str = ""
    """Whose idea of content the labels are; empty where they hold by any."""


@dataclass(frozen=True, slots=True)
class PageCorpus:
    """The pages of one file."""

    path: Path
    sha256: str
    rows: tuple[PageRow, ...]
    facts: CorpusFacts = NO_FACTS

    @property
    def part(self) -> Part:
        """What the gold is compared with: headline and body, if nobody says otherwise."""
        return "body" if self.facts.scores_headline is False else "text"


@dataclass(frozen=True, slots=True)
class DumpCorpus:
    """The dumps of one file; the lines of the whole output are scored."""

    path: Path
    sha256: str
    rows: tuple[DumpRow, ...]
    facts: CorpusFacts = NO_FACTS
    part: Part = "text"


Row = TypeVar("Row", PageRow, DumpRow)


def fold_of(site: str, k: int) -> int:
    """Which of `k` folds holds a site, or the id of a page without one; on every machine."""
    return zlib.crc32(site.encode()) % k


def decode_page(row: PageRow) -> Page:
    """The row's page, decoded."""
    try:
        html = decode(row.html, None)
    except DecodeError:  # the peers cannot skip it either
        html = row.html.decode("utf-8", "replace")
    return Page(html, url=row.url)


def dump_page(row: DumpRow) -> Page:
    """The row's dump as a page."""
    return Page(row.text)
