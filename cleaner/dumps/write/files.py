"""Files that are written: whole or not at all, and never in the place of an input."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cleaner.dumps.read.walk import STDIN, Input
from cleaner.errors import OutputError

STDOUT = Path("-")
TEMPORARY = ".cleaner-*.tmp"
"""Names of files that are being written; one that a killed process left can go."""


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
    """Write `content` to `path`, whole or not at all. OutputError as for `atomic_writer`."""
    with atomic_writer(path, force, durable) as file:
        file.write(content)
