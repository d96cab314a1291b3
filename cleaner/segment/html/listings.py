"""Programs as they were written: one <pre> each, its lines apart, and no line's number in it.

Highlighters write a program as a table with the numbers in a column, as an element a line, with
buttons in it. `Listings` stands between the parser and the segmenter: it holds back what is inside
a <pre>, or a table of code, and goes on with the same as a plain <pre>.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import re2

from cleaner.segment.html.languages import LANGUAGE, find_language
from cleaner.segment.html.markup import PHRASING
from cleaner.segment.html.parser import Target

_PROGRAMS = rb"<(?:pre|PRE|Pre|xmp|XMP|listing|LISTING)"
_TABLES = rb"[\"'=]gutter|lineno|blob-|hljs-ln|lntable|highlighttable|rouge-|crayon-|line-?number"
"""What a page with a program in a table has in its source."""
LINES_SIGN = b"react-code-"
"""What a page has whose program is an element a line and no <pre>, as GitHub's have since 2023."""
_HAS_TABLES = re2.compile(_TABLES)
PROGRAM_SIGNS = b"|".join((_PROGRAMS, _TABLES, LINES_SIGN))
_HAS_PROGRAMS = re2.compile(PROGRAM_SIGNS)
"""Most pages have none, and are passed over once."""
_ROOTS = frozenset({"pre", "xmp", "listing"})
_LINES_ROOT = re.compile(r"(?:\A|\s)react-code-(?:file-contents|lines)(?:\s|\Z)")
WHOLE = "read-only-cursor-text-area"
"""Id of GitHub's <textarea> that has the whole program, laid over those of its lines that show."""
_NO_CODE = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "blockquote", "section", "article", "main",
     "nav", "header", "footer", "aside", "form", "body"}
)  # fmt: skip
"""Elements that no highlighter writes: a <pre> with them holds text."""
_LISTS = frozenset({"ul", "ol"})
IN_NO_TABLE = _NO_CODE | _LISTS
"""Elements that no table of code has in it."""
_MARKED = re.compile(r"(?i)pretty|linenum|code|brush|highlight|language|\bdp-|hljs|prism|shiki")
"""Classes of listings, of which a list's items may be the lines."""
_DROPPED = frozenset({"button", "clipboard-copy", "select", "svg", "script", "style", "template"})
_ROWS = frozenset({"table", "thead", "tbody", "tr"})
_LINES = _ROWS | {
    "div", "pre", "xmp", "listing", "li", "ul", "ol", "td", "th", "figure", "figcaption", "hr",
    "center", "details", "summary",
}  # fmt: skip
"""Elements that stand on lines of their own."""
_GUTTER = re.compile(
    r"(?i)gutter|line-?_?no|line-?_?num|\bln[ts]?\b|\blnlinks\b|blob-num|hljs-ln-n|-nums?\b|\bgl\b"
)
_TOOLS = re.compile(r"(?i)\b(?:copy|clipboard|copybtn|toolbar|btn)\b|copy-?(?:button|btn|code)")
_MAX_TOOLS = 20
"""Characters of what stands on the buttons of a listing."""
_IN_CODE = re.compile(r"[^\d\s.:|…+-]")
"""Signs that no column of numbers has."""
_CODE_CELL = re.compile(r"(?i)\bcode\b|blob-code|-code\b|\blntd\b|js-file-line|code-?content")
_LINE = re.compile(r"(?:\A|\s)(?:line|token-line|code-line|view-line|CodeMirror-line)(?:\s|\Z)")
NEAR = 3
"""Elements around a listing that may name its language."""
_INNER = 12
"""Elements of a listing that may name its language, from its first."""


class _Event(NamedTuple):
    """What the parser told: an element begins (with attributes) or ends, or text (no tag)."""

    tag: str = ""
    attributes: Mapping[str, str] | None = None
    text: str = ""


def read_listings(content: bytes, target: Target) -> Target:
    """The target itself where the page has no program; else one that makes plain <pre>s of them."""
    roots = find_roots(content)
    return Listings(target, roots) if roots else target


def find_roots(content: bytes, has_tables: bool = True) -> frozenset[str]:
    """Tags that a program of the page may begin with, none where it has no program."""
    if not _HAS_PROGRAMS.search(content):
        return frozenset()
    roots = _ROOTS
    if has_tables and _HAS_TABLES.search(content):
        roots |= {"table"}
    if LINES_SIGN in content:
        roots |= {"div", "textarea"}
    return roots


