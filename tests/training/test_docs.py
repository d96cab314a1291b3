"""The experiments that docs/benchmarks.md shows can be made."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("rapidfuzz")
pytest.importorskip("torch")

from cleaner.cli import main
from cleaner.model.classifier import Classifier
from cleaner.types import Format
from tests.examples import ROOT
from tests.model.build import random_classifier
from tests.training.build import write_pages


def read_commands() -> list[list[str]]:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    block = text.split("## Experiments")[1].split("```bash\n")[1].split("```")[0]
    return [shlex.split(line) for line in block.replace("\\\n", " ").splitlines()]


def test_the_experiments_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With models that were not fitted: three a fold would take minutes."""

    def fit(examples: object, format_: Format, seed: int, *_: object) -> Classifier:
        return random_classifier(format_, seed)

    monkeypatch.setattr("cleaner.training.folds.fit_classifier", fit)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    write_pages(tmp_path / "wcxb-dev.parquet", 30)
    write_pages(tmp_path / "l3s-gn1.parquet", 4)
    outputs = []
    for program, *arguments in read_commands():
        assert program == "cleaner"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert f"examples are kept in {tmp_path / 'cache'}" in result.stderr
        outputs.append(result.stdout)
    title = "wcxb-dev.parquet against before.json: "
    assert [title in output for output in outputs] == [False, True, True]
    assert "seeds: 3 before, 1 now" in outputs[2]
    after = json.loads((tmp_path / "after.json").read_text(encoding="utf-8"))
    assert after["corpora"][0]["seeds"] == 3
    (pairing,) = after["against"]
    assert pairing["n_rows"] == 30
    assert all(abs(step["difference"]) < 1e-4 for step in pairing["steps"])  # the same models
