"""ZIP and tar: the members, each read by its own kind."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from cleaner.dumps.escape import printable
from cleaner.dumps.raw import Raw, TableRows, broken
from cleaner.dumps.streams import (
    BrokenStreamError,
    broken_stream,
    kind_of,
    packing_of,
    unpack,
)

ReadMember = Callable[[BinaryIO, str], Iterator[Raw | TableRows]]


def read_archive(stream: BinaryIO, name: str, read_member: ReadMember) -> Iterator[Raw | TableRows]:
    """The records of all members; a member that cannot be read is one broken record."""
    members = _zip_members if name.lower().endswith(".zip") else _tar_members
    seen: set[int] = set()
    for number, (path, opened) in enumerate(members(stream, name), 1):
        member = _unique(f"{name}/{_relative(path)}", seen)
        if kind_of(member) == "archive":
            yield Raw(member, number, "skip", error="archive within an archive")
            continue
        try:
            with broken_stream(), opened() as file:
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


Members = Iterator[tuple[str, Callable[[], BinaryIO]]]


def _zip_members(stream: BinaryIO, name: str) -> Members:
    if not stream.seekable():
        raise BrokenStreamError("a ZIP inside a stream cannot be read: unpack it first")
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if not info.is_dir() and not _is_hidden(info.filename):
                yield info.filename, partial(_open_zip, archive, info)


def _open_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    return cast(BinaryIO, archive.extractfile(info))


def _open_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        return cast(BinaryIO, archive.open(info))
    except (RuntimeError, NotImplementedError) as error:  # a password, an unknown method
        raise BrokenStreamError(f"cannot be unpacked: {error}") from error


def _tar_members(stream: BinaryIO, name: str) -> Members:
    is_tgz = name.lower().endswith(".tgz")
    unpacked = unpack(stream, f"{name}.gz" if is_tgz and not packing_of(name) else name)
    with tarfile.open(fileobj=unpacked, mode="r|") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # else it remembers them all
            if info.isfile() and not _is_hidden(info.name):
                yield info.name, partial(_open_tar, archive, info)
