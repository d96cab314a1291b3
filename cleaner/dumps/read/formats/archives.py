"""ZIP and tar: the members, each read by its own kind."""

from __future__ import annotations

import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple, cast

from cleaner.dumps.escape import printable
from cleaner.dumps.read.raw import Raw, TableRows, broken
from cleaner.dumps.read.streams import (
    BrokenStreamError,
    broken_stream,
    kind_of,
    packing_of,
    skip_reason,
    unpack,
)
from cleaner.dumps.read.walk import special_kind

ReadMember = Callable[[BinaryIO, str], Iterator[Raw | TableRows]]
_CHUNK = _MAX_HEADER = 1 << 20
_SPECIAL = MappingProxyType(
    {
        tarfile.LNKTYPE: "a second name of another member",
        tarfile.SYMTYPE: "a link",
        tarfile.CHRTYPE: "a device",
        tarfile.BLKTYPE: "a device",
        tarfile.FIFOTYPE: "a pipe",
    }
)
"""What members of a tar are that hold no bytes."""


class _Member(NamedTuple):
    path: str
    open: Callable[[], BinaryIO]
    skip: str = ""
    """Why it is not read, if it is not."""


class _Damage(NamedTuple):
    """Bytes of the archive that are of no member."""

    error: str


Members = Iterator[_Member | _Damage]


def read_archive(stream: BinaryIO, name: str, read_member: ReadMember) -> Iterator[Raw | TableRows]:
    """The records of all members; a member that cannot be read is one broken record."""
    members = _zip_members if name.lower().endswith(".zip") else _tar_members
    seen: set[int] = set()
    for number, item in enumerate(members(stream, name), 1):
        if isinstance(item, _Damage):
            yield broken(name, number, BrokenStreamError.__name__, item.error)
            continue
        member = _unique(f"{name}/{_relative(item.path)}", seen)
        is_archive = kind_of(member) == "archive"
        skip = item.skip or ("archive within an archive" if is_archive else skip_reason(member))
        if skip:
            yield Raw(member, number, "skip", error=skip)
            continue
        try:
            with broken_stream(), item.open() as file:
                yield from read_member(file, member)
        except BrokenStreamError as error:
            yield broken(member, number, type(error).__name__, str(error))


def _unique(name: str, seen: set[int]) -> str:
    """The name, with a number behind it if an archive has it twice."""
    candidate, number = name, 1
    while hash(candidate) in seen:
        number += 1
        candidate = f"{name}~{number}"
    seen.add(hash(candidate))
    return candidate


def _relative(path: str) -> str:
    """The member's path without anything that leads out of the archive."""
    parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in "/.."]
    return printable("/".join(parts) or "member")


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(_relative(path)).parts)


def _zip_members(stream: BinaryIO, name: str) -> Members:
    if not stream.seekable():
        raise BrokenStreamError("a ZIP inside a stream cannot be read: unpack it first")
    with _zip_errors():
        archive = zipfile.ZipFile(stream)
    with archive:
        for info in archive.infolist():
            if not info.is_dir() and not _is_hidden(info.filename):
                special = special_kind(info.external_attr >> 16)
                yield _Member(info.filename, partial(_open_zip, archive, info), special)


def _open_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    with _zip_errors():
        return cast(BinaryIO, archive.open(info))


@contextmanager
def _zip_errors() -> Iterator[None]:
    """Turn what a ZIP's damaged tables raise into BrokenStreamError."""
    try:
        yield
    except (RuntimeError, NotImplementedError) as error:  # a password, an unknown method
        raise BrokenStreamError(f"cannot be unpacked: {error}") from error
    except (ValueError, struct.error) as error:  # a place before the file, a name of no encoding
        raise BrokenStreamError(f"damaged: {error}") from error


class _Forward:
    """A stream of which tarfile takes one byte after the other; it never goes back."""

    max_bytes: int | None = None
    """How many are read in one go at most, while that is a header's own word."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._position = stream, 0

    def read(self, n_bytes: int) -> bytes:
        if self.max_bytes is not None and n_bytes > self.max_bytes:
            raise tarfile.ReadError(f"a header of {n_bytes:,} bytes")
        found = []
        while n_bytes > 0 and (more := self._stream.read(n_bytes)):
            found.append(more)
            n_bytes -= len(more)
            self._position += len(more)
        return b"".join(found)

    def tell(self) -> int:
        return self._position

    def seekable(self) -> bool:
        return False

    def seek(self, position: int) -> int:
        if position < self._position:
            raise tarfile.StreamError("a place that was passed already")
        while self._position < position and self.read(min(_CHUNK, position - self._position)):
            pass
        return self._position


class _Header(tarfile.TarInfo):
    """A member's header; notes in the archive which blocks are none, where one should be."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> _Header:
        archive = cast(_Tar, tarfile)
        start = archive.forward.tell()
        archive.forward.max_bytes = _MAX_HEADER
        try:
            header = super().fromtarfile(tarfile)
            if header.size < 0:
                raise ValueError("a negative size")
        except EOF_HEADER:
            archive.is_ended = True
            raise
        except (INVALID_HEADER, SUBSEQUENT_HEADER, ValueError, RecursionError) as error:
            archive.damage = start if archive.damage is None else archive.damage
            raise INVALID_HEADER(str(error)) from error
        finally:
            archive.forward.max_bytes = None
        archive.is_ended = False
        return header


EOF_HEADER: type[Exception] = cast(Any, tarfile).EOFHeaderError
INVALID_HEADER: type[Exception] = cast(Any, tarfile).InvalidHeaderError
SUBSEQUENT_HEADER: type[Exception] = cast(Any, tarfile).SubsequentHeaderError


class _Tar(tarfile.TarFile):
    """A tar that is read on behind damage and behind its end, as when several were joined."""

    tarinfo = _Header
    ignore_zeros = True
    damage: int | None = None
    """Where the first block since the last header stands that should have been one."""
    is_ended = False
    """Whether the last thing seen is the empty block that ends a tar."""

    @property
    def forward(self) -> _Forward:
        return cast(_Forward, self.fileobj)

    def take_damage(self) -> Iterator[_Damage]:
        """What was found since it was asked last."""
        if self.damage is not None:
            yield _Damage(f"damaged: no member begins at byte {self.damage:,}, where one should")
        self.damage = None


def _tar_members(stream: BinaryIO, name: str) -> Members:
    is_tgz = name.lower().endswith(".tgz")
    unpacked = unpack(stream, f"{name}.gz" if is_tgz and not packing_of(name) else name)
    archive = _Tar(fileobj=cast(Any, _Forward(unpacked)))
    while (info := archive.next()) is not None:
        archive.members = []  # type: ignore[attr-defined]  # else it remembers them all
        yield from archive.take_damage()
        if not info.isdir() and not _is_hidden(info.name):
            opened = partial(_open_tar, archive, info)
            yield _Member(info.name, opened, "" if info.isfile() else _special(info))
    damage = list(archive.take_damage())
    yield from damage
    if not damage and not archive.is_ended:
        raise EOFError


def _special(info: tarfile.TarInfo) -> str:
    return _SPECIAL.get(info.type, f"a member of type {info.type!r}")


def _open_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    return cast(BinaryIO, archive.extractfile(info))
