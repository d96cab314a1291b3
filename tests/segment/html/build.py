"""Pages of which all is kept."""

from __future__ import annotations

from cleaner.options import Options
from cleaner.segment.html.blocks import segment_html
from cleaner.types import ROLE_OF_KIND, By, Document, Verdict


def cut(source: str) -> Document:
    return segment_html(source, None, Options())


def keep_all(document: Document) -> list[Verdict]:
    by = By("model", "test")
    return [Verdict(ROLE_OF_KIND[kind], True, 0.9, by, "all is kept") for kind in document.kind]
