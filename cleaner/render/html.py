"""HTML of what is kept: a fragment that holds nothing but text and its structure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from itertools import takewhile
from typing import NamedTuple

from cleaner.addresses import IMAGE_SCHEMES, resolve_url
from cleaner.render.inline import tidy_block, tidy_inline
from cleaner.render.layout import (
    Cell,
    Item,
    Layout,
    Run,
    find_caption,
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
from cleaner.types import Document, Image, Kind, Mark, Verdict

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "nqo", "pnb", "ps", "sd", "syr", "ug",
     "ur", "yi"}
)  # fmt: skip
_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_BREAK = "<br>\n"


def render_html(document: Document, verdicts: Sequence[Verdict], *, images: bool = False) -> str:
    """An `<article>` with what is kept; all text is escaped, links are absolute where possible.

    Text dumps have a paragraph for each run of lines without a blank line between.
    """
    if document.format == "text":
        blocks = _render_dump(document, verdicts)
    else:
        placed = place_images(document, verdicts) if images else {}
        blocks = []
        for run in lay_out(document, verdicts):
            before, inside = (_render_images(found, document) for found in take_images(placed, run))
            own = [before.pop()] if before and _is_figure(document, run) else []
            blocks += [f"<p>{image}</p>" for image in before]
            blocks.append(_RENDERERS[run.layout](document, run, *own))
            blocks += [f"<p>{image}</p>" for image in inside]
    return "\n".join([f"<article{_language(document)}>", *filter(None, blocks), "</article>"])


def _language(document: Document) -> str:
    if not document.language:
        return ""
    is_rtl = re.split("[-_]", document.language)[0] in _RIGHT_TO_LEFT
    return f' lang="{_escape(document.language)}" dir="{"rtl" if is_rtl else "ltr"}"'


def _escape(text: str) -> str:
    return escape(_NOT_IN_HTML.sub("", text))


def _render_inline(parts: Iterable[str | Mark]) -> str:
    return "".join(map(_render_part, parts))


def _render_part(part: str | Mark) -> str:
    if isinstance(part, str):
        return escape(_NOT_IN_HTML.sub("", part), quote=False)
    if part.tag == "math":
        return '<span class="math">' if part.opens else "</span>"
    if not part.opens:
        return f"</{part.tag}>"
    return f'<a href="{_escape(part.value)}">' if part.tag == "a" else f"<{part.tag}>"


def _render_block(document: Document, i: int) -> str:
    return _render_inline(tidy_block(document, i))


def _render_heading(document: Document, run: Run) -> str:
    level = min(6, max(1, document.level[run.blocks[0]]))
    return f"<h{level}>{_join_lines(document, run)}</h{level}>"


def _join_lines(document: Document, run: Run) -> str:
    return _BREAK.join(_render_block(document, i) for i in run.blocks)


def _render_lines(document: Document, run: Run) -> str:
    return f"<p>{_join_lines(document, run)}</p>"


def _is_figure(document: Document, run: Run) -> bool:
    """Whether the run is the caption of a figure, and not that of a table."""
    is_caption = run.layout == "caption"
    return is_caption and document.tree.tag[find_caption(document, run.blocks[0])] == "figcaption"


def _render_caption(document: Document, run: Run, *pictures: str) -> str:
    if not _is_figure(document, run):
        return _render_lines(document, run)
    lines = f"<figcaption>{_join_lines(document, run)}</figcaption>"
    return "\n".join(["<figure>", *pictures, lines, "</figure>"])


def _render_code(document: Document, run: Run) -> str:
    return "\n".join(_render_listing(document, i) for i in run.blocks)


def _render_listing(document: Document, i: int) -> str:
    language = document.languages.get(i)
    name = f' class="language-{_escape(language)}"' if language else ""
    return f"<pre><code{name}>{_render_part(document.text[i])}</code></pre>"


def _render_quote(document: Document, run: Run) -> str:
    inner = [_RENDERERS[part.layout](document, part) for part in split_quote(document, run)]
    return "\n".join(["<blockquote>", *inner, "</blockquote>"])


def _render_terms(document: Document, run: Run) -> str:
    tags = {i: "dt" if document.kind[i] is Kind.TERM else "dd" for i in run.blocks}
    lines = [f"<{tag}>{_render_block(document, i)}</{tag}>" for i, tag in tags.items()]
    return "\n".join(["<dl>", *lines, "</dl>"])


def _render_table(document: Document, run: Run) -> str:
    rows = split_rows(document, run)
    n_heads = len(list(takewhile(_is_head, rows)))
    lines = ["<table>"]
    if 0 < n_heads < len(rows):
        heads = [_render_row(document, row) for row in rows[:n_heads]]
        lines += ["<thead>", *heads, "</thead>"]
        rows = rows[n_heads:]
    return "\n".join([*lines, *(_render_row(document, row) for row in rows), "</table>"])


def _is_head(row: Sequence[Cell]) -> bool:
    """Whether the row is one of heads alone."""
    return all(cell.is_head or not cell.inline for cell in row)


def _render_row(document: Document, row: Sequence[Cell]) -> str:
    cells = [_render_cell(cell, document.url) for cell in row]
    return f"<tr>{''.join(cells)}</tr>"


def _render_cell(cell: Cell, base: str | None) -> str:
    tag = "th" if cell.is_head else "td"
    return f"<{tag}>{_render_inline(tidy_inline(cell.inline, base))}</{tag}>"


class _OpenList(NamedTuple):
    """A list that is open, and the number of its last item, if it has numbers."""

    tag: str
    number: int | None

    @classmethod
    def of(cls, item: Item) -> _OpenList:
        return cls("ul" if item.number is None else "ol", item.number)


def _render_list(document: Document, run: Run) -> str:
    """Nested lists: an item stays open until the next one of its depth or above."""
    items = place_items(document, run.blocks)
    lines: list[str] = []
    opened: list[_OpenList] = []
    for part in split_list(document, run):
        item = items.get(part.blocks[0])
        if item is None:
            lines.append(_RENDERERS[part.layout](document, part))
            continue
        while len(opened) > item.depth + 1:
            lines.append(f"</li>\n</{opened.pop().tag}>")
        lines += _begin_item(opened, item)
        lines[-1] += _render_block(document, part.blocks[0])
    return "\n".join([*lines, *(f"</li>\n</{inner.tag}>" for inner in reversed(opened))])


def _begin_item(opened: list[_OpenList], item: Item) -> list[str]:
    """The tags that begin an item, in the list of its depth if that is open."""
    lines = []
    own = _OpenList.of(item)
    before = opened.pop() if len(opened) > item.depth else None
    opened.append(own)
    if before is not None and before.tag == own.tag:
        is_next = goes_on(before.number, own.number)
        return ["</li>", "<li>" if is_next else f'<li value="{own.number}">']
    if before is not None:
        lines.append(f"</li>\n</{before.tag}>")
    start = "" if own.number in (None, 1) else f' start="{own.number}"'
    return [*lines, f"<{own.tag}{start}>", "<li>"]


def _render_images(images: Iterable[Image], document: Document) -> list[str]:
    """The pictures that have an address."""
    found = ((image, resolve_url(image.src, document.url, IMAGE_SCHEMES)) for image in images)
    return [
        f'<img src="{_escape(source)}" alt="{_escape(image.alt)}">'
        for image, source in found
        if source is not None
    ]


def _render_dump(document: Document, verdicts: Sequence[Verdict]) -> list[str]:
    paragraphs = render_text(document, verdicts).split("\n\n")
    lines = [_render_part(text).replace("\n", _BREAK) for text in paragraphs if text]
    return [f"<p>{text}</p>" for text in lines]


_RENDERERS: Mapping[Layout, Callable[..., str]] = {
    "heading": _render_heading,
    "list": _render_list,
    "terms": _render_terms,
    "table": _render_table,
    "code": _render_code,
    "quote": _render_quote,
    "caption": _render_caption,
    "lines": _render_lines,
}
