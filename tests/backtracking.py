"""Whether a pattern of `re` can take more than linear time, told from its parse tree.

`re` tries the ways in which a pattern can read a text one after the other until one matches. Where
none does, it tries all, and they are more than the text is long if two places of the pattern can
both repeat on one string, by which the first leads to the second, too:

    first --w--> first,  first --w--> second,  second --w--> second,  and behind that all fail

(Weber and Seidl 1991, "On the degree of ambiguity of finite automata"). `search` and the like begin
anywhere, which is one more place that repeats, on anything: so `\\s+x` takes quadratic time.
Repetitions of up to MAX_BOUND count as a few. In doubt it finds fault.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from re import MULTILINE, Pattern
from typing import Any, NamedTuple

_parser: Any = re._parser  # type: ignore[attr-defined]
_compiler: Any = re._compiler  # type: ignore[attr-defined]

MAX_BOUND = 1_000
"""Repetitions of a piece that count as bounded."""
_COPIES = 2
"""What stands for such a piece: what its repetitions can do together, two of them can."""
_SAMPLES = (
    "\u00a0\u00b2\u00df\u00c9\u00e9\u0301\u03b1\u0416\u0663\u0e01\u2028\u3042\u4e2d\U0001f600"
)
_ONE_CHAR = ("LITERAL", "NOT_LITERAL", "IN", "ANY", "RANGE", "CATEGORY")

_WORD = _parser.parse(r"\w")[0]

_CODES = range(sys.maxunicode + 1)

Chars = frozenset[str]
_NONE: Chars = frozenset()


class Condition(NamedTuple):
    """What has to stand before and behind a place; None is anything."""

    before: Chars | None = None
    behind: Chars | None = None
    at_end: bool = True
    is_exact: bool = True
    """Whether nothing else is asked."""

    def __and__(self, other: Condition) -> Condition:
        return Condition(
            _both(self.before, other.before),
            _both(self.behind, other.behind),
            self.at_end and other.at_end,
            self.is_exact and other.is_exact,
        )


def _both(some: Chars | None, others: Chars | None) -> Chars | None:
    return others if some is None else some if others is None else some & others


_ALWAYS = Condition()
Edge = tuple[int, Condition]


@dataclass(frozen=True)
class Part:
    """A piece of a pattern: where it begins and ends, and when it may be passed over."""

    first: Sequence[Edge] = ()
    last: Sequence[Edge] = ()
    empty: Sequence[Condition] = ()


@dataclass(frozen=True)
class Places:
    """A pattern's places: the characters that each reads, and those that may come next."""

    chars: list[Chars] = field(default_factory=list)
    edges: dict[int, list[Edge]] = field(default_factory=lambda: defaultdict(list))

    def add(self, chars: Chars) -> int:
        self.chars.append(chars)
        return len(self.chars) - 1

    def connect(self, before: Part, after: Part) -> None:
        for (place, ends), (following, begins) in product(before.last, after.first):
            self.edges[place].append((following, ends & begins))


