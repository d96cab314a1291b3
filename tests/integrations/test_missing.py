"""Without its package an integration says what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("name", ["scrapy", "datatrove"])
def test_the_missing_package_is_named(name: str) -> None:
    code = f"import sys; sys.modules[{name!r}] = None; import cleaner.integrations.{name}"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 1
    assert "MissingExtra: " in run.stderr
    assert f" is not installed: pip install 'pagecleaner[{name}]'" in run.stderr