class Listings:
    """A parser target: tells another of the page, each program as a plain <pre>."""

    def __init__(self, target: Target, roots: frozenset[str]) -> None:
        self._target = target
        self._roots = roots
        self.around: list[Mapping[str, str]] = []
        """Attributes of the open elements that the target knows of: the innermost are enough."""
        self._held: list[_Event] = []
        self._depth = 0
        """Elements open of what is held back."""
        self._has_whole = False
        """Whether the program was told whose lines may follow."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag == "table" and self._held and self._held[0].tag == "table":
            self._give_up()  # programs have no tables in them
            self.start(tag, attributes)
        elif self._held or (tag in self._roots and may_be_listing(tag, attributes)):
            self._held.append(_Event(tag, attributes))
            self._depth += 1
        else:
            self.around.append(attributes)
            self._target.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if not self._held:
            if self.around:
                self.around.pop()
            self._target.end(tag)
            return
        self._held.append(_Event(tag))
        self._depth -= 1
        if not self._depth:
            self._finish()

    def data(self, text: str) -> None:
        """A run of text."""
        if self._held:
            self._held.append(_Event(text=text))
        else:
            self._target.data(text)

    def close(self) -> None:
        """The page ends."""
        while self._held:
            self._give_up()
        self._target.close()

    def _finish(self) -> None:
        """What was held back is complete."""
        listing = _Listing(self._held)
        if self._held[0].tag == "table" and not listing.is_table():
            self._give_up()
            return
        held, self._held = self._held, []
        if held[0].tag == "div" and self._has_whole:
            return
        self._has_whole |= held[0].tag == "textarea"
        if listing.is_text():
            for event in held:
                self._tell_text(event)
            return
        language = find_language(listing.attributes()[:_INNER], self.around[: -NEAR - 1 : -1])
        for event in listing.plain(language):
            _tell(self._target, event)

    def _give_up(self) -> None:
        """The table goes on as it came, but for the <pre>s in it."""
        held, self._held, self._depth = self._held, [], 0
        if held[0].tag != "table":
            for event in held:
                self._tell_open(event)
            return
        self._tell_open(held[0])
        roots, self._roots = self._roots, _ROOTS
        for event in held[1:]:
            _tell(self, event)
        self._roots = roots

    def _tell_text(self, event: _Event) -> None:
        """White space counts in a <pre> of text, too: its <br>s are line ends."""
        if event.tag != "br":
            _tell(self._target, event)
        elif event.attributes is not None:
            self._target.data("\n")

    def _tell_open(self, event: _Event) -> None:
        if event.tag and event.attributes is not None:
            self.around.append(event.attributes)
        elif event.tag and self.around:
            self.around.pop()
        _tell(self._target, event)


def may_be_listing(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element of a tag that programs begin with is one, as far as its tag tells."""
    if tag == "textarea":
        return attributes.get("id") == WHOLE
    return tag != "div" or _LINES_ROOT.search(attributes.get("class", "")) is not None


def names_gutter(name: str) -> bool:
    """Whether a class may be that of lines' numbers, which each table of code has."""
    return _GUTTER.search(name) is not None


def _tell(target: Target, event: _Event) -> None:
    if not event.tag:
        target.data(event.text)
    elif event.attributes is None:
        target.end(event.tag)
    else:
        target.start(event.tag, event.attributes)


