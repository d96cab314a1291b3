"""Markdown (CommonMark with GitHub's tables) of what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from cleaner.addresses import IMAGE_SCHEMES, resolve_url
from cleaner.render.escape import escape_alt, escape_target, longest_backticks, render_inline
from cleaner.render.inline import tidy_block, tidy_inline
from cleaner.render.layout import (
    Layout,
    Run,
    lay_out,
    place_images,
    place_items,
    split_cells,
    split_list,
    take_images,
)
from cleaner.render.text import render_text
from cleaner.types import Document, Image, Kind, Verdict

_BREAK = "  \n"


def render_markdown(
    document: Document, verdicts: Sequence[Verdict], *, images: bool = False
) -> str:
    """The kept blocks as Markdown, without a newline at the end.

    A text dump is its kept lines as they stand. A table's first row becomes its header, since
    Markdown has no table without one; <sub> and <sup> stay HTML, for which it has nothing.
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
    if text.endswith("#"):
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
    parts = [_render_block(document, run.blocks[0])]
    for before, i in pairwise(run.blocks):
        is_same = document.group[before] == document.group[i]
        parts += [_BREAK if is_same else "\n\n", _render_block(document, i)]
    return "\n".join(f"> {line}" if line else ">" for line in "".join(parts).split("\n"))


def _render_terms(document: Document, run: Run) -> str:
    lines = []
    for i in run.blocks:
        is_term = document.kind[i] is Kind.TERM
        lines.append(("" if is_term else ": ") + _render_block(document, i))
    return "\n".join(lines)


def _render_table(document: Document, run: Run) -> str:
    rows = [
        [
            render_inline(tidy_inline(cell, document.url), in_table=True)
            for cell in split_cells(document, i)
        ]
        for i in run.blocks
    ]
    n_columns = max(map(len, rows))
    for row in rows:
        row += [""] * (n_columns - len(row))
    lines = [f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * n_columns, *rows[1:]]]
    return "\n".join(lines)


def _render_list(document: Document, run: Run) -> str:
    """Items under each other; what else an item holds is indented to its text."""
    items = place_items(document, run.blocks)
    lines: list[str] = []
    indents = [0]  # where the text of the open item of each depth begins
    for part in split_list(document, run):
        item = items.get(part.blocks[0])
        if item is None:
            lines += ["", _indent(_RENDERERS[part.layout](document, part), indents[-1])]
            continue
        marker = "- " if item.number is None else f"{item.number}. "
        del indents[item.depth + 1 :]
        block = _indent(_render_block(document, part.blocks[0]), indents[-1] + len(marker))
        lines.append(" " * indents[-1] + marker + block.lstrip(" "))
        indents.append(indents[-1] + len(marker))
    return "\n".join(lines)


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
    "lines": _render_lines,
}
