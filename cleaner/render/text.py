"""Plain text of what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from cleaner.render.layout import Item, order_kept, place_items
from cleaner.types import Document, Kind, Role, Verdict


def render_text(document: Document, verdicts: Sequence[Verdict], *, headline: bool = True) -> str:
    """The kept text, without a newline at its end; `headline=False` leaves the headline out.

    A text dump: its own kept lines as they stand, in order, runs of blank lines folded to one.
    HTML: the headline first; blocks apart by a blank line, those of one list or table by none.
    """
    if document.format == "text":
        return _render_lines(document, verdicts, headline)
    order = order_kept(verdicts, headline=headline)
    text, kind, group = document.text, document.kind, document.group
    listed = [i for i in order if kind[i] is Kind.LIST_ITEM]
    items = place_items(document, (i for i in listed if verdicts[i].role is not Role.HEADLINE))
    parts = [_mark_item(text[i], items[i]) if i in items else text[i] for i in order]
    groups = [group[i] for i in order]
    gaps = ["\n" if above == own else "\n\n" for above, own in pairwise(groups)]
    return _join(parts, gaps)


def _mark_item(text: str, item: Item) -> str:
    return f"{'  ' * item.depth}{'-' if item.number is None else f'{item.number}.'} {text}"


def _join(parts: Sequence[str], gaps: Sequence[str]) -> str:
    """The parts, with the gaps between them."""
    return "".join(chain.from_iterable(zip(["", *gaps], parts, strict=True))) if parts else ""


def _render_lines(document: Document, verdicts: Sequence[Verdict], headline: bool) -> str:
    kept = sorted(order_kept(verdicts, headline=headline))
    text, blank = document.text, document.blank_before
    gaps = ["\n\n" if any(blank[above + 1 : i + 1]) else "\n" for above, i in pairwise(kept)]
    if any(document.joined):
        for position, (above, i) in enumerate(pairwise(kept)):
            if document.joined[i] and above == i - 1 and verdicts[above].role is not Role.HEADLINE:
                gaps[position] = ""
    return _join([text[i] for i in kept], gaps)
