"""Inline parts as Markdown: what would be read as markup is escaped, and nothing else."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from cleaner.types import Mark

_PUNCTUATION = frozenset(string.punctuation)
_SPECIAL = re.compile(r"[\\`*_~<&!\[\]|]")
_ENTITY = re.compile(r"&#?\w+;")
_LINE_START = re.compile(r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=]+\s*$|[-:|\s]+$|~~~")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_UNSAFE_IN_TARGET = re.compile(r"[\x00-\x20\x7f()<>\\\"]")
_BACKTICKS = re.compile("`+")
_DELIMITERS = {"em": "*", "strong": "**"}
_DELETED = ("Cc", "Cs")
"""Categories of characters that somebody may delete later: what stood behind them moves up."""
_MAX_PASSES = 8
"""How often dead emphasis is looked for; who needs more has written it to take time."""
_ENDS = (Mark("em", False), Mark("strong", False))


class Code(NamedTuple):
    """A code span."""

    text: str


class Formula(NamedTuple):
    """TeX between its delimiters, in which nothing is Markdown."""

    text: str


Parts = Sequence["str | Code | Formula | Mark"]


def render_inline(parts: Sequence[str | Mark], *, in_table: bool = False) -> str:
    """One block's tidy parts as one line of Markdown."""
    out: list[str] = []
    links: list[str] = []
    for part in _join(_drop_dead_emphasis(_read_verbatim(parts))):
        if isinstance(part, str):
            out.append(_escape(part, in_link=bool(links), in_table=in_table))
        elif isinstance(part, Code):
            out.append(code_span(_keep_cell(part.text) if in_table else part.text))
        elif isinstance(part, Formula):
            out.append(_keep_cell(part.text) if in_table else part.text)
        elif part.tag == "a" and part.opens:
            links.append(part.value)
            out.append("[")
        elif part.tag == "a":
            out.append(f"]({escape_target(links.pop())})")
        else:
            out.append(_render_mark(part))
    return _escape_start("".join(out))


def _keep_cell(text: str) -> str:
    """Text in which nothing is escaped otherwise, such that it does not end its cell."""
    return text.replace("|", "\\|")


def _read_verbatim(parts: Sequence[str | Mark]) -> Iterator[str | Code | Formula | Mark]:
    """The parts with code and formulas as one each, nothing but text in them; links are around."""
    in_code = in_math = False
    for part in parts:
        if isinstance(part, str):
            yield Code(part) if in_code else Formula(part) if in_math else part
        elif part.tag == "code":
            in_code = part.opens
        elif part.tag == "math":
            in_math = part.opens
        elif part.tag == "a" or not in_code:
            yield part


def _join(parts: Parts) -> Iterator[str | Code | Formula | Mark]:
    """The parts; text and code that stand side by side are one, as they are read as one."""
    for kind, group in groupby(parts, type):
        if kind is str:
            yield "".join(part for part in group if isinstance(part, str))
        elif kind is Code:
            yield Code("".join(part.text for part in group if isinstance(part, Code)))
        else:
            yield from group


def _render_mark(mark: Mark) -> str:
    if mark.tag in _DELIMITERS:
        return _DELIMITERS[mark.tag]
    return f"<{'' if mark.opens else '/'}{mark.tag}>"


def code_span(code: str) -> str:
    """`code` between more backticks than it holds in a row; a space at both ends is not shown."""
    fence = "`" * (longest_backticks(code) + 1)
    ends = code[:1] + code[-1:]
    pad = " " if "`" in ends or (ends == "  " and not code.isspace()) else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def longest_backticks(code: str) -> int:
    """Length of the longest run of backticks."""
    return max(map(len, _BACKTICKS.findall(code)), default=0)


def escape_target(url: str) -> str:
    """A link's address without what would end it."""
    url = _UNSAFE_IN_TARGET.sub(lambda match: f"%{ord(match[0]):02X}", url)
    return _ENTITY.sub(lambda match: "\\" + match[0], url)


def escape_alt(text: str) -> str:
    """An image's alternative text."""
    return _escape(" ".join(text.split()), in_link=True, in_table=False)


def _escape(text: str, *, in_link: bool, in_table: bool) -> str:
    def escape(match: re.Match[str]) -> str:
        char, at = match[0], match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        is_special = _is_special(char, before, after, in_link, in_table)
        if char == "&":
            is_special = _ENTITY.match(text, at) is not None
        return "\\" + char if is_special else char

    return _SPECIAL.sub(escape, text)


def _is_special(char: str, before: str, after: str, in_link: bool, in_table: bool) -> bool:  # noqa: PLR0911 - a character a line
    """Whether a character could be read as markup between its neighbours ("" at the run's ends)."""
    if char == "\\":
        return after == "" or after in _PUNCTUATION
    if char == "*":
        return not (before == after == " ")
    if char == "_":
        return not (before == after == " ") and not (before.isalnum() and after.isalnum())
    if char == "~":
        return before not in ("", " ") or after == "~"
    if char == "<":
        return after == "" or after.isalpha() or after in "/!?" or category(after) in _DELETED
    if char == "!":
        return after == ""
    if char == "[":
        return in_link
    if char == "]":
        return in_link or after == "" or after in "([:"
    return char == "`" or (char == "|" and in_table)


def _escape_start(line: str) -> str:
    if _LINE_START.match(line):
        return "\\" + line
    return _NUMBER_START.sub(r"\1\\\2", line, count=1) if _NUMBER_START.match(line) else line


def _drop_dead_emphasis(parts: Iterable[str | Code | Formula | Mark]) -> Parts:
    """Parts without the emphasis that Markdown would not see where it stands.

    `**"x"**y` is no emphasis to CommonMark ("left-flanking delimiter runs"), as is common in
    languages that put no space between words; nor is `*x***y**` read as it was meant. Where some
    is left out, other stands side by side.
    """
    left = list(parts)
    for _ in range(_MAX_PASSES):
        dead = _find_dead(left)
        if not dead:
            return left
        left = [part for i, part in enumerate(left) if i not in dead]
    return [part for part in left if not isinstance(part, Mark) or part.tag not in _DELIMITERS]


def _find_dead(parts: Parts) -> set[int]:
    dead: set[int] = set()
    opened: dict[str, int] = {}
    for i, part in enumerate(parts):
        if not isinstance(part, Mark) or part.tag not in _DELIMITERS:
            continue
        if part.opens:
            opened[part.tag] = i
            continue
        start = opened.pop(part.tag)
        follows = start > 0 and parts[start - 1] in _ENDS
        if follows or not (_is_flanking(parts, start, 1) and _is_flanking(parts, i, -1)):
            dead |= {start, i}
    return dead


def _is_flanking(parts: Parts, i: int, inwards: int) -> bool:
    """Whether the delimiter at `i` can open (inwards 1) or close (-1)."""
    inner, outer = _neighbour(parts, i, inwards), _neighbour(parts, i, -inwards)
    return not _is_punctuation(inner) or outer.isspace() or _is_punctuation(outer)


def _neighbour(parts: Parts, i: int, step: int) -> str:
    """The character next to mark `i` once other emphasis is passed over; a space at the ends."""
    i += step
    while 0 <= i < len(parts):
        part = parts[i]
        if isinstance(part, str):
            return part[0 if step > 0 else -1]
        if not isinstance(part, Mark) or part.tag not in _DELIMITERS:
            return "("
        i += step
    return " "


def _is_punctuation(char: str) -> bool:
    return category(char)[0] in "PS"
