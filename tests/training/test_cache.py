"""Examples that are kept are the same as those that would be made, and no others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rapidfuzz")

from cleaner.corpora.read import read_training_corpus
from cleaner.labels.pages import LabelledPage
from cleaner.training.cache import ExampleCache
from cleaner.training.curriculum import read_examples
from cleaner.training.examples import Example
from cleaner.types import Format
from tests.examples import ROOT
from tests.training.build import write_dumps, write_pages

Examples = dict[Format, list[Example]]


def flatten(examples: Examples) -> list[tuple[object, ...]]:
    """All that there is in the examples, to be compared."""
    return [
        (
            format_,
            *(getattr(one, field.name) for field in fields(one) if field.name != "features"),
            *(getattr(one.features, field.name) for field in fields(one.features)),
        )
        for format_, listed in examples.items()
        for one in listed
    ]


def assert_same(first: Examples, second: Examples) -> None:
    for one, other in zip(flatten(first), flatten(second), strict=True):
        for a, b in zip(one, other, strict=True):
            if isinstance(a, np.ndarray):
                assert isinstance(b, np.ndarray)
                assert a.dtype == b.dtype
                np.testing.assert_array_equal(a, b)
            else:
                assert a == b


def read(paths: list[Path], cache: ExampleCache, seed: int = 0) -> Examples:
    corpora = list(map(read_training_corpus, paths))
    labelled = [LabelledPage("bread", "p1", ())]
    return read_examples(corpora, seed, lambda line: None, labelled, cache)


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return [write_pages(tmp_path / "bread.parquet"), write_dumps(tmp_path / "dumps.parquet")]


@pytest.fixture
def cache(tmp_path: Path) -> ExampleCache:
    return ExampleCache(tmp_path / "user" / "cache")


def list_kept(cache: ExampleCache) -> list[Path]:
    assert cache.folder is not None
    return sorted(cache.folder.iterdir())


def test_what_is_kept_is_what_was_made(
    paths: list[Path], cache: ExampleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = read(paths, ExampleCache(None))
    assert_same(plain, read(paths, cache))

    def refuse(*_: object) -> None:
        raise AssertionError("it is made again")

    for name in ("make_of_corpus", "make_up_dumps"):
        monkeypatch.setattr(f"cleaner.training.curriculum.{name}", refuse)
    assert_same(plain, read(paths, cache))
    assert len(list_kept(cache)) == 3  # pages, dumps, and what is made up of both
    assert cache.describe().startswith(f"examples are kept in {cache.folder}: 0.00 GB, at most 8")


def test_what_depends_on_something_else_is_made(paths: list[Path], cache: ExampleCache) -> None:
    read(paths, cache)
    read(paths[:1], cache)
    assert len(list_kept(cache)) == 3
    read(paths, cache, seed=1)  # what is made up is drawn
    assert len(list_kept(cache)) == 4
    write_pages(paths[0], 5)
    read(paths[:1], cache)
    assert len(list_kept(cache)) == 5
    renamed = paths[0].rename(paths[0].with_stem("rolls"))
    assert {one.convention for one in read([renamed], cache)["html"]} == {"rolls"}


@pytest.mark.parametrize("n_bytes", [0, 100, 2_000])
def test_a_file_that_is_not_whole_is_written_again(
    n_bytes: int, paths: list[Path], cache: ExampleCache
) -> None:
    plain = read(paths[:1], cache)
    (kept,) = list_kept(cache)
    whole = kept.read_bytes()
    kept.write_bytes(whole[:n_bytes] + b"x" + whole[n_bytes + 1 :] if n_bytes else b"")
    assert_same(plain, read(paths[:1], cache))
    assert kept.stat().st_size == len(whole)


def test_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    corpora = [write_pages(tmp_path / f"{name}.parquet") for name in "abcd"]
    for path in corpora[:2]:
        read([path], ExampleCache(folder))
    for age, path in enumerate(list_kept(ExampleCache(folder))):
        os.utime(path, (1_000 - age, 1_000 - age))
    newer, older = list_kept(ExampleCache(folder))
    read(corpora[2:3], ExampleCache(folder, 5 * newer.stat().st_size // 2))
    kept = list_kept(ExampleCache(folder))
    assert newer in kept
    assert older not in kept
    read(corpora[3:], ExampleCache(folder, 1))
    assert list_kept(ExampleCache(folder)) == []


def test_where_nothing_can_be_kept_it_is_made_and_told(paths: list[Path], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ExampleCache(tmp_path / "file" / "cache")
    assert_same(read(paths, ExampleCache(None)), read(paths, cache))
    assert cache.describe().endswith("not all can be kept: Not a directory")


@pytest.mark.slow
def test_other_code_makes_others(tmp_path: Path) -> None:
    """What makes examples counts; what fits networks to them does not."""
    shutil.copytree(ROOT / "cleaner", tmp_path / "cleaner", ignore=shutil.ignore_patterns("*.so"))
    script = (
        "from pathlib import Path; from cleaner.training.cache import ExampleCache\n"
        "ExampleCache(Path('cache')).fetch('key', lambda: print('made') or {})"
    )

    def is_made() -> bool:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return done.stdout == "made\n"

    def edit(*names: str) -> None:
        for name in names:
            with (tmp_path / "cleaner" / name).open("a") as file:
                file.write("\n# another comment\n")

    assert is_made()
    edit("training/network.py", "training/curriculum.py", "judge/decide.py")
    assert not is_made()
    edit("segment/html/blocks.py")
    assert is_made()
    edit("training/made_up/words.toml")
    assert is_made()
