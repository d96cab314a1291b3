"""Markdown (CommonMark with GitHub's tables) of what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cleaner.addresses import IMAGE_SCHEMES, resolve_url
from cleaner.render.escape import escape_alt, escape_target, longest_backticks, render_inline
from cleaner.render.inline import tidy_block, tidy_inline
from cleaner.render.layout import (
    Cell,
    Item,
    Layout,
    Run,
    goes_on,
    lay_out,
    place_images,
    place_items,
    split_list,
    split_quote,
    split_rows,
    take_images,
)
from cleaner.render.text import render_text
from cleaner.types import Document, Image, Kind, Verdict

_BREAK = "  \n"
_CLOSES_HEADING = re.compile(r"(?:^|\s)#+$")
_MAX_NUMBER = 999_999_999
"""The highest number of an item in CommonMark."""


def render_markdown(
    document: Document, verdicts: Sequence[Verdict], *, images: bool = False
) -> str:
    """The kept blocks as Markdown, without a newline at the end.

    A text dump is its kept lines as they stand. A table's first row becomes its header, since
    Markdown has no table without one; terms are a list, each with a list of what it means; <sub>
    and <sup> stay HTML, for which it has nothing. Of lists and numbers that do not go on, every
    second has other marks (`1)`, `*`), since it would be taken for one with the list before.
    """
    if document.format == "text":
        return render_text(document, verdicts)
    placed = place_images(document, verdicts) if images else {}
    blocks: list[str] = []
    for run in lay_out(document, verdicts):
        before, inside = take_images(placed, run)
        blocks += [_render_image(image, document.url) for image in before]
        blocks.append(_RENDERERS[run.layout](document, run))
        blocks += [_render_image(image, document.url) for image in inside]
    return "\n\n".join(filter(None, blocks))


def _render_block(document: Document, i: int) -> str:
    return render_inline(tidy_block(document, i))


def _render_heading(document: Document, run: Run) -> str:
    level = min(6, max(1, document.level[run.blocks[0]]))
    text = " ".join(_render_block(document, i) for i in run.blocks)
    if _CLOSES_HEADING.search(text):
        text = f"{text[:-1]}\\#"
    return f"{'#' * level} {text}"


def _render_lines(document: Document, run: Run) -> str:
    return _BREAK.join(_render_block(document, i) for i in run.blocks)


def _render_code(document: Document, run: Run) -> str:
    return "\n\n".join(_fence(document.text[i], document.languages.get(i, "")) for i in run.blocks)


def _fence(code: str, language: str) -> str:
    fence = "`" * max(3, longest_backticks(code) + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def _render_quote(document: Document, run: Run) -> str:
    inner = [_RENDERERS[part.layout](document, part) for part in split_quote(document, run)]
    lines = "\n\n".join(filter(None, inner)).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _render_terms(document: Document, run: Run) -> str:
    """A list of the terms, each with a list of what it means."""
    marker = "* " if run.is_other else "- "
    lines = []
    has_term = False
    for i in run.blocks:
        is_term = document.kind[i] is Kind.TERM
        has_term |= is_term
        indent = "" if is_term or not has_term else "  "
        lines.append(indent + marker + _render_block(document, i))
    return "\n".join(lines)


def _render_table(document: Document, run: Run) -> str:
    rows = [[_render_cell(cell, document.url) for cell in row] for row in split_rows(document, run)]
    rule = ["---"] * len(rows[0])
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])


def _render_cell(cell: Cell, base: str | None) -> str:
    return render_inline(tidy_inline(cell.inline, base), in_table=True)


class _OpenList(NamedTuple):
    """A list that is open: where the text of its items begins, and how its last one was marked."""

    indent: int
    number: int | None
    is_other: bool

    def marker(self) -> str:
        """What an item begins with."""
        if self.number is None:
            return "* " if self.is_other else "- "
        if not 0 <= self.number <= _MAX_NUMBER:
            return f"- {self.number}\\. "
        return f"{self.number}{')' if self.is_other else '.'} "


def _render_list(document: Document, run: Run) -> str:
    """Items under each other; what else an item holds is indented to its text."""
    items = place_items(document, run.blocks)
    lines: list[str] = []
    opened: list[_OpenList] = []
    for part in split_list(document, run):
        item = items.get(part.blocks[0])
        if item is None:
            width = opened[-1].indent if opened else 0
            lines += ["", _indent(_RENDERERS[part.layout](document, part), width)]
            continue
        above = opened[item.depth - 1].indent if item.depth else 0
        before = opened[item.depth] if len(opened) > item.depth else None
        del opened[item.depth :]
        own = _mark_item(item, before, run.is_other and not item.depth)
        if lines and _needs_blank(own, before):
            lines.append("")
        text = _indent(_render_block(document, part.blocks[0]), above + len(own.marker()))
        lines.append(" " * above + own.marker() + text.lstrip(" "))
        opened.append(own._replace(indent=above + own.indent))
    return "\n".join(lines)


def _mark_item(item: Item, before: _OpenList | None, is_other: bool) -> _OpenList:
    """The item's list, which is the one before where Markdown numbers on as the page does."""
    if before is not None:
        is_other = before.is_other is goes_on(before.number, item.number)
    own = _OpenList(0, item.number, is_other)
    return own._replace(indent=len(own.marker()))


def _needs_blank(own: _OpenList, before: _OpenList | None) -> bool:
    """Whether a list would not be seen to begin in the line below a paragraph."""
    return own.number not in (None, 1) if before is None else not goes_on(before.number, own.number)


def _indent(block: str, width: int) -> str:
    return "\n".join(" " * width + line if line else line for line in block.split("\n"))


def _render_image(image: Image, base: str | None) -> str:
    source = resolve_url(image.src, base, IMAGE_SCHEMES)
    return "" if source is None else f"![{escape_alt(image.alt)}]({escape_target(source)})"


_RENDERERS: Mapping[Layout, Callable[[Document, Run], str]] = {
    "heading": _render_heading,
    "list": _render_list,
    "terms": _render_terms,
    "table": _render_table,
    "code": _render_code,
    "quote": _render_quote,
    "caption": _render_lines,
    "lines": _render_lines,
}
