from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cleaner.dumps.read.walk import find_files
from cleaner.dumps.write.files import atomic_writer, check_outputs, write
from cleaner.errors import OutputError


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
    inputs = find_files([source])
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
