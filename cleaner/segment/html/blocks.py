"""HTML -> Document: one pass over libxml2's parse events, which writes flat columns.

No tree is built: the parser calls `_Segmenter` for each tag and text run, so that depth costs
nothing and time and memory grow with the page alone. A block ends where a block-level tag or a
<br> stands. Nothing is dropped but what is no text of the page (`markup.SKIPPED`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError
from cleaner.letters.invisible import remove_invisible
from cleaner.options import Options
from cleaner.segment.html.columns import Columns
from cleaner.segment.html.elements import Elements
from cleaner.segment.html.head import Head
from cleaner.segment.html.hiding import is_style_of_screens
from cleaner.segment.html.inline import InlineText
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
from cleaner.segment.html.unseen import find_unseen
from cleaner.types import Document, Image, Kind

_MIN_PROSE = 300
"""Characters of text without menus, below which a page's state is looked at (embedded.py)."""
_MIN_TEASER = 60
"""Characters of a block that is no entry of a menu, though all of it be linked."""
_TAGS_A_CHECK = 4096
"""Tags after which the clock is looked at."""
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

        state = embedded_markup(source, sum(map(len, segmenter.text)))
        feed(remove_invisible(state, is_html=True)[0], segmenter)
    return segmenter.document(source, url)


def _parse(source: str, options: Options, deadline: Deadline) -> _Segmenter:
    segmenter = _Segmenter(options.max_blocks, deadline)
    feed(source, segmenter)
    return segmenter


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
        self.is_displayed = True
        """Whether not all of it says that it is not displayed, by attribute."""
        self.around = 0
        """Innermost element around all text of the current block so far."""
        self.hidden_by: int | None = None
        """Of a block of which nothing is seen yet, the element inside of it that hides it."""
        self.asides: list[tuple[int, str]] = []
        """Texts inside of blocks that no reader sees, with their elements: blocks of their own."""
        self.style: list[str] | None = None
        """Text of <style> so far, while it is open."""
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
            self.style = [] if is_style_of_screens(tag, attributes) else None
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
            if not self.n_skipped:
                self._end_skipped()
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

    def _end_skipped(self) -> None:
        if self.head.linked_data is not None:
            self.head.end_linked_data()
        if self.style is not None:
            self.elements.styles.read("".join(self.style))
            self.style = None

    def _join_row(self) -> None:
        row = self.scopes.rows.pop()
        if self.columns.join_row(row, self.elements.open[-1], self.scopes.row_group()):
            self.elements.join_inside(row.first)

    def data(self, text: str) -> None:
        if self.n_skipped:
            collected = self.head.linked_data if self.style is None else self.style
            if collected is not None:
                collected.append(text)
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
            self._begin_text()
        elif not text.isspace():
            is_seen = not elements.unseen
            if is_seen and self.hidden_by is not None:
                self._put_aside(self.hidden_by, inline.take()[0])
                inline.begin()
                self._begin_text()
            elif self.is_seen and not is_seen and (aside := elements.find_aside()) is not None:
                self._put_aside(aside, text)
                return
            self.around = elements.open[elements.lowest - 1]
            self.is_seen |= is_seen
            self.is_displayed |= not elements.undisplayed
        inline.parts.append(text)

    def _begin_text(self) -> None:
        """The current block's first text, or the first of it that a reader sees."""
        elements = self.elements
        self.is_seen = not elements.unseen
        self.is_displayed = not elements.undisplayed
        self.hidden_by = elements.find_aside() if elements.unseen else None
        self.around, elements.lowest = elements.open[-1], len(elements.open)

    def _put_aside(self, element: int, text: str) -> None:
        """Text of a block goes into one of its own, which is hidden."""
        if self.asides and self.asides[-1][0] == element:
            text = self.asides.pop()[1] + text
        self.asides.append((element, text))

    def close(self) -> None:
        self._flush()
        self._flush_asides()
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
        self._check_limit()
        kind, level, is_ordered = self.scopes.form()
        before = columns.group[-1] if self.n_br == 1 and columns.group else None
        columns.group.append(self.scopes.group(kind, before))
        raw, marked, linked, emphasised = inline.take()
        text = raw.strip("\n").rstrip() if kind is Kind.CODE else " ".join(raw.split())
        columns.text.append(text)
        columns.kind.append(kind)
        columns.level.append(level)
        columns.ordered.append(is_ordered)
        columns.element.append(self.around)
        columns.link_chars.append(min(linked, len(text)))
        columns.emphasis_chars.append(min(emphasised, len(text)))
        columns.hidden.append(not self.is_displayed)
        columns.inline.append(marked)
        self.n_br = 0
        if self.asides and not self.scopes.rows:  # a row is joined of cells of one block each
            self._flush_asides()

    def _flush_asides(self) -> None:
        """Blocks of what is hidden inside of others, behind these."""
        asides, self.asides = self.asides, []
        for element, text in asides:
            self._check_limit()
            group = self.scopes.group(Kind.PARAGRAPH, None)
            self.columns.add_hidden(" ".join(text.split()), element, group)

    def _check_limit(self) -> None:
        if len(self.text) >= self.max_blocks:
            raise LimitError("max_blocks", self.max_blocks, len(self.text) + 1)

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

    def document(self, source: str, url: str | None) -> Document:
        return Document(
            format="html",
            source=source,
            url=url,
            **self.columns.as_columns(),
            unseen=find_unseen(self.columns, self.elements, source),
            tree=self.elements.tree(self.columns.element, tuple(self.head.tokens)),
            title=self.head.title,
            language=self.head.language,
            declared=self.head.declared(),
            open_graph=self.head.open_graph(),
        )
