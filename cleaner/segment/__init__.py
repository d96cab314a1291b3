"""Page -> Document: decode, tell HTML from text, cut into blocks. Nothing is dropped here."""

from __future__ import annotations

from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.encoding import decode, sanitize
from cleaner.segment.format import detect_format
from cleaner.types import Document, Page


def segment(page: Page, options: Options) -> Document:
    """The page's blocks. Raises DecodeError for binary input and LimitError for too much of it."""
    content = page.content
    if len(content) > options.max_input_bytes:
        raise LimitError("max_input_bytes", options.max_input_bytes, len(content))
    if isinstance(content, str):
        source = sanitize(content)
    else:
        source = decode(content, page.content_type)
        # No codec gives lone surrogates, and to look for them costs as much as to decode.
        if b"\0" in content or source.startswith("\ufeff"):
            source = sanitize(source)
    if (page.format or detect_format(source)) == "html":
        from cleaner.segment.html import segment_html

        return segment_html(source, page.url, options)
    from cleaner.segment.text import segment_text

    return segment_text(source, page.url, options)
