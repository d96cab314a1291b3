"""Text that was read in a wrong encoding, as the controls in it tell that nobody writes."""

from __future__ import annotations

from collections.abc import Callable

import re2

MISREAD = "\x80-\x9f"
"""Controls: what has them was read as Latin-1, as libraries do where a server names no encoding."""
_MISREAD = re2.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\x9f]"
)
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What browsers show of a control that is written as a reference; "" of those that stay one."""


def find_misread(text: str, utf8: bytes | None = None) -> list[tuple[int, int]]:
    """Where each character of UTF-8 begins and ends that was read as Latin-1, and each control.

    `utf8` is that of the text, where it is at hand.
    """
    return [found.span() for found in _MISREAD.finditer(text)]


def read_again(text: str, find: Callable[[str], list[tuple[int, int]]] = find_misread) -> str:
    """The text as UTF-8, where it was that; a control left over is what Windows has in its place.

    `find` is `find_misread`, or what does the same.

    >>> read_again("it\xe2\x80\x99s caf\xc3\xa9, isn\x92t it")
    'it’s café, isn’t it'
    """
    parts, end = [], 0
    for begin, stop in find(text):
        parts += [text[end:begin], _read(text[begin:stop])]
        end = stop
    return "".join([*parts, text[end:]])


def _read(misread: str) -> str:
    try:
        text = misread.encode("latin-1").decode()
    except UnicodeDecodeError:
        text = misread
    return text.translate(_WINDOWS)
