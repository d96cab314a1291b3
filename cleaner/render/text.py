"""Plain text of what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cleaner.render.layout import Item, order_kept, place_items
from cleaner.types import Document, Role, Verdict


def render_text(document: Document, verdicts: Sequence[Verdict], *, headline: bool = True) -> str:
    """The kept text, without a newline at its end; `headline=False` leaves the headline out.

    A text dump: its own kept lines as they stand, in order, runs of blank lines folded to one.
    HTML: the headline first; blocks apart by a blank line, those of one list or table by none.
    """
    if document.format == "text":
        return _render_lines(document, verdicts, headline)
    order = order_kept(verdicts, headline=headline)
    items = place_items(document, (i for i in order if verdicts[i].role is not Role.HEADLINE))
    parts = [_mark_item(document.text[i], items.get(i)) for i in order]
    for position, (before, i) in enumerate(pairwise(order), 1):
        is_same = document.group[before] == document.group[i]
        parts[position] = ("\n" if is_same else "\n\n") + parts[position]
    return "".join(parts)


def _mark_item(text: str, item: Item | None) -> str:
    if item is None:
        return text
    return f"{'  ' * item.depth}{'-' if item.number is None else f'{item.number}.'} {text}"


def _render_lines(document: Document, verdicts: Sequence[Verdict], headline: bool) -> str:
    parts: list[str] = []
    kept = set(order_kept(verdicts, headline=headline))
    is_blank_before = False
    for i, text in enumerate(document.text):
        is_blank_before |= document.blank_before[i] > 0
        if i not in kept:
            continue
        is_headline_above = i > 0 and verdicts[i - 1].role is Role.HEADLINE
        goes_on = document.joined[i] and i - 1 in kept and not is_headline_above
        if parts and not goes_on:
            parts.append("\n\n" if is_blank_before else "\n")
        parts.append(text)
        is_blank_before = False
    return "".join(parts)
