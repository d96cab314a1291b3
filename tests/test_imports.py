"""What import-linter does not see: how light imports are, private names, and the drawing of it."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.cli import VERBS
from tests.examples import ROOT, read_blocks

HEAVY = ("numpy", "lxml", "bs4", "trafilatura", "re2", "click", "rich", "pyarrow", "torch")


def test_contributing_shows_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one.get("containers") == ["cleaner"]]
    assert "\n".join(layers) + "\n" in [block for _, block in read_blocks("CONTRIBUTING.md")]


def test_every_folder_of_modules_is_a_package() -> None:
    """Else import-linter passes over it."""
    folders = {path.parent for path in (ROOT / "cleaner").rglob("*.py")}
    assert len(folders) > 10
    assert [path for path in folders if not (path / "__init__.py").exists()] == []


def imports_of_private_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleaner"):
            yield from (alias.name for alias in node.names if alias.name.startswith("_"))


def test_no_module_and_no_test_takes_the_private_names_of_another() -> None:
    paths = [path for folder in ("cleaner", "tests") for path in (ROOT / folder).rglob("*.py")]
    assert {path: names for path in paths if (names := [*imports_of_private_names(path)])} == {}


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
