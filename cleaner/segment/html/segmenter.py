"""One pass over libxml2's parse events, which writes flat columns.

No tree is built: the parser calls `Segmenter` for each tag and text, so that depth costs nothing
and time and memory grow with the page alone. A block ends where a block-level tag or a <br>
stands. Nothing is dropped but what is no text of the page (`markup.SKIPPED`).
"""

from __future__ import annotations

from collections.abc import Mapping

import re2

from cleaner.deadline import Deadline
from cleaner.errors import LimitError
from cleaner.segment.html.boxes import Boxes
from cleaner.segment.html.columns import Columns
from cleaner.segment.html.elements import Elements
from cleaner.segment.html.formulas import FORMULA_SIGNS, FormulaTarget, read_formulas
from cleaner.segment.html.head import Head
from cleaner.segment.html.hiding import is_style_of_screens
from cleaner.segment.html.inline import InlineText, Taken
from cleaner.segment.html.listings import PROGRAM_SIGNS, read_listings
from cleaner.segment.html.markup import (
    ACTIONS,
    BLOCK,
    BOX,
    EMPTY,
    HEAD,
    MARK,
    OPTION,
    QUOTE,
    READING,
    RUBY,
    SCOPE,
    SKIP,
)
from cleaner.segment.html.parser import Target, feed
from cleaner.segment.html.quotations import Quotations
from cleaner.segment.html.ruby import Ruby
from cleaner.segment.html.scopes import BlockForm, Scopes
from cleaner.segment.html.shown import emoji_of, image_source
from cleaner.segment.html.sight import Sight
from cleaner.types import Image

CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
"""What no page may have in it, and no reader sees."""
TAGS_A_CHECK = 4096
"""Tags after which the clock is looked at."""


_HAS_FORMULAS_OR_PROGRAMS = re2.compile(FORMULA_SIGNS + b"|" + PROGRAM_SIGNS)
"""Most pages have none, and are passed over once."""


def is_plain(content: bytes) -> bool:
    """Whether the page has neither formulas nor programs."""
    return _HAS_FORMULAS_OR_PROGRAMS.search(content) is None


def with_readers(content: bytes, target: FormulaTarget) -> Target:
    """The target, behind those that read the page's formulas and programs for it."""
    if is_plain(content):
        return target
    return read_listings(content, read_formulas(content, target))


