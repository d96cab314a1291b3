"""Pages with their gold -> text dumps with labelled lines: more to learn from.

Each page is rendered as scrapers do it, and the lines are labelled by aligning them with the gold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from bs4 import BeautifulSoup
from trafilatura import extract

from cleaner.corpora.facts import METADATA, CorpusFacts, pack_facts
from cleaner.corpora.rows import CONTENT, UNKNOWN, DumpRow, PageRow, decode_page
from cleaner.errors import require
from cleaner.evaluation.peers import import_readability
from cleaner.letters.fold import fold_spaces
from cleaner.options import Options
from cleaner.rules.match import load_rule_set
from cleaner.segment import segment
from cleaner.training.examples import label_page
from cleaner.training.labels import Labels, align_blocks, match_lines, split_words
from cleaner.types import Document, Page

_MIN_GOLD = 0.5
"""Share of the gold's words that a dump has to hold: a renderer that lost more teaches nothing."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
Renderer = Callable[[str], str]


def render_dumps(
    rows: Iterable[PageRow],
    types: Collection[str],
    renderers: Mapping[str, Renderer],
    report: Callable[[str], None],
) -> Iterator[DumpRow]:
    """The dumps of the pages of these types that have gold: one a page and style, no two equal.

    `renderers` are by the name of their style; `report` is told what each could not render.
    """
    for row in rows:
        if row.page_type in types and row.gold.strip():
            yield from _render_row(row, renderers, report)


def write_dumps(rows: Iterable[DumpRow], path: Path, facts: CorpusFacts) -> int:
    """Write a corpus of dumps, and what is known of its pages, as Parquet; the number of rows."""
    pa = require("pyarrow", extra="train")
    pq = require("pyarrow.parquet", extra="train")
    columns = ("id", "site", "language", "page_type", "title", "style", "text", "labels")
    records = [{name: getattr(row, name) for name in columns} for row in rows]
    table = pa.Table.from_pylist(records).replace_schema_metadata({METADATA: pack_facts(facts)})
    pq.write_table(table, path, compression="zstd")
    return len(records)


def load_renderers() -> Mapping[str, Renderer]:
    """Renderers by the name of their style; MissingExtra where one is not installed."""
    to_text = require("resiliparse.extract.html2text", extra="train").extract_plain_text
    inscriptis = require("inscriptis", extra="train")
    with_links = require("inscriptis.model.config", extra="train").ParserConfig(display_links=True)
    to_markdown = require("markdownify", extra="train").MarkdownConverter()
    readable = import_readability("train").Document
    return {
        "wet": lambda html: str(to_text(html, main_content=False)),
        "inscriptis": lambda html: str(inscriptis.get_text(_undeclare(html))),
        "inscriptis-links": lambda html: str(inscriptis.get_text(_undeclare(html), with_links)),
        "markdown": lambda html: _to_markdown(html, to_markdown),
        "bs4": lambda html: BeautifulSoup(html, "lxml").get_text("\n"),
        "resiliparse": lambda html: str(to_text(html, main_content=True)),
        "readability": lambda html: str(
            to_text(readable(html).summary(html_partial=True), main_content=False)
        ),
        "trafilatura": lambda html: _extract(html),
        "trafilatura-markdown": lambda html: _extract(
            html, output_format="markdown", include_links=True
        ),
    }


def _to_markdown(html: str, converter: Any) -> str:
    """The whole page with links and underlined headings."""
    soup = BeautifulSoup(html, "lxml")
    for element in soup(["head", "script", "style", "template", "noscript", "svg"]):
        element.decompose()
    return str(converter.convert_soup(soup))


def _undeclare(html: str) -> str:
    """The page without an XML declaration, which lxml refuses in text."""
    return _DECLARATION.sub("", html)


def _extract(html: str, **options: Any) -> str:
    return extract(html, favor_recall=True, include_comments=True, **options) or ""


def _render_row(
    row: PageRow, renderers: Mapping[str, Renderer], report: Callable[[str], None]
) -> Iterator[DumpRow]:
    html = str(decode_page(row).content)
    doubtful = _find_doubtful(row, html)
    n_gold = len(split_words(row.gold))
    seen = set()
    for style, render in renderers.items():
        try:
            rendered = render(html)
        except Exception as error:  # noqa: BLE001 - any renderer's: it is told, and the others go on
            report(f"{row.id}: {style}: {type(error).__name__}: {error}")
            continue
        text = _strip_lines(rendered, with_blank=style != "bs4")
        dump = segment(Page(text, format="text"), Options())
        if text in seen or not len(dump):
            continue
        seen.add(text)
        labels = align_blocks(dump, row.gold)
        lines = zip(dump.visible, labels, strict=True)
        content = [line for line, label in lines if label == CONTENT]
        if sum(len(split_words(line)) for line in content) >= _MIN_GOLD * n_gold:
            is_doubtful = [fold_spaces(line) in doubtful for line in dump.visible]
            labels = np.where(is_doubtful, UNKNOWN, labels).astype(np.int8)
            yield DumpRow(
                id=row.id,
                style=style,
                text=text,
                labels=_label_lines(text, dump, labels),
                site=row.site,
                language=row.language,
                page_type=row.page_type,
                title=row.title,
                convention=row.convention,
            )


def _find_doubtful(row: PageRow, html: str) -> set[str]:
    """The blocks of the page that nothing can be learned from."""
    page = segment(Page(html, row.url, format="html"), Options())
    _, labels, _ = label_page(row, page, load_rule_set().match(page))
    return {
        fold_spaces(text) for text, label in zip(page.text, labels, strict=True) if label == UNKNOWN
    }


def _strip_lines(text: str, with_blank: bool) -> str:
    """The text without indentation, with at most one blank line in a row."""
    kept: list[str] = []
    for line in map(str.strip, text.replace("\0", "").splitlines()):
        if line or (with_blank and kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip("\n")


def _label_lines(text: str, dump: Document, labels: Labels) -> tuple[int, ...]:
    """A label for each line; lines that became no block have none to learn."""
    blocks = match_lines(text, dump)
    return tuple(UNKNOWN if block is None else int(labels[block]) for block in blocks)
