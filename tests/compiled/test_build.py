"""What the build makes of a source tree, with and without a compiler."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.examples import ROOT

for needed in ("Cython", "editables", "hatchling", "setuptools"):
    pytest.importorskip(needed)

pytestmark = pytest.mark.slow

FILES = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "cleaner/__init__.py",
    "cleaner/__init__.pyi",
    "cleaner/compiled/__init__.py",
    "cleaner/compiled/build.py",
)
SOURCE = "def total(const int[:] numbers):\n    return sum([number for number in numbers])\n"
USE = """
from array import array
from cleaner.compiled import load
print(load("tiny").total(array("i", [20, 22])))
"""
NO_COMPILER = "/bin/false"
needs_compiler = pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))), reason="there is no C compiler"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The package with one small extension, and nothing else in it."""
    folder = tmp_path / "project"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "cleaner" / "compiled" / "tiny.pyx").write_text(SOURCE, encoding="utf-8")
    return folder


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("CC", "CLEANER_", "PYTHONPATH"))
    }
    return subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-c", code],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def build(project: Path, kind: str = "wheel", **environment: str) -> tuple[Path | None, str]:
    """What was built, and what was said meanwhile."""
    code = f"import hatchling.build as build; print(build.build_{kind}('dist'))"
    done = run(code, project, **environment)
    wheels = sorted((project / "dist").glob("*.whl"))
    return (wheels[0] if wheels else None), done.stdout + done.stderr


def names_in(wheel: Path | None) -> list[str]:
    assert wheel is not None
    with ZipFile(wheel) as archive:
        return [name for name in archive.namelist() if "/compiled/" in name]


@needs_compiler
def test_a_wheel_has_its_extension_and_runs(project: Path, tmp_path: Path) -> None:
    wheel, said = build(project, CLEANER_COMPILE="1")
    names = names_in(wheel)
    assert wheel is not None, said
    assert "none-any" not in wheel.name
    assert len(names) == 2
    assert names[1].startswith("cleaner/compiled/tiny.")
    ZipFile(wheel).extractall(tmp_path / "installed")
    assert run(USE, project, PYTHONPATH=str(tmp_path / "installed")).stdout == "42\n"


@needs_compiler
def test_an_editable_installation_is_compiled_in_place_and_anew(project: Path) -> None:
    compiled = project / "cleaner" / "compiled"
    gone = compiled / "gone.abi3.so"
    gone.touch()
    _, said = build(project, "editable", CLEANER_COMPILE="1")
    assert not gone.exists(), said
    assert run(USE, project, PYTHONPATH=str(project)).stdout == "42\n"
    assert names_in(build(project, CLEANER_COMPILE="0")[0]) == ["cleaner/compiled/__init__.py"]


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_without_a_compiler_the_package_is_pure_and_the_build_says_so(
    project: Path, kind: str
) -> None:
    wheel, said = build(project, kind, CC=NO_COMPILER)
    assert wheel is not None
    assert wheel.name.endswith("-py3-none-any.whl")
    (told,) = [line for line in said.splitlines() if "pure Python" in line]
    assert NO_COMPILER in told
    assert len(told) < 300
    assert not [*(project / "cleaner" / "compiled").glob("*.so")]


def test_a_failure_is_an_error_where_it_may_not_be(project: Path) -> None:
    wheel, said = build(project, CC=NO_COMPILER, CLEANER_COMPILE="1")
    assert wheel is None
    assert NO_COMPILER in said


def test_a_source_that_is_wrong_is_a_failure(project: Path) -> None:
    (project / "cleaner" / "compiled" / "wrong.pyx").write_text("cdef int x = ", encoding="utf-8")
    wheel, said = build(project)
    assert wheel is not None
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "wrong.pyx" in said


@pytest.mark.parametrize("wanted", ["0", "1", ""])
def test_nothing_is_compiled_where_nothing_is_to_be(project: Path, wanted: str) -> None:
    if wanted != "0":
        (project / "cleaner" / "compiled" / "tiny.pyx").unlink()
    wheel, said = build(project, CC=NO_COMPILER, CLEANER_COMPILE=wanted)
    assert wheel is not None
    assert wheel.name.endswith("-py3-none-any.whl")
    assert "pure Python" not in said
