"""Plain text -> Document: a block a line, blank lines and the line's own marks as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.preamble import read_preamble
from cleaner.segment.shown import read_shown
from cleaner.segment.tags import without_tags
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
Span = tuple[int, int]
"""First and end line of a block."""
Form = tuple[Kind, int]
"""Kind and level of a block."""
_PLAIN: Form = (Kind.PARAGRAPH, 0)
_SENTENCE_END = tuple(".!?:;\"')]\u201d\u2019\u00bb\u3002\uff01\uff1f\u061f\u06d4\u0964\u2026")
_WRAP_WIDTHS = range(40, 133)
"""Characters of the longest line of a paragraph that was wrapped by hand or by a mailer."""
_WRAP_FULL = 0.72
_MIN_WRAPPED_LINES = 3
_LINE_BREAKS = ("  ", "\\")
"""What ends a line of Markdown that is broken on purpose."""
_GAP = "   "
"""Between columns."""
_FIRST_IDEOGRAPH = "\u2e80"
"""From here on most scripts write no spaces, and a line may end behind any character."""
_MAX_WORD = 30
"""Letters of the longest word that may be a line by itself; an address may not."""
_MIN_WRAPPED = 0.2
"""Share of a dump's characters in lines that are long enough, from which on it is wrapped."""
_MIN_CUT = 0.6
"""Share of the line ends of a run that have to be cuts."""
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
    lines = without_tags(source.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    preamble = read_preamble(lines)
    spans = _find_spans(lines, preamble.n_lines, options.max_blocks)
    spans, forms = _join_wrapped(lines, spans, _find_forms(lines, spans))
    shown, link_chars = read_shown(lines)
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

    Runs of three lines and more show how wide the text is; where most of it is cut like them, other
    paragraphs are told by that.
    """
    runs: dict[tuple[int, int], Sequence[str]] = {}
    for i, end in _find_runs(lines, spans, forms):
        own = lines[spans[i][0] : spans[end - 1][1]]
        if end - i > 1 and not any(map(_is_long, own)):
            runs[i, end] = own
    ends = {run: _paragraph_ends(own) for run, own in runs.items()}
    cut = [len(line.strip()) for run, own in runs.items() if ends[run] for line in own]
    if not cut:
        return spans, forms
    n_chars = sum(n for n in map(len, lines) if n >= _WRAP_WIDTHS[0])
    if sum(cut) >= _MIN_WRAPPED * n_chars:
        ends = {run: found or _find_breaks(runs[run], max(cut)) for run, found in ends.items()}
    inside = {i for start, end in runs if ends[start, end] for i in range(start + 1, end)}
    inside -= {run[0] + end for run, found in ends.items() for end in found}
    starts = [i for i in range(len(spans)) if i not in inside]
    joined = [
        (spans[i][0], spans[end - 1][1])
        for i, end in zip(starts, [*starts[1:], len(spans)], strict=True)
    ]
    return joined, [forms[i] for i in starts]


def _find_runs(
    lines: Sequence[str], spans: Sequence[Span], forms: Sequence[Form]
) -> Iterator[tuple[int, int]]:
    """First and end block of each run of plain lines with nothing between that parts them.

    The first may be an item of a list, if the next is further in.
    """
    is_plain = [
        end - first == 1 and form == _PLAIN and _GAP not in lines[first].strip()
        for (first, end), form in zip(spans, forms, strict=True)
    ]
    start = 0
    for i in range(1, len(spans) + 1):
        goes_on = i < len(spans) and is_plain[i] and spans[i][0] == spans[i - 1][1]
        if goes_on:
            line, before = lines[spans[i][0]], lines[spans[i - 1][0]]
            step = _indent(line) - _indent(before)
            is_item = forms[i - 1][0] is Kind.LIST_ITEM and step > 0
            goes_on = (is_plain[i - 1] and step < 2) or is_item
            goes_on &= not before.endswith(_LINE_BREAKS)
        if not goes_on:
            yield start, i
            start = i


def _is_long(line: str) -> bool:
    """Whether the line would have been cut before its last word."""
    text = line.strip()
    return len(text) > _WRAP_WIDTHS[-1] and text.rfind(" ") > _WRAP_WIDTHS[-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _paragraph_ends(lines: Sequence[str]) -> Sequence[int]:
    """Where each paragraph of a run ends that was cut at a fixed width; () if it was not.

    Lines that had no room for the first word of the next are cut; where most are, the others end
    paragraphs. People who wrap by hand leave room: lines that are full and end within sentences
    are one paragraph.
    """
    sizes = [len(line.strip()) for line in lines]
    width = max(sizes)
    if len(lines) < _MIN_WRAPPED_LINES or width not in _WRAP_WIDTHS:
        return ()
    n_breaks = len(lines) - 1
    is_ended = [line.rstrip().endswith(_SENTENCE_END) for line in lines[:-1]]
    breaks = _find_breaks(lines, width)
    cut = set(range(1, len(lines))) - set(breaks)
    if len(cut) >= _MIN_CUT * n_breaks and sum(is_ended[i - 1] for i in cut) <= 0.5 * len(cut):
        return breaks
    n_full = sum(size >= _WRAP_FULL * width for size in sizes[:-1])
    return (len(lines),) if n_full >= 0.8 * n_breaks and sum(is_ended) <= 0.5 * n_breaks else ()


def _find_breaks(lines: Sequence[str], width: int) -> Sequence[int]:
    """Lines before which a paragraph ends, and the end: there was room for the next word, one of
    both is longer than the width, or the next is an address.
    """
    breaks = []
    before = len(lines[0].strip())
    for i, line in enumerate(lines[1:], start=1):
        text = line.strip()
        word = 1 if text[0] >= _FIRST_IDEOGRAPH else len(text.split(maxsplit=1)[0])
        is_address = word == len(text) > _MAX_WORD
        if before + word < width or is_address or max(before, len(text)) > width:
            breaks.append(i)
        before = len(text)
    return [*breaks, len(lines)]