class Reader:
    """Makes places of a parse tree."""

    def __init__(self, pattern: Pattern[Any]) -> None:
        self.is_text = isinstance(pattern.pattern, str)
        self.known: dict[tuple[str, int], Chars] = {}
        self.tree = _parser.parse(pattern.pattern, pattern.flags)
        self.places = Places()
        self.named = frozenset(map(chr, _codes(self.tree)))
        """What the pattern says of itself."""
        self.alphabet = self._alphabet()

    def _alphabet(self) -> Chars:
        if not self.is_text:
            return frozenset(map(chr, range(256)))
        named = {ord(char) + step for char in self.named for step in (-1, 0, 1)}
        return frozenset(map(chr, {*range(128), *filter(_CODES.__contains__, named)})) | {*_SAMPLES}

    def read(self, items: Iterable[Any], flags: int) -> Part:
        whole = Part(empty=[_ALWAYS])
        for item in items:
            whole = self._join(whole, self._read_item(item, flags))
        return whole

    def _join(self, before: Part, after: Part) -> Part:
        self.places.connect(before, after)
        skipped = [(at, when & begins) for when in before.empty for at, begins in after.first]
        ended = [(at, ends & when) for at, ends in before.last for when in after.empty]
        empty = [some & other for some, other in product(before.empty, after.empty)]
        return Part([*before.first, *skipped], [*after.last, *ended], empty)

    def _read_item(self, item: Any, flags: int) -> Part:
        name, value = str(item[0]), item[1]
        if name in _ONE_CHAR:
            place = self.places.add(self.read_chars(item, flags))
            return Part([(place, _ALWAYS)], [(place, _ALWAYS)])
        if name == "SUBPATTERN":
            _, added, removed, inside = value
            return self.read(inside, (flags | added) & ~removed)
        if name == "BRANCH":
            return _either([self.read(branch, flags) for branch in value[1]])
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            return self._repeat(value, flags)
        if name == "AT":
            return Part(empty=self._at(str(value), flags))
        if name in ("ASSERT", "ASSERT_NOT"):
            return self._look(value, flags, negated=name == "ASSERT_NOT")
        if name == "GROUPREF":
            return Part(empty=[Condition(is_exact=False)])
        raise NotImplementedError(f"{name}: write it otherwise, or teach it to the check")

    def read_chars(self, item: Any, flags: int) -> Chars:
        """The characters that one item reads, by what `re` makes of it alone."""
        key = repr(item), flags
        if key not in self.known:
            alone = _compiler.compile(_parser.SubPattern(self.tree.state, [item]), flags)
            encode = str if self.is_text else _to_byte
            self.known[key] = frozenset(c for c in self.alphabet if alone.fullmatch(encode(c)))
        return self.known[key]

    def _repeat(self, value: Any, flags: int) -> Part:
        least, most, inside = value
        parts = [self.read(inside, flags) for _ in range(min(max(least, 1), _COPIES))]
        if most > MAX_BOUND:
            self.places.connect(parts[-1], parts[-1])
        elif most > least:
            parts += [self.read(inside, flags) for _ in range(min(most, _COPIES + 1) - len(parts))]
        whole = Part(empty=[_ALWAYS])
        for i, part in enumerate(parts):
            is_optional = i >= min(least, _COPIES)
            whole = self._join(
                whole, _either([part, Part(empty=[_ALWAYS])]) if is_optional else part
            )
        return whole

    def _at(self, name: str, flags: int) -> list[Condition]:
        line_end, word = frozenset("\n"), self.read_chars(_WORD, flags)
        is_line = flags & MULTILINE
        if name == "AT_BOUNDARY":
            other = self.alphabet - word
            return [Condition(word, other), Condition(other, word, at_end=False)]
        if name.startswith("AT_BEGINNING"):
            return [Condition(before=line_end if is_line and name == "AT_BEGINNING" else _NONE)]
        if name.startswith("AT_END"):
            return [Condition(behind=line_end if is_line and name == "AT_END" else _NONE)]
        return [Condition(is_exact=False)]

    def _look(self, value: Any, flags: int, *, negated: bool) -> Part:
        """A look at what stands there; what it reads is read in vain, whatever comes of it."""
        direction, items = value[0], list(value[1])
        if len(items) != 1 or str(items[0][0]) not in _ONE_CHAR:
            inner = self.read(items, flags) if direction > 0 else Part()
            return Part(inner.first, (), [Condition(is_exact=False)])
        chars = self.read_chars(items[0], flags)
        seen = self.alphabet - chars if negated else chars
        if direction < 0:
            return Part(empty=[Condition(before=seen)])
        return Part(empty=[Condition(behind=seen, at_end=negated)])


def _codes(items: Iterable[Any]) -> Iterator[int]:
    """The code points that a parse tree names."""
    for item in items:
        if isinstance(item, int) and not hasattr(item, "name"):
            yield from [item] if item in _CODES else []
        elif isinstance(item, (tuple, list)) or hasattr(item, "getwidth"):
            yield from _codes(item)


def _to_byte(char: str) -> bytes:
    return char.encode("latin-1")


def _either(parts: Sequence[Part]) -> Part:
    return Part(
        [edge for part in parts for edge in part.first],
        [edge for part in parts for edge in part.last],
        [when for part in parts for when in part.empty],
    )


def _representatives(alphabet: Chars, sets: Collection[Chars]) -> Mapping[str, str]:
    """For each character one that is in the same sets."""
    first: dict[Sequence[bool], str] = {}
    distinct = set(sets)
    return {
        char: first.setdefault(tuple(char in chars for chars in distinct), char)
        for char in sorted(alphabet)
    }


