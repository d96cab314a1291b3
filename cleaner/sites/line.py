"""A block's line: the form in which it is told to be the same as one on another page."""

from __future__ import annotations

import re
from hashlib import blake2b

from cleaner.letters.fold import fold

NUMBER = "{n}"
"""What stands in a line for a number."""
DATE = "{date}"
"""What stands in a line for a date."""
NAME = "{name}"
"""What stands in a line of a template for a few words."""
MAX_LINE_CHARS = 200
"""Characters of a line; what a longer block says behind them stands in it as a hash."""
_ANY_NUMBER = re.compile(r"[+-]?\d(?:[.,:'/ -]?\d)*")
_ANY_DATE = re.compile(  # 5. mai 2011, 5 de mayo de 2011; monday, may 5, 2011
    r"(?:\b\w+,? )?\{n\}\.?[ -](?:de )?\w+[.,]?[ -](?:de )?\{n\}"
    r"|(?:\b\w+, )?\b\w+\.? \{n\},? \{n\}"
)
_PLACEHOLDER = re.compile(r"\{(?:n|date|name)\}")


def to_line(text: str) -> str:
    """The block folded as rules see it, with `{n}` and `{date}` in it; "" if nothing is left.

    >>> to_line("Comments (12)")
    'comments ({n})'
    >>> to_line("By Anna Meyer | Monday, 5 May 2011")
    'by anna meyer | {date}'
    """
    line = _ANY_NUMBER.sub(NUMBER, fold(text))
    if NUMBER in line:
        line = _ANY_DATE.sub(DATE, line)
    line = line.encode("utf-8", "replace").decode("utf-8")  # no halves of surrogate pairs
    if len(line) <= MAX_LINE_CHARS:
        return line
    digest = blake2b(line.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{line[:MAX_LINE_CHARS]}… #{digest}"


def weigh_line(line: str) -> int:
    """How much a line says: bytes of its letters in UTF-8.

    A Chinese character counts for three Latin letters, which is about what it says.
    """
    letters = filter(str.isalpha, _PLACEHOLDER.sub("", line))
    return len("".join(letters).encode("utf-8", "replace"))
