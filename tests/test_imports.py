"""Imports point one way; `import cleaner` is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.cli import VERBS

PACKAGE = Path(__file__).parent.parent / "cleaner"

ORDER = {
    "errors": 0,
    "types": 0,
    "letters": 0,
    "addresses": 1,
    "options": 1,
    "deadline": 1,
    "workers": 1,
    "segment": 2,
    "rules": 3,
    "render": 3,
    "about": 3,
    "model": 4,
    "sites": 4,
    "judge": 5,
    "result": 6,
    "cleaning": 7,
    "__init__": 8,
    "dumps": 9,
    "corpora": 9,
    "evaluation": 10,
    "training": 11,
    "engines": 11,
    "integrations": 11,
    "cli": 12,
}
"""A part may import its own modules and what stands on a lower level."""

HEAVY = ("numpy", "lxml", "bs4", "trafilatura", "re2", "click", "rich", "pyarrow", "torch")

MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    """`cleaner.rules.match` -> `rules`; the package itself -> `__init__`."""
    parts = module.split(".")[1:]
    return parts[0] if parts else "__init__"


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "cleaner":
                for alias in node.names:
                    is_part = (PACKAGE / alias.name).is_dir() or (
                        PACKAGE / f"{alias.name}.py"
                    ).is_file()
                    yield f"cleaner.{alias.name}" if is_part else "cleaner"
            else:
                yield node.module


def wrong_arrows(path: Path) -> list[str]:
    module = name_of(path)
    own = part_of(module)
    wrong = []
    for name in imported(path):
        if name.split(".")[0] == "cleaner":
            other = part_of(name)
            if other != own and ORDER[other] >= ORDER[own]:
                wrong.append(f"{module} -> {name}")
    return wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    assert wrong_arrows(path) == []


def test_every_part_has_its_place() -> None:
    assert {part_of(name_of(path)) for path in MODULES} <= set(ORDER)


def test_an_arrow_the_wrong_way_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "cleaner" / "segment" / "html.py"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("def f():\n    from cleaner.cli.clean import clean\n", encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path / "cleaner")
    assert wrong_arrows(wrong) == ["cleaner.segment.html -> cleaner.cli.clean"]


def loaded_after(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(run.stdout.split())


def test_importing_cleaner_loads_nothing_heavy() -> None:
    assert loaded_after("import cleaner").isdisjoint(HEAVY)


def test_importing_the_command_loads_no_verb_and_nothing_heavy_but_click() -> None:
    loaded = loaded_after("import cleaner.cli")
    assert loaded.isdisjoint(set(HEAVY) - {"click"})
    assert not any(name.startswith("cleaner.cli.") for name in loaded)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"evaluate"}))  # whose options name its peers
def test_a_verb_begins_with_nothing_heavy_and_with_no_other_verb(verb: str) -> None:
    loaded = loaded_after(f"import cleaner.cli.{verb}")
    assert loaded.isdisjoint(set(HEAVY) - {"click"})
    others = {f"cleaner.cli.{other}" for other in set(VERBS) - {verb}}
    assert loaded.isdisjoint(others)


@pytest.mark.parametrize(
    "before",
    ["import cleaner.cleaning", "from cleaner import Cleaner", "from cleaner import extract"],
)
def test_the_function_clean_is_not_hidden_by_the_module_of_its_name(before: str) -> None:
    code = f"{before}; import cleaner; print(cleaner.clean('A boat sank in the old harbour.'))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.stdout.strip() == "A boat sank in the old harbour.", run.stderr
