"""Plain text -> Document: a block a line, blank lines and the line's own marks as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.links import read_links
from cleaner.segment.preamble import read_preamble
from cleaner.types import Document, Kind

_INVISIBLE = (
    " \t\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # white space
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # of no width
)
_MARKER = re.compile(
    r"(?P<indent>[ \t]*)(?:(?P<heading>#{1,6})[ \t]"
    r"|(?P<bullet>[-*+\u2022\u00b7\u25aa\u25cf\u2013])[ \t]"
    r"|(?P<number>\d{1,3}[.)])[ \t]|(?P<quote>>)|(?P<row>\|.*\|[ \t]*$))"
)
Span = tuple[int, int]
"""First and end line of a block."""
Form = tuple[Kind, int]
"""Kind and level of a block."""
_PLAIN: Form = (Kind.PARAGRAPH, 0)
_SENTENCE_END = tuple(".!?:;\"')]\u201d\u2019\u00bb\u3002\uff01\uff1f\u061f\u06d4\u0964\u2026")
_WRAP_WIDTHS = range(40, 101)
"""Characters of the longest line of a paragraph that was wrapped by hand or by a mailer."""
_WRAP_FULL = 0.72
_MIN_WRAPPED_LINES = 3
_MAX_HEADING = 200
"""Characters of a line that may be underlined."""
_NO_HEADING_END = (".", ",", ";", ":", "\u3002", "\uff0c", "\u060c", "\u0964")
"""What ends a sentence below which dashes are a rule across the page."""
_UNDERLINED_KINDS = (Kind.PARAGRAPH, Kind.LIST_ITEM)


def segment_text(source: str, url: str | None, options: Options) -> Document:
    """The dump's lines with text in them, each as it stands.

    The lines of a hard-wrapped paragraph are one block, a heading is one with the line that
    underlines it, and so is all that stands above the text (preamble.py). Raises LimitError above
    `options.max_blocks`.
    """
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    preamble = read_preamble(lines)
    spans = _find_spans(lines, preamble.n_lines, options.max_blocks)
    spans, forms = _join_wrapped(lines, spans, _find_forms(lines, spans))
    shown, link_chars = read_links(lines)
    text: list[str] = []
    seen: list[str] = []
    linked: list[int] = []
    for (first, end), (kind, _) in zip(spans, forms, strict=True):
        if end - first == 1:  # nearly all are
            text.append(lines[first])
            seen.append(shown[first])
            linked += link_chars[first:end]
            continue
        text.append("\n".join(lines[first:end]))
        first = max(first, preamble.n_lines)
        end = first + 1 if kind is Kind.HEADING else end
        seen.append(" ".join(shown[first:end]))
        linked.append(sum(link_chars[first:end]))
    blank_before = [first - end for (_, end), (first, _) in pairwise([(0, 0), *spans])]
    return Document(
        format="text",
        source=source,
        url=url,
        text=text,
        link_chars=linked if link_chars else (),
        kind=[kind for kind, _ in forms],
        level=[level for _, level in forms],
        group=_groups(forms, blank_before),
        blank_before=blank_before,
        title=preamble.find("title"),
        language=preamble.find("lang", "language").lower(),
        seen=() if seen == text else seen,
    )


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


def _is_underlined(lines: Sequence[str], row: int, first: int) -> bool:
    """Whether the line is a heading of a paragraph's own with an underline, as Markdown has it.

    `first` is the first line of the text.
    """
    if row + 1 == len(lines) or not lines[row + 1].startswith(("===", "---")):
        return False
    line, underline = lines[row].rstrip(), lines[row + 1].rstrip()
    is_alone = row == first or not lines[row - 1].strip()
    is_last = row + 2 == len(lines) or not lines[row + 2].strip()
    is_rule = underline[0] == "-" and line.endswith(_NO_HEADING_END)
    is_line = not underline.strip(underline[0])
    return is_line and is_alone and is_last and not is_rule and len(line) <= _MAX_HEADING


def _find_forms(lines: Sequence[str], spans: Sequence[Span]) -> list[Form]:
    """Kind and level of each block by its own marks; lines between code fences are code."""
    # Most lines begin with a letter, as no mark does.
    first_lines = [lines[first] for first, _ in spans]
    forms = [_PLAIN if line[0].isalpha() else _find_form(line) for line in first_lines]
    for i, (first, end) in enumerate(spans):
        if end - first == 2 and forms[i][0] in _UNDERLINED_KINDS:
            forms[i] = Kind.HEADING, 1 if lines[first + 1][0] == "=" else 2
    fences = [i for i, line in enumerate(first_lines) if _is_fence(line)]
    if len(fences) % 2 == 0:  # a fence that nothing closes says nothing
        for opening, closing in zip(fences[::2], fences[1::2], strict=True):
            forms[opening : closing + 1] = [(Kind.CODE, 0)] * (closing + 1 - opening)
    return forms


def _is_fence(line: str) -> bool:
    return line.lstrip(" \t").startswith(("```", "~~~"))


def _find_form(line: str) -> Form:
    match = _MARKER.match(line)
    if match is None:
        return _PLAIN
    depth = 1 + min(8, len(match["indent"].expandtabs(4)) // 2)
    if match["heading"]:
        return Kind.HEADING, len(match["heading"])
    if match["bullet"]:
        return Kind.LIST_ITEM, depth
    if match["number"]:
        return Kind.LIST_ITEM, -depth
    return (Kind.QUOTE, 0) if match["quote"] else (Kind.TABLE_ROW, 0)


def _groups(forms: Sequence[Form], blank_before: Sequence[int]) -> list[int]:
    """Group of each block: lines of one list, table or code block share one."""
    groups: list[int] = []
    n_groups = 0
    before = Kind.PARAGRAPH
    for (kind, _), n_blank in zip(forms, blank_before, strict=True):
        n_groups += bool(n_blank or kind is Kind.PARAGRAPH or kind is not before)
        groups.append(n_groups)
        before = kind
    return groups


def _join_wrapped(
    lines: Sequence[str], spans: Sequence[Span], forms: Sequence[Form]
) -> tuple[Sequence[Span], Sequence[Form]]:
    """The blocks, where the lines of each hard-wrapped paragraph are one.

    Paragraphs of three lines and more show how wide the text is; by that shorter ones are told.
    """
    runs = [(i, end) for i, end in _find_runs(spans, forms) if end - i > 1]
    own_lines = {run: lines[spans[run[0]][0] : spans[run[1] - 1][1]] for run in runs}
    wrapped = {run for run in runs if _is_wrapped(own_lines[run])}
    width = max((len(line.strip()) for run in wrapped for line in own_lines[run]), default=0)
    if width:
        wrapped |= {run for run in runs if _is_cut_at(own_lines[run], width)}
    if not wrapped:
        return spans, forms
    ends = dict(wrapped)
    joined = []
    at = 0
    while at < len(spans):
        end = ends.get(at, at + 1)
        joined.append(((spans[at][0], spans[end - 1][1]), forms[at]))
        at = end
    return [span for span, _ in joined], [form for _, form in joined]


def _find_runs(spans: Sequence[Span], forms: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """First and end block of each run of plain lines without a blank line between."""
    is_plain = [
        end - first == 1 and form == _PLAIN for (first, end), form in zip(spans, forms, strict=True)
    ]
    start = 0
    for i in range(1, len(spans) + 1):
        is_end = i == len(spans) or spans[i][0] > spans[i - 1][1]
        if is_end or not is_plain[i - 1] or not is_plain[i]:
            yield start, i
            start = i


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are one paragraph cut at a fixed width: full, and ending within sentences."""
    if len(lines) < _MIN_WRAPPED_LINES:
        return False
    sizes = [len(line.strip()) for line in lines]
    width = max(sizes)
    if width not in _WRAP_WIDTHS:
        return False
    n_full = sum(size >= _WRAP_FULL * width for size in sizes[:-1])
    n_ended = sum(line.rstrip().endswith(_SENTENCE_END) for line in lines[:-1])
    return n_full >= 0.8 * (len(lines) - 1) and n_ended <= 0.5 * (len(lines) - 1)


def _is_cut_at(lines: Sequence[str], width: int) -> bool:
    """Whether all lines fit into the width, and none had room for the first word of the next."""
    sizes = [len(line.strip()) for line in lines]
    first_words = (line.split(maxsplit=1)[0] for line in lines[1:])
    has_no_room = (n + len(word) >= width for n, word in zip(sizes, first_words, strict=False))
    return max(sizes) <= width and all(has_no_room)
