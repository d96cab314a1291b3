from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cleaner


def test_corpora_seed_and_folder_reach_the_training(
    cli: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch", reason="needs the extra `train`")
    training = importlib.import_module("cleaner.training")
    calls: list[tuple[object, ...]] = []

    def train(
        corpora: object, out: object, seed: object, report: Callable[[str], None]
    ) -> dict[str, object]:
        calls.append((corpora, out, seed))
        report("epoch 1")
        return {"name": "blocks-v1"}

    monkeypatch.setattr(training, "train", train)
    corpus = tmp_path / "c.parquet"
    corpus.touch()
    run = cli("train", corpus, "-o", tmp_path / "weights", "--seed", 7)
    assert (run.exit_code, run.stderr) == (0, "epoch 1\n")
    assert json.loads(run.stdout) == {"name": "blocks-v1"}
    assert calls == [((corpus,), tmp_path / "weights", 7)]


@pytest.mark.parametrize("seed", ["-1", "x", "9" * 30])
def test_a_seed_that_cannot_be(seed: str, cli: Cleaner, tmp_path: Path) -> None:
    (tmp_path / "c.parquet").touch()
    run = cli("train", tmp_path / "c.parquet", "-o", tmp_path / "weights", "--seed", seed)
    assert run.exit_code == 2
    assert "--seed" in run.stderr


def test_corpora_and_folder_are_required(cli: Cleaner, tmp_path: Path) -> None:
    assert cli("train", "-o", tmp_path).exit_code == 2
    assert cli("train", tmp_path / "none.parquet", "-o", tmp_path).exit_code == 2
