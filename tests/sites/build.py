"""Evidence that tests of sites make by hand."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.sites.evidence import PageEvidence
from cleaner.sites.line import to_line
from cleaner.types import Role

MENU = ("Harbour and Home", "Tides", "Boats")
FOOT = ("Harbour and Home is an independent voice since 1951.", "Printed in Millgate")


def story(number: int) -> list[str]:
    """Three paragraphs that no other number has."""
    name = chr(ord("a") + number % 26) * (2 + number // 26)
    return [
        f"The {name} keepers opened gate {part} by hand until the end of the {name} year, and some "
        f"of them miss the noise that the chains of {name} made."
        for part in ("one", "two", "three")
    ]


def make_page(
    number: int,
    lines: Sequence[str] | None = None,
    *,
    day: int | None = None,
    address: str | None = None,
    article: Sequence[str] | None = None,
) -> PageEvidence:
    """A page with standing lines around an article, which the cleaner judged right.

    `lines` are lines between the article and the foot.
    """
    body = list(story(number) if article is None else article)
    texts = [*MENU, *body, *(lines or ()), *FOOT]
    is_body = [text in body for text in texts]
    return PageEvidence(
        number,
        day,
        address or "",
        to_line(body[0]),
        [to_line(text) for text in texts],
        [0.9 if content else 0.2 for content in is_body],
        is_body,
        [Role.PARAGRAPH if content else Role.NAVIGATION for content in is_body],
    )
