"""Plain text -> Document: a block a line, blank lines and the line's own marks as evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise

from cleaner.errors import LimitError
from cleaner.letters.scripts import NO_TITLE_ENDS
from cleaner.options import Options
from cleaner.segment.text.preamble import read_preamble
from cleaner.segment.text.run_on import cut_lines, show_piece
from cleaner.segment.text.shown import read_shown
from cleaner.segment.text.spans import Span
from cleaner.segment.text.tags import without_tags
from cleaner.segment.text.wrapped import PLAIN, LineForm, join_wrapped
from cleaner.types import Document, Kind

_INVISIBLE = (
    " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # white space
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # of no width
)
_MARKER = re.compile(
    r"(?P<indent>[ \t\u00a0]*)(?:(?P<heading>#{1,6})[ \t]"
    r"|(?P<bullet>[-*+\u2022\u00b7\u25aa\u25cf\u2013])[ \t\u00a0]"
    r"|(?P<number>\d{1,3}[.)])[ \t\u00a0]|(?P<quote>>)|(?P<row>\|.*\|[ \t]*$))"
)
_INDENTS = (" ", "\t")
_UNDERLINES = ("===", "---")
_FENCES = ("```", "~~~")
_TAB, _INDENT = 4, 2
"""Columns of a tab, and by which a list within a list is further in."""
_MAX_DEPTH = 9
"""Depth of the innermost lists that are told apart."""
_MAX_HEADING = 200
"""Characters of a line that may be underlined."""
_TEXT_KINDS = (Kind.PARAGRAPH, Kind.LIST_ITEM)
"""Lines that may hold several blocks, or be underlined."""


def segment_text(source: str, url: str | None, options: Options) -> Document:
    """The dump's lines with text in them, each as it stands.

    The lines of a hard-wrapped paragraph are one block, a heading is one with the line that
    underlines it, and so is all that stands above the text (preamble.py). Tags around Markdown's
    paragraphs are no text (tags.py). A line that holds several blocks is cut (run_on.py). Raises
    LimitError above `options.max_blocks`.
    """
    ended = source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source
    whole = without_tags(ended)
    padded = whole.split("\n")
    lines = _without_padding(padded)
    if lines is not padded:
        whole = "\n".join(lines)
    texts = list(map(str.strip, lines))
    preamble = read_preamble(lines)
    has_rules = any(rule in whole for rule in _UNDERLINES)
    spans = _find_spans(lines, texts, preamble.n_lines, has_rules, options.max_blocks)
    forms: Sequence[LineForm] = _find_forms(lines, texts, spans, "`" in whole or "~" in whole)
    spans, forms = join_wrapped(lines, texts, spans, forms)
    shown, link_chars = read_shown(lines, whole)
    columns = _read_columns(padded, shown, link_chars, spans, forms, preamble.n_lines)
    if cut := cut_lines(lines, whole):
        pieces = _find_pieces(cut, spans, forms, options.max_blocks - len(spans))
        as_shown = {i: own for i, own in pieces.items() if columns.visible[i] == lines[spans[i][0]]}
        columns = _cut_columns(columns, as_shown)
    kinds = [form.kind for form in columns.forms]
    return Document(
        format="text",
        source=source,
        url=url,
        text=columns.text,
        visible=columns.visible,
        link_chars=columns.linked if any(columns.linked) else (),
        kind=kinds,
        level=[form.level for form in columns.forms],
        ordered=[form.ordered for form in columns.forms],
        group=_groups(kinds, columns.blank_before),
        blank_before=columns.blank_before,
        joined=columns.joined,
        title=preamble.find("title"),
        language=preamble.find("lang", "language").lower(),
        preamble=preamble,
    )


@dataclass(slots=True)
class _Columns:
    """What is known of each block so far; one entry a block in each."""

    text: list[str] = field(default_factory=list)
    visible: list[str] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    """Characters of links."""
    forms: list[LineForm] = field(default_factory=list)
    blank_before: list[int] = field(default_factory=list)
    joined: list[bool] = field(default_factory=list)


def _without_padding(lines: Sequence[str]) -> Sequence[str]:
    """The lines without the indentation that all have, and without spaces at their ends if those
    have them, too, behind which no line follows that they might break from.
    """
    stripped = list(map(str.rstrip, lines))
    if stripped != lines:  # few dumps have any
        below = [*stripped[1:], ""]
        ends = zip(lines, stripped, below, strict=True)
        is_padded = [len(own) < len(line) for line, own, below in ends if own and not below]
        lines = stripped if 2 * sum(is_padded) > len(is_padded) else lines
    first = next((line for line in lines if line.strip(_INVISIBLE)), "")
    if not first.startswith(_INDENTS):
        return lines
    with_text = [line for line in lines if line.strip(_INVISIBLE)]
    indent = min((line[: len(line) - len(line.lstrip(" \t"))] for line in with_text), key=len)
    return [line.removeprefix(indent) for line in lines]


def _read_columns(
    padded: Sequence[str],
    shown: Sequence[str],
    link_chars: Sequence[int],
    spans: Sequence[Span],
    forms: Sequence[LineForm],
    n_preamble: int,
) -> _Columns:
    """The blocks of the spans: a line, or lines that belong together.

    `padded` are the lines as they stand, `shown` and `link_chars` what `read_shown` says of them.
    """
    columns = _Columns(
        text=[padded[first] for first, _ in spans],
        visible=[shown[first] for first, _ in spans],
        linked=[link_chars[first] for first, _ in spans] if link_chars else [0] * len(spans),
        forms=list(forms),
        blank_before=[own[0] - before[1] for before, own in pairwise(((0, 0), *spans))],
        joined=[False] * len(spans),
    )
    for i, (first, end) in enumerate(spans):
        if end - first > 1:  # hardly any
            columns.text[i] = "\n".join(padded[first:end])
            begin = max(first, n_preamble)
            end = begin + 1 if forms[i].kind is Kind.HEADING else end
            columns.visible[i] = " ".join(shown[begin:end])
            columns.linked[i] = sum(link_chars[begin:end])
    return columns


def _cut_columns(columns: _Columns, pieces: Mapping[int, Sequence[str]]) -> _Columns:
    """The columns with blocks cut into pieces, those of each by its place."""
    cut = _Columns()
    for i, form in enumerate(columns.forms):
        own = pieces.get(i)
        n_more = 0 if own is None else len(own) - 1
        cut.text += own or [columns.text[i]]
        cut.visible += map(show_piece, own) if own else [columns.visible[i]]
        cut.linked += [0] * (1 + n_more) if own else [columns.linked[i]]
        cut.forms += [form, *[PLAIN] * n_more]
        cut.blank_before += [columns.blank_before[i], *[0] * n_more]
        cut.joined += [False, *[True] * n_more]
    return cut


def _find_spans(
    lines: Sequence[str], texts: Sequence[str], n_preamble: int, has_rules: bool, max_blocks: int
) -> Sequence[Span]:
    """The lines with text, each for itself but for the preamble and underlined headings."""
    spans: list[Span] = []
    end = 0
    for row, text in enumerate(texts):
        if row < end or not (text and (text.isascii() or text.strip(_INVISIBLE))):
            continue
        if len(spans) >= max_blocks:
            raise LimitError("max_blocks", max_blocks, len(spans) + 1)
        end = row + 1
        if row < n_preamble:
            end = n_preamble
        elif has_rules:
            end += _is_underlined(lines, row, n_preamble)
        spans.append((row, end))
    return spans


def _find_pieces(
    cut: Mapping[int, Sequence[str]],
    spans: Sequence[Span],
    forms: Sequence[LineForm],
    n_allowed: int,
) -> Mapping[int, Sequence[str]]:
    """The pieces of each block that is a line of text; none if they would be too many."""
    pieces = {
        i: cut[first]
        for i, ((first, end), form) in enumerate(zip(spans, forms, strict=True))
        if first in cut and end - first == 1 and form.kind in _TEXT_KINDS
    }
    return pieces if sum(map(len, pieces.values())) <= n_allowed else {}


def _is_underlined(lines: Sequence[str], row: int, first: int) -> bool:
    """Whether the line is a heading of a paragraph's own with an underline, as Markdown has it.

    `first` is the first line of the text.
    """
    if row + 1 == len(lines) or not lines[row + 1].startswith(_UNDERLINES):
        return False
    line, underline = lines[row].rstrip(), lines[row + 1].rstrip()
    is_alone = row == first or not lines[row - 1].strip()
    is_last = row + 2 == len(lines) or not lines[row + 2].strip()
    is_rule = underline[0] == "-" and line.endswith(NO_TITLE_ENDS)
    is_line = not underline.strip(underline[0])
    return is_line and is_alone and is_last and not is_rule and len(line) <= _MAX_HEADING


def _find_forms(
    lines: Sequence[str], texts: Sequence[str], spans: Sequence[Span], has_fences: bool
) -> list[LineForm]:
    """Kind and level of each block by its own marks; lines between code fences are code."""
    # Most lines begin with a letter, as no mark does.
    forms = [PLAIN if texts[first][0].isalpha() else _find_form(lines[first]) for first, _ in spans]
    for i, (first, end) in enumerate(spans):
        if end - first == 2 and forms[i].kind in _TEXT_KINDS:
            forms[i] = LineForm(Kind.HEADING, 1 if lines[first + 1][0] == "=" else 2)
    fences = [i for i, (first, _) in enumerate(spans) if has_fences and _is_fence(lines[first])]
    if len(fences) % 2 == 0:  # a fence that nothing closes says nothing
        for opening, closing in zip(fences[::2], fences[1::2], strict=True):
            forms[opening : closing + 1] = [LineForm(Kind.CODE)] * (closing + 1 - opening)
    return forms


def _is_fence(line: str) -> bool:
    return line.lstrip(" \t").startswith(_FENCES)


def _find_form(line: str) -> LineForm:
    match = _MARKER.match(line)
    if match is None:
        return PLAIN
    mark = match.lastgroup
    if mark == "heading":
        return LineForm(Kind.HEADING, len(match["heading"]))
    if mark in ("bullet", "number"):
        n_columns = len(match["indent"].expandtabs(_TAB))
        return _item_form(min(_MAX_DEPTH, 1 + n_columns // _INDENT), mark == "number")
    return LineForm(Kind.QUOTE if mark == "quote" else Kind.TABLE_ROW)


@cache
def _item_form(depth: int, ordered: bool) -> LineForm:
    """One form for all items that are alike: of some dumps each line is one."""
    return LineForm(Kind.LIST_ITEM, depth, ordered)


def _groups(kinds: Sequence[Kind], blank_before: Sequence[int]) -> list[int]:
    """Group of each block: lines of one list, table or code block share one."""
    plain = Kind.PARAGRAPH
    rows = zip(kinds, [plain, *kinds], blank_before, strict=False)
    begins = (n > 0 or kind is plain or kind is not before for kind, before, n in rows)
    return list(accumulate(begins, initial=0))[1:]
