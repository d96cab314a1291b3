"""What a page says of its site: its blocks, in order, with what the cleaner made of them."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from urllib.parse import urlsplit

from cleaner.sites.line import to_line
from cleaner.types import Document, Role, Tree, Verdict

MAX_BLOCKS = 2_000
"""Blocks of a page that are looked at; those behind them are of endless pages."""
MAX_CONTAINERS = 16
"""Names of the elements around a block that are looked at, from the outermost on."""
_MAX_NAME_CHARS = 80
"""Characters of an element's name; generated classes would fill a profile."""
_NAMED_TAGS = frozenset({"article", "aside", "footer", "header", "main", "nav", "section"})
"""Elements that say what they are for without a class."""
_PAGE_PART = re.compile(
    r"(?:/|[?&]|[-_.])(?:page|pagina|seite|part|p|pg|print|printable|amp|m)"
    r"(?:[=/_-]?\d{1,3})?(?=$|[/?&.])|[?&]utm_[a-z]+=[^&]*|(?<=[^\d])[-_]\d{1,2}(?=\.\w+$)"
)
"""What tells the pages, the print version and the campaigns of one article apart."""

_NUMBERED = tuple(Role)
"""Stored evidence has the place of a role here: new ones come last."""


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """One page; `lines`, `scores`, `kept`, `roles` and `chains` have one entry a block."""

    page: int
    """The page's identity: the same blocks at the same address are the same page. 63 bits."""
    day: int | None
    """Days from 1970 to when it was fetched; None if it is not known."""
    story: str
    """Its address without what tells copies and parts of one article apart; "" without one."""
    headline: str
    lines: Sequence[str]
    scores: Sequence[float]
    """Probability of being content."""
    kept: Sequence[bool]
    roles: Sequence[Role]
    chains: Sequence[int] = ()
    """Index into `containers`; empty for plain text."""
    containers: Sequence[tuple[str, ...]] = ()
    """Names of the elements around a block, the outermost first."""

    def pack(self) -> bytes:
        """The evidence as bytes; the same bytes for the same evidence."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        known["roles"] = [_NUMBERED.index(role) for role in self.roles]
        content = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(content.encode("utf-8", "replace"), 6)


def unpack(packed: bytes) -> PageEvidence:
    """The evidence that `PageEvidence.pack` made bytes of."""
    known = json.loads(zlib.decompress(packed))
    known["roles"] = [_NUMBERED[role] for role in known["roles"]]
    known["containers"] = [tuple(names) for names in known["containers"]]
    return PageEvidence(**known)


def collect_evidence(
    document: Document, verdicts: Sequence[Verdict], day: int | None = None
) -> PageEvidence:
    """The evidence of one page that was cleaned."""
    lines = [to_line(text) for text in document.visible[:MAX_BLOCKS]]
    chosen = verdicts[: len(lines)]
    headlines = (line for line, v in zip(lines, chosen, strict=True) if v.role is Role.HEADLINE)
    chains, containers = _number_chains(document, len(lines))
    return PageEvidence(
        _hash("\n".join((document.url or "", *lines))),
        day,
        _story(document.url),
        next(headlines, ""),
        lines,
        [round(float(verdict.score), 2) for verdict in chosen],
        [bool(verdict.keep) for verdict in chosen],
        [verdict.role for verdict in chosen],
        chains,
        containers,
    )


def name_element(tag: str, tokens: Sequence[str]) -> str:
    """How an element is called on its site, "" if nothing tells it from others.

    >>> name_element("div", ("post", "body", "post body", "wide"))
    'div.post-body.wide'
    """
    if not tokens and tag not in _NAMED_TAGS:
        return ""
    parts = {part for token in tokens if " " in token for part in token.split()}
    words = [token.replace(" ", "-") for token in tokens if token not in parts]
    return ".".join([tag, *words])[:_MAX_NAME_CHARS]


def name_chains(tree: Tree) -> list[tuple[str, ...]]:
    """For each element the names of those around it and its own, the outermost first."""
    chains: list[tuple[str, ...]] = []
    for i, parent in enumerate(tree.parent):
        above = chains[parent] if i else ()
        name = name_element(tree.tag[i], tree.tokens[i]) if i else ""
        is_new = name and name not in above and len(above) < MAX_CONTAINERS
        chains.append((*above, name) if is_new else above)
    return chains


def _number_chains(document: Document, n: int) -> tuple[list[int], list[tuple[str, ...]]]:
    if not document.element:
        return [], []
    chains = name_chains(document.tree)
    numbers: dict[tuple[str, ...], int] = {}
    found = [numbers.setdefault(chains[i], len(numbers)) for i in document.element[:n]]
    return found, list(numbers)


def _story(url: str | None) -> str:
    try:
        parts = urlsplit((url or "").lower())
    except ValueError:  # no address, whatever it says
        return ""
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return _PAGE_PART.sub("", address).strip("/?&")


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
