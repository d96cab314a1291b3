"""Paths as a shell can hand them over: an unset variable is no folder, and `./-` is a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import DUMP, Cleaner


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with something in it to read."""
    folder = tmp_path / "current"
    folder.mkdir()
    (folder / "a.txt").write_text(DUMP, encoding="utf-8")
    (folder / "a.parquet").touch()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("clean", ""),
        ("clean", "a.txt", ""),
        ("clean", "a.txt", "-o", ""),
        ("clean", "a.txt", "--sites", ""),
        ("explain", ""),
        ("run", "", "-o", "../out"),
        ("run", "a.txt", "", "-o", "../out"),
        ("run", "a.txt", "-o", ""),
        ("sites", "learn", "", "-o", "../out"),
        ("sites", "learn", "a.txt", "-o", ""),
        ("sites", "merge", "", "-o", "../out"),
        ("sites", "list", "--sites", ""),
        ("sites", "evaluate", ""),
        ("evaluate", ""),
        ("evaluate", "a.parquet", "--json", ""),
        ("evaluate", "a.parquet", "--folds", "2", "--train-with", ""),
        ("render", "", "-o", "../out", "--type", "article"),
        ("render", "a.parquet", "-o", "", "--type", "article"),
        ("train", "", "-o", "../out"),
        ("train", "a.parquet", "-o", ""),
    ],
)
def test_an_empty_path_is_no_folder(arguments: tuple[str, ...], cli: Cleaner, folder: Path) -> None:
    before = sorted(folder.iterdir())
    run = cli(*arguments)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "no such file or folder" in run.stderr
    assert sorted(folder.iterdir()) == before
    assert not (folder.parent / "out").exists()


def test_a_file_can_be_called_like_standard_input(cli: Cleaner, folder: Path) -> None:
    (folder / "-").write_text(DUMP, encoding="utf-8")
    expected = cli("clean", "a.txt").stdout
    assert cli("clean", "./-", stdin=b"Another text.").stdout == expected
    assert cli("clean", "-", stdin=b"Another text, which is not in a file.").stdout != expected
    assert cli("clean", "a.txt", "-o", "./-", "--force").stdout == ""
    assert (folder / "-").read_text(encoding="utf-8") == expected


def test_a_run_reads_a_file_called_like_standard_input(cli: Cleaner, folder: Path) -> None:
    (folder / "-").write_text(DUMP, encoding="utf-8")
    assert cli("run", "./-", "-o", "../out", "--workers", 1).exit_code == 0
    (part,) = (folder.parent / "out" / "records").iterdir()
    assert "the old chains" in part.read_text(encoding="utf-8")
