"""The files of this machine that are read: which ones, in which order, and under which names."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from cleaner.dumps.escape import printable
from cleaner.errors import InputError, LimitError

STDIN = Path("-")
_SPECIAL = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFLNK: "a link",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read; `relative` is its place below the deepest folder that holds all inputs."""

    path: Path
    relative: PurePath
    is_named: bool = True
    """Whether the caller named it, rather than a folder that holds it."""
    status: os.stat_result | None = None
    """What it is, as far as anybody may know."""

    def read(self, max_bytes: int) -> bytes:
        """Its bytes; InputError when it is unreadable, special or too long."""
        if self.special:
            raise InputError(f"not a file but {self.special}: name it yourself to have it read")
        return read(self.path, max_bytes)

    @property
    def special(self) -> str:
        """What a folder holds there that is no file and not read: a pipe, a socket, a device."""
        return "" if self.is_named or self.status is None else special_kind(self.status.st_mode)

    @property
    def name(self) -> str:
        """How messages call it: the path as the caller gave it."""
        return "<stdin>" if self.path == STDIN else str(self.path)

    @property
    def source(self) -> str:
        """How records and results call it: its place, with `/` between the parts."""
        return printable(self.relative.as_posix())


def find_files(paths: Sequence[Path], skip: Path | None = None) -> list[Input]:
    """The files that `paths` name, folders with all below them, each once and in a fixed order.

    The folder `skip` (where the output goes) is left out. A path that does not exist, or that
    nobody may look at, is an input like any other: reading it tells what is wrong.
    """
    base = common_folder([path for path in paths if path != STDIN])
    left_out = None if skip is None else skip.resolve()
    found: dict[Path, Input] = {}
    for path in paths:
        for item in walk(path, base, left_out):
            found.setdefault(absolute(item.path), item)
    return list(found.values())


def walk(path: Path, base: Path, skip: Path | None) -> Iterator[Input]:
    """The files below `path` in a fixed order, or `path` itself where it is no folder.

    Hidden entries and the resolved folder `skip` are left out; links are followed, but never back
    up into a folder that is being walked. `base` is the folder that holds all inputs.
    """
    for file in _walk(path, skip):
        relative = PurePath("stdin") if file == STDIN else absolute(file).relative_to(base)
        yield Input(file, relative, file == path, _status(file))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None  # reading it tells what is wrong


def common_folder(paths: Sequence[Path]) -> Path:
    """The deepest folder that holds all of `paths`, from the root on; empty without any."""
    roots = [path if _is_folder(path) else path.parent for path in paths]
    return Path(os.path.commonpath([absolute(root) for root in roots])) if roots else Path()


def absolute(path: Path) -> Path:
    """`path` from the root on, without `..`, links left as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`


def _walk(path: Path, skip: Path | None, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    if path == STDIN or not _is_folder(path):
        yield path
        return
    real = path.resolve()
    if real in above or (above and real == skip):
        return
    try:
        entries = sorted(path.iterdir())
    except OSError:
        yield path  # reading it fails, and says so
        return
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _walk(entry, skip, (*above, real))


def _is_folder(path: Path) -> bool:
    """Whether it is one, as far as anybody may know."""
    status = _status(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def is_there(path: Path) -> bool:
    """Whether there is something, though one may not look at it, or it leads nowhere."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return True
    return True


def special_kind(mode: int) -> str:
    """What it is, where it is neither file nor folder; a folder that holds it leaves it out."""
    return _SPECIAL.get(stat.S_IFMT(mode), "")


def read(path: Path, max_bytes: int) -> bytes:
    """The file's bytes, standard input's for `-`; InputError when unreadable or too long."""
    try:
        if path == STDIN:
            content = sys.stdin.buffer.read(max_bytes + 1)
            size = len(content)
        else:
            with path.open("rb") as file:
                content = file.read(max_bytes + 1)
                size = max(len(content), os.fstat(file.fileno()).st_size)
    except IsADirectoryError as error:
        raise InputError("a folder that cannot be listed: check its permissions") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error
    if len(content) > max_bytes:
        raise LimitError("max_input_bytes", max_bytes, size)
    return content
