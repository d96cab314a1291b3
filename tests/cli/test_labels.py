"""`cleaner labels`: what people said is shown, merged and exported."""

from __future__ import annotations

from pathlib import Path

from cleaner.labels.entries import Label, format_entry
from cleaner.types import Role
from tests.cli.conftest import Cleaner


def test_what_holds_is_counted(cli: Cleaner, tmp_path: Path) -> None:
    said = [Label("/d", "1", i, "Share", Role.SHARE, by="ann\x1b[2J") for i in range(2)]
    path = tmp_path / "labels.jsonl"
    path.write_bytes(b"".join(map(format_entry, said)) + b'{"label": "torn')
    result = cli("labels", "show", path)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "2 labels on 1 records, 0 seen",
        "and 15 bytes of an unfinished line at the end",
        "      2  share",
        "      2  by ann\\x1b[2J",
    ]


def test_files_become_one_and_lose_their_text(cli: Cleaner, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("ann.jsonl", "ben.jsonl")]
    for number, path in enumerate(paths):
        path.write_bytes(format_entry(Label("/d", "1", number, "Share", Role.SHARE)))
    merged, pages = tmp_path / "all.jsonl", tmp_path / "pages.jsonl"
    assert cli("labels", "merge", *paths, "-o", merged).stderr.endswith("all.jsonl: 2 entries\n")
    assert cli("labels", "merge", *paths, "-o", merged).exit_code == 2
    assert cli("labels", "export", merged, "-o", pages).stderr.endswith("pages.jsonl: 1 pages\n")
    assert "Share" not in pages.read_text()
