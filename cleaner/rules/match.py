"""Which rule fires on which block: all patterns in a few automata, one search for many blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache, cached_property
from typing import Any, NamedTuple

import re2

from cleaner.letters.fold import fold, fold_lines
from cleaner.rules.automata import Patterns, line_options
from cleaner.rules.load import Place, Rule, load_rules
from cleaner.rules.pattern import fill, phrases_template, split_phrases
from cleaner.rules.spared import is_code, is_named, is_speech
from cleaner.types import CHROME_ROLES, Document, Kind, Role

_MAX_FOLDED_CHARS = 400
"""Characters of the longest block that rules are tried on, folded: longer ones are prose. Chosen by
hand."""
_MAX_RAW_CHARS = 600
"""The same before folding, which costs more than the match: leaves room for indentation."""
_MAX_MARKUP_CHARS = 200
"""Characters of the longest block for rules that know its markup alone. Chosen by hand."""
_MIN_PLACE_BLOCKS = 5
"""Blocks that the top and the bottom of a page have at least, and those just below its main heading
(journal/2026-11.md, which element holds the prose)."""
_PLACE_SHARE = 5
"""A page's blocks divided by this are those of its top, or of its bottom."""
_MAX_OF_ARTICLE = 3
"""Bylines, or dates, that an article has of its own; more run through a text, and are part of it or
not as the model sees it. As in training/examples.py."""
_OF_ARTICLE = (Role.BYLINE, Role.DATE)

_NO_MATCH: tuple[bytes, list[int]] = (b"", [])


class _Line(NamedTuple):
    """A block that rules are tried on."""

    at: int
    text: str
    folded: bytes
    """In UTF-8."""


class RuleSet:
    """Rules ready to match; keeps nothing of the pages, may be shared by threads, pickles."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        sure = [rule for rule in self.rules if rule.sure]
        unsure = [rule for rule in self.rules if not rule.sure]
        # The place in this list is the precedence: sure rules, runs of glued phrases, hints.
        self._ranked: list[Rule | None] = [*sure, None, *unsure]
        phrases = [split_phrases(rule.phrases if rule else ()) for rule in self._ranked]
        # Most phrases are plain: looking them up spares the automaton ten thousand literals.
        self._phrases: dict[bytes, list[int]] = {}
        for rank, (plain, _) in enumerate(phrases):
            for phrase in plain:
                self._phrases.setdefault(phrase.encode(), []).append(rank)
        templates = [
            rule.template(open_) if rule else ""
            for rule, (_, open_) in zip(self._ranked, phrases, strict=True)
        ]
        of_glued = (phrases[rank] for rank in range(len(phrases)) if self._is_glued(rank))
        glued = [phrase for both in of_glued for part in both for phrase in part]
        # One phrase alone is a run, too: its own rule has said the same by then.
        at_run = len(sure)
        if glued:
            templates[at_run] = rf"(?:(?:{phrases_template(glued)})[\s\pP\pS]*)+"
        self._texts = Patterns(templates)
        self._words = Patterns([rule.tokens if rule else "" for rule in self._ranked])
        self._cased = {
            rank: template
            for rank, (rule, (_, open_)) in enumerate(zip(self._ranked, phrases, strict=True))
            if rule and (template := rule.cased_template(open_))
        }
        self._by_markup = self._find(lambda rule: not (rule.phrases or rule.text))
        self._quoted = self._find(lambda rule: rule.quoted) | self._by_markup
        self._suspects = self._find(lambda rule: not rule.sure and rule.role in CHROME_ROLES)
        self._as_hint = {rule: replace(rule, sure=False) for rule in sure}

    def _find(self, is_such: Callable[[Rule], bool]) -> frozenset[int]:
        """The ranks of such rules."""
        return frozenset(i for i, rule in enumerate(self._ranked) if rule and is_such(rule))

    def __reduce__(self) -> tuple[type[RuleSet], tuple[tuple[Rule, ...]]]:
        return type(self), (self.rules,)

    def match(self, document: Document) -> list[Rule | None]:
        """The rule that fires on each block, or None; a sure rule before a hint, then file order.

        None fires where its words tell nothing (spared.py). Bylines and dates that run through a
        document are hints. Linear in the document's size; blocks too long for any rule cost a look
        at their length.
        """
        found: list[Rule | None] = [None] * len(document)
        markup = _Markup(document, self._words)
        by_markup = self._by_markup if document.element else frozenset()
        matches = self._match_all(document.visible)
        for index, text in enumerate(document.visible):
            if text not in matches and not by_markup:
                continue
            folded, ranks = matches.get(text, _NO_MATCH)
            if by_markup and len(text) <= _MAX_MARKUP_CHARS and markup.ranks(index):
                ranks = [*ranks, *(by_markup & markup.ranks(index))]
            if ranks and (ranks := self._admit(ranks, document, index)):
                found[index] = self._first(ranks, _Line(index, text, folded), markup)
        return self._doubt_repeated(found)

    def _admit(self, ranks: Iterable[int], document: Document, index: int) -> list[int]:
        """Those of the ranks, sorted, that may speak of a block where it stands."""
        if is_code(document, index):
            ranks = self._by_markup.intersection(ranks)
        elif is_speech(document.visible, index):
            ranks = self._quoted.intersection(ranks)
        elif not self._suspects.isdisjoint(ranks) and is_named(document, index):
            ranks = set(ranks) - self._suspects
        return sorted(ranks)

    def _doubt_repeated(self, found: list[Rule | None]) -> list[Rule | None]:
        """The same with hints for the sure rules of a role of which an article has but a few."""
        counts = Counter(rule.role for rule in found if rule and rule.sure)
        many = [role for role in _OF_ARTICLE if counts[role] > _MAX_OF_ARTICLE]
        if not many:
            return found
        return [
            self._as_hint.get(rule, rule) if rule and rule.role in many else rule for rule in found
        ]

    def _match_all(self, texts: Iterable[str]) -> dict[str, tuple[bytes, list[int]]]:
        """Folded form and ranks, in no order, of the texts that are a phrase or match a pattern.

        A fifth of a page's short blocks are copies of others.
        """
        distinct = dict.fromkeys([text for text in texts if len(text) <= _MAX_RAW_CHARS])
        folded = zip(distinct, fold_lines(distinct), strict=True)
        short = [(text, line) for text, line in folded if _is_short(line)]
        matched = self._texts.match_lines([line for _, line in short])
        phrases = self._phrases
        return {
            text: (line, [*phrases.get(line, ()), *matched.get(index, ())])
            for index, (text, line) in enumerate(short)
            if index in matched or line in phrases
        }

    def _first(self, ranks: list[int], line: _Line, markup: _Markup) -> Rule | None:
        """The first rule of the ranks whose conditions hold for the block."""
        for rank in ranks:
            rule = self._ranked[rank]
            if rule is None:
                rule = self._first(self._glued_ranks(line.folded.decode()), line, markup)
                if rule:
                    return rule
            elif self._holds(rank, rule, line, markup):
                return rule
        return None

    def _holds(self, rank: int, rule: Rule, line: _Line, markup: _Markup) -> bool:
        """Whether the rule's conditions hold beside its folded text."""
        if rule.tokens and rank not in markup.ranks(line.at):
            return False
        if not markup.is_at(rule.place, line.at):
            return False
        if rank not in self._cased or rank in self._phrases.get(line.folded, ()):
            return True
        return bool(_compile(self._cased[rank]).fullmatch(fold(line.text, keeps_case=True)))

    def _glued_ranks(self, folded: str) -> list[int]:
        """Ranks of the glued rules to which the first phrase of a run belongs."""
        for end in range(1, len(folded) + 1):
            start = folded[:end]
            ranks = [*self._phrases.get(start.encode(), ()), *self._texts.match(start)]
            glued = [rank for rank in ranks if self._is_glued(rank)]
            if glued:
                return sorted(glued)
        return []

    def _is_glued(self, rank: int) -> bool:
        rule = self._ranked[rank]
        return rule is not None and rule.glued