class Segmenter:
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
        self.boxes = Boxes(self.elements, self.inline)
        self.sight = Sight(self.elements, self.inline)
        self.quotations = Quotations()
        self.ruby = Ruby()
        self.n_tags = 0
        self.n_skipped = 0
        """Elements open that are no text of the page, or lie in such."""
        self.read: list[str] | None = None
        """Where their text goes, if it is read for something else."""
        self.n_br = 0
        """<br>s since the last block, where nothing else stands; one behind no block counts two."""

    def read_page(self, source: str, utf8: bytes | None = None) -> None:
        """Read a page, whose UTF-8 may be at hand; what another left off goes on in it."""
        content = (utf8 or source.encode("utf-8", "replace")).translate(None, CONTROLS)
        feed(content, with_readers(content, self))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.n_tags += 1
        if not self.n_tags % TAGS_A_CHECK:
            self.deadline.check()
        action = ACTIONS[tag]
        if self.n_skipped:
            self.n_skipped += action != EMPTY
        elif action == EMPTY:
            self._see_void(tag, attributes)
        elif action == READING and self.ruby.n_open:
            self.n_skipped = 1
            self.read = self.ruby.readings
        elif action == SKIP and "shadowrootmode" not in attributes:
            self._begin_skipped(tag, attributes)
        else:
            is_box = action <= HEAD
            if action == BOX or "style" in attributes:
                is_box = self._is_box(tag, action, attributes)
            if is_box:
                if self.inline.parts:
                    self._flush()
                self.n_br = 0
            self.elements.push(tag, attributes, len(self.text))
            if is_box != (action <= HEAD):
                self.boxes.restyle()
            if action != BLOCK:
                self._begin(tag, action, attributes)

    def _begin_skipped(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.n_skipped = 1
        self.head.see_skipped(tag, attributes)
        self.read = [] if is_style_of_screens(tag, attributes) else self.head.linked_data

    def _is_box(self, tag: str, action: int, attributes: Mapping[str, str]) -> bool:
        if action == BOX and self.boxes.ended:
            self._flush()
        return self.boxes.is_box(tag, action, attributes, in_pre=self.scopes.n_pre > 0)

    def _begin(self, tag: str, action: int, attributes: Mapping[str, str]) -> None:
        if action == MARK:
            self._open_mark(tag, attributes)
        elif action == SCOPE:
            self.scopes.open(tag, len(self.elements.open), len(self.text), attributes)
        elif action == OPTION:
            self.inline.parts.append(" ")
        elif action == QUOTE:
            self.quotations.begin(self.head.language)
        elif action == RUBY:
            self.ruby.n_open += 1
        elif action == HEAD:
            self.head.begin(tag, attributes)

    def _open_mark(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != "a":
            self.inline.open(tag)
        elif "href" in attributes:  # else it is the name of a place in the page
            self.inline.open_link(self.head.resolve(attributes["href"].strip()))

    def end(self, tag: str) -> None:
        action = ACTIONS[tag]
        if action == EMPTY:
            return
        if self.n_skipped:
            self._end_skipped(tag)
            return
        is_box = self.boxes.end(tag, action)
        if MARK <= action <= RUBY:
            self._end_in_line(tag, action)
        if is_box:
            if self.inline.parts:
                self._flush()
            self.n_br = 0
            if action == SCOPE:
                self._close_scope(tag)
            elif action == HEAD:
                self.head.end(tag)
        # A block that is still being collected lies in the inline element that ends here.
        self.elements.pop(len(self.text) + self.inline.has_text)

    def _end_skipped(self, tag: str) -> None:
        self.n_skipped -= 1
        if self.n_skipped:
            return
        if self.head.linked_data is not None:
            self.head.end_linked_data()
        elif tag == "style" and self.read is not None:
            self.elements.styles.read("".join(self.read))
        self.read = None

    def _end_in_line(self, tag: str, action: int) -> None:
        if action == MARK:
            self.inline.close(tag)
        elif action == QUOTE:
            if (closing := self.quotations.end()) and self.inline.has_text:
                self.inline.parts.append(closing)
        elif action == RUBY and (reading := self.ruby.end()):
            self.data(reading)

    def _close_scope(self, tag: str) -> None:
        if not self.scopes.close(tag, len(self.elements.open)):
            return
        if tag == "tr":
            self._join_row()
        elif tag == "ol":
            self.columns.number_items(self.scopes.late_numbers())

    def _join_row(self) -> None:
        row, table = self.scopes.end_row()
        if self.columns.join_row(row, self.elements.open[-1], table):
            self.elements.join_inside(row.first)

    def data(self, text: str) -> None:
        if self.n_skipped:
            if self.read is not None:
                self.read.append(text)
        elif self.head.title_parts is not None:
            self.head.title_parts.append(text)
        elif text.isspace():
            if self.inline.parts or self.scopes.n_pre:
                self.inline.parts.append(text)
        elif self._goes_on(text):
            if self.quotations.opening:
                text = self._open_quotations(text)
            self.inline.parts.append(text)

    def formula(self, text: str) -> None:
        if self.n_skipped or self.head.title_parts is not None or not self._goes_on(text):
            return
        if self.quotations.opening:
            self.inline.parts.append(self._open_quotations(""))
        self.inline.add_formula(text)

    def _open_quotations(self, text: str) -> str:
        """The text behind the marks of what it begins; one that is put aside leaves them."""
        elements = self.elements
        is_aside = bool(elements.unseen) and elements.find_aside() is not None
        return text if is_aside else self.quotations.open(text)

    def _goes_on(self, text: str) -> bool:
        """Whether text that says something is of the current block, which it may begin."""
        boxes = self.boxes
        if boxes.ended:
            if not boxes.goes_on(text):
                self._flush()
            boxes.ended = ""
        if not self.inline.has_text:
            self.sight.begin()
        elif not self.sight.go_on(text):
            return False
        boxes.text_parent = self.elements.open[-1]
        return True

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
            self._see_image(attributes)
        elif tag == "meta":
            self.head.see_meta(attributes)

    def _see_image(self, attributes: Mapping[str, str]) -> None:
        if emoji := emoji_of(attributes):
            self.data(emoji)
        elif source := image_source(attributes):
            before = len(self.text) + self.inline.has_text
            alt = attributes.get("alt", "").strip()
            self.columns.images.append(Image(before, self.head.resolve(source), alt))

    def _flush(self) -> None:
        """End the block being collected, if it has text."""
        inline, columns = self.inline, self.columns
        if not inline.has_text:
            if inline.parts and not self.scopes.n_pre:
                inline.clear()
            return
        form = self.scopes.form(len(self.text))
        before = columns.group[-1] if self.n_br == 1 and columns.group else None
        group = self.scopes.group(form.kind, before)
        self._check_limit()
        is_hidden = not self.sight.is_displayed
        columns.add(form, group, inline.take(), self.elements.around, is_hidden=is_hidden)
        self.n_br = 0
        if self.boxes.ended:
            self.elements.put_behind(self.boxes.n_elements, len(self.text))
            self.boxes.ended = ""
        if self.sight.asides and not self.scopes.rows:  # a row is joined of cells of one block each
            self._flush_asides()

    def _flush_asides(self) -> None:
        """Blocks of what is hidden inside of others, behind these."""
        for element, text in self.sight.take_asides():
            self._check_limit()
            form = BlockForm()
            group = self.scopes.group(form.kind, None)
            self.columns.add(form, group, Taken(text), element, is_hidden=True)

    def _check_limit(self) -> None:
        if len(self.text) >= self.max_blocks:
            raise LimitError("max_blocks", self.max_blocks, len(self.text) + 1)
