"""The file of labels: JSON Lines that only ever grow, each durable before anybody hears of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from cleaner.database import locked
from cleaner.dumps.write.files import atomic_writer
from cleaner.errors import CorpusError, InputError, OutputError
from cleaner.labels.entries import Entry, format_entry, parse_entry
from cleaner.labels.pages import LabelledPage
from cleaner.labels.standing import Standing

_BINARY = getattr(os, "O_BINARY", 0)
_LOCK = ".lock"
"""Behind the file's name: what its one writer holds."""


_BEGINNINGS = (b'{"label":', b'{"undoes":', b'{"corpus":', b"\0")
"""What an unfinished line begins with that is ours, and no other file's last; where the machine
went down it may be zeros."""


@dataclass(frozen=True)
class Labels:
    """What a file holds."""

    path: Path
    sha256: str
    standing: Standing
    n_torn: int = 0
    """Bytes at its end that are no whole line, as somebody who was killed left them."""

    @cached_property
    def pages(self) -> tuple[LabelledPage, ...]:
        """The records with all that is said of them."""
        return tuple(self.standing.pages)


class LabelFile:
    """A file of labels that is written to; one process at a time has it open."""

    def __init__(self, path: Path, labels: Labels, file: int, lock: ExitStack) -> None:
        self.path = path
        self.standing = labels.standing
        self.n_torn = labels.n_torn
        """Bytes of an unfinished line that were cut off its end."""
        self._file, self._lock = file, lock

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file, which is made if there is none; what a kill has left unfinished is cut off.

        OutputError where another process has it open or it cannot be written, CorpusError where it
        holds something else.
        """
        with ExitStack() as stack:
            real = path.resolve()
            lock = real.with_name(real.name + _LOCK)
            in_use = f"{path} is open elsewhere: its labels are written by one process at a time"
            with _told(path):
                real.parent.mkdir(parents=True, exist_ok=True)
                stack.enter_context(locked(lock, in_use))
                file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o644)
            stack.callback(os.close, file)
            labels = _read(path)
            with _told(path):
                _mend_end(file, labels.n_torn)
            return cls(path, labels, file, stack.pop_all())

    def append(self, *entries: Entry) -> None:
        """Write the entries, which are on the disk when this returns; all of them, or none.

        OutputError where they cannot be written.
        """
        content = b"".join(map(format_entry, entries))
        with _told(self.path):
            size = os.fstat(self._file).st_size
            try:
                if os.write(self._file, content) < len(content):
                    raise OSError("the disk is full")
                os.fsync(self._file)
            except BaseException:
                os.ftruncate(self._file, size)
                raise
        for entry in entries:
            self.standing.add(entry)

    def close(self) -> None:
        """Let others write."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_labels(path: Path) -> Labels:
    """What the file holds, an unfinished line at its end aside; somebody may be writing to it.

    CorpusError where a line is something else, or none is there.
    """
    try:
        labels = _read(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if not labels.standing.records:
        raise CorpusError(f"{path} holds no label")
    return labels


def merge_labels(paths: Iterable[Path], path: Path) -> int:
    """How many entries the files have together, each written once, in the order of their times.

    Nothing is overwritten: OutputError where there is a file at `path`.
    """
    found: dict[str, tuple[str, bytes]] = {}
    for one in paths:
        last = ""
        for entry in _entries(one, one.read_bytes()):
            last = max(last, entry.when)  # an entry stays behind those that it may be about
            line = format_entry(entry)
            found.setdefault(entry.id or line.decode(), (last, line))
    with atomic_writer(path, force=False, durable=True) as file:
        file.writelines(line for _, line in sorted(found.values(), key=lambda pair: pair[0]))
    return len(found)


def export_labels(labels: Labels, path: Path) -> int:
    """How many pages have labels; they are written without their text, and as nobody's word.

    Nothing is overwritten: OutputError where there is a file at `path`.
    """
    with atomic_writer(path, force=False, durable=True) as file:
        for page in labels.pages:
            blocks = sorted(page.blocks, key=lambda block: block.place or 0)
            file.write(format_entry(replace(page, source=page.corpus, blocks=tuple(blocks))))
    return len(labels.pages)


def _read(path: Path) -> Labels:
    content = path.read_bytes()
    standing = Standing(_entries(path, content))
    n_torn = len(content) - len(_whole_lines(content))
    return Labels(path, hashlib.sha256(content).hexdigest(), standing, n_torn)


def _entries(path: Path, content: bytes) -> Iterator[Entry]:
    """The entries of whole lines. CorpusError names the first line that is none."""
    for number, line in enumerate(_whole_lines(content).split(b"\n"), 1):
        try:
            if line.strip():
                yield parse_entry(line)
        except CorpusError as error:
            raise CorpusError(f"{path}, line {number}: {error}") from error


def _whole_lines(content: bytes) -> bytes:
    """The content without an unfinished line at its end."""
    end = content.rfind(b"\n") + 1
    last = content[end:]
    with suppress(ValueError):  # only its end of line is missing
        json.loads(last)
        return content
    return content[:end] if any(map(last.startswith, _BEGINNINGS)) else content


def _mend_end(file: int, n_torn: int) -> None:
    """Make the file end with a line: without its last bytes, which are none, or with its end."""
    size = os.fstat(file).st_size
    if n_torn:
        os.ftruncate(file, size - n_torn)
    elif size:
        os.lseek(file, -1, os.SEEK_END)
        if os.read(file, 1) != b"\n":
            os.write(file, b"\n")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of the file as OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
