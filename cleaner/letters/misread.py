"""Text that was read in a wrong encoding, as the controls in it tell that nobody writes."""

from __future__ import annotations

import re

import re2

MISREAD = "\x80-\x9f"
"""Controls: what has them was read as Latin-1, as libraries do where a server names no encoding."""
_MISREAD = re2.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\x9f]"
)
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What browsers show of a control that is written as a reference; "" of those that stay one."""


def read_again(text: str) -> str:
    """The text as UTF-8, where it was that; a control left over is what Windows has in its place.

    >>> read_again("it\xe2\x80\x99s caf\xc3\xa9, isn\x92t it")
    'it’s café, isn’t it'
    """
    again: str = _MISREAD.sub(_read, text)
    return again


def _read(found: re.Match[str]) -> str:
    try:
        text = found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        text = found[0]
    return text.translate(_WINDOWS)
