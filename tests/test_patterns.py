"""No pattern of `re` takes more than linear time over what it reads.

Each is looked at twice: its parse tree (tests/backtracking.py), then its time on strings that it
nearly matches, made of its own pieces.
"""

from __future__ import annotations

import ast
import importlib
import random
import re
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.backtracking import MAX_BOUND, Reader, find_fault
from tests.timing import GROWTH, check_growth, cpu_limit, measure

PACKAGE = Path(__file__).parent.parent / "cleaner"
N_SEEDS = 20
N_CHARS = 8_000
SLOW = 0.02
"""CPU seconds that most patterns need a hundredth of; from there on growth is measured."""
MAX_SECONDS = 1.0
"""CPU seconds after which a run is broken off: what takes exponential time never ends."""


class Known(NamedTuple):
    """A pattern of the package and how it is asked: `search` stands for all that begin anywhere."""

    where: str
    pattern: re.Pattern[Any]
    method: str


# -- All patterns there are --------------------------------------------------------------------


def find_patterns(path: Path, tree: ast.Module) -> Iterator[Known]:
    """The patterns of one module. Raises AssertionError for one that is made where none is found.

    They are made at the head of a module, also in tuples and dicts, by a function that is cached
    and takes nothing, or of a literal by the functions of `re`.
    """
    where = path.relative_to(PACKAGE.parent)
    n_calls = sum(1 for _ in calls(tree))
    if not n_calls:  # those that need torch are among them
        return
    name = ".".join(where.with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    n_found = 0
    for statement in tree.body:
        names = made_names(statement)
        n_found += bool(names) * sum(function == "compile" for function, _ in calls(statement))
        for name in names if any(calls(statement)) else ():
            value = vars(module)[name]
            for pattern in patterns_in(value() if callable(value) else value):
                for method in sorted(methods_of(name, tree)):
                    yield Known(f"{where} {name}", pattern, method)
    for function, call in calls(tree):
        if function != "compile" and isinstance(call.args[0], ast.Constant):
            n_found += 1
            yield Known(f"{where}:{call.lineno}", re.compile(call.args[0].value), kind_of(function))
    assert n_found == n_calls, f"{where}: of {n_calls} patterns {n_found} are at its head"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls of functions of `re` that take a pattern."""
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.module == "re"), "import re"
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(ast.Name("re"), function) if function != "escape":
                    yield function, node


def made_names(statement: ast.stmt) -> list[str]:
    """The names that a statement at the head of a module gives to what it makes."""
    if isinstance(statement, ast.FunctionDef):
        is_cached = any(is_name(decorator, "cache") for decorator in statement.decorator_list)
        return [statement.name] if is_cached and not statement.args.args else []
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        nodes = (node for target in targets for node in ast.walk(target))
        return [node.id for node in nodes if isinstance(node, ast.Name)]
    return []


def patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from patterns_in([*value.keys(), *value.values()])
    elif isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from patterns_in(part)


def methods_of(name: str, tree: ast.Module) -> set[str]:
    """How a module asks a pattern of its own."""
    asked = [
        kind_of(node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_name(node.value, name)
    ]
    n_named = sum(is_name(node, name) for node in ast.walk(tree)) - 1  # where it is made
    return {*asked} if asked and len(asked) == n_named else {*asked, "search"}


def kind_of(function: str) -> str:
    return function if function in ("match", "fullmatch") else "search"


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def find_all() -> list[Known]:
    known: dict[Known, None] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if next(calls(tree), None):
            known |= dict.fromkeys(find_patterns(path, tree))
    return list(known)


ALL = find_all()
each = pytest.mark.parametrize("known", ALL, ids=lambda known: f"{known.where} {known.method}")


def test_all_are_found() -> None:
    found = {known.pattern.pattern for known in ALL}
    assert {
        r"\S+\s*",
        "[-_]",
        "^(?:ads?|advert|advertisement|sponsored|sponsor|promo|promotion|dfp|adsense)$",
    } <= found  # in a tuple
    assert any(known.where.endswith("_glued_words") for known in ALL)


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return re.compile('a' + x)",
        "def f(x, y):\n    return re.sub(x, '', y)",
        "class C:\n    pattern = re.compile('a')",
        "from re import compile",
    ],
)
def test_hidden_patterns_are_told(code: str) -> None:
    with pytest.raises(AssertionError):
        list(find_patterns(PACKAGE / "about" / "title.py", ast.parse(code)))


# -- By their parse trees ----------------------------------------------------------------------

SLOW_PATTERNS = {
    "a comment that goes on behind its end": r"(?m)^(?:<(?:/?[a-z][^<>\n]*|!--[^\n]*?--)>[ \t]*)+$",
    "escaped brackets that begin links": r"\[(?:[^\[\]\n\\]|\\.)*\]\([^()\n]*\)",
    "spaces before a letter": r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])",
    "spaces around what may be left out": r'"@type"\s*:\s*\[?\s*"',
    "a word before a number": r"(?:\w+,? )?\{n\}",
    "both sides of a mark": r"\S+@\S+",
    "spaces before a mark": r"\s*[|_]\s*",
    "repetition of repetition": r"(?:a+)*b",
    "the same twice": r"(?:a|a)*b",
    "what begins alike": r"(?:ab|a|b)*c",
    "a look ahead": r"a(?=.*b)",
    "what may follow a match": r"a(?:a*b)?",
    "what is never closed": r"(?s)<!--.*?-->",
}
LINEAR_PATTERNS = [
    r"\S+\s*",
    r"<[^<>]*>",
    r"(?<!\s)\s+x",
    r"\b\w+x",
    r"(?m)^[ \t]*x",
    r"\A\s*x",
    r"(?s)<!--.*?(?:-->|\Z)",
    r"[+-]?\d(?:[.,]?\d)*",
    r"(?m)^(?:<!--(?:[^-\n]|-[^-\n]|--+[^->\n])*--+>)*$",
]


@pytest.mark.parametrize("name", SLOW_PATTERNS)
def test_slow_pattern_is_told(name: str) -> None:
    assert find_fault(re.compile(SLOW_PATTERNS[name]))


@pytest.mark.parametrize("pattern", LINEAR_PATTERNS)
def test_linear_pattern_is_told(pattern: str) -> None:
    assert find_fault(re.compile(pattern)) is None


@pytest.mark.parametrize(("method", "is_slow"), [("search", True), ("match", False)])
def test_where_a_search_begins_counts(method: str, is_slow: bool) -> None:
    assert bool(find_fault(re.compile(r"\s+x"), method)) is is_slow


@each
def test_ways_do_not_multiply(known: Known) -> None:
    assert find_fault(known.pattern, known.method) is None


# -- By their time -----------------------------------------------------------------------------


class Writer:
    """Writes texts that a pattern reads, but for their ends."""

    def __init__(self, reader: Reader, flags: int, seed: int) -> None:
        self.reader = reader
        self.random = random.Random(seed)
        self.repeated: list[tuple[str, str]] = []
        """What stands before a piece that repeats without a bound, and the piece."""
        self.whole = self._write(reader.tree, flags, "")

    def _write(self, items: Iterable[Any], flags: int, before: str) -> str:
        text = ""
        for item in items:
            text += self._write_item(str(item[0]), item, flags, before + text)
        return text

    def _write_item(self, name: str, item: Any, flags: int, before: str) -> str:
        value = item[1]
        if name == "SUBPATTERN":
            return self._write(value[3], (flags | value[1]) & ~value[2], before)
        if name == "BRANCH":
            return self._write(self.random.choice(value[1]), flags, before)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            return self._write_repeat(value, flags, before)
        if name in ("ASSERT", "ASSERT_NOT"):
            return self._write(value[1], flags, before) if value[0] > 0 else ""
        if name in ("AT", "GROUPREF"):
            return "\n" if "LINE" in str(value) or str(value) == "AT_BEGINNING" else ""
        chars = self.reader.read_chars(item, flags)
        return self.random.choice(sorted(chars & self.reader.named or chars))

    def _write_repeat(self, value: Any, flags: int, before: str) -> str:
        least, most, inside = value
        pieces = [self._write(inside, flags, before) for _ in range(max(least, 1))]
        if most > MAX_BOUND:
            self.repeated.append((before, pieces[0]))
        return "".join(pieces)


def nearly(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], str]]:
    """Makers of texts of about so many characters on which the pattern may try in vain."""
    reader = Reader(pattern)
    units: dict[tuple[str, str], None] = {}
    for seed in range(N_SEEDS):
        writer = Writer(reader, pattern.flags, seed)
        units |= dict.fromkeys([("", writer.whole), ("", writer.whole[:-1]), *writer.repeated])
        units |= dict.fromkeys(("", before) for before, _ in writer.repeated)
    for before, unit in units:
        if unit:
            yield lambda n, before=before, unit=unit: before + unit * (n // len(unit)) + "\0"  # type: ignore[misc]


def runs(known: Known) -> Iterator[Callable[[Any], object]]:
    pattern = known.pattern
    if known.method == "search":
        yield pattern.search
        yield lambda text: deque(pattern.finditer(text), maxlen=0)
    yield pattern.fullmatch if known.method == "fullmatch" else pattern.match


def check_time(known: Known) -> None:
    """Fails where the pattern takes more than linear time on a text that it nearly matches."""
    encode = str if isinstance(known.pattern.pattern, str) else lambda text: text.encode("latin-1")
    for make in nearly(known.pattern):
        small, large = (encode(make(n)) for n in (N_CHARS // GROWTH, N_CHARS))
        for run in runs(known):
            with cpu_limit(MAX_SECONDS):
                if measure(run, large) > SLOW:
                    check_growth(run, small, large)


@each
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer of CPU time")
def test_time_is_linear(known: Known) -> None:
    check_time(known)


@pytest.mark.parametrize("name", SLOW_PATTERNS)
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer of CPU time")
def test_slow_pattern_takes_long(name: str) -> None:
    with pytest.raises((pytest.fail.Exception, TimeoutError)):
        check_time(Known(name, re.compile(SLOW_PATTERNS[name]), "search"))
