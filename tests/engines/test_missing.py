"""Without its package an engine says what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(("engine", "package"), [("ray", "ray"), ("spark", "pyspark")])
def test_the_missing_package_is_named(engine: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import cleaner.engines.{engine}"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 1
    assert f" is not installed: pip install 'pagecleaner[{engine}]'" in run.stderr
