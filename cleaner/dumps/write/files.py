"""Files in, files out: which ones, under which names, and never half written."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from cleaner.errors import InputError, LimitError, OutputError

STDIN = STDOUT = Path("-")
_SPECIAL = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFLNK: "a link",
}

TEMPORARY = ".cleaner-*.tmp"
"""Names of files that are being written; one that a killed process left can go."""
PAGE_SUFFIXES = frozenset(
    {".htm", ".html", ".markdown", ".md", ".shtml", ".text", ".txt", ".xhtml"}
)
"""Endings that an output's own replaces; after any other (`v1.2`, `index.php`) it is added."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read; `relative` is its place below the deepest folder that holds all inputs."""

    path: Path
    relative: PurePath
    special: str = ""
    """What a folder holds there that is no file and not read: a pipe, a socket, a device."""

    def read(self, max_bytes: int) -> bytes:
        """Its bytes; InputError when it is unreadable, special or too long."""
        if self.special:
            raise InputError(f"not a file but {self.special}: name it yourself to have it read")
        return read(self.path, max_bytes)

    @property
    def name(self) -> str:
        """How messages and records call it: the path as the caller gave it."""
        return "<stdin>" if self.path == STDIN else str(self.path)


def walk(paths: Sequence[Path], skip: Path | None = None) -> list[Input]:
    """The files that `paths` name, folders with all below them, each once and in a fixed order.

    Hidden entries of a folder, and the folder `skip` (where the output goes), are left out; links
    are followed, but never back up into a folder that is being walked. A path that does not exist,
    or that nobody may look at, is an input like any other: reading it tells what is wrong.
    """
    base = common_folder([path for path in paths if path != STDIN])
    left_out = None if skip is None else skip.resolve()
    found: dict[Path, Input] = {}
    for path in paths:
        for file in walk_files(path, left_out):
            full = absolute(file)
            relative = PurePath("stdin") if file == STDIN else full.relative_to(base)
            special = _special(file) if file != path else ""
            found.setdefault(full, Input(file, relative, special))
    return list(found.values())


def _special(path: Path) -> str:
    try:
        return special_kind(path.stat().st_mode)
    except OSError:
        return ""  # reading it tells what is wrong


def common_folder(paths: Sequence[Path]) -> Path:
    """The deepest folder that holds all of `paths`, from the root on; empty without any."""
    roots = [path if _is_folder(path) else path.parent for path in paths]
    return Path(os.path.commonpath([absolute(root) for root in roots])) if roots else Path()


def absolute(path: Path) -> Path:
    """`path` from the root on, without `..`, links left as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`


def walk_files(path: Path, skip: Path | None, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """The files below `path` in a fixed order, or `path` itself where it is no folder.

    Hidden entries and the resolved folder `skip` are left out; links are followed, but never back
    up into a folder that is being walked.
    """
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
            yield from walk_files(entry, skip, (*above, real))


def _is_folder(path: Path) -> bool:
    """Whether it is one, as far as anybody may know."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError):
        return False


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


def plan_outputs(inputs: Sequence[Input], suffix: str) -> list[PurePath]:
    """One relative output path for each input, no two alike, by name and order alone.

    `a.html` becomes `a.txt`; where that would fall together with another's (`a.htm`, a folder
    `a.txt`), the whole name stays (`a.html.txt`), and in the last resort a number is added.
    """
    short = [_short(item.relative, suffix) for item in inputs]
    count = Counter(short)
    folders = {parent for item in inputs for parent in item.relative.parents}
    taken = {path for path in short if count[path] == 1 and path not in folders}
    planned: list[PurePath] = []
    for item, path in zip(inputs, short, strict=True):
        if count[path] > 1 or path in folders:
            path = next(
                candidate
                for candidate in _long(item.relative, suffix)
                if candidate not in taken and candidate not in folders
            )
            taken.add(path)
        planned.append(path)
    return planned


def _short(relative: PurePath, suffix: str) -> PurePath:
    if relative.suffix.lower() in PAGE_SUFFIXES:
        return relative.with_suffix(suffix)
    return relative.with_name(relative.name + suffix)


def _long(relative: PurePath, suffix: str) -> Iterator[PurePath]:
    yield relative.with_name(relative.name + suffix)
    number = 2
    while True:
        yield relative.with_name(f"{relative.name}-{number}{suffix}")
        number += 1


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Input], force: bool) -> None:
    """Raise OutputError when an output would replace an input, or anything without `force`."""
    sources = {os.path.realpath(item.path) for item in inputs if item.path != STDIN}
    for output in outputs:
        if os.path.realpath(output) in sources:
            raise OutputError(f"{output} is an input too: write to another place")
    if force:
        return
    existing = [output for output in outputs if os.path.lexists(output) and not is_stream(output)]
    if existing:
        others = f" and {len(existing) - 1} more" if len(existing) > 1 else ""
        raise OutputError(f"{existing[0]}{others} exists already: --force overwrites")


def is_stream(path: Path) -> bool:
    """Whether `path` is written into, not replaced: a device, a pipe, standard output's file."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            return os.path.samestat(status, os.fstat(1))
        return not stat.S_ISDIR(status.st_mode)
    except OSError:
        return False


@contextmanager
def atomic_writer(path: Path, force: bool, durable: bool = False) -> Iterator[BinaryIO]:
    """A binary file that takes `path`'s place when the block ends well, and leaves no trace else.

    Of a link it is the target's place. A stream (`is_stream`) is written as it comes. OutputError
    when `path` exists (without `force`) or cannot be written. `durable`: it is on the disk then,
    not only on its way.
    """
    try:
        opened = _open_stream(path) if is_stream(path) else _replacing(path, force, durable)
        with opened as file:
            yield file
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def _open_stream(path: Path) -> Iterator[BinaryIO]:
    if path.is_file():  # to open it again would be to write from its beginning
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with path.open("wb") as file:
            yield file


@contextmanager
def _replacing(path: Path, force: bool, durable: bool) -> Iterator[BinaryIO]:
    place = Path(os.path.realpath(path)) if path.is_symlink() else path
    temporary = place.parent / TEMPORARY.replace("*", secrets.token_hex(8))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        if not force and os.path.lexists(path):
            raise OutputError(f"{path} exists already: --force overwrites")
        temporary.replace(place)
    finally:
        with suppress(OSError):
            temporary.unlink()


def write(path: Path, content: bytes, force: bool, durable: bool = False) -> None:
    """Nothing; `content` is at `path` afterwards, whole. OutputError as for `atomic_writer`."""
    with atomic_writer(path, force, durable) as file:
        file.write(content)
