from __future__ import annotations

import errno
import os
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePath
from typing import Any

import pytest

from cleaner.dumps.read.raw import RawBatch, TableRows
from cleaner.dumps.read.sources import find_sources, split_sources
from cleaner.dumps.read.splits import read_split
from cleaner.dumps.write.files import (
    STDIN,
    Input,
    atomic_writer,
    check_outputs,
    plan_outputs,
    read,
    walk,
    write,
)
from cleaner.errors import InputError, LimitError, OutputError


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
    assert relative(walk([crawl])) == ["a.txt", "b.html", "sub/c.html", "sub/deep/d"]


def test_walk_keeps_the_order_of_its_arguments_and_takes_a_file_once(crawl: Path) -> None:
    inputs = walk([crawl / "sub", crawl / "a.txt", crawl / "sub" / "c.html"])
    assert relative(inputs) == ["sub/c.html", "sub/deep/d", "a.txt"]


def test_walk_of_one_file_is_its_name(crawl: Path) -> None:
    assert relative(walk([crawl / "sub" / "c.html"])) == ["c.html"]


def test_walk_takes_hidden_files_that_are_named(crawl: Path) -> None:
    assert relative(walk([crawl / "sub" / ".f"])) == [".f"]
    assert relative(walk([crawl / ".hidden"])) == ["e.html"]


def test_walk_leaves_out_the_output_folder_but_not_the_input_itself(crawl: Path) -> None:
    assert relative(walk([crawl], skip=crawl / "sub")) == ["a.txt", "b.html"]
    assert len(walk([crawl], skip=crawl)) == 4


def test_walk_ends_in_link_loops_and_follows_other_links(crawl: Path, tmp_path: Path) -> None:
    (crawl / "sub" / "up").symlink_to(crawl, target_is_directory=True)
    (crawl / "self").symlink_to(crawl / "self")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "g.html").touch()
    (elsewhere / "back").symlink_to(crawl, target_is_directory=True)
    (crawl / "link").symlink_to(elsewhere, target_is_directory=True)
    expected = ["a.txt", "b.html", "link/g.html", "self", "sub/c.html", "sub/deep/d"]
    assert relative(walk([crawl])) == expected


def test_walk_names_what_is_missing_for_read_to_complain(tmp_path: Path) -> None:
    (item,) = walk([tmp_path / "none.html"])
    with pytest.raises(InputError, match="No such file"):
        read(item.path, 10)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_folder_that_cannot_be_listed_is_an_input_that_fails(crawl: Path) -> None:
    (crawl / "sub").chmod(0)
    try:
        inputs = walk([crawl])
        assert relative(inputs) == ["a.txt", "b.html", "sub"]
        with pytest.raises(InputError):
            read(inputs[-1].path, 10)
    finally:
        (crawl / "sub").chmod(0o755)


def test_standard_input_has_a_name_for_people_and_one_for_files() -> None:
    (item,) = walk([STDIN])
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


def plan(*names: str) -> list[str]:
    inputs = [Input(Path(name), PurePath(name)) for name in names]
    return [path.as_posix() for path in plan_outputs(inputs, ".txt")]


@pytest.mark.parametrize(
    ("names", "outputs"),
    [
        (["a.html", "sub/a.HTM", "b.txt"], ["a.txt", "sub/a.txt", "b.txt"]),
        (["v1.2", "v1.3", "index.php"], ["v1.2.txt", "v1.3.txt", "index.php.txt"]),
        (["a.html", "a.htm"], ["a.html.txt", "a.htm.txt"]),
        (["a.html", "a.htm", "a.html.txt"], ["a.html-2.txt", "a.htm.txt", "a.html.txt"]),
        (["a.html", "a.txt/b.html"], ["a.html.txt", "a.txt/b.txt"]),
        (["a", "a.txt/b.html"], ["a-2.txt", "a.txt/b.txt"]),
        ([".html", "x.txt.txt"], [".html.txt", "x.txt.txt"]),
    ],
)
def test_outputs_are_named_after_inputs_and_never_meet(
    names: list[str], outputs: list[str]
) -> None:
    assert plan(*names) == outputs
    assert len(set(outputs)) == len(names)


