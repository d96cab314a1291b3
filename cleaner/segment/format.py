"""HTML or plain text, told by the content."""

from __future__ import annotations

import re

from cleaner.segment.text.tags import is_markdown
from cleaner.types import Format

_HEAD_CHARS = 65_536

_TAG_NAMES = (
    "a|abbr|address|article|aside|b|blockquote|body|br|button|center|code|dd|div|dl|dt|em|figure|"
    "font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|li|link|main|meta|nav|ol|p|"
    "pre|script|section|small|span|strong|style|table|tbody|td|th|thead|title|tr|u|ul"
)
_TAG = re.compile(rf"(?i)<(/?)(?:{_TAG_NAMES})(?=[\s/>])[^<>]*>")
_ANY_TAG = re.compile(r"<[A-Za-z!][^<>]*>?")
_LAST_TAG = re.compile(r"(?i)</[a-z][a-z0-9]{0,9}\s*>\s*(?:<!--[^<>]*-->\s*)?\Z")
_BREAK = re.compile(r"(?i)<br[\s/>]")
# An unclosed comment or script reaches to the end, so each is scanned once.
_PREAMBLE = re.compile(r"(?s)(?:[\s\ufeff]+|<!--.*?(?:-->|\Z)|<\?.*?>)*")
_DOCUMENT = re.compile(r"(?i)<!doctype\s|<html[\s>]")
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)")
# How a text quotes markup: fenced, in backticks, or indented like code.
_QUOTED = re.compile(r"(?ms)^```.*?(?:^```|\Z)|`[^`\n]{1,200}`|^(?: {4}|\t).*?$")
_CHUNK_END = re.compile(r"\n[ \t\r]*\n")

_CHARS_PER_TAG = 300
"""Markup has a tag at least every so many characters of text, on average."""
_MIN_TAGGED = 0.5
"""Share of a fragment's visible characters that stand in a paragraph with a tag."""
_MAX_JUNK_CHARS = 2000
"""Server warnings or raw headers that can stand before a document."""


def detect_format(text: str) -> Format:
    """`html` or `text`; a text that only shows some markup is text.

    Looks at the end and at 65,536 characters after leading white space and comments.
    """
    start = _end_of_preamble(text)
    body = text[start : start + _HEAD_CHARS]
    if "<" not in body:
        return "text"
    if document := _DOCUMENT.match(body):
        # Converters to Markdown leave the doctype, and no tag behind it.
        has_tags = _TAG.search(body, document.end())
        return "html" if has_tags or not is_markdown(body) else "text"
    if body.startswith("<"):
        is_html = "<?xml" in text[: min(start, 200)] or _is_fragment(body, text[-100:])
    else:
        is_html = _is_page_after_junk(body, text[-100:]) or _is_mixed_content(body)
    return "html" if is_html else "text"


def _end_of_preamble(text: str) -> int:
    found = _PREAMBLE.match(text)
    return found.end() if found else 0


def _is_fragment(body: str, tail: str) -> bool:
    """Whether what begins with `<` is markup rather than prose about a tag."""
    first = _ANY_TAG.match(body)
    if first is None:
        return False
    seen = _UNSEEN.sub(" ", body)
    if is_markdown(seen) and _tagged_share(_CHUNK_END.split(seen)) < _MIN_TAGGED:
        return False
    if _LAST_TAG.search(tail):
        return True
    n_tags, n_closing = _count_tags(seen)
    if n_tags == 0 or (n_closing == 0 and body[first.end() : first.end() + 1] == " "):
        return False
    if _tagged_share(seen.splitlines()) >= 0.8:
        return True
    is_dense = n_tags * _CHARS_PER_TAG >= len(_TAG.sub("", seen))
    return is_dense and _tagged_share(_CHUNK_END.split(seen)) >= _MIN_TAGGED


def _is_page_after_junk(body: str, tail: str) -> bool:
    """Whether a document follows the lines that a broken server put before it."""
    found = _DOCUMENT.search(body, 0, _MAX_JUNK_CHARS)
    if found is None or not _LAST_TAG.search(tail):
        return False
    return found.start() <= 0.25 * len(body)


def _is_mixed_content(body: str) -> bool:
    """Whether what begins with words is the inside of an element, as feeds have it."""
    shown = _QUOTED.sub(" ", body)
    n_tags, n_closing = _count_tags(shown)
    if n_tags < 2 or n_closing == n_tags or not (n_closing or _BREAK.search(shown)):
        return False
    n_visible = len(_TAG.sub("", shown))
    return n_tags * _CHARS_PER_TAG >= n_visible and _tagged_share(shown.splitlines()) >= 0.8


def _count_tags(text: str) -> tuple[int, int]:
    """All tags, and the closing ones among them."""
    slashes = [match.group(1) for match in _TAG.finditer(text)]
    return len(slashes), sum(map(len, slashes))


def _tagged_share(chunks: list[str]) -> float:
    """Share of the visible characters that stand in chunks with a tag, 0..1."""
    n_tagged = n_plain = 0
    for chunk in chunks:
        visible, n_tags = _TAG.subn("", chunk)
        n_chars = len(visible.strip())
        if n_tags:
            n_tagged += n_chars + 1
        else:
            n_plain += n_chars
    return n_tagged / max(1, n_tagged + n_plain)
