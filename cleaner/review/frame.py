"""The page as it came, as far as its elements show it, with its blocks marked in place.

Nothing of what it brings can act: the page is written anew from the names of elements that are
known to be harmless, without attributes but for direction, language and the size of cells. Styles
of its own are left out, so whatever they hide is seen here, and no mark can be hidden.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from cleaner.segment.html.markup import BLOCKS, HEADINGS, LISTS, SKIPPED, VOID
from cleaner.segment.html.parser import feed
from cleaner.types import Document

_AS_THEY_ARE = frozenset(
    {*HEADINGS, *LISTS, "article", "aside", "b", "blockquote", "caption", "code", "dd", "del", "dt",
     "em", "figcaption", "figure", "footer", "header", "i", "kbd", "li", "main", "nav", "p", "pre",
     "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "strong", "sub", "sup", "table",
     "tbody", "td", "tfoot", "th", "thead", "tr", "u", "var"}
)  # fmt: skip
"""Elements that are written under their own names; of others only whether they are boxes shows."""
_BOXES = BLOCKS | {"button", "select", "option", "label"}
_LEFT_OUT = SKIPPED | {"noembed"}
_PICTURES = {"img": "picture", "iframe": "frame", "video": "video", "audio": "sound", "svg": "",
             "canvas": "drawing", "object": "object", "embed": "object"}  # fmt: skip
"""What is shown by a word."""
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}")
_SPAN = re.compile(r"[1-9]\d?")
_BETWEEN = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad|\t]+")
"""What may be otherwise in a block than on its page: space, what nobody sees, what parts cells."""
_NEAR = 400
"""Letters ahead of where the last block ended within which the text of a short one is its own."""
_LONG = 40
"""Letters of a block from which it is told by its text wherever that stands."""


class Sign(NamedTuple):
    """What the frame shows of a block beside its number."""

    keep: bool
    role: str


class _Open(NamedTuple):
    tag: str
    attributes: Mapping[str, str]


class _Close(NamedTuple):
    tag: str


class _Word(NamedTuple):
    """Stands for what is not shown."""

    text: str


_Piece = _Open | _Close | _Word | str


class _Pieces:
    """Collects what a page is made of, but for what stands in its head."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self.root: Mapping[str, str] = {}
        self._left_out = 0
        self._in_title = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("html", "body"):
            self.root = {**self.root, **attributes}
        elif tag == "title":
            self._in_title += 1
        elif word := self._word(tag, attributes):
            self.pieces.append(_Word(word))
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif not (self._left_out or self._in_title):
            self.pieces.append(_Open(tag, attributes))

    def end(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out -= 1
        elif tag == "title":
            self._in_title -= 1
        elif not (self._left_out or self._in_title):
            self.pieces.append(_Close(tag))

    def data(self, text: str) -> None:
        if not (self._left_out or self._in_title):
            self.pieces.append(text)

    def close(self) -> None:
        pass

    def _word(self, tag: str, attributes: Mapping[str, str]) -> str:
        if self._left_out or self._in_title or not _PICTURES.get(tag):
            return ""
        said = " ".join((attributes.get("alt") or attributes.get("title") or "").split())
        return f"{_PICTURES[tag]}: {said[:200]}" if said else _PICTURES[tag]


def render_frame(document: Document, signs: Sequence[Sign]) -> bytes:
    """The page in HTML; block i is the element `#bi`."""
    pieces, root = _take_apart(document)
    stretches = _Stretches(document, [piece for piece in pieces if isinstance(piece, str)])
    language, direction = root.get("lang", ""), root.get("dir", "").lower()
    head = ["<!doctype html><html"]
    if _LANGUAGE.fullmatch(language):
        head.append(f' lang="{language}"')
    if direction in _DIRECTIONS:
        head.append(f' dir="{direction}"')
    head.append(f'><meta charset="utf-8"><title>The page</title><style>{_style()}</style><body>')
    body = _write(pieces, stretches, signs)
    rest = _write_rest(stretches, signs)
    return "".join((*head, *body, *rest)).encode("utf-8", "replace")


@cache
def frame_policy() -> str:
    """The Content-Security-Policy of a frame."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("frame.css").read_text(encoding="utf-8")


def _take_apart(document: Document) -> tuple[list[_Piece], Mapping[str, str]]:
    if document.format == "text":
        return [_Open("pre", {}), document.source, _Close("pre")], {}
    found = _Pieces()
    feed(document.source, found)
    return found.pieces, found.root


class _Stretch(NamedTuple):
    """Letters of the page, without space, that belong to a block."""

    first: int
    end: int
    block: int


class _Stretches:
    """Where on the page the letters of each block stand."""

    def __init__(self, document: Document, texts: Sequence[str]) -> None:
        self.document = document
        letters = "".join(_BETWEEN.sub("", text) for text in texts)
        self.found: list[_Stretch] = []
        self.missing: list[int] = []
        at = 0
        for block, text in enumerate(document.text):
            wanted = _BETWEEN.sub("", text)
            place = _place(letters, wanted, at)
            if place is None:
                self.missing.append(block)
                continue
            self.found.append(_Stretch(*place, block))
            at = place[1]


def _place(letters: str, wanted: str, at: int) -> tuple[int, int] | None:
    """Where the letters of a block begin and end on the page, looked for from a place on."""
    if not wanted:
        return None
    first = letters.find(wanted, at)
    if first >= 0 and (len(wanted) >= _LONG or first - at <= _NEAR):
        return first, first + len(wanted)
    return _place_by_ends(letters, wanted, at) if len(wanted) >= _LONG else None


def _place_by_ends(letters: str, wanted: str, at: int) -> tuple[int, int] | None:
    """The same of a long one within which the page has something that is no part of it."""
    head, tail = wanted[: _LONG // 2], wanted[-_LONG // 2 :]
    first = letters.find(head, at, at + _NEAR)
    last = letters.find(tail, first, first + 2 * len(wanted) + _NEAR) if first >= 0 else -1
    return None if last < 0 else (first, last + len(tail))


def _write(pieces: Sequence[_Piece], stretches: _Stretches, signs: Sequence[Sign]) -> Iterator[str]:
    marker = _Marker(stretches.found, signs)
    for piece in pieces:
        if isinstance(piece, str):
            yield from marker.mark(piece)
        elif isinstance(piece, _Word):
            yield f"<i class=w>{escape(piece.text)}</i>"
        elif isinstance(piece, _Open):
            yield _open(piece)
        elif piece.tag not in VOID:
            yield f"</{_name(piece.tag)}>"


class _Marker:
    """Writes one text after the other, with the stretches in it marked."""

    def __init__(self, stretches: Sequence[_Stretch], signs: Sequence[Sign]) -> None:
        self._stretches, self._signs = stretches, signs
        self._next = 0
        self._at = 0
        self._begun = -1

    def mark(self, text: str) -> Iterator[str]:
        """The text in HTML."""
        place = 0  # in the text, in front of letter `at` of the page
        n_letters = len(_BETWEEN.sub("", text))
        end = self._at + n_letters
        while place < len(text):
            stretch = self._stretches[self._next] if self._next < len(self._stretches) else None
            if stretch is None or stretch.first >= end:
                break
            if stretch.first > self._at:
                skipped = _skip(text, place, stretch.first - self._at)
                yield escape(text[place:skipped])
                place, self._at = skipped, stretch.first
            stop = min(end, stretch.end)
            after = _skip(text, place, stop - self._at)
            if after > place:
                yield from self._piece(text[place:after], stretch.block)
            place, self._at = after, stop
            if stop < stretch.end:
                break
            self._next += 1
        yield escape(text[place:])
        self._at = end

    def _piece(self, text: str, block: int) -> Iterator[str]:
        before = len(text) - len(text.lstrip())
        yield escape(text[:before])
        begins = block != self._begun
        self._begun = block
        yield _mark(text[before:], block, self._signs[block], begins)


def _skip(text: str, place: int, n_letters: int) -> int:
    """The place behind so many letters, counted from a place on."""
    left = n_letters
    for gap in _BETWEEN.finditer(text, place):
        if gap.start() - place >= left:
            return place + left
        left -= gap.start() - place
        place = gap.end()
        if not left:
            return gap.start()
    return min(len(text), place + left)


def _mark(text: str, block: int, sign: Sign, begins: bool) -> str:
    kind = "k" if sign.keep else "d"
    if not begins:
        return f"<mark class={kind}>{escape(text)}</mark>"
    number = f"<i class=n>{'✓' if sign.keep else '✕'}{block + 1}</i> "
    return f"<mark class={kind} id=b{block}>{number}{escape(text)}</mark>"


def _open(piece: _Open) -> str:
    if piece.tag in VOID:
        return f"<{piece.tag}>" if piece.tag in ("br", "hr", "wbr") else ""
    attributes = "".join(f' {key}="{value}"' for key, value in _harmless(piece.attributes))
    link = " class=a" if piece.tag == "a" else ""
    return f"<{_name(piece.tag)}{link}{attributes}>"


def _harmless(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if (direction := attributes.get("dir", "").lower()) in _DIRECTIONS:
        yield "dir", direction
    if _LANGUAGE.fullmatch(language := attributes.get("lang", "")):
        yield "lang", language
    for name in ("colspan", "rowspan", "start"):
        if _SPAN.fullmatch(value := attributes.get(name, "")):
            yield name, value


def _name(tag: str) -> str:
    if tag in _AS_THEY_ARE:
        return tag
    return "div" if tag in _BOXES else "span"


def _write_rest(stretches: _Stretches, signs: Sequence[Sign]) -> Iterator[str]:
    """The blocks whose text is not among that of the elements: a script would draw it."""
    text = stretches.document.text
    left = [i for i in stretches.missing if text[i].strip()]
    if left:
        yield "<section class=rest><h2>Not found among the elements</h2>"
        yield from (f"<p>{_mark(text[i], i, signs[i], True)}</p>" for i in left)
        yield "</section>"
