"""The documents' blocks of code, and what runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCORE = re.compile(r"\b[01]\.\d\d\b")


def read_blocks(document: str) -> list[tuple[str, str]]:
    """The language and the code of each fenced block of a file of the project."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run_example(
    command: list[str] | str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """How a command ended in `folder`, with this Python's commands found first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,  # of what takes ten seconds where nothing else runs
    )


def check_output(got: str, shown: str) -> None:
    """Fails where a command prints other words than a document shows, or other scores."""
    got, shown = got.rstrip(), shown.rstrip()
    assert SCORE.sub("0.00", got).splitlines() == SCORE.sub("0.00", shown).splitlines()
    scores = [[float(score) for score in SCORE.findall(output)] for output in (got, shown)]
    assert scores[0] == pytest.approx(scores[1], abs=0.011)  # machines round the last digit apart
