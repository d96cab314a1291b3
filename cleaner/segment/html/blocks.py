"""HTML -> Document: one pass over libxml2's parse events, which writes flat columns.

No tree is built: the parser calls `_Segmenter` for each tag and text run, so that depth costs
nothing and time and memory grow with the page alone. A block ends where a block-level tag or a
<br> stands. Nothing is dropped but what is no text of the page (`_SKIPPED`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from urllib.parse import urljoin

from cleaner.addresses import bound_base
from cleaner.deadline import NO_DEADLINE, Deadline
from cleaner.errors import LimitError
from cleaner.options import Options
from cleaner.segment.html.declared import Declarations
from cleaner.segment.html.parser import feed
from cleaner.segment.html.tokens import element_tokens, is_unseen
from cleaner.types import Document, Image, Inline, Kind, Mark, MarkTag, Tree

_SKIPPED = frozenset({"script", "style", "template", "svg", "iframe", "canvas"})
_VOID = frozenset(
    {"area", "base", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
     "track", "wbr", "br"}
)  # fmt: skip
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
     "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "math", "nobr", "option",
     "output", "picture", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "source", "span",
     "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)  # fmt: skip
_MARKS: Mapping[str, MarkTag] = {"a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em",
          "code": "code",
          "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup"}  # fmt: skip
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_KINDS = {"dt": Kind.TERM, "dd": Kind.DEFINITION, "figcaption": Kind.CAPTION,
          "caption": Kind.CAPTION, "blockquote": Kind.QUOTE}  # fmt: skip
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_SCOPED = frozenset({*_HEADINGS, *_KINDS, *_LISTS, "li", "pre", "tr", "td", "th", "table", "title",
                     "html"})  # fmt: skip
"""Tags that change what the blocks inside them are."""
_BLOCK, _SCOPE, _PLAIN, _MARK, _OPTION, _EMPTY, _SKIP = range(7)
"""What the pass does at a tag; a tag that it does not know begins and ends a block."""
_ACTIONS = {
    **dict.fromkeys(_INLINE, _PLAIN),
    **dict.fromkeys(_MARKS, _MARK),
    **dict.fromkeys(_SCOPED, _SCOPE),
    **dict.fromkeys(_VOID, _EMPTY),
    **dict.fromkeys(_SKIPPED, _SKIP),
    "option": _OPTION,
}
_MAX_CARRIED_MARKS = 8
"""Inline marks that are opened again when a block ends inside them; nesting beyond is hostile."""
_MAX_ROW_CELL = 300
"""Characters of the longest cell of a data row; a longer one is a column of a layout."""
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

        feed(embedded_markup(source, sum(map(len, segmenter.text))), segmenter)
    return segmenter.document(source, url)


def _parse(source: str, options: Options, deadline: Deadline) -> _Segmenter:
    segmenter = _Segmenter(options.max_blocks, deadline)
    feed(source, segmenter)
    return segmenter


class _Segmenter:
    """A parser target: collects the columns of a Document."""

    def __init__(self, max_blocks: int, deadline: Deadline) -> None:
        self.max_blocks = max_blocks
        self.deadline = deadline
        self.n_tags = 0
        # columns of blocks
        self.text: list[str] = []
        self.kind: list[Kind] = []
        self.level: list[int] = []
        self.ordered: list[bool] = []
        self.group: list[int] = []
        self.element: list[int] = []
        self.link_chars: list[int] = []
        self.emphasis_chars: list[int] = []
        self.hidden: list[bool] = []
        self.inline: list[Inline] = []
        self.images: list[Image] = []
        # columns of elements; the root stands for the page
        self.tag: list[str] = ["html"]
        self.parent: list[int] = [0]
        self.attributes: list[Mapping[str, str]] = [{}]
        self.first: list[int] = [0]
        self.end_block: list[int] = [0]
        # where the pass stands
        self.stack: list[int] = [0]
        self.skip_depth = 0
        self.unseen: list[int] = []
        self.scopes: list[tuple[str, int]] = []
        self.lists: list[tuple[str, int]] = []
        self.tables: list[int] = []
        self.rows: list[tuple[int, list[int]]] = []
        self.items_begun: list[bool] = []
        self.n_pre = 0
        self.n_groups = 0
        self.n_br = 0
        self.title: list[str] | None = None
        self.page_title = ""
        self.linked_data: list[str] | None = None
        self.declarations = Declarations()
        self.language = ""
        self.base = ""
        # the block being collected
        self.parts: list[str | Mark] = []
        self.marks: list[Mark] = []
        self.has_text = False
        self.has_marks = False
        self.is_seen = True
        self.around = 0
        """Innermost element around all text of the block so far."""
        self.lowest = 1
        """Fewest elements open since the block's first text: those are around all of it."""

    # -- parser events ---------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.n_tags += 1
        if not self.n_tags % _TAGS_A_CHECK:
            self.deadline.check()
        action = _ACTIONS.get(tag, _BLOCK)
        if self.skip_depth:
            self.skip_depth += action != _EMPTY
        elif action == _SKIP and "shadowrootmode" not in attributes:
            self.skip_depth = 1
            if tag == "script" and attributes.get("type") == "application/ld+json":
                self.linked_data = []
        elif action == _EMPTY:
            self._see_void(tag, attributes)
        else:
            if action <= _SCOPE:
                if self.parts:
                    self._flush()
                self.n_br = 0
            self._push(tag, attributes)
            if action == _MARK:
                self._open_mark(tag, attributes)
            elif action == _SCOPE:
                self._open_scope(tag, attributes)
            elif action == _OPTION:
                self.parts.append(" ")

    def end(self, tag: str) -> None:
        action = _ACTIONS.get(tag, _BLOCK)
        if action == _EMPTY:
            return
        if self.skip_depth:
            self.skip_depth -= 1
            if self.linked_data is not None and not self.skip_depth:
                self.declarations.see_linked_data("".join(self.linked_data))
                self.linked_data = None
            return
        if action == _MARK:
            self._close_mark(tag)
        elif action <= _SCOPE:
            if self.parts:
                self._flush()
            self.n_br = 0
            if action == _SCOPE:
                self._close_scope(tag)
        self._pop()

    def data(self, text: str) -> None:
        if self.skip_depth:
            if self.linked_data is not None:
                self.linked_data.append(text)
            return
        if self.title is not None:
            self.title.append(text)
            return
        if not self.has_text:
            if text.isspace():
                if self.parts or self.n_pre:
                    self.parts.append(text)
                return
            self.has_text = True
            self.is_seen = not self.unseen
            self.around, self.lowest = self.stack[-1], len(self.stack)
            if self.marks and not self.has_marks:
                self.parts += self.marks[-_MAX_CARRIED_MARKS:]
                self.has_marks = True
        elif not text.isspace():
            self.around = self.stack[self.lowest - 1]
            self.is_seen |= not self.unseen
        self.parts.append(text)

    def close(self) -> None:
        self._flush()
        while len(self.stack) > 1:
            self._pop()
        self.end_block[0] = len(self.text)

    # -- elements --------------------------------------------------------------------------------

    def _push(self, tag: str, attributes: Mapping[str, str]) -> None:
        index = len(self.tag)
        self.tag.append(tag)
        self.parent.append(self.stack[-1])
        self.attributes.append(attributes)
        self.first.append(len(self.text))
        self.end_block.append(len(self.text))
        self.stack.append(index)
        if attributes and is_unseen(attributes):
            self.unseen.append(len(self.stack))

    def _pop(self) -> None:
        if len(self.stack) == 1:
            return
        if self.unseen and self.unseen[-1] == len(self.stack):
            self.unseen.pop()
        # A block that is still being collected lies in the inline element that ends here.
        self.end_block[self.stack.pop()] = len(self.text) + self.has_text
        if len(self.stack) < self.lowest:
            self.lowest = len(self.stack)

    def _see_void(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            ends_block = self.has_text
            self._flush()
            # A <br> behind a closed block joins nothing, two in a row part paragraphs.
            self.n_br = 1 if ends_block else self.n_br + 2
        elif tag == "hr":
            self._flush()
            self.n_br = 0
        elif tag == "base" and not self.base:
            self.base = bound_base(attributes.get("href", "").strip())
        elif tag == "img":
            source = attributes.get("data-src") or attributes.get("src") or ""
            if source and not source.startswith("data:"):
                before = len(self.text) + self.has_text
                alt = attributes.get("alt", "").strip()
                self.images.append(Image(before, self._resolve(source.strip()), alt))
        elif tag == "meta":
            self.declarations.see_meta(attributes)

    def _resolve(self, link: str) -> str:
        """The link, against <base> if the page has one."""
        if not self.base or not link:
            return link
        try:
            return urljoin(self.base, link)
        except ValueError:  # no address at all
            return link

    # -- inline marks ----------------------------------------------------------------------------

    def _open_mark(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _MARKS[tag]
        value = ""
        if name == "a":
            if "href" not in attributes:
                return  # the name of a place in the page
            value = self._resolve(attributes["href"].strip())
            last = self.parts[-1] if self.parts else None
            if isinstance(last, Mark) and last.tag == "a" and not last.opens:
                self.parts.append(" ")  # menus set links side by side with nothing between them
        mark = Mark(name, True, value)
        if self.has_marks or not self.marks:
            self.parts.append(mark)
            self.has_marks = True
        self.marks.append(mark)

    def _close_mark(self, tag: str) -> None:
        name = _MARKS[tag]
        for position in range(len(self.marks) - 1, max(-1, len(self.marks) - 9), -1):
            if self.marks[position].tag == name:
                del self.marks[position]
                break
        else:
            return
        if self.has_marks:
            self.parts.append(Mark(name, False))

    # -- scopes: lists, tables, headings, code ---------------------------------------------------

    def _open_scope(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "html":
            language = attributes.get("lang") or attributes.get("xml:lang") or ""
            self.language = self.language or language.strip().lower()
            return
        self.scopes.append((tag, len(self.stack)))
        if tag in _LISTS:
            if not self.lists:
                self.n_groups += 1
            self.lists.append((tag, self.n_groups))
        elif tag == "li":
            self.items_begun.append(False)
        elif tag == "pre":
            self.n_pre += 1
        elif tag == "tr":
            self.rows.append((len(self.text), []))
        elif tag in ("td", "th"):
            if self.rows:
                self.rows[-1][1].append(len(self.text))
        elif tag == "table":
            self.n_groups += 1
            self.tables.append(self.n_groups)
        elif tag == "title" and not self.page_title:
            self.title = []

    def _close_scope(self, tag: str) -> None:
        if not self.scopes or self.scopes[-1] != (tag, len(self.stack)):
            return
        self.scopes.pop()
        if tag in _LISTS:
            self.lists.pop()
        elif tag == "li":
            self.items_begun.pop()
        elif tag == "pre":
            self.n_pre -= 1
        elif tag == "tr":
            self._close_row(*self.rows.pop())
        elif tag == "table":
            self.tables.pop()
        elif tag == "title" and self.title is not None:
            self.page_title = " ".join("".join(self.title).split())
            self.title = None

    def _close_row(self, first: int, cells: list[int]) -> None:
        """Make one block of a row whose cells are one short block each."""
        starts = [*cells, len(self.text)]
        sizes = [after - start for start, after in pairwise(starts)]
        n_blocks = len(self.text) - first
        if n_blocks < 2 or sum(sizes) != n_blocks or max(sizes) > 1:
            return
        if max(map(len, self.text[first:])) > _MAX_ROW_CELL:
            return
        parts: list[str | Mark] = []
        for inline, text in zip(self.inline[first:], self.text[first:], strict=True):
            parts += [" | "] if parts else []
            parts += inline or (text,)
        self.text[first:] = [" | ".join(self.text[first:])]
        self.kind[first:] = [Kind.TABLE_ROW]
        self.level[first:] = [0]
        self.ordered[first:] = [False]
        self.group[first:] = [self.tables[-1] if self.tables else self.n_groups]
        self.link_chars[first:] = [sum(self.link_chars[first:])]
        self.emphasis_chars[first:] = [sum(self.emphasis_chars[first:])]
        self.hidden[first:] = [all(self.hidden[first:])]
        self.inline[first:] = [tuple(parts)]
        for i in range(len(self.images) - 1, -1, -1):
            if self.images[i].before <= first:
                break
            self.images[i] = self.images[i]._replace(before=first)
        row = self.stack[-1]
        self.element[first:] = [row]
        for element in range(row + 1, len(self.tag)):
            self.first[element], self.end_block[element] = first, first + 1

    # -- blocks ----------------------------------------------------------------------------------

    def _flush(self) -> None:
        """End the block being collected, if it has text."""
        if not self.has_text:
            if self.parts and not self.n_pre:
                self.parts.clear()
                self.has_marks = False
            return
        if len(self.text) >= self.max_blocks:
            raise LimitError("max_blocks", self.max_blocks, len(self.text) + 1)
        parts = self.parts
        raw = "".join([part for part in parts if isinstance(part, str)])
        kind, level, is_ordered = self._kind()
        text = raw.strip("\n").rstrip() if kind is Kind.CODE else " ".join(raw.split())
        self.text.append(text)
        self.kind.append(kind)
        self.level.append(level)
        self.ordered.append(is_ordered)
        self.group.append(self._group(kind))
        self.element.append(self.around)
        linked, emphasised = self._count_marked() if self.has_marks else (0, 0)
        self.link_chars.append(min(linked, len(text)))
        self.emphasis_chars.append(min(emphasised, len(text)))
        self.hidden.append(not self.is_seen)
        self.inline.append(tuple(parts) if self.has_marks else ())
        self.parts = []
        self.has_text = self.has_marks = False
        self.n_br = 0

    def _kind(self) -> tuple[Kind, int, bool]:
        if self.n_pre:
            return Kind.CODE, 0, False
        if not self.scopes:
            return Kind.PARAGRAPH, 0, False
        for tag, _ in reversed(self.scopes[-4:]):
            if tag in _HEADINGS:
                return Kind.HEADING, _HEADINGS[tag], False
            if tag in _KINDS:
                return _KINDS[tag], 0, False
            if tag == "li":
                if self.items_begun[-1]:
                    return Kind.PARAGRAPH, 0, False
                self.items_begun[-1] = True
                depth = min(9, len(self.lists)) or 1
                is_ordered = bool(self.lists) and self.lists[-1][0] == "ol"
                return Kind.LIST_ITEM, depth, is_ordered
            if tag in ("td", "th"):
                break
        return Kind.PARAGRAPH, 0, False

    def _group(self, kind: Kind) -> int:
        if self.lists and kind is not Kind.HEADING:
            return self.lists[0][1]
        if self.n_br == 1 and self.group:
            return self.group[-1]
        self.n_groups += 1
        return self.n_groups

    def _count_marked(self) -> tuple[int, int]:
        """Linked and emphasised characters of the parts, white space folded within each run."""
        linked = emphasised = n_links = n_emphases = 0
        for part in self.parts:
            if isinstance(part, Mark):
                step = 1 if part.opens else -1
                if part.tag == "a":
                    n_links += step
                elif part.tag in ("em", "strong"):
                    n_emphases += step
            elif n_links > 0 or n_emphases > 0:
                n_chars = len(" ".join(part.split()))
                linked += n_chars if n_links > 0 else 0
                emphasised += n_chars if n_emphases > 0 else 0
        return linked, emphasised

    def _tokens(self) -> list[tuple[str, ...]]:
        """Tokens of the elements around blocks; the others, which nobody asks for, have none."""
        tokens: list[tuple[str, ...]] = [()] * len(self.tag)
        seen = {0}
        for element in self.element:
            while element not in seen:
                seen.add(element)
                tokens[element] = element_tokens(self.attributes[element])
                element = self.parent[element]
        tokens[0] = tuple(self.declarations.tokens)
        return tokens

    def title_swallows_page(self) -> bool:
        """Whether <title> is never closed, so that the parser took all that follows for it.

        8 of L3S-GN1's 621 pages are written like that.
        """
        return not self.text and "<" in self.page_title

    def has_prose(self) -> bool:
        """Whether the page's elements hold more than menus; if not, a script may draw it."""
        blocks = zip(self.text, self.link_chars, strict=True)
        free = (len(t) - (linked if len(t) < _MIN_TEASER else 0) for t, linked in blocks)
        return sum(free) >= _MIN_PROSE

    def document(self, source: str, url: str | None) -> Document:
        return Document(
            format="html",
            source=source,
            url=url,
            text=self.text,
            visible=self.text,
            kind=self.kind,
            level=self.level,
            ordered=self.ordered,
            group=self.group,
            element=self.element,
            link_chars=self.link_chars,
            emphasis_chars=self.emphasis_chars,
            hidden=self.hidden,
            inline=self.inline,
            tree=Tree(
                self.tag,
                self.parent,
                self._tokens(),
                self.first,
                self.end_block,
            ),
            images=self.images,
            title=self.page_title,
            language=self.language,
            declared=self.declarations.declared(),
            open_graph=self.declarations.open_graph(),
        )
