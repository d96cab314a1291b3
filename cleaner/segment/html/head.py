"""What a page says of itself beside its text: title, language, <meta>s, texts of JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape

from cleaner.addresses import bound_base, join_url
from cleaner.segment.html.tokens import MAX_TOKENS, split_tokens
from cleaner.types import Declared, OpenGraph

_TYPE = re.compile(r'"@type"\s*:\s*(?:\[\s*)?"([A-Za-z]{1,40})"')
_TEXT = re.compile(
    r'"(name|headline|description|articleBody|text|reviewBody)"\s*:\s*("(?:[^"\\]|\\.)*")'
)
_NAMES = frozenset({"name", "headline", "description"})
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_TOKENS = frozenset({"og:type", "generator"})
_PROPERTIES = {f"og:{name}": name for name in OpenGraph._fields}
_TAG = re.compile(r"<[^<>]*>")
_MAX_LINKED_DATA = 100_000
"""Characters of a script of JSON-LD that are read."""
_MAX_CHARS = 30_000
"""Characters of each part of `Declared`."""
_MAX_DESCRIPTION = 2_000


class Head:
    """Collects what <title>, <html>, <base>, the <meta>s and the JSON-LD of one page say."""

    def __init__(self) -> None:
        self.title = ""
        self.title_parts: list[str] | None = None
        """Text of <title> so far, while it is open; likewise of JSON-LD."""
        self.linked_data: list[str] | None = None
        self.language = ""
        self.base = ""
        self.tokens: dict[str, None] = {}
        """`og:type article`, `generator wordpress`, `type newsarticle`... in their order."""
        self._descriptions: dict[str, None] = {}
        self._names: list[str] = []
        self._bodies: list[str] = []
        self._properties: dict[str, str] = {}
        """The first of each name that says something."""

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        """<html> or <title> begins; a second <title> says nothing."""
        if tag == "html":
            language = attributes.get("lang") or attributes.get("xml:lang") or ""
            self.language = self.language or language.strip().lower()
        elif not self.title:
            self.title_parts = []

    def end(self, tag: str) -> None:
        """<html> or <title> ends."""
        if tag == "title" and self.title_parts is not None:
            self.title = " ".join("".join(self.title_parts).split())
            self.title_parts = None

    def see_skipped(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins that is no text of the page."""
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self.linked_data = []

    def end_linked_data(self) -> None:
        """A script of JSON-LD ends."""
        self._read_linked_data("".join(self.linked_data or ()))
        self.linked_data = None

    def see_base(self, attributes: Mapping[str, str]) -> None:
        """A <base> element."""
        self.base = self.base or bound_base(attributes.get("href", "").strip())

    def resolve(self, link: str) -> str:
        """The link, against <base> if the page has one."""
        if not self.base or not link:
            return link
        try:
            return join_url(self.base, link)
        except ValueError:  # no address at all
            return link

    def see_meta(self, attributes: Mapping[str, str]) -> None:
        """A <meta> element."""
        name = attributes.get("property") or attributes.get("name")
        if name in _TOKENS:
            words = split_tokens(attributes.get("content", "")[:100])
            self.tokens.update((f"{name} {word}", None) for word in words[:2])
        elif name in _DESCRIPTIONS:
            self._descriptions[attributes.get("content", "")[:_MAX_DESCRIPTION]] = None
        elif name in _PROPERTIES and (said := " ".join(attributes.get("content", "").split())):
            self._properties.setdefault(_PROPERTIES[name], said)

    def _read_linked_data(self, data: str) -> None:
        """Read a script of JSON-LD; broken JSON, which is common, is read as far as it goes."""
        data = data[:_MAX_LINKED_DATA]
        for name in _TYPE.findall(data):
            if len(self.tokens) < MAX_TOKENS:
                self.tokens[f"type {name.lower()}"] = None
        for name, value in _TEXT.findall(data):
            (self._names if name in _NAMES else self._bodies).append(_read_string(value))

    def declared(self) -> Declared:
        """The texts that were seen."""
        parts = (self._descriptions, self._names, self._bodies)
        return Declared(*("\n".join(part)[:_MAX_CHARS] for part in parts))

    def open_graph(self) -> OpenGraph:
        """The properties that were seen."""
        return OpenGraph(**self._properties)


def _read_string(value: str) -> str:
    """The text of a JSON string, without tags; as it stands if its escapes are broken."""
    try:
        value = str(json.loads(value, strict=False))
    except ValueError:
        value = value[1:-1]
    return _TAG.sub(" ", unescape(value))
