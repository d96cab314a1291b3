"""What a module of training lacks is named with its extra; the others run without."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run_without(package: str, module: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.modules['{package}'] = None; import cleaner.training.{module}"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("package", "module"),
    [("torch", "network"), ("torch", "fit"), ("torch", "classifiers"), ("rapidfuzz", "labels")],
)
def test_missing_package_is_named_with_its_extra(package: str, module: str) -> None:
    run = run_without(package, module)
    assert f"MissingExtra: {package} is not installed" in run.stderr
    assert "[train]" in run.stderr


@pytest.mark.parametrize("module", ["labels", "examples", "curriculum", "dumps", "made_up.mixed"])
def test_what_needs_no_torch_runs_without(module: str) -> None:
    pytest.importorskip("rapidfuzz")
    run = run_without("torch", module)
    assert run.returncode == 0, run.stderr