class Automaton:
    """A pattern's places, with all characters that no place tells apart as one."""

    def __init__(self, pattern: Pattern[Any], method: str) -> None:
        reader = Reader(pattern)
        whole = reader.read(reader.tree, pattern.flags)
        places = reader.places
        anywhere = Part()
        if method not in ("match", "fullmatch"):
            place = places.add(reader.alphabet)
            anywhere = Part([(place, _ALWAYS)], [(place, _ALWAYS)])
            places.connect(anywhere, anywhere)
            places.connect(anywhere, whole)
        self.anywhere = [place for place, _ in anywhere.first]
        self.chars, self.edges = places.chars, places.edges
        self.ends: dict[int, list[Condition]] = defaultdict(list)
        for place, when in whole.last:
            if when.is_exact:
                when = when._replace(behind=_NONE) if method == "fullmatch" else when
                self.ends[place].append(when)
        conditions = {when for edges in self.edges.values() for _, when in edges}
        conditions |= {when for ends in self.ends.values() for when in ends}
        befores = [when.before for when in conditions if when.before]
        behinds = [when.behind for when in conditions if when.behind]
        alike = _representatives(reader.alphabet, [*self.chars, *befores, *behinds])
        self.alphabet = sorted(set(alike.values()))
        self.as_before = _representatives(reader.alphabet, befores)
        """What a character counts as once it is read."""
        self.known: dict[tuple[int, str, str], Sequence[int]] = {}
        reached = [self._reach(place) for place in range(len(self.chars))]
        self.loops = {
            place: frozenset(other for other in others if place in reached[other])
            for place, others in enumerate(reached)
            if place in others
        }
        """For each place that repeats, those that it repeats with."""

    def _reach(self, start: int) -> set[int]:
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            new = {following for following, _ in self.edges[waiting.pop()]} - seen
            seen |= new
            waiting += new
        return seen

    def find_fault(self) -> str | None:
        """A string by whose repetition the ways multiply; None if there is none."""
        for place, around in self.loops.items():
            ways = Counter(self.edges[place])
            is_found = any(when.before is when.behind is None for when in self.ends[place])
            if not is_found and any(n > 1 and other in around for (other, _), n in ways.items()):
                return min(self.chars[place])
        for first, second in product([*self.anywhere, *self.loops], self.loops):
            if first != second and self._can_fail(second):
                shared = self.chars[first] & self.chars[second]
                for last in sorted({self.as_before[char] for char in shared}):
                    found = self._find_pump(first, second, last)
                    if found:
                        return found
        return None

    def _find_pump(self, first: int, second: int, last: str) -> str | None:
        """What leads from first to first, from first to second and from second to second.

        On no such way is a match found: that would be the end. Ways that begin elsewhere go on.
        """
        start: Sequence[int] = (first, first, second)
        goal = (first, second, second)
        around, beyond = self.loops.get(first, ()), self.loops[second]
        n_free = 2 if first in self.anywhere else 0
        seen = {(start, last)}
        waiting = [(start, last, "")]
        for places, before, read in waiting:
            for char in self.alphabet:
                if any(self._is_found(at, before, char) for at in places[n_free:]):
                    continue
                after = self.as_before[char]
                for following in product(*(self._step(at, before, char) for at in places)):
                    if (following, after) == (goal, last):
                        return read + char
                    stays = following[0] in around and following[2] in beyond
                    if stays and (following, after) not in seen:
                        seen.add((following, after))
                        waiting.append((following, after, read + char))
        return None

    def _is_found(self, place: int, before: str, behind: str) -> bool:
        return any(_holds(when, before, behind) for when in self.ends[place])

    def _step(self, place: int, before: str, char: str) -> Sequence[int]:
        """Where one more character may lead."""
        key = place, before, char
        if key not in self.known:
            self.known[key] = [
                following
                for following, when in self.edges[place]
                if char in self.chars[following] and _holds(when, before, char)
            ]
        return self.known[key]

    def _can_fail(self, place: int) -> bool:
        """Whether a text can go on in such a way that nothing is found behind the place."""
        start = frozenset({place})
        seen, waiting = {start}, [start]
        while waiting:
            places = waiting.pop()
            ends = [when for at in places for when in self.ends[at] if when.before is None]
            if not any(when.at_end for when in ends):
                return True
            for char in self.alphabet:
                if not any(when.behind is None or char in when.behind for when in ends):
                    following = frozenset(
                        other
                        for at in places
                        for other, when in self.edges[at]
                        if char in self.chars[other] and when == _ALWAYS
                    )
                    if following not in seen:
                        seen.add(following)
                        waiting.append(following)
        return False


def _holds(when: Condition, before: str, behind: str) -> bool:
    return (when.before is None or before in when.before) and (
        when.behind is None or behind in when.behind
    )


def find_fault(pattern: Pattern[Any], method: str = "search") -> str | None:
    """What to repeat so that the method takes more than linear time; None if nothing does."""
    return Automaton(pattern, method).find_fault()
