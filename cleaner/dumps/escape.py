"""Names and records as they are written: with nothing in them that a terminal obeys."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, ends of lines, turns of the direction, and what no encoding has."""
_BYTES = range(0xDC80, 0xDD00)
"""What Python has for bytes of a name that are no UTF-8."""
_RAW_IN_JSON = re.compile(r"[\x7f-\x9f\ud800-\udfff]")
"""Controls that JSON may hold as they are, and halves of surrogate pairs, which UTF-8 has not."""


def printable(text: str, keep: str = "") -> str:
    r"""A name or a text on one line, what a terminal would obey as `\x1b`.

    Bytes of a name that are no UTF-8 are written like that, too; what is in `keep` stays.
    """
    return _OBEYED.sub(lambda found: found[0] if found[0] in keep else _escape(found[0]), text)


def to_json(value: Any, indent: int | None = None) -> str:
    """The value as JSON (RFC 8259), in letters rather than escapes but for controls.

    There is no NaN and no infinity: null stands for them. Bytes become text; what JSON has no type
    for takes its usual spelling.
    """
    write = partial(json.dumps, ensure_ascii=False, indent=indent, default=_spell)
    try:
        text = write(value, allow_nan=False)
    except ValueError:
        text = write(json.loads(write(value), parse_constant=lambda name: None), allow_nan=False)
    return _RAW_IN_JSON.sub(_escape_in_json, text)


def to_bytes(text: str) -> bytes:
    """The text in UTF-8, with `?` for halves of surrogate pairs, which no encoding has.

    Documents have none: segmenting takes them out. What readers find beside the page may: ids and
    addresses of JSON, headers of mail, messages of errors.
    """
    return text.encode("utf-8", "replace")


def whole(text: str) -> str:
    """The text as it is after it was written."""
    return to_bytes(text).decode()


def _escape_in_json(found: re.Match[str]) -> str:
    return whole(found[0]) if ord(found[0]) > 0x9F else f"\\u{ord(found[0]):04x}"


def _spell(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code & 0xFF:02x}" if code < 0x100 or code in _BYTES else f"\\u{code:04x}"
