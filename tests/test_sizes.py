"""Nothing grows so long that nobody reads it to its end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.examples import ROOT

MAX_MODULE = 400
"""Lines of a module of the package; one that tests another may be as long as it takes."""
MAX_FUNCTION = 50
"""Lines of a function, with its docstring and the line that names it."""


def long_functions(path: Path) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            n_lines = node.end_lineno - node.lineno + 1
            if n_lines > MAX_FUNCTION:
                yield str(path.relative_to(ROOT)), node.name, n_lines


def count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_long() -> None:
    modules = sorted((ROOT / "cleaner").rglob("*.py"))
    assert len(modules) > 100
    assert [(path, n) for path in modules if (n := count_lines(path)) > MAX_MODULE] == []


def test_no_function_is_long() -> None:
    paths = [
        path for folder in ("cleaner", "tests") for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    assert [found for path in paths for found in long_functions(path)] == []
