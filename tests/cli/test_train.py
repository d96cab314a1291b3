from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from cleaner.corpora.facts import CorpusFacts, Hearsay
from cleaner.labels.file import Labels
from tests.cli.conftest import Cleaner


def test_corpora_seed_and_folder_reach_the_training(
    cli: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[object, ...]] = []

    def train_classifiers(
        corpora: object,
        out: object,
        seed: object,
        report: Callable[[str], None],
        hearsay: object,
        labels: Labels,
        averaged: object,
        cache: object,
    ) -> dict[str, object]:
        calls.append((corpora, out, seed, hearsay, labels.path, averaged, cache))
        report("epoch 1")
        return {"name": "blocks-v1"}

    name = "cleaner.training.classifiers"
    module = ModuleType(name)
    monkeypatch.setattr(module, "train_classifiers", train_classifiers, raising=False)
    monkeypatch.setitem(sys.modules, name, module)
    corpus = tmp_path / "c.parquet"
    corpus.touch()
    roles = tmp_path / "roles.jsonl"
    page = {"corpus": "c", "id": "p0", "type": "article", "blocks": ["00000000 content"]}
    roles.write_text(json.dumps(page))
    said = ("--corpus-option", "may_train=true", "--labels", roles, "--average", 0.4)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    run = cli("train", corpus, "-o", tmp_path / "weights", "--seed", 7, *said)
    assert (run.exit_code, run.stderr) == (0, "epoch 1\n")
    assert json.loads(run.stdout) == {"name": "blocks-v1"}
    hearsay = Hearsay(otherwise=CorpusFacts(may_train=True))
    user = tmp_path / "user" / "cleaner" / "examples"
    assert calls == [((corpus,), tmp_path / "weights", 7, hearsay, roles, 0.4, user)]
    own = tmp_path / "own"
    cli("train", corpus, "-o", tmp_path / "weights", *said, "--cache", own)
    assert calls[1][-1] == own


@pytest.mark.parametrize("seed", ["-1", "x", "9" * 30])
def test_a_seed_that_cannot_be(seed: str, cli: Cleaner, tmp_path: Path) -> None:
    (tmp_path / "c.parquet").touch()
    run = cli("train", tmp_path / "c.parquet", "-o", tmp_path / "weights", "--seed", seed)
    assert run.exit_code == 2
    assert "--seed" in run.stderr


def test_corpora_and_folder_are_required(cli: Cleaner, tmp_path: Path) -> None:
    assert cli("train", "-o", tmp_path).exit_code == 2
    assert cli("train", tmp_path / "none.parquet", "-o", tmp_path).exit_code == 2
