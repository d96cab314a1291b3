"""How kept blocks belong together: runs, list items, table cells and the places of images."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from cleaner.types import Document, Image, Inline, Kind, Mark, Role, Verdict

Layout = Literal["heading", "list", "terms", "table", "code", "quote", "lines"]

_LAYOUTS: Mapping[Kind, Layout] = {
    Kind.HEADING: "heading",
    Kind.LIST_ITEM: "list",
    Kind.TERM: "terms",
    Kind.DEFINITION: "terms",
    Kind.TABLE_ROW: "table",
    Kind.CODE: "code",
    Kind.QUOTE: "quote",
}
_CELL_BORDER = " | "
_SEEN_THROUGH = frozenset({Role.CAPTION, Role.BYLINE, Role.DATE})
"""What may stand between a paragraph of the article and its picture."""


class Run(NamedTuple):
    """Kept blocks that are one thing: a list, a table, a quote, a heading, a paragraph's lines."""

    layout: Layout
    blocks: list[int]


class Item(NamedTuple):
    """Where a list item stands: its depth from 0 within what is kept, its number if ordered."""

    depth: int
    number: int | None


def order_kept(verdicts: Sequence[Verdict], *, headline: bool = True) -> list[int]:
    """Indices of the kept blocks: the headline first (or left out), then the page's order."""
    kept = [i for i, verdict in enumerate(verdicts) if verdict.keep]
    body = [i for i in kept if verdicts[i].role is not Role.HEADLINE]
    if not headline or len(body) == len(kept):
        return body
    return [i for i in kept if verdicts[i].role is Role.HEADLINE] + body


def lay_out(document: Document, verdicts: Sequence[Verdict], *, headline: bool = True) -> list[Run]:
    """The kept blocks of an HTML page as runs, in reading order."""
    runs: list[Run] = []
    for i in order_kept(verdicts, headline=headline):
        layout = _layout(document, verdicts, i)
        if runs and _continues(document, runs[-1], i, layout):
            runs[-1].blocks.append(i)
        else:
            runs.append(Run(layout, [i]))
    return runs


def _layout(document: Document, verdicts: Sequence[Verdict], i: int) -> Layout:
    if verdicts[i].role is Role.HEADLINE:
        return "heading"
    return _LAYOUTS.get(document.kind[i], "lines")


def _continues(document: Document, run: Run, i: int, layout: Layout) -> bool:
    """Whether block `i` belongs to the run before it."""
    last = run.blocks[-1]
    if document.group[i] != document.group[last]:
        return run.layout == layout == "quote" and i == last + 1
    return run.layout == layout or (run.layout == "list" and layout != "heading")


def split_list(document: Document, run: Run) -> Iterator[Run]:
    """The parts of a list, in order: each item's first block, and what else its items hold."""
    layouts = ((_LAYOUTS.get(document.kind[i], "lines"), i) for i in run.blocks)
    for layout, group in groupby(layouts, itemgetter(0)):
        blocks = [i for _, i in group]
        if layout in ("list", "lines"):
            yield from (Run(layout, [i]) for i in blocks)
        else:
            yield Run(layout, blocks)


def place_items(document: Document, order: Sequence[int]) -> dict[int, Item]:
    """Depth and number of each list item in `order`.

    Depth counts kept items only: lists that merely hold the page's layout do not indent.
    """
    items: dict[int, Item] = {}
    opened: list[tuple[int, bool, int]] = []  # level, ordered, number of the last item at a depth
    group = -1
    for i in order:
        if document.kind[i] is not Kind.LIST_ITEM:
            continue
        if document.group[i] != group:
            group = document.group[i]
            opened.clear()
        level, is_ordered, number = document.level[i], document.ordered[i], 1
        while opened and opened[-1][0] >= level:
            passed = opened.pop()
            number = passed[2] + 1 if passed[:2] == (level, is_ordered) else 1
        items[i] = Item(len(opened), number if is_ordered else None)
        opened.append((level, is_ordered, number))
    return items


def split_cells(document: Document, row: int) -> list[Inline]:
    """The cells of a table row, each with its marks."""
    inline = document.inline[row]
    if not inline:
        return [(cell,) for cell in document.text[row].split(_CELL_BORDER)]
    cells: list[list[str | Mark]] = [[]]
    for part in inline:
        if part == _CELL_BORDER:
            cells.append([])
        else:
            cells[-1].append(part)
    return [tuple(cell) for cell in cells]


def place_images(document: Document, verdicts: Sequence[Verdict]) -> dict[int, list[Image]]:
    """The article's pictures by the kept block that follows each.

    A picture is the article's if it stands between the first and the last kept block and the
    nearest block on one side of it is kept; captions, bylines and dates are looked through.
    """
    kept = [i for i, verdict in enumerate(verdicts) if verdict.keep]
    placed: dict[int, list[Image]] = {}
    for image in document.images:
        after = bisect_left(kept, image.before)
        if 0 < after < len(kept) and _is_beside_kept(verdicts, image.before):
            placed.setdefault(kept[after], []).append(image)
    return placed


def _is_beside_kept(verdicts: Sequence[Verdict], before: int) -> bool:
    for step, start in ((-1, before - 1), (1, before)):
        i = start
        while 0 <= i < len(verdicts) and not verdicts[i].keep and verdicts[i].role in _SEEN_THROUGH:
            i += step
        if 0 <= i < len(verdicts) and verdicts[i].keep:
            return True
    return False


def take_images(placed: Mapping[int, Sequence[Image]], run: Run) -> tuple[list[Image], list[Image]]:
    """The images before a run and those inside it, which come after it."""
    first, *rest = run.blocks
    return list(placed.get(first, ())), [image for i in rest for image in placed.get(i, ())]
