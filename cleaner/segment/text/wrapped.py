"""Paragraphs of text that a program, a mailer or a hand has cut into lines of one width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.letters.scripts import SENTENCE_ENDS
from cleaner.segment.text.spans import Span
from cleaner.types import Kind


class LineForm(NamedTuple):
    """What a block is by the marks of its first line; as in a Document."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    ordered: bool = False


PLAIN = LineForm()
_SENTENCE_END = tuple(SENTENCE_ENDS + ":;\"')]\u201d\u2019\u00bb")
_WRAP_WIDTHS = range(40, 133)
"""Characters of the longest line of a paragraph that was wrapped."""
_WRAP_FULL = 0.72
"""Share of that from which on a line is full."""
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


def join_wrapped(
    lines: Sequence[str],
    texts: Sequence[str],
    spans: Sequence[Span],
    forms: Sequence[LineForm],
) -> tuple[Sequence[Span], Sequence[LineForm]]:
    """The blocks, where the lines of each hard-wrapped paragraph are one.

    `texts` are the lines without the white space at their ends.

    Runs of three lines and more show how wide the text is; where most of it is cut like them, other
    paragraphs are told by that.
    """
    runs: dict[Span, Sequence[str]] = {}
    for i, end in _find_runs(lines, texts, spans, forms):
        own = texts[spans[i][0] : spans[end - 1][1]]
        if max(map(len, own)) <= _WRAP_WIDTHS[-1] or not any(map(_is_long, own)):
            runs[i, end] = own
    ends = {run: _paragraph_ends(own) for run, own in runs.items()}
    cut = [len(text) for run, own in runs.items() if ends[run] for text in own]
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
    lines: Sequence[str],
    texts: Sequence[str],
    spans: Sequence[Span],
    forms: Sequence[LineForm],
) -> Iterable[Span]:
    """First and end block of each run of two and more plain lines with nothing between that parts
    them.

    The first may be an item of a list, if the next is further in.
    """
    is_plain = [
        form is PLAIN and _GAP not in texts[first] and end - first == 1
        for (first, end), form in zip(spans, forms, strict=True)
    ]
    starts = [
        i
        for i, (before, own) in enumerate(pairwise(spans), start=1)
        if not (is_plain[i] and own[0] == before[1])
        or not _goes_on(lines[before[0]], lines[own[0]], is_plain[i - 1], forms[i - 1])
    ]
    return (run for run in pairwise((0, *starts, len(spans))) if run[1] - run[0] > 1)


def _goes_on(before: str, line: str, is_plain: bool, form: LineForm) -> bool:
    """Whether a plain line may go on the one before, which is plain, or an item by its form."""
    if before.endswith(_LINE_BREAKS):
        return False
    step = _indent(line) - _indent(before)
    return step < 2 if is_plain else step > 0 and form.kind is Kind.LIST_ITEM


def _is_long(text: str) -> bool:
    """Whether the line would have been cut before its last word."""
    return len(text) > _WRAP_WIDTHS[-1] and text.rfind(" ") > _WRAP_WIDTHS[-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _paragraph_ends(texts: Sequence[str]) -> Sequence[int]:
    """Where each paragraph of a run ends that was cut at a fixed width; () if it was not.

    Lines that had no room for the first word of the next are cut; where most are, the others end
    paragraphs. People who wrap by hand leave room: lines that are full and end within sentences
    are one paragraph.
    """
    sizes = list(map(len, texts))
    width = max(sizes)
    if len(texts) < _MIN_WRAPPED_LINES or width not in _WRAP_WIDTHS:
        return ()
    n_breaks = len(texts) - 1
    is_ended = [text.endswith(_SENTENCE_END) for text in texts[:-1]]
    breaks = _find_breaks(texts, width)
    cut = set(range(1, len(texts))) - set(breaks)
    if len(cut) >= _MIN_CUT * n_breaks and sum(is_ended[i - 1] for i in cut) <= 0.5 * len(cut):
        return breaks
    n_full = sum(size >= _WRAP_FULL * width for size in sizes[:-1])
    return (len(texts),) if n_full >= 0.8 * n_breaks and sum(is_ended) <= 0.5 * n_breaks else ()


def _find_breaks(texts: Sequence[str], width: int) -> Sequence[int]:
    """Lines before which a paragraph ends, and the end: there was room for the next word, one of
    both is longer than the width, or the next is an address.
    """
    breaks = []
    before = len(texts[0])
    for i, text in enumerate(texts[1:], start=1):
        word = 1 if text[0] >= _FIRST_IDEOGRAPH else len(text.split(maxsplit=1)[0])
        is_address = word == len(text) > _MAX_WORD
        if before + word < width or is_address or max(before, len(text)) > width:
            breaks.append(i)
        before = len(text)
    return [*breaks, len(texts)]
