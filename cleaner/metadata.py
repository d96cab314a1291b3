"""What a page says of itself: metadata through trafilatura, and the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cleaner.types import Document, Kind

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_DEPTH = 200
_MAX_ATTRIBUTES = 100
"""An element's attributes that are read; lxml's tree takes quadratic time in their number."""
_DATE_SETTINGS = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""First publication, from what is marked as a date, with no look at today's."""
_SEPARATOR = re.compile(
    r"\s*[|\uff5c_]\s*|\s+[-\u2013\u2014\u00b7\u2022:\u00ab\u00bb\u2039\u203a~/\u2044]+\s+"
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_MIN_NAME_LETTERS = 4
"""Letters that a part of a site's name needs to count for the whole of it."""
_NAME_SHARE = 0.6
_MAX_TITLE = 300
"""Characters of a title in which a site's name is looked for; longer ones are no titles."""
_MIN_LIKENESS = 0.2
"""Likeness to the page's title from which a heading is the same title in other words."""
_WWW = re.compile(r"^(?:www\d*|m|mobile|amp)\.")


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


def extract_metadata(document: Document, headline: str | None = None) -> Metadata:
    """What the page says of itself; of a text dump nothing is known but its headline."""
    if document.format == "text":
        return Metadata(title=headline)
    language = document.language or None
    root = _parse(document.source)
    if root is None:
        return Metadata(title=headline, language=language, canonical_url=document.url)
    import trafilatura

    found = trafilatura.extract_metadata(
        root, default_url=document.url, date_config=dict(_DATE_SETTINGS)
    )
    return Metadata(
        title=found.title or headline,
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


def choose_title(document: Document, headline: str | None) -> str | None:
    """The title as the page shows it: of the headline and the <h1>s the one most like its <title>.

    Else the page's title without its site's name; of a dump the headline. Headings that are the
    name of a blog or of a section, which a model takes for a headline, are not like the title.
    """
    title = find_title(document)
    if title is None:
        return headline
    main = [
        text
        for text, kind, level in zip(document.text, document.kind, document.level, strict=True)
        if kind is Kind.HEADING and level == 1 and len(text) <= _MAX_TITLE
    ]
    shown = [headline, *main] if headline else main
    best = max(shown, key=lambda text: _likeness(text, title), default=title)
    return best if _likeness(best, title) >= _MIN_LIKENESS else title


def _likeness(text: str, other: str) -> float:
    """Share of the pairs of letters of either that both have: words of any script."""
    pairs, others = ({*map("".join, pairwise(_letters(part)))} for part in (text, other))
    return len(pairs & others) / max(1, len(pairs | others))


def find_title(document: Document) -> str | None:
    """The page's title without its site's name; None for text dumps.

    Of og:title and <title> the one that is also a heading of the page, else the first there is.
    "Headline | Site" is cut only where the part cut off is the site's name (og:site_name or the
    host), or what is left is a heading of the page; a title that is a heading as a whole stays.
    """
    if document.format == "text":
        return None
    graph = _read_open_graph(document.source)
    headings = [document.text[i] for i, kind in enumerate(document.kind) if kind is Kind.HEADING]
    names = _site_names(document, graph)
    given = filter(None, (graph.get("og:title"), document.title))
    titles = [cut_site_name(title, names, headings) for title in given]
    first = titles[0] if titles else None
    known = set(map(_letters, headings))
    return next((title for title in titles if _letters(title) in known), first)


def cut_site_name(title: str, site_names: Iterable[str], headings: Iterable[str]) -> str:
    """`title` without the site's name at either end.

    >>> cut_site_name("Rain - again | The Daily Bugle", ["dailybugle.example"], [])
    'Rain - again'
    """
    if len(title) > _MAX_TITLE:
        return title
    names = {name for name in map(_letters, site_names) if name}
    known = {_letters(heading) for heading in headings} - names - {""}
    borders = list(_SEPARATOR.finditer(title))
    start, end = 0, len(title)
    while _letters(title[start:end]) not in known and borders:
        if _is_name(title[borders[-1].end() : end], names):
            end = borders.pop().start()
        elif _letters(title[start : borders[0].start()]) in names:
            start = borders.pop(0).end()
        else:
            break
    title = title[start:end]
    if _letters(title) in known:
        return title
    rests = (title[: border.start()] for border in reversed(list(_SEPARATOR.finditer(title))))
    return next((rest for rest in rests if _letters(rest) in known), title)


def _is_name(part: str, names: Iterable[str]) -> bool:
    """Whether a title's last part is the site's name, or one is most of the other.

    A name counts inside a longer part as whole words only: "Postage" is not the site "Post".
    """
    letters = _letters(part)
    words = [_letters(word) for word in part.split()]
    runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    for name in names:
        shorter, longer = sorted((letters, name), key=len)
        is_most = len(shorter) >= max(_MIN_NAME_LETTERS, _NAME_SHARE * len(longer))
        if letters == name or (is_most and (name in runs or letters in name)):
            return True
    return False


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())


def _site_names(document: Document, graph: Mapping[str, str]) -> list[str]:
    """og:site_name, the host and the host's longest label."""
    names = [graph.get("og:site_name", "")]
    try:
        host = urlsplit(document.url or graph.get("og:url", "")).hostname or ""
    except ValueError:
        host = ""
    host = _WWW.sub("", host)
    labels = host.split(".")[:-1]
    return [*names, host, max(labels, key=len, default="")]


def _read_open_graph(source: str) -> dict[str, str]:
    """The page's og: properties, the first of each name, white space folded."""
    from cleaner.segment.parser import feed

    reader = _GraphReader()
    feed(source, reader)
    return reader.found


class _GraphReader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or ""
            content = " ".join(attributes.get("content", "").split())
            if name.startswith("og:") and content:
                self.found.setdefault(name, content)

    def end(self, tag: str) -> None:
        """Nothing: only start tags count."""

    def data(self, text: str) -> None:
        """Nothing: properties stand in attributes."""

    def close(self) -> None:
        """Nothing: the reader is asked for what it found."""


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
