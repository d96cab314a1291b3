"""What docs/sites.md shows works, in the order in which it shows it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from cleaner.sites.toml import parse_profile
from tests.examples import ROOT, check_output, read_blocks, run_example

BLOCKS = read_blocks("docs/sites.md")
COLUMN = ROOT / "fixtures" / "sites" / "weekly-column-with-a-standing-title" / "pages.jsonl"


@pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")
def test_the_example_runs(tmp_path: Path) -> None:
    pages = COLUMN.read_text(encoding="utf-8")
    (tmp_path / "column.jsonl").write_text(pages, encoding="utf-8")
    first = json.loads(pages.splitlines()[0])["html"]
    (tmp_path / "first.html").write_text(first, encoding="utf-8")
    n_run = 0
    for language, block in BLOCKS:
        if language == "python":
            done = run_example([sys.executable, "-c", block], tmp_path)
            assert done.returncode == 0, done.stderr
            assert done.stdout.count("Letter from the Lock") == len(pages.splitlines())
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:] * (language == "console"):
            command, _, shown = part.partition("\n")
            done = run_example(command, tmp_path)
            assert done.returncode == 0, done.stderr
            if shown.strip():
                check_output(done.stdout, shown)
            n_run += 1
    assert n_run == 10


def test_the_lists_that_people_may_edit_are_read() -> None:
    (block,) = [block for language, block in BLOCKS if language == "toml"]
    profile = parse_profile(f'version = 2\nsite = "a"\nn_pages = 9\n{block}')
    assert "letter from anna" in profile.kept
    assert "{n} readers liked this" in profile.dropped
    assert "letter from anna" not in profile.dropped
