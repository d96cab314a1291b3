"""Which rule tells what a page is, if it holds no content of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import compress
from typing import Any, NamedTuple

import re2

from cleaner.letters.fold import fold_lines
from cleaner.page_kinds import TOLD_KINDS, PageKind
from cleaner.rules.automata import Patterns
from cleaner.rules.pages.load import PageRule, load_page_rules
from cleaner.types import Document, Kind

_MAX_BLOCKS = 200
"""Blocks from the first on that are looked at though they go: a wall is said near its top."""
_MAX_BLOCK_CHARS = 1_000
"""Characters of the longest block that is looked at."""
_MAX_LINE_CHARS = 300
"""Characters of the longest sentence that patterns are tried on."""
_MAX_NAME_CHARS = 200
"""The same of what a page calls itself."""
_MAX_SOURCE_CHARS = 400_000
"""Characters of the HTML in which markup is looked for."""
_MAX_BELOW = 300
"""Characters that may be kept below a text that ends a page: on its author, say."""
_MAX_AWAY = 12
"""Blocks that such a text may stand below what is kept."""
_QUOTED = frozenset({Kind.CODE, Kind.QUOTE, Kind.TABLE_ROW})
"""Forms of blocks that show what others say."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*|\n+")
_HAS_SENTENCE_END = re.compile(r"[.!?…]\s|[。！？\n]")
"""Found at once where looking behind each character takes long."""
_TITLE_PART = re.compile(r"\s{1,9}[-–—|·•:»«›~/]{1,9}\s{1,9}|\s{0,9}[|｜]\s{0,9}")


class PageRules:
    """Rules on pages ready to match; keeps nothing of the pages, pickles, is safe in threads."""

    def __init__(self, rules: Iterable[PageRule]) -> None:
        self.rules = tuple(rules)
        self._max_kept = max(rule.max_kept for rule in self.rules)
        others = (rule.max_kept for rule in self.rules if not rule.ends)
        self._max_whole = max(others, default=0)
        """Characters that are kept of a page beyond which only its end can tell anything."""
        of_any = enumerate(self.rules)
        self._of_none = {i for i, rule in of_any if not (rule.titles or rule.texts)}
        """Rules that ask for no name and no text: the others are asked where one is found."""
        self._of_kind: dict[PageKind, list[int]] = {}
        for number, rule in enumerate(self.rules):
            self._of_kind.setdefault(rule.kind, []).append(number)

    def __reduce__(self) -> tuple[type[PageRules], tuple[tuple[PageRule, ...]]]:
        return type(self), (self.rules,)

    # Compiled when a page is short enough to be asked about: many runs have none.

    @cached_property
    def titles(self) -> _Finder:
        return _Finder(self.rules, "titles")

    @cached_property
    def texts(self) -> _Finder:
        return _Finder(self.rules, "texts")

    @cached_property
    def beside(self) -> _Finder:
        return _Finder(self.rules, "beside")

    @cached_property
    def _markup(self) -> Mapping[int, Any]:
        return {
            number: re2.compile(f"(?i){'|'.join(rule.markup)}")
            for number, rule in enumerate(self.rules)
            if rule.markup
        }

    def match(self, document: Document, keeps: Sequence[bool]) -> PageRule | None:
        """The likeliest rule that fires on the page, whose blocks stay where `keeps` says so.

        A long page costs no more than its size.
        """
        n_kept = _count_chars(document, keeps)
        if n_kept > self._max_kept:
            return None
        is_whole = n_kept <= self._max_whole
        blocks = range(len(document)) if is_whole else _find_end(keeps)
        seen = _Seen(self, document, keeps, blocks)
        fired = [
            rule
            for number in sorted(self._of_none.union(seen.titles, seen.texts))
            if n_kept <= (rule := self.rules[number]).max_kept and self._fires(number, rule, seen)
        ]
        # max takes the first of equals.
        fired.sort(key=lambda rule: TOLD_KINDS.index(rule.kind))
        return max(fired, key=lambda rule: rule.probability, default=None)

    def _fires(self, number: int, rule: PageRule, seen: _Seen) -> bool:
        """Whether all holds that the rule asks for; what costs the most is asked last."""
        if rule.markup and seen.document.format != "html":
            return False
        if rule.titles and number not in seen.titles:
            return False
        if rule.texts and number not in seen.texts:
            return False
        known = seen.known(rule.kind, self._of_kind[rule.kind])
        if seen.n_kept(known) > rule.max_rest:
            return False
        if rule.max_seen is not None and seen.n_seen(known) > rule.max_seen:
            return False
        if (rule.beside or rule.ends) and not self._is_placed(number, rule, seen, known):
            return False
        return not rule.markup or self._has_markup(number, seen.document)

    def _is_placed(
        self, number: int, rule: PageRule, seen: _Seen, known: Mapping[int, int]
    ) -> bool:
        """Whether one of the rule's texts has another beside it, or ends the page, as asked."""
        beside = seen.beside.get(number, ())
        return any(
            (not rule.beside or any(other != line for other in beside))
            and (not rule.ends or seen.is_end(line.block, known))
            for line in seen.texts.get(number, ())
        )

    def _has_markup(self, number: int, document: Document) -> bool:
        source = document.source[:_MAX_SOURCE_CHARS]
        return self._markup[number].search(source) is not None


@cache
def load_page_rule_set() -> PageRules:
    """The rules on pages that ship: a process compiles them once."""
    return PageRules(load_page_rules())


class _Line(NamedTuple):
    """What patterns are tried on: a sentence, or what the page calls itself."""

    block: int
    """-1: of the page's head."""
    folded: bytes
    """In UTF-8."""
    size: int
    """Characters of what was folded."""


