from __future__ import annotations

import errno
import os
import socket
from pathlib import Path, PurePath
from typing import Any

import pytest

from cleaner.dumps.read.raw import RawBatch, TableRows
from cleaner.dumps.read.sources import find_sources, split_sources
from cleaner.dumps.read.splits import read_split
from cleaner.dumps.read.walk import STDIN, Input, find_files, read
from cleaner.errors import InputError, LimitError


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    folder = tmp_path / "crawl"
    for name in ("b.html", "a.txt", "sub/c.html", "sub/deep/d", ".hidden/e.html", "sub/.f"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return folder


def relative(inputs: list[Input]) -> list[str]:
    return [item.relative.as_posix() for item in inputs]


def test_walk_takes_a_folder_in_order_without_hidden_entries(crawl: Path) -> None:
    assert relative(find_files([crawl])) == ["a.txt", "b.html", "sub/c.html", "sub/deep/d"]


def test_walk_keeps_the_order_of_its_arguments_and_takes_a_file_once(crawl: Path) -> None:
    inputs = find_files([crawl / "sub", crawl / "a.txt", crawl / "sub" / "c.html"])
    assert relative(inputs) == ["sub/c.html", "sub/deep/d", "a.txt"]


def test_walk_of_one_file_is_its_name(crawl: Path) -> None:
    assert relative(find_files([crawl / "sub" / "c.html"])) == ["c.html"]


def test_walk_takes_hidden_files_that_are_named(crawl: Path) -> None:
    assert relative(find_files([crawl / "sub" / ".f"])) == [".f"]
    assert relative(find_files([crawl / ".hidden"])) == ["e.html"]


def test_walk_leaves_out_the_output_folder_but_not_the_input_itself(crawl: Path) -> None:
    assert relative(find_files([crawl], skip=crawl / "sub")) == ["a.txt", "b.html"]
    assert len(find_files([crawl], skip=crawl)) == 4


def test_walk_ends_in_link_loops_and_follows_other_links(crawl: Path, tmp_path: Path) -> None:
    (crawl / "sub" / "up").symlink_to(crawl, target_is_directory=True)
    (crawl / "self").symlink_to(crawl / "self")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "g.html").touch()
    (elsewhere / "back").symlink_to(crawl, target_is_directory=True)
    (crawl / "link").symlink_to(elsewhere, target_is_directory=True)
    expected = ["a.txt", "b.html", "link/g.html", "self", "sub/c.html", "sub/deep/d"]
    assert relative(find_files([crawl])) == expected


def test_walk_names_what_is_missing_for_read_to_complain(tmp_path: Path) -> None:
    (item,) = find_files([tmp_path / "none.html"])
    with pytest.raises(InputError, match="No such file"):
        read(item.path, 10)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_folder_that_cannot_be_listed_is_an_input_that_fails(crawl: Path) -> None:
    (crawl / "sub").chmod(0)
    try:
        inputs = find_files([crawl])
        assert relative(inputs) == ["a.txt", "b.html", "sub"]
        with pytest.raises(InputError):
            read(inputs[-1].path, 10)
    finally:
        (crawl / "sub").chmod(0o755)


def test_standard_input_has_a_name_for_people_and_one_for_files() -> None:
    (item,) = find_files([STDIN])
    assert (item.name, item.relative) == ("<stdin>", PurePath("stdin"))


def test_read_gives_bytes_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"\x00\xff12345678")
    assert read(path, 10) == b"\x00\xff12345678"
    with pytest.raises(LimitError) as caught:
        read(path, 9)
    assert (caught.value.limit, caught.value.allowed, caught.value.found) == (
        "max_input_bytes",
        9,
        10,
    )


def test_read_of_a_folder_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read(tmp_path, 10)


def ends(folder: Path) -> dict[str, str]:
    """How each source of a folder ends: by what is read of it, or why it is not."""
    found: dict[str, str] = {}
    for split in split_sources(find_sources([str(folder)])):
        for item in read_split(split, 1000):
            if isinstance(item, RawBatch) and not isinstance(item.rows, TableRows):
                found |= {row.source: row.error or row.kind for row in item.rows}
    return found


def test_what_is_no_file_is_counted(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("a page")
    (tmp_path / "gone.txt").symlink_to("missing")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.txt"))
        assert ends(tmp_path) == {
            "gone.txt": "cannot be read: No such file or directory",
            "good.txt": "page",
            "loop": "cannot be read: Too many levels of symbolic links",
            "pipe.txt": "a pipe",
            "s.txt": "a socket",
        }
        failed = []
        for item in find_files([tmp_path]):
            try:
                item.read(100)
            except InputError as error:
                failed.append(str(error))
        assert len(failed) == 4
        assert any("not a file but a pipe" in error for error in failed)


def test_what_nobody_may_look_at_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a folder that can be listed but not entered."""
    for name in ("ok/a.txt", "shut/a.txt", "shut/sub/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a page")
    stat, is_folder = Path.stat, Path.is_dir

    def refuse(self: Path, **given: Any) -> os.stat_result:
        if self.parent.name == "shut":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return stat(self, **given)

    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(Path, "is_dir", lambda self: is_folder(self) and refuse(self) is not None)
    names = [source.name for source in find_sources([str(tmp_path)])]
    assert names == ["ok/a.txt", "shut/a.txt", "shut/sub"]
    assert relative(find_files([tmp_path])) == names
    assert relative(find_files([tmp_path / "shut" / "a.txt"])) == ["a.txt"]
    assert [source.name for source in find_sources([str(tmp_path / "shut" / "a.txt")])] == ["a.txt"]


def test_an_error_of_an_input_is_none_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from cleaner.cli import main

    def refuse(*given: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "secret/a.txt")

    monkeypatch.setattr("cleaner.cli._pages.find_files", refuse)
    result = CliRunner().invoke(main, ["explain", "a.txt"])
    assert result.exit_code == 2
    assert "secret/a.txt: Permission denied" in result.output
    assert "output" not in result.output
