"""The short form of the soak: `python -m tests.soak` has the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_runs_that_are_killed_give_what_they_would_have_given(tmp_path: Path) -> None:
    options = ["--records", "600", "--kills", "6", "--formats", "jsonl.zst,markdown"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", *options, "--workers", "2"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("same") == 2
