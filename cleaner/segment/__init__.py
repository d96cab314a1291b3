"""Page -> Document: decode, tell HTML from text, cut into blocks. Nothing is dropped here."""

from __future__ import annotations

from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.encoding import decode, sanitize
from cleaner.segment.format import detect_format
from cleaner.types import Document, Page


def segment(page: Page, options: Options, deadline: Deadline = NO_DEADLINE) -> Document:
    """The page's blocks. Raises DecodeError for binary input and LimitError for too much of it."""
    content = page.content
    n_bytes = _count_bytes(content, options.max_input_bytes)
    if n_bytes > options.max_input_bytes:
        raise LimitError("max_input_bytes", options.max_input_bytes, n_bytes)
    if isinstance(content, str):
        source = sanitize(content)
    else:
        source = decode(content, page.content_type)
        # No codec gives lone surrogates, and to look for them costs as much as to decode.
        if b"\0" in content or source.startswith("\ufeff"):
            source = sanitize(source)
    deadline.check()
    if (page.format or detect_format(source)) == "html":
        from cleaner.segment.html.blocks import segment_html

        return segment_html(source, page.url, options, deadline)
    from cleaner.segment.text.lines import segment_text

    return segment_text(source, page.url, options)


def _count_bytes(content: str | bytes, allowed: int) -> int:
    """Bytes of the content, of a str in UTF-8; its length where that settles what is allowed."""
    if isinstance(content, bytes) or not len(content) <= allowed < 4 * len(content):
        return len(content)
    return len(content.encode("utf-8", "surrogatepass"))
