"""Dumps whose lines were run together, as those who strip tags without care leave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow
from cleaner.types import Document

_TEXT_NODES = "bs4"
"""The style with a line for each text node, which joined are the page's text as it is."""
_OTHERS_SHARE = 0.35
"""Share of the dumps of other styles that are shown run together, too."""
_LINKED = ("links", "markdown")
"""In names of styles whose links are read by line."""
_MOST = 0.75
"""Share of content among a piece's scored characters from which it is content."""
_FEW = 0.25
"""The same up to which it is chrome."""


def run_together(rows: Sequence[DumpRow], seed: int) -> Iterator[tuple[DumpRow, str, bytes]]:
    """A part of the dumps with a text that has few line ends, and a label + 1 of each character."""
    generator = np.random.default_rng(seed)
    for row in rows:
        is_nodes = row.style == _TEXT_NODES
        is_chosen = is_nodes or generator.random() < _OTHERS_SHARE
        if is_chosen and not any(name in row.style for name in _LINKED):
            way = int(generator.integers(3)) if is_nodes else 0
            parts = list(_glue(row)) if way == 2 else _pack(row, "" if way else " ")
            labels = (bytes([label + 1]) * len(text) for text, label in parts)
            yield row, "".join(text for text, _ in parts), b"".join(labels)


def _pack(row: DumpRow, between: str) -> list[tuple[str, int]]:
    """The lines without the space around them, and `between` behind each; with their labels."""
    lines = zip(row.text.split("\n"), row.labels, strict=True)
    return [(text + between, label) for line, label in lines if (text := line.strip())]


def _glue(row: DumpRow) -> Iterator[tuple[str, int]]:
    """The text nodes without the line ends between them; with their labels.

    Line ends of their own stay: more than one in a row, or between words.
    """
    lines = row.text.replace("\r", " ").split("\n")
    for line, after, label in zip(lines, [*lines[1:], ""], row.labels, strict=True):
        is_wrapped = line[-1:].isalnum() and after[:1].islower()
        yield line + ("\n" if is_wrapped or not line.strip() else ""), label


def label_pieces(document: Document, text: str, labels: bytes) -> tuple[str, tuple[int, ...]]:
    """The document's blocks with a line end after each, and a label for each of these lines.

    `labels` has a label + 1 of each of the text's characters.
    """
    found: list[int] = []
    at = 0
    for block in document.text:
        start = text.find(block, at)
        own = b""  # where it is not as it stood
        if start >= 0:
            at = start + len(block)
            own = labels[start:at]
        n_content, n_chrome = own.count(CONTENT + 1), own.count(CHROME + 1)
        label = UNKNOWN
        if n_content + n_chrome > len(own) / 2:
            share = n_content / (n_content + n_chrome)
            label = CONTENT if share >= _MOST else CHROME if share <= _FEW else UNKNOWN
        found += [label] * (1 + block.count("\n"))
    return "\n".join(document.text), tuple(found)
