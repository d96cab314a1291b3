"""How kept blocks belong together: runs, list items, table cells and the places of images."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from cleaner.render.inline import CELLS
from cleaner.types import Document, Image, Inline, Kind, Mark, Role, Verdict

Layout = Literal["heading", "list", "terms", "table", "code", "quote", "caption", "lines"]

_LAYOUTS: Mapping[Kind, Layout] = {
    Kind.HEADING: "heading",
    Kind.LIST_ITEM: "list",
    Kind.TERM: "terms",
    Kind.DEFINITION: "terms",
    Kind.TABLE_ROW: "table",
    Kind.CODE: "code",
    Kind.QUOTE: "quote",
    Kind.CAPTION: "caption",
}
_LISTS = frozenset({"list", "terms"})
"""What Markdown writes as a list."""
_QUOTE_OR_ITEM = frozenset({"blockquote", "li"})
_CAPTIONS = frozenset({"figcaption", "caption"})
_SEEN_THROUGH = frozenset({Role.CAPTION, Role.BYLINE, Role.DATE})
"""What may stand between a paragraph of the article and its picture."""


class Run(NamedTuple):
    """Kept blocks that are one thing: a list, a table, a quote, a heading, a paragraph's lines."""

    layout: Layout
    blocks: list[int]
    is_other: bool = False
    """Whether it is a list right behind a list that is not: the two must not be taken for one."""


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
    find_quote = _QuoteFinder(document)
    runs: list[Run] = []
    quote_before: int | None = None
    for i in order_kept(verdicts, headline=headline):
        is_headline = verdicts[i].role is Role.HEADLINE
        quote = None if is_headline else find_quote(i)
        layout = (
            "quote" if quote is not None else "heading" if is_headline else _layout(document, i)
        )
        if runs and quote == quote_before and _continues(document, runs[-1], i, layout):
            runs[-1].blocks.append(i)
        else:
            runs.append(Run(layout, [i]))
        quote_before = quote
    return list(_alternate(document, runs))


def _layout(document: Document, i: int) -> Layout:
    return _LAYOUTS.get(document.kind[i], "lines")


def _continues(document: Document, run: Run, i: int, layout: Layout) -> bool:
    """Whether block `i` belongs to the run before it."""
    last = run.blocks[-1]
    if document.group[i] != document.group[last]:
        is_next = run.layout == layout and i == last + 1
        if is_next and layout == "caption":
            return find_caption(document, i) == find_caption(document, last)
        return is_next and layout == "quote"
    return run.layout == layout or (run.layout == "list" and layout != "heading")


def find_caption(document: Document, block: int) -> int:
    """The <figcaption> or <caption> that the block is in, 0 if it is in none."""
    tree = document.tree
    element = document.element[block] if document.element else 0
    while element and tree.tag[element] not in _CAPTIONS:
        element = tree.parent[element]
    return element


def _alternate(document: Document, runs: Iterable[Run]) -> Iterator[Run]:
    """The runs; of lists right behind each other every second one is told."""
    is_list = is_other = False
    for run in runs:
        was_list, is_list = is_list, run.layout in _LISTS
        is_other = was_list and is_list and not is_other
        yield run._replace(is_other=is_other)
        if run.layout == "list":
            is_other ^= _count_jumps(document, run) % 2 == 1


def _count_jumps(document: Document, run: Run) -> int:
    """How often the numbers of a list's outermost items do not go on."""
    items = place_items(document, run.blocks).values()
    numbers = [item.number for item in items if item.depth == 0]
    return sum(not goes_on(before, number) for before, number in pairwise(numbers))


def goes_on(before: int | None, number: int | None) -> bool:
    """Whether an item has the number that it would be given behind the one before."""
    return number is None or (before is not None and number == before + 1)


class _QuoteFinder:
    """Finds the outermost quote that a block is in, if it is not within a list."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._has_quotes = "blockquote" in document.tree.tag
        self._found: dict[int, int | None] = {0: None}

    def __call__(self, block: int) -> int | None:
        """The element, -1 for a quote without one, else None."""
        if not self._has_quotes:
            return -1 if self._document.kind[block] is Kind.QUOTE else None
        return self._find(self._document.element[block])

    def _find(self, element: int) -> int | None:
        tree = self._document.tree
        path = [element]
        while path[-1] not in self._found:
            path.append(tree.parent[path[-1]])
        quote = self._found[path.pop()]
        for inner in reversed(path):
            if quote is None and tree.tag[inner] in _QUOTE_OR_ITEM:
                quote = inner
            self._found[inner] = quote
        return quote if quote is not None and tree.tag[quote] == "blockquote" else None


def split_quote(document: Document, run: Run) -> list[Run]:
    """What stands in a quote, as runs."""
    runs: list[Run] = []
    for i in run.blocks:
        layout = "lines" if document.kind[i] is Kind.QUOTE else _layout(document, i)
        if runs and _continues(document, runs[-1], i, layout):
            runs[-1].blocks.append(i)
        else:
            runs.append(Run(layout, [i]))
    return list(_alternate(document, runs))


def split_list(document: Document, run: Run) -> Iterator[Run]:
    """The parts of a list, in order: each item's first block, and what else its items hold."""
    for layout, group in groupby(run.blocks, partial(_layout, document)):
        blocks = list(group)
        if layout in ("list", "lines", "caption"):
            yield from (Run(layout, [i]) for i in blocks)
        else:
            yield Run(layout, blocks)


def place_items(document: Document, order: Iterable[int]) -> dict[int, Item]:
    """Depth of each list item in `order`, and its number on the page.

    Depth counts kept items only: lists that merely hold the page's layout do not indent.
    """
    items: dict[int, Item] = {}
    levels: list[int] = []
    group = -1
    for i in order:
        if document.kind[i] is not Kind.LIST_ITEM:
            continue
        if document.group[i] != group:
            group = document.group[i]
            levels.clear()
        while levels and levels[-1] >= document.level[i]:
            levels.pop()
        items[i] = Item(len(levels), document.number[i] if document.ordered[i] else None)
        levels.append(document.level[i])
    return items


class Cell(NamedTuple):
    """A cell of a row: whether it is a head, and its text with its marks."""

    is_head: bool
    inline: Inline


_EMPTY = Cell(False, ())


def split_rows(document: Document, run: Run) -> list[list[Cell]]:
    """The cells of a table, as many in each row."""
    rows = [_split_cells(document, i) for i in run.blocks]
    n_columns = max(map(len, rows))
    return [row + [_EMPTY] * (n_columns - len(row)) for row in rows]


def _split_cells(document: Document, row: int) -> list[Cell]:
    inline = document.inline[row] or (document.text[row],)
    begins = [i for i, part in enumerate(inline) if isinstance(part, Mark) and part.tag in CELLS]
    if not begins:
        return [Cell(False, inline)]
    ends = [begin - 1 for begin in begins[1:]] + [len(inline)]  # without the border between
    return [
        Cell(inline[begin] == Mark("th", True), inline[begin + 1 : end])
        for begin, end in zip(begins, ends, strict=True)
    ]


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