class _Listing:
    """What is inside a <pre>, or a table."""

    def __init__(self, events: list[_Event]) -> None:
        self.events = events
        self._ends = [0] * len(events)
        """Where the element that begins at an event ends."""
        self._signs = [0] * (len(events) + 1)
        """Characters before each event that are no column of numbers."""
        self._chars = [0] * (len(events) + 1)
        """Characters before each event, without white space."""
        opened: list[int] = []
        for i, event in enumerate(events):
            self._signs[i + 1] = self._signs[i] + len(_IN_CODE.findall(event.text))
            self._chars[i + 1] = self._chars[i] + len("".join(event.text.split()))
            if event.attributes is not None:
                opened.append(i)
            elif event.tag and opened:
                self._ends[opened.pop()] = i

    def attributes(self) -> list[Mapping[str, str]]:
        """Those of all elements, in their order."""
        return [event.attributes for event in self.events if event.attributes is not None]

    def is_text(self) -> bool:
        """Whether a <pre> holds text, or whole parts of a page, rather than a program."""
        tags = {event.tag for event in self.events}
        if tags & _NO_CODE or ("table" in tags and not self.is_table()):
            return True
        return bool(tags & _LISTS) and not any(
            _MARKED.search(attributes.get("class", "")) for attributes in self.attributes()[:3]
        )

    def is_table(self) -> bool:
        """Whether all cells hold numbers of lines or code, and there are both."""
        if any(event.tag in IN_NO_TABLE for event in self.events):
            return False
        n_gutters = n_code = 0
        i = 0
        while i < len(self.events):
            event = self.events[i]
            if event.tag in ("td", "th") and event.attributes is not None:
                end = self._ends[i]
                if self._is_file_name(i):
                    pass
                elif self._is_gutter_cell(i, end):
                    n_gutters += 1
                elif self._is_code_cell(i, end):
                    n_code += 1
                elif self._chars[end] > self._chars[i]:
                    return False
                i = end
            i += 1
        return n_gutters > 0 and n_code > 0

    def _is_file_name(self, i: int) -> bool:
        event = self.events[i]
        return event.tag == "th" and "filename" in (event.attributes or {}).get("class", "")

    def _is_gutter_cell(self, start: int, end: int) -> bool:
        inner = range(start, min(end, start + _INNER))
        return self._signs[end] == self._signs[start] and any(map(self._is_gutter, inner))

    def _is_code_cell(self, start: int, end: int) -> bool:
        if _CODE_CELL.search((self.events[start].attributes or {}).get("class", "")):
            return True
        # Nothing but a <pre>.
        inner = [i for i in range(start + 1, end) if self.events[i].tag in _ROOTS and self._ends[i]]
        n_inside = sum(self._chars[self._ends[i]] - self._chars[i] for i in inner)
        return bool(inner) and n_inside == self._chars[end] - self._chars[start]

    def _is_gutter(self, i: int) -> bool:
        """Whether a line's number, or a column of them, begins here."""
        attributes = self.events[i].attributes
        if (
            attributes is None
            or self.events[i].tag == "code"
            or self._signs[self._ends[i]] > self._signs[i]
        ):
            return False
        return names_gutter(attributes.get("class", ""))

    def _is_dropped(self, i: int) -> bool:
        """Whether an element begins here that is no part of the program."""
        event = self.events[i]
        if event.attributes is None or i == 0:
            return False
        if event.tag in _DROPPED:
            return True
        if "class" not in event.attributes:
            return False
        if self._is_gutter(i) or self._is_file_name(i):
            return True
        is_short = self._chars[self._ends[i]] - self._chars[i] <= _MAX_TOOLS
        return is_short and _TOOLS.search(event.attributes["class"]) is not None

    def plain(self, language: str) -> list[_Event]:
        """The program as a <pre> of text and inline elements, the name of its file before it."""
        writer = _Writer(self.events[0].tag)
        i = 1
        while i < len(self.events) - 1:
            if self._is_dropped(i):
                i = self._ends[i]
            else:
                writer.add(self.events[i])
            i += 1
        # GitHub's <textarea> is transparent, and its lines are hidden from screen readers.
        is_shown = self.events[0].tag not in ("div", "textarea")
        attributes = (is_shown and self.events[0].attributes) or {}
        if language:
            attributes = {**attributes, LANGUAGE: language}
        return [*self._file_name(), _Event("pre", attributes), *writer.out, _Event("pre")]

    def _file_name(self) -> list[_Event]:
        names = (
            i
            for i, event in enumerate(self.events[:_INNER])
            if self._is_file_name(i) and event.attributes is not None
        )
        if (start := next(names, None)) is None:
            return []
        text = [event for event in self.events[start : self._ends[start]] if event.text]
        return [_Event("div", {}), *text, _Event("div")]


class _Writer:
    """What is inside a plain <pre>: each element that is a line becomes one."""

    def __init__(self, root: str) -> None:
        self.out: list[_Event] = []
        self._is_line_begun = False
        self._is_behind_line = False
        """Whether an element that is a line has just ended."""
        self._lines = [(root, 0)]
        """The open elements that are lines, and how much had been written when they began."""
        self._n_breaks = 0
        self._n_breaks_at_span = -1
        """Line ends when the last <span> of a line began."""

    def add(self, event: _Event) -> None:
        """The next event."""
        if not event.tag:
            self._add_text(event.text.replace("\xa0", " "))
        elif event.tag == "br":
            if event.attributes is not None:
                self._write("\n")
        elif event.tag in _LINES:
            self._add_line(event)
        elif event.tag in PHRASING:
            if event.attributes is not None and _LINE.search(event.attributes.get("class", "")):
                self._begin_span()
            self.out.append(event)

    def _add_text(self, text: str) -> None:
        is_between = self._is_behind_line or self._lines[-1][0] in _ROWS
        if not (is_between and text.isspace()):
            self._write(text)

    def _add_line(self, event: _Event) -> None:
        if event.attributes is not None:
            self._break()
            self._lines.append((event.tag, len(self.out)))
            self._is_behind_line = False
            return
        _, begun = self._lines.pop()
        if self._is_line_begun or begun == len(self.out):  # an empty line is one, too
            self._write("\n")
        self._is_behind_line = True

    def _begin_span(self) -> None:
        if self._n_breaks_at_span == self._n_breaks:
            self._write("\n")
        self._n_breaks_at_span = self._n_breaks

    def _break(self) -> None:
        if self._is_line_begun:
            self._write("\n")

    def _write(self, text: str) -> None:
        self.out.append(_Event(text=text))
        self._n_breaks += text.count("\n")
        self._is_line_begun = not text.endswith("\n")
        self._is_behind_line = False