def test_write_makes_folders_and_leaves_no_other_file(tmp_path: Path) -> None:
    target = tmp_path / "x" / "y.txt"
    write(target, b"one", force=False)
    assert target.read_bytes() == b"one"
    assert list(target.parent.iterdir()) == [target]


def test_write_overwrites_only_when_forced(tmp_path: Path) -> None:
    target = tmp_path / "y.txt"
    write(target, b"one", force=False)
    with pytest.raises(OutputError, match="--force"):
        write(target, b"two", force=False)
    assert target.read_bytes() == b"one"
    write(target, b"two", force=True)
    assert target.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "y.txt"
    target.write_bytes(b"one")

    def fail_half_way() -> None:
        with atomic_writer(target, force=True) as file:
            file.write(b"tw")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    assert target.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for name in ("old", "new"):
        (tmp_path / name).symlink_to(Path("far", name))
    (tmp_path / "far" / "old").write_bytes(b"one")
    with pytest.raises(OutputError, match="exists already"):
        write(tmp_path / "old", b"two", force=False)
    for name in ("old", "new"):
        write(tmp_path / name, b"two", force=True)
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "far" / name).read_bytes() == b"two"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["far", "new", "new", "old", "old"]


def test_a_link_that_leads_nowhere_is_replaced_when_forced(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    with pytest.raises(OutputError, match="exists already"):
        check_outputs([loop], [], force=False)
    check_outputs([loop], [], force=True)
    write(loop, b"one", force=True)
    assert loop.read_bytes() == b"one"


@pytest.mark.skipif(os.name == "nt", reason="POSIX devices")
@pytest.mark.parametrize("force", [False, True])
def test_a_device_is_written_into(force: bool, tmp_path: Path) -> None:
    null = tmp_path / "null"
    null.symlink_to(os.devnull)
    check_outputs([null], [], force)
    write(null, b"one", force)
    assert stat.S_ISCHR(null.stat().st_mode)
    assert null.is_symlink()
    assert list(tmp_path.iterdir()) == [null]


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_is_written_into(force: bool, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check_outputs([pipe], [], force)
    with ThreadPoolExecutor(1) as pool:
        got = pool.submit(pipe.read_bytes)
        write(pipe, b"one", force)
        assert got.result(60) == b"one"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_device_that_takes_nothing_is_an_output_error() -> None:
    with pytest.raises(OutputError, match="/dev/full cannot be written: No space left"):
        write(Path("/dev/full"), b"one", force=False)


def test_a_file_in_place_of_a_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "x" / "y.txt", b"one", force=True)


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write(tmp_path / "y.txt", b"", force=False)
    (tmp_path / "usual").touch()
    assert (tmp_path / "y.txt").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_no_output_replaces_an_input_even_when_forced(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.touch()
    inputs = walk([source])
    with pytest.raises(OutputError, match="is an input"):
        check_outputs([source], inputs, force=True)
    check_outputs([tmp_path / "b.txt"], inputs, force=False)


def test_what_exists_is_counted_before_anything_is_done(tmp_path: Path) -> None:
    existing = [tmp_path / "b.txt", tmp_path / "c.txt"]
    for path in existing:
        path.touch()
    with pytest.raises(OutputError, match=r"b\.txt and 1 more"):
        check_outputs([*existing, tmp_path / "d.txt"], [], force=False)
    check_outputs(existing, [], force=True)


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
        for item in walk([tmp_path]):
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
    assert relative(walk([tmp_path])) == names
    assert relative(walk([tmp_path / "shut" / "a.txt"])) == ["a.txt"]
    assert [source.name for source in find_sources([str(tmp_path / "shut" / "a.txt")])] == ["a.txt"]


def test_an_error_of_an_input_is_none_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from cleaner.cli import main, pages

    def refuse(*given: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "secret/a.txt")

    monkeypatch.setattr(pages, "walk", refuse)
    result = CliRunner().invoke(main, ["explain", "a.txt"])
    assert result.exit_code == 2
    assert "secret/a.txt: Permission denied" in result.output
    assert "output" not in result.output