def _is_short(line: bytes) -> bool:
    """Whether the folded line, in UTF-8, is one that rules are tried on."""
    return len(line) <= _MAX_FOLDED_CHARS or len(line.decode()) <= _MAX_FOLDED_CHARS


@cache
def _compile(template: str) -> Any:
    """RE2 of a template over a line, compiled when it is first asked."""
    return re2.compile(fill(template), line_options())


@cache
def load_rule_set() -> RuleSet:
    """The rules that ship: a process reads them once, and compiles what lines need of them."""
    return RuleSet(load_rules())


class _Markup:
    """What conditions ask of a block's surroundings, found out when first asked."""

    def __init__(self, document: Document, words: Patterns) -> None:
        self._document, self._words = document, words
        self._by_word: dict[str, list[int]] = {}
        self._by_element: dict[int, frozenset[int]] = {}
        self._n_edge = max(_MIN_PLACE_BLOCKS, len(document) // _PLACE_SHARE)

    @cached_property
    def _below_main(self) -> frozenset[int]:
        """The blocks just below a main heading."""
        kinds = enumerate(zip(self._document.kind, self._document.level, strict=True))
        main = [index for index, kind in kinds if kind == (Kind.HEADING, 1)]
        return frozenset(index + n for index in main for n in range(1, _MIN_PLACE_BLOCKS + 1))

    def is_at(self, place: Place | None, index: int) -> bool:
        """Whether the block stands at the top or bottom of its page; True without a place.

        Just below a main heading is the top of an article, however long the menus above are.
        """
        if place is None:
            return True
        if place == "top":
            return index < self._n_edge or index in self._below_main
        return len(self._document) - 1 - index < self._n_edge

    def ranks(self, index: int) -> frozenset[int]:
        """Ranks of the rules whose `tokens` match a word of the block's element or its parent."""
        if not self._document.element:
            return frozenset()
        element = self._document.element[index]
        ranks = self._by_element.get(element)
        if ranks is None:
            tree = self._document.tree
            words = {*tree.tokens[element], *tree.tokens[tree.parent[element]]}
            ranks = frozenset(rank for word in words for rank in self._word_ranks(word))
            self._by_element[element] = ranks
        return ranks

    def _word_ranks(self, word: str) -> list[int]:
        ranks = self._by_word.get(word)
        if ranks is None:
            ranks = self._by_word[word] = self._words.match(word)
        return ranks