_Found = Mapping[int, Sequence[_Line]]
"""The lines in which each rule, by its number, finds a pattern."""


class _Finder:
    """The patterns of one key of all rules."""

    def __init__(self, rules: Sequence[PageRule], key: str) -> None:
        given = [(i, pattern) for i, rule in enumerate(rules) for pattern in getattr(rule, key)]
        self._numbers = [number for number, _ in given]
        self._patterns = Patterns(pattern for _, pattern in given)

    def find(self, lines: Sequence[_Line]) -> _Found:
        """The lines in which each rule finds a pattern."""
        found: dict[int, list[_Line]] = {}
        matched = self._patterns.match_lines([line.folded for line in lines])
        for index in sorted(matched):
            for number in {self._numbers[rank] for rank in matched[index]}:
                found.setdefault(number, []).append(lines[index])
        return found


class _Seen:
    """What rules see of one page, found when a rule first asks."""

    def __init__(
        self, rules: PageRules, document: Document, keeps: Sequence[bool], blocks: range
    ) -> None:
        self.document, self._keeps, self._blocks = document, keeps, blocks
        self._rules = rules
        self._known: dict[PageKind, Mapping[int, int]] = {}

    @cached_property
    def titles(self) -> _Found:
        """The names that the page calls itself."""
        return self._rules.titles.find(_read_names(self.document))

    @cached_property
    def texts(self) -> _Found:
        """The sentences that tell something."""
        return self._rules.texts.find(self._lines)

    @cached_property
    def beside(self) -> _Found:
        """The sentences that tell something beside others."""
        return self._rules.beside.find(self._lines)

    @cached_property
    def _lines(self) -> Sequence[_Line]:
        return _fold(list(_read_lines(self.document, self._keeps, self._blocks)))

    def known(self, kind: PageKind, numbers: Iterable[int]) -> Mapping[int, int]:
        """Characters of each block that are in lines which the rules of a kind know."""
        if kind not in self._known:
            found = (self.titles, self.texts, self.beside)
            lines = {line for i in numbers for by_rule in found for line in by_rule.get(i, ())}
            self._known[kind] = self._count(lines)
        return self._known[kind]

    def _count(self, lines: Iterable[_Line]) -> Mapping[int, int]:
        """Characters of each block that are in the lines, some of which are parts of others."""
        counts: Counter[int] = Counter()
        for line in lines:
            counts[line.block] += line.size
        sizes = self.document.visible
        return {block: min(n, len(sizes[block])) for block, n in counts.items() if block >= 0}

    def is_end(self, block: int, known: Mapping[int, int]) -> bool:
        """Whether hardly anything is kept below the block, and something just above."""
        above = self._keeps[max(0, block - _MAX_AWAY) : block + 1]
        return any(above) and self.n_kept(known, block) <= _MAX_BELOW

    def n_kept(self, known: Mapping[int, int], below: int = -1) -> int:
        """Characters that are kept below a block, and not known."""
        n_known = sum(n for i, n in known.items() if i > below and self._keeps[i])
        return _count_chars(self.document, self._keeps, below + 1) - n_known

    def n_seen(self, known: Mapping[int, int]) -> int:
        """Characters that a reader sees, and that are not known."""
        shown = [not hidden for hidden in self.document.hidden] or [True] * len(self.document)
        n_known = sum(n for i, n in known.items() if shown[i])
        return _count_chars(self.document, shown) - n_known


def _count_chars(document: Document, of: Sequence[bool], first: int = 0) -> int:
    """Characters of the blocks, from one on, of which this holds."""
    return sum(map(len, compress(document.visible[first:], of[first:])))


def _find_end(keeps: Sequence[bool]) -> range:
    """The blocks around the last that is kept, where a text can end a page."""
    last = max(compress(range(len(keeps)), keeps), default=0)
    return range(max(0, last - _MAX_AWAY), min(len(keeps), last + _MAX_AWAY + 1))


def _fold(parts: Sequence[tuple[int, str]]) -> list[_Line]:
    """The texts, each with its block, folded; none of which nothing is left."""
    folded = fold_lines([part for _, part in parts])
    return [
        _Line(block, line, len(part))
        for (block, part), line in zip(parts, folded, strict=True)
        if line
    ]


def _read_lines(
    document: Document, keeps: Sequence[bool], blocks: range
) -> Iterator[tuple[int, str]]:
    """The sentences of what speaks for the page itself, in some blocks, with these."""
    for block in blocks:
        text = document.visible[block]
        if (
            not (keeps[block] or _may_tell(document, block, blocks.start))
            or len(text) > _MAX_BLOCK_CHARS
        ):
            continue
        if document.kind[block] in _QUOTED or (document.hidden and document.hidden[block]):
            continue
        for part in _SENTENCE_END.split(text) if _HAS_SENTENCE_END.search(text) else [text]:
            if len(part) <= _MAX_LINE_CHARS:
                yield block, part


def _may_tell(document: Document, block: int, first: int) -> bool:
    """Whether a block that goes may say what the page is: no entry of a menu does."""
    if block - first >= _MAX_BLOCKS:
        return False
    return not document.link_chars or document.link_chars[block] < len(document.visible[block])


def _read_names(document: Document) -> list[_Line]:
    """What the page calls itself: its title, main headings or first line, and parts of these."""
    shown = [i for i, level in enumerate(document.level[:_MAX_BLOCKS]) if level == 1]
    shown = [i for i in shown if document.kind[i] is Kind.HEADING]
    if document.format == "text" and len(document):
        shown.append(0)
    names = [(-1, document.title), *((i, document.visible[i]) for i in shown)]
    return _fold(
        [
            (block, part)
            for block, name in names
            if len(name) <= _MAX_NAME_CHARS
            for part in {name, *_TITLE_PART.split(name)}
        ]
    )
