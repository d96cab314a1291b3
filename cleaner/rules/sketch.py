"""A pattern that is quick to compile and to search for, and misses nothing that another matches."""

from __future__ import annotations

import re

from cleaner.rules.pattern import MONTHS, NETWORKS, PLACEHOLDERS, plain

_BEYOND = r"\x80-\xff"
"""Bytes of characters beyond ASCII."""
_MARKS = r"\x00-/:-@\[-`{-\x7f"
"""Those of all others but letters and digits."""
_ANY = "."
_ATOM = re.compile(
    rf"(?:(?P<held>{'|'.join(map(re.escape, PLACEHOLDERS))})"
    r"|(?P<atom>\[\^?\]?(?:\\.?|[^\]\\])*(?:\]|\Z)"
    r"|\\[pP](?:\{[^}]*(?:\}|\Z)|.)|\\.|[^\x00-\x7f]|\.))"
    r"(?P<many>[*+?]\??|\{[0-9,]+\}\??)?",
    re.DOTALL,
)
"""A placeholder; or what matches one character, if that is more than itself in ASCII, and how many
of them may stand there."""
_OPTIONAL = re.compile(r"[*?]|\{0?,|\{0\}")
_CODE = re.compile(r"\\x\{([8-9a-f][0-9a-f])\}")
"""A character beyond ASCII by its number."""
_UNUSUAL = re.compile(r"(?<!\\)\(\?[^:]|\\[^\W_pPsSdDwWbB]|\[:\^?[a-z]{1,9}:\]")
"""Flags, escapes of which nothing is known here, and classes within classes."""
_UNTOLD = re.compile(r"\\[PSDW]|\\p(?![PS]|\{)|-[^\x00-\x7f]|[^\x00-\x7f]-(?!\])")
"""What a class of bytes cannot tell."""
_PROPERTY = re.compile(r"\\p(?:\{[^}]*(?:\}|\Z)|[^{])")
_LETTERS = re.compile(r"[^\x00-\x7f]+")


def sketch(template: str) -> bytes:
    """RE2 over bytes: finds each line in UTF-8 that the template's pattern matches, and few more.

    Most of the work of RE2 is with classes of Unicode and with dates, networks and names. They
    become classes of bytes here, as many as there may be. What is loosened anywhere in a pattern
    lets the whole match more: none looks ahead or back.
    """
    template = _CODE.sub(lambda found: chr(int(found[1], 16)), plain(template))
    if _UNUSUAL.search(template):
        return b".*"
    return _ATOM.sub(_loosen, template).encode()


def _loosen(found: re.Match[str]) -> str:
    atom, many = found["atom"], found["many"] or ""
    if atom is None:
        held = _HELD[found["held"]]
        return f"(?:{held}){many}" if many else held
    if atom.startswith("["):
        loose = _loosen_class(atom)
    elif atom[:2] in ("\\p", "\\P", "\\S", "\\D", "\\W") or (many and not atom.isascii()):
        loose = _ANY
    else:
        loose = atom
    if loose == atom != _ANY and not atom.startswith("[^"):
        return found[0]
    return loose + ("*" if _OPTIONAL.match(many) else "+")


def _loosen_class(atom: str) -> str:
    """A class of the bytes of which its characters consist; itself if it is one of ASCII."""
    if _UNTOLD.search(atom):
        return _ANY
    if atom.startswith("[^"):
        told = _LETTERS.sub("", _PROPERTY.sub("", atom))
        return _ANY if told == "[^]" else told
    if "\\p{" in atom:
        return _ANY
    if "\\p" in atom:
        return _LETTERS.sub("", _PROPERTY.sub("", atom))[:-1] + _MARKS + _BEYOND + "]"
    return _LETTERS.sub(lambda _: _BEYOND, atom)


_HEAD_CHARS = 3
"""Characters by which names of months are told from other words."""
_MONTH = (
    f"(?:{'|'.join(sorted({month[:_HEAD_CHARS] for month in plain(MONTHS).split('|')}))})"
    rf"[a-z{_BEYOND}]*\.?"
)
_NAME = r"[^,;:!?()\[\]{}|<>\"=/\\*#^~%]+"
_HELD = {
    "{n}": rf"[0-9{_BEYOND}][0-9a-z.,' %+{_BEYOND}]*",
    "{name}": _NAME,
    "{Name}": _NAME,
    "{network}": f"(?:{_ATOM.sub(_loosen, plain(NETWORKS))})",
    "{time}": rf"[0-2]?[0-9](?:[:.h][0-5][0-9]| ?[ap]\.?m)[0-9a-z:. {_BEYOND}]*",
    "{date}": rf"(?:[a-z'{_BEYOND}-]+[.,]* )?(?:[0-3]?[0-9][a-z.{_BEYOND}]* (?:de |of )?{_MONTH}"
    rf"|{_MONTH} [0-3]?[0-9]|[0-9]+[-/.] ?[0-9]+[-/.]|[0-9]+ ?[{_BEYOND}])"
    rf"[0-9a-z.,' ()/{_BEYOND}-]*",
}
"""What may stand for a placeholder, and more."""


_PART = re.compile(rb"(?s)(?:\\.|\[(\^?)(?:\\.?|[^\]\\])+(?:\]|\Z)|(\.))([*?]|\{0)?")
_GROUP = re.compile(rb"\((?:\?:)?([^()]*)\)([*?]|\{0)?")
_WIDE, _NARROW = b"W", b"a"


def is_free(sketched: bytes) -> bool:
    """Whether what the sketch finds may begin with anything; speed alone depends on it."""
    flat, n_groups = _PART.sub(_flatten_part, sketched), 1
    while n_groups:
        flat, n_groups = _GROUP.subn(_flatten_group, flat)
    return any(part.startswith(_WIDE) for part in flat.split(b"|"))


def _flatten_part(found: re.Match[bytes]) -> bytes:
    return _begin(bool(found[1] or found[2]), bool(found[3]))


def _flatten_group(found: re.Match[bytes]) -> bytes:
    parts = found[1].split(b"|")
    return _begin(any(part.startswith(_WIDE) for part in parts), b"" in parts or bool(found[2]))


def _begin(is_wide: bool, may_lack: bool) -> bytes:
    """What stands for a part of which this is known."""
    return _WIDE if is_wide else b"" if may_lack else _NARROW
