"""HTML -> Document: one pass over libxml2's parse events, which writes flat columns.

No tree is built: the parser calls `_Segmenter` for each tag and text run, so that depth costs
nothing and time and memory grow with the page alone. A block ends where a block-level tag or a
<br> stands. Nothing is dropped but what is no text of the page (`markup.SKIPPED`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import re2

from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.html import formulas, listings
from cleaner.segment.html.columns import Columns
from cleaner.segment.html.elements import Elements
from cleaner.segment.html.formulas import read_formulas
from cleaner.segment.html.head import Head
from cleaner.segment.html.inline import InlineText
from cleaner.segment.html.languages import LANGUAGE
from cleaner.segment.html.listings import read_listings
from cleaner.segment.html.markup import (
    ACTIONS,
    BLOCK,
    EMPTY,
    HEAD,
    MARK,
    OPTION,
    SCOPE,
    SKIP,
)
from cleaner.segment.html.parser import feed
from cleaner.segment.html.scopes import Scopes
from cleaner.types import Document, Image, Kind

_MIN_PROSE = 300
"""Characters of text without menus, below which a page's state is looked at (embedded.py)."""
_MIN_TEASER = 60
"""Characters of a block that is no entry of a menu, though all of it be linked."""
_TAGS_A_CHECK = 4096
"""Tags after which the clock is looked at."""
_SIGNS = re2.compile("|".join(map(re2.escape, (*formulas.SIGNS, *listings.SIGNS))).encode())
"""What pages with formulas or programs have in their source; most have none."""
_OPEN_TITLE = re.compile(r"<title[^<>]{0,1000}>[^<]*", re.IGNORECASE)


def segment_html(
    source: str, url: str | None, options: Options, deadline: Deadline = NO_DEADLINE
) -> Document:
    """The page's blocks with the evidence of their markup.

    Raises LimitError above `options.max_blocks`, and behind the deadline.
    """
    segmenter = _parse(source, options, deadline)
    if segmenter.title_swallows_page():
        segmenter = _parse(_OPEN_TITLE.sub(r"\g<0></title>", source, count=1), options, deadline)
    if not segmenter.has_prose():
        from cleaner.segment.html.embedded import embedded_markup

        _feed(embedded_markup(source, sum(map(len, segmenter.text))), segmenter)
    elif "noscript" in segmenter.elements.tag:
        segmenter.hide_copies()
    return segmenter.document(source, url)


def _trim(code: str) -> str:
    """The program without empty lines at its ends."""
    n_blank = len(code) - len(code.lstrip())
    return code[code.rfind("\n", 0, n_blank) + 1 :].rstrip()


def _parse(source: str, options: Options, deadline: Deadline) -> _Segmenter:
    segmenter = _Segmenter(options.max_blocks, deadline)
    _feed(source, segmenter)
    return segmenter


def _feed(source: str, segmenter: _Segmenter) -> None:
    content = source.encode("utf-8", "replace")
    if _SIGNS.search(content):  # one search for all of them is fast
        feed(content, read_listings(source, read_formulas(source, segmenter)))
    else:
        feed(content, segmenter)


