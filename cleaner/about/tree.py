"""The tree that metadata is read from: without what XML does not have or what costs too much.

Whoever reads it may take quadratic or cubic time in the length of a value, the number of links or
that of names, so each has a limit, far above what pages have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cleaner.segment.html.parser import feed

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_DEPTH = 200
_MAX_ATTRIBUTES = 100
"""An element's attributes that are read; lxml's tree takes quadratic time in their number."""
_MAX_VALUE = 10_001
"""Characters of an attribute; what is longer than 10,000 is cut later, and marked as cut."""
_MAX_STRING = 1_000
"""Characters of a string of JSON."""
_LIMITS = {
    "elements": 10_000, "a": 2_000, "meta": 500,
    "content": 100_000, "authors": 4_000, "json": 16_000,
}  # fmt: skip
"""Elements, and characters of <meta>s, of those that name authors, and of JSON-LD."""
_MAX_CONTAINERS = 25
"""Elements within each other whose links are asked for, each time all that are inside."""
_CONTAINERS = ("footer", "header")
_CONTAINER = re.compile("footer|header|meta|post|entry|row|tag|cat")
_COMMENT = re.compile(
    r"(?:^|\s)(?:comments?|comment-?list|comments-(?:area|list|section)|disqus_thread"
    r"|comment-(?:body|content|item|meta|metadata|wrapper))(?:\s|$)",
    re.IGNORECASE,
)
_WHOLE_PAGES = ("html", "body", "main")
"""Elements whose classes say whether there may be comments."""
_DATED = ("time", "abbr")
_PER_ENTRY = 32
"""Characters that an author or a string of JSON counts for besides its own."""

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[\x00-\x20\"&'/<>{}\ud800-\udfff\ufffe\uffff]")
_NAMES_AUTHORS = re.compile("author|creator|^byl$", re.IGNORECASE)
_JSON_TYPES = ("application/ld+json", "application/settings+json")
_JSON_FIELDS = frozenset(
    {"@context", "@type", "additionalName", "alternateName", "articleSection", "author",
     "dateCreated", "dateModified", "datePublished", "familyName", "givenName", "headline",
     "legalName", "name", "uploadDate"}
)  # fmt: skip


def build_tree(source: str) -> _Element | None:
    """The page's tree; None if it has no element."""
    builder = _BoundedBuilder()
    feed(source, builder)
    return builder.root


class _BoundedBuilder:
    """A parser target: a tree without the elements below `_MAX_DEPTH`, whose text stays.

    What stands behind </html> belongs to the page as well, so its root is closed last.
    """

    def __init__(self) -> None:
        from lxml import etree, html

        self.builder: Any = etree.TreeBuilder(parser=html.HTMLParser())
        self.open: list[str] = []
        """What each open element is called in the tree; "" where its end closes nothing there."""
        self.containers: list[bool] = []
        """Whether each open element is one."""
        self.comment = 0
        """Elements open with the outermost that holds comments, which say nothing of the page."""
        self.has_root = False
        self.root: _Element | None = None
        self.left = dict(_LIMITS)
        self.json: list[str] | None = None
        """The text of the JSON-LD that is open."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        is_root = not self.open
        is_kept = not self.has_root if is_root else self._has_room()
        self.containers.append(tag in _CONTAINERS or bool(_CONTAINER.search(_marks(attributes))))
        if not is_kept:
            self.open.append("")
            return
        kept = _clean(attributes)
        if self.comment:
            tag, kept = "span" if tag in _DATED else tag, {}
        elif tag not in _WHOLE_PAGES and _COMMENT.search(_marks(attributes)):
            self.comment = len(self.open) + 1
        if self.containers[-1] and sum(self.containers) > _MAX_CONTAINERS:
            tag, kept = "div", {}
        name = _NOT_IN_NAME.sub("", tag) or "span"
        self.builder.start(name, self._afford(tag, kept))
        self.open.append("" if is_root else name)
        self.has_root = True
        if tag == "script" and kept.get("type") in _JSON_TYPES:
            self.json = []

    def end(self, tag: str) -> None:
        if self.json is not None:
            self.builder.data(self._shorten_json("".join(self.json)))
            self.json = None
        self.containers.pop()
        if self.comment == len(self.open):
            self.comment = 0
        if name := self.open.pop():
            self.builder.end(name)

    def data(self, text: str) -> None:
        if self.json is not None:
            self.json.append(text)
        elif self.has_root:
            self.builder.data(_NOT_XML.sub("", text))

    def close(self) -> None:
        if self.has_root and self.root is None:
            self.builder.end("html")
            self.root = self.builder.close()

    def _has_room(self) -> bool:
        return len(self.open) < _MAX_DEPTH and self._spend("elements", 1)

    def _afford(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes, or none where the page has too much of their kind."""
        if tag not in ("a", "meta"):
            return attributes
        affordable = self._spend(tag, 1)
        if tag == "meta":
            name = attributes.get("name") or attributes.get("property") or ""
            n_chars = len(attributes.get("content", ""))
            affordable &= self._spend("content", n_chars)
            if _NAMES_AUTHORS.search(name or attributes.get("itemprop", "")):
                affordable &= self._spend("authors", n_chars + _PER_ENTRY)
            if attributes.get("itemprop", "").lower() == "copyrightyear":
                affordable = False  # a year is no date
        return attributes if affordable else {}

    def _spend(self, limit: str, cost: int) -> bool:
        """Whether there is as much left of what has that limit, and take it."""
        self.left[limit] -= cost
        return self.left[limit] >= 0

    def _shorten_json(self, text: str) -> str:
        """The JSON with no more in it than is read; what is none costs more, and is cut."""
        try:
            value = self._reduce(json.loads(text, strict=False), is_read=False)
        except (ValueError, RecursionError):
            text = _NOT_XML.sub("", text)[: max(0, self.left["json"] // 2)]
            self._spend("json", len(text))
            return text
        return _NOT_XML.sub("", json.dumps(value, ensure_ascii=False)) if value else ""

    def _reduce(self, value: Any, *, is_read: bool) -> Any:
        """The value without what says nothing of a page; None where nothing is left."""
        if isinstance(value, dict):
            fields = ((k, self._reduce(v, is_read=k in _JSON_FIELDS)) for k, v in value.items())
            return {k: v for k, v in fields if v and self._spend("json", len(k))} or None
        if isinstance(value, list):
            items = (self._reduce(item, is_read=is_read) for item in value)
            return [item for item in items if item] or None
        if not is_read or not isinstance(value, str):
            return None
        value = value[:_MAX_STRING]
        return value if self._spend("json", len(value) + _PER_ENTRY) else None


def _clean(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes whose names XML can have, without what it has not in their values."""
    return {
        name: _NOT_XML.sub("", value[:_MAX_VALUE])
        for name, value in list(attributes.items())[:_MAX_ATTRIBUTES]
        if not _NOT_IN_NAME.search(name)
    }


def _marks(attributes: Mapping[str, str]) -> str:
    return f"{attributes.get('class', '')} {attributes.get('id', '')}"
