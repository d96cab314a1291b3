"""Text that was read in a wrong encoding, as the controls in it tell that nobody writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import re2

Span: TypeAlias = tuple[int, int]
"""Where something begins and ends."""

MISREAD = "\x80-\x9f"
"""Controls: what has them was read as Latin-1, as libraries do where a server names no encoding."""
_MISREAD = re2.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\x9f]"
)
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What browsers show of a control that is written as a reference; "" of those that stay one."""


def find_misread(text: str, utf8: bytes | None = None) -> list[Span]:
    """Where each character of UTF-8 begins and ends that was read as Latin-1, and each control.

    `utf8` is that of the text, where it is at hand.
    """
    return [found.span() for found in _MISREAD.finditer(text)]


def read_again(text: str, find: Callable[[str], list[Span]] = find_misread) -> str:
    """The text as UTF-8, where it was that; a control left over is what Windows has in its place.

    `find` is `find_misread`, or what does the same.

    >>> read_again("it\xe2\x80\x99s caf\xc3\xa9, isn\x92t it")
    'it’s café, isn’t it'
    """
    spans = find(text)
    return "".join(replace_spans(text, spans, [_read(text[begin:end]) for begin, end in spans]))


def replace_spans(text: Any, spans: Sequence[Span], others: Sequence[Any]) -> Iterator[Any]:
    """The parts of a text, in letters or bytes, with another in place of each of its spans."""
    end = 0
    for (begin, stop), other in zip(spans, others, strict=True):
        yield text[end:begin]
        yield other
        end = stop
    yield text[end:]


def _read(misread: str) -> str:
    try:
        text = misread.encode("latin-1").decode()
    except UnicodeDecodeError:
        text = misread
    return text.translate(_WINDOWS)
