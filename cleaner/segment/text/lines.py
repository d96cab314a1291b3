"""Plain text -> Document: a block a line, blank lines and the line's own marks as evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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
    whole = without_tags(source.replace("\r\n", "\n").replace("\r", "\n"))
    padded = whole.split("\n")
    lines = _without_padding(padded)
    preamble = read_preamble(lines)
    spans = _find_spans(lines, preamble.n_lines, options.max_blocks)
    spans, forms = join_wrapped(lines, spans, _find_forms(lines, spans))
    cut = cut_lines(lines, whole if lines is padded else "\n".join(lines))
    pieces = _find_pieces(cut, spans, forms, options.max_blocks - len(spans))
    columns = _read_columns(lines, padded, spans, forms, pieces, preamble.n_lines)
    return Document(
        format="text",
        source=source,
        url=url,
        text=columns.text,
        visible=columns.visible,
        link_chars=columns.linked if any(columns.linked) else (),
        kind=[form.kind for form in columns.forms],
        level=[form.level for form in columns.forms],
        ordered=[form.ordered for form in columns.forms],
        group=_groups(columns),
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
    with_text = [line for line in lines if line.strip(_INVISIBLE)]
    last = [line for line, below in pairwise([*lines, ""]) if not below.strip() and line.strip()]
    if 2 * sum(line[-1].isspace() for line in last) > len(last):
        lines = [line.rstrip() for line in lines]
    if not (with_text and with_text[0].startswith(_INDENTS)):  # few dumps have any
        return lines
    indent = min((line[: len(line) - len(line.lstrip(" \t"))] for line in with_text), key=len)
    return [line.removeprefix(indent) for line in lines]


def _read_columns(
    lines: Sequence[str],
    padded: Sequence[str],
    spans: Sequence[Span],
    forms: Sequence[LineForm],
    pieces: Mapping[int, Sequence[str]],
    n_preamble: int,
) -> _Columns:
    """The blocks of the spans: a line, its pieces, or lines that belong together.

    `padded` are the lines as they stand.
    """
    shown, link_chars = read_shown(lines)
    columns = _Columns()
    end_before = 0
    for (first, end), form in zip(spans, forms, strict=True):
        columns.forms.append(form)
        columns.blank_before.append(first - end_before)
        columns.joined.append(False)
        end_before = end
        if first in pieces and shown[first] == lines[first]:
            n_more = len(pieces[first]) - 1
            columns.text += pieces[first]
            columns.visible += map(show_piece, pieces[first])
            columns.linked += [0] * (1 + n_more)
            columns.forms += [PLAIN] * n_more
            columns.blank_before += [0] * n_more
            columns.joined += [True] * n_more
        elif end - first == 1:  # nearly all are
            columns.text.append(padded[first])
            columns.visible.append(shown[first])
            columns.linked += link_chars[first:end]
        else:
            columns.text.append("\n".join(padded[first:end]))
            first = max(first, n_preamble)
            end = first + 1 if form.kind is Kind.HEADING else end
            columns.visible.append(" ".join(shown[first:end]))
            columns.linked.append(sum(link_chars[first:end]))
    return columns


def _find_spans(lines: Sequence[str], n_preamble: int, max_blocks: int) -> Sequence[Span]:
    """The lines with text, each for itself but for the preamble and underlined headings."""
    spans: list[Span] = []
    end = 0
    for row, line in enumerate(lines):
        if row < end or not line.strip(_INVISIBLE):
            continue
        if len(spans) >= max_blocks:
            raise LimitError("max_blocks", max_blocks, len(spans) + 1)
        is_pair = _is_underlined(lines, row, n_preamble)
        end = n_preamble if row < n_preamble else row + 1 + is_pair
        spans.append((row, end))
    return spans


def _find_pieces(
    cut: Mapping[int, Sequence[str]],
    spans: Sequence[Span],
    forms: Sequence[LineForm],
    n_allowed: int,
) -> Mapping[int, Sequence[str]]:
    """The pieces of each line that is a block of text by itself; none if they would be too many."""
    if not cut:
        return {}
    pieces = {
        first: cut[first]
        for (first, end), form in zip(spans, forms, strict=True)
        if first in cut and end - first == 1 and form.kind in _TEXT_KINDS
    }
    return pieces if sum(map(len, pieces.values())) <= n_allowed else {}


def _is_underlined(lines: Sequence[str], row: int, first: int) -> bool:
    """Whether the line is a heading of a paragraph's own with an underline, as Markdown has it.

    `first` is the first line of the text.
    """
    if row + 1 == len(lines) or not lines[row + 1].startswith(("===", "---")):
        return False
    line, underline = lines[row].rstrip(), lines[row + 1].rstrip()
    is_alone = row == first or not lines[row - 1].strip()
    is_last = row + 2 == len(lines) or not lines[row + 2].strip()
    is_rule = underline[0] == "-" and line.endswith(NO_TITLE_ENDS)
    is_line = not underline.strip(underline[0])
    return is_line and is_alone and is_last and not is_rule and len(line) <= _MAX_HEADING


def _find_forms(lines: Sequence[str], spans: Sequence[Span]) -> list[LineForm]:
    """Kind and level of each block by its own marks; lines between code fences are code."""
    # Most lines begin with a letter, as no mark does.
    first_lines = [lines[first] for first, _ in spans]
    forms = [PLAIN if line[0].isalpha() else _find_form(line) for line in first_lines]
    for i, (first, end) in enumerate(spans):
        if end - first == 2 and forms[i].kind in _TEXT_KINDS:
            forms[i] = LineForm(Kind.HEADING, 1 if lines[first + 1][0] == "=" else 2)
    fences = [i for i, line in enumerate(first_lines) if _is_fence(line)]
    if len(fences) % 2 == 0:  # a fence that nothing closes says nothing
        for opening, closing in zip(fences[::2], fences[1::2], strict=True):
            forms[opening : closing + 1] = [LineForm(Kind.CODE)] * (closing + 1 - opening)
    return forms


def _is_fence(line: str) -> bool:
    return line.lstrip(" \t").startswith(("```", "~~~"))


def _find_form(line: str) -> LineForm:
    match = _MARKER.match(line)
    if match is None:
        return PLAIN
    if match["heading"]:
        return LineForm(Kind.HEADING, len(match["heading"]))
    if match["bullet"] or match["number"]:
        n_columns = len(match["indent"].expandtabs(_TAB))
        depth = 1 + min(_MAX_DEPTH - 1, n_columns // _INDENT)
        return LineForm(Kind.LIST_ITEM, depth, ordered=match["number"] is not None)
    return LineForm(Kind.QUOTE if match["quote"] else Kind.TABLE_ROW)


def _groups(columns: _Columns) -> list[int]:
    """Group of each block: lines of one list, table or code block share one."""
    groups: list[int] = []
    n_groups = 0
    before = Kind.PARAGRAPH
    for form, n_blank in zip(columns.forms, columns.blank_before, strict=True):
        n_groups += bool(n_blank or form.kind is Kind.PARAGRAPH or form.kind is not before)
        groups.append(n_groups)
        before = form.kind
    return groups
