"""Page -> Document: decode, tell HTML from text, cut into blocks.

Nothing that a reader could see is dropped here.
"""

from __future__ import annotations

from dataclasses import replace

from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError
from cleaner.letters.invisible import read_visible
from cleaner.options import Options
from cleaner.segment.encoding import read_bytes, sanitize
from cleaner.segment.format import detect_format
from cleaner.types import Document, Page


def segment(page: Page, options: Options, deadline: Deadline = NO_DEADLINE) -> Document:
    """The page's blocks. Raises DecodeError for binary input and LimitError for too much of it."""
    content = page.content
    n_bytes = _count_bytes(content, options.max_input_bytes)
    if n_bytes > options.max_input_bytes:
        raise LimitError("max_input_bytes", options.max_input_bytes, n_bytes)
    utf8: bytes | None = None
    if isinstance(content, str):
        text = sanitize(content)
    else:
        text, utf8 = read_bytes(content, page.content_type)
        # No codec gives lone surrogates, and to look for them costs as much as to decode.
        if b"\0" in content or text.startswith("\ufeff"):
            text, utf8 = sanitize(text), None
    deadline.check()
    is_html = (page.format or detect_format(text)) == "html"
    source, n_invisible, utf8 = read_visible(text, is_html, utf8)
    deadline.check()
    if is_html:
        from cleaner.segment.html.blocks import segment_html

        document = segment_html(source, page.url, options, deadline, utf8)
    else:
        from cleaner.segment.text.lines import segment_text

        document = segment_text(source, page.url, options)
    return replace(document, n_invisible=n_invisible) if n_invisible else document


def _count_bytes(content: str | bytes, allowed: int) -> int:
    """Bytes of the content, of a str in UTF-8; its length where that settles what is allowed."""
    if isinstance(content, bytes) or not len(content) <= allowed < 4 * len(content):
        return len(content)
    return len(content.encode("utf-8", "surrogatepass"))