class _Segmenter:
    """A parser target: sends each tag and each text to what keeps account of its kind."""

    def __init__(self, max_blocks: int, deadline: Deadline) -> None:
        self.max_blocks = max_blocks
        self.deadline = deadline
        self.head = Head()
        self.elements = Elements()
        self.scopes = Scopes()
        self.columns = Columns()
        self.text = self.columns.text
        self.inline = InlineText()
        self.is_seen = True
        """Whether a reader sees any of the current block."""
        self.around = 0
        """Innermost element around all text of the current block so far."""
        self.language = ""
        """What a listing is written in, where the last scope is one."""
        self.n_tags = 0
        self.n_skipped = 0
        """Elements open that are no text of the page, or lie in such."""
        self.n_br = 0
        """<br>s since the last block, where nothing else stands; one behind no block counts two."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.n_tags += 1
        if not self.n_tags % _TAGS_A_CHECK:
            self.deadline.check()
        action = ACTIONS.get(tag, BLOCK)
        if self.n_skipped:
            self.n_skipped += action != EMPTY
        elif action == EMPTY:
            self._see_void(tag, attributes)
        elif action == SKIP and "shadowrootmode" not in attributes:
            self.n_skipped = 1
            self.head.see_skipped(tag, attributes)
        else:
            if action <= HEAD:
                if self.inline.parts:
                    self._flush()
                self.n_br = 0
            self.elements.push(tag, attributes, len(self.text))
            if action == MARK:
                self._open_mark(tag, attributes)
            elif action == SCOPE:
                self.scopes.open(tag, len(self.elements.open), len(self.text))
                self.language = attributes.get(LANGUAGE, "")
            elif action == OPTION:
                self.inline.parts.append(" ")
            elif action == HEAD:
                self.head.begin(tag, attributes)

    def _open_mark(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != "a":
            self.inline.open(tag)
        elif "href" in attributes:  # else it is the name of a place in the page
            self.inline.open_link(self.head.resolve(attributes["href"].strip()))

    def end(self, tag: str) -> None:
        action = ACTIONS.get(tag, BLOCK)
        if action == EMPTY:
            return
        if self.n_skipped:
            self.n_skipped -= 1
            if not self.n_skipped and self.head.linked_data is not None:
                self.head.end_linked_data()
            return
        if action <= HEAD:
            if self.inline.parts:
                self._flush()
            self.n_br = 0
            if action == SCOPE:
                if self.scopes.close(tag, len(self.elements.open)) and tag == "tr":
                    self._join_row()
            elif action == HEAD:
                self.head.end(tag)
        elif action == MARK:
            self.inline.close(tag)
        # A block that is still being collected lies in the inline element that ends here.
        self.elements.pop(len(self.text) + self.inline.has_text)

    def _join_row(self) -> None:
        row = self.scopes.rows.pop()
        if self.columns.join_row(row, self.elements.open[-1], self.scopes.row_group()):
            self.elements.join_inside(row.first)

    def data(self, text: str) -> None:
        if self.n_skipped:
            if self.head.linked_data is not None:
                self.head.linked_data.append(text)
            return
        if self.head.title_parts is not None:
            self.head.title_parts.append(text)
            return
        inline, elements = self.inline, self.elements
        if not inline.has_text:
            if text.isspace():
                if inline.parts or self.scopes.n_pre:
                    inline.parts.append(text)
                return
            inline.begin()
            self.is_seen = not elements.unseen
            self.around, elements.lowest = elements.open[-1], len(elements.open)
        elif not text.isspace():
            self.around = elements.open[elements.lowest - 1]
            self.is_seen |= not elements.unseen
        inline.parts.append(text)

    def formula(self, text: str) -> None:
        if not self.n_skipped and self.head.title_parts is None:
            self.inline.open("math")
            self.data(text)
            self.inline.close("math")

    def close(self) -> None:
        self._flush()
        self.elements.close(len(self.text))

    def _see_void(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            ends_block = self.inline.has_text
            self._flush()
            # A <br> behind a closed block joins nothing, two in a row part paragraphs.
            self.n_br = 1 if ends_block else self.n_br + 2
        elif tag == "hr":
            self._flush()
            self.n_br = 0
        elif tag == "base":
            self.head.see_base(attributes)
        elif tag == "img":
            source = attributes.get("data-src") or attributes.get("src") or ""
            if source and not source.startswith("data:"):
                before = len(self.text) + self.inline.has_text
                alt = attributes.get("alt", "").strip()
                address = self.head.resolve(source.strip())
                self.columns.images.append(Image(before, address, alt))
        elif tag == "meta":
            self.head.see_meta(attributes)

    def _flush(self) -> None:
        """End the block being collected, if it has text."""
        inline, columns = self.inline, self.columns
        if not inline.has_text:
            if inline.parts and not self.scopes.n_pre:
                inline.clear()
            return
        if len(self.text) >= self.max_blocks:
            raise LimitError("max_blocks", self.max_blocks, len(self.text) + 1)
        kind, level, is_ordered = self.scopes.form()
        before = columns.group[-1] if self.n_br == 1 and columns.group else None
        columns.group.append(self.scopes.group(kind, before))
        raw, marked, linked, emphasised = inline.take()
        text = _trim(raw) if kind is Kind.CODE else " ".join(raw.split())
        if kind is Kind.CODE and self.language:
            columns.languages[len(columns.text)] = self.language
        columns.text.append(text)
        columns.kind.append(kind)
        columns.level.append(level)
        columns.ordered.append(is_ordered)
        columns.element.append(self.around)
        columns.link_chars.append(min(linked, len(text)))
        columns.emphasis_chars.append(min(emphasised, len(text)))
        columns.hidden.append(not self.is_seen)
        columns.inline.append(marked)
        self.n_br = 0

    def title_swallows_page(self) -> bool:
        """Whether <title> is never closed, so that the parser took all that follows for it.

        8 of L3S-GN1's 621 pages are written like that.
        """
        return not self.text and "<" in self.head.title

    def has_prose(self) -> bool:
        """Whether the page's elements hold more than menus; if not, a script may draw it."""
        sizes = zip(map(len, self.text), self.columns.link_chars, strict=True)
        free = (size - (linked if size < _MIN_TEASER else 0) for size, linked in sizes)
        return sum(free) >= _MIN_PROSE

    def hide_copies(self) -> None:
        """Say of <noscript>'s blocks that stand elsewhere, too, that a reader sees them there."""
        inside = self.elements.blocks_inside("noscript")
        outside = {text for i, text in enumerate(self.text) if i not in inside}
        for i in inside:
            self.columns.hidden[i] |= self.text[i] in outside

    def document(self, source: str, url: str | None) -> Document:
        return Document(
            format="html",
            source=source,
            url=url,
            **self.columns.as_columns(),
            tree=self.elements.tree(self.columns.element, tuple(self.head.tokens)),
            title=self.head.title,
            language=self.head.language,
            declared=self.head.declared(),
            open_graph=self.head.open_graph(),
        )
