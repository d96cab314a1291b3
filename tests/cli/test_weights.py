"""`--weights`: every verb that cleans takes what `cleaner train` wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cleaner
from tests.model.build import write_blind


@pytest.fixture
def blind(tmp_path: Path) -> Path:
    """Weights that take no block for content."""
    return write_blind(tmp_path / "weights")


def scores(cli: Cleaner, *arguments: object) -> list[float]:
    run = cli("explain", "--json", *arguments)
    assert run.exit_code == 0, run.output
    return [block["score"] for block in json.loads(run.stdout)["blocks"]]


def test_single_pages_are_judged_by_other_weights(cli: Cleaner, crawl: Path, blind: Path) -> None:
    page = crawl / "sub" / "page.html"
    assert max(scores(cli, page)) > 0.5
    assert max(scores(cli, page, "--weights", blind)) < 0.01
    own = cli("clean", "--format", "jsonl", page).stdout
    other = cli("clean", "--format", "jsonl", page, "--weights", blind).stdout
    assert json.loads(other)["confidence"] < 0.1 < json.loads(own)["confidence"]


@pytest.mark.parametrize("verb", ["clean", "explain", "run", "sites learn"])
def test_weights_that_are_none_are_told(
    cli: Cleaner, crawl: Path, tmp_path: Path, verb: str
) -> None:
    arguments = [*verb.split(), crawl / "dump.txt", "--weights", crawl]
    if verb in ("run", "sites learn"):
        arguments += ["-o", tmp_path / "out"]
    run = cli(*arguments)
    assert (run.exit_code, run.stdout) == (2, "")
    assert f"{crawl} has no html.npz or text.npz: give the folder of `cleaner train" in run.stderr


@pytest.mark.slow
def test_a_run_with_other_weights_is_another_run(
    cli: Cleaner, crawl: Path, blind: Path, tmp_path: Path
) -> None:
    command = ["run", crawl / "sub", "-o", tmp_path / "out", "--workers", 1, "--min-chars", 0]
    run = cli(*command, "--weights", blind)
    assert run.exit_code == 0, run.output
    (path,) = (tmp_path / "out" / "records").iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["confidence"] < 0.1
    assert cli(*command, "--weights", blind).exit_code == 0
    refused = cli(*command)
    assert refused.exit_code == 2
    assert "another weights" in refused.stderr
