"""Bytes of a source: opened, told by the ending, and unpacked as they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mimetypes
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from types import MappingProxyType, ModuleType
from typing import Any, BinaryIO, Literal, cast

from cleaner.errors import InputError, require

DumpKind = Literal["archive", "arrow", "csv", "lines", "mhtml", "page", "parquet", "warc"]

KINDS: MappingProxyType[str, DumpKind] = MappingProxyType(
    {
        ".jsonl": "lines",
        ".ndjson": "lines",
        ".json": "lines",
        ".csv": "csv",
        ".tsv": "csv",
        ".parquet": "parquet",
        ".pq": "parquet",
        ".arrow": "arrow",
        ".feather": "arrow",
        ".ipc": "arrow",
        ".warc": "warc",
        ".wet": "warc",
        ".mhtml": "mhtml",
        ".mht": "mhtml",
        ".zip": "archive",
        ".tar": "archive",
        ".tgz": "archive",
    }
)
"""What a source is, by its ending; after any other it is one page."""

PAGE_MEDIA_TYPES = frozenset({"text/html", "text/plain", "application/xhtml+xml", "text/markdown"})
_TYPES = mimetypes.MimeTypes()  # what Python knows, without the files of the machine
_ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
PACKINGS = (".gz", ".zst", ".bz2", ".xz")


class BrokenStreamError(InputError):
    """A source cannot be read on from here: it is cut off, damaged or unreadable."""


def kind_of(name: str) -> DumpKind:
    """What the source of that name is."""
    return KINDS.get(PurePosixPath(_without_packing(name)).suffix.lower(), "page")


def is_dump(name: str) -> bool:
    """Whether the ending is of a dump or of something packed, not of a lone page."""
    return kind_of(name) != "page" or _without_packing(name) != name


def skip_reason(name: str) -> str:
    """Why a file in a folder or an archive is not read: its ending is of something else than pages.

    Empty where it is read.
    """
    if is_dump(name):
        return ""
    guessed, _ = _TYPES.guess_type(name, strict=False)
    return f"file type {guessed}" if guessed and guessed not in PAGE_MEDIA_TYPES else ""


def packing_of(name: str) -> str:
    """`.gz`, `.zst`, `.bz2`, `.xz`, or "" for what is not packed."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in PACKINGS else ""


def unpack(stream: BinaryIO, name: str) -> BinaryIO:
    """The stream's bytes unpacked as they are read, whatever the number of members or frames.

    Reading raises what `broken_stream` catches when the bytes are damaged or end too soon.
    """
    packing = packing_of(name)
    return _UNPACKERS[packing](stream) if packing else stream


@contextmanager
def broken_stream() -> Iterator[None]:
    """Turn whatever reading damaged bytes raises into BrokenStreamError."""
    try:
        yield
    except EOFError as error:
        raise BrokenStreamError("ends too soon: the file is cut off") from error
    except OSError as error:
        raise BrokenStreamError(f"cannot be read: {error.strerror or error}") from error
    except Exception as error:
        if not isinstance(error, _unpacking_errors()):
            raise
        raise BrokenStreamError(f"damaged: {error}") from error


def has_bytes(stream: BinaryIO) -> bool:
    """Whether there is anything to read; nothing is taken from the stream."""
    if hasattr(stream, "peek"):
        return bool(stream.peek(1))
    if not stream.seekable():
        return True  # nobody knows without reading
    position = stream.tell()
    found = stream.read(1)
    stream.seek(position)
    return bool(found)


def read_whole(stream: BinaryIO, max_bytes: int) -> bytes | None:
    """All bytes that are left, or None if they are more than `max_bytes`."""
    content = stream.read(max_bytes + 1)
    return None if len(content) > max_bytes else content


def read_lines(stream: BinaryIO, max_bytes: int) -> Iterator[bytes | int]:
    """Each line without its end; the length of a line above `max_bytes`, which is not held."""
    reader = stream if hasattr(stream, "readinto1") else io.BufferedReader(cast(Any, stream))
    while line := reader.readline(max_bytes + 2):
        if line.endswith(b"\n") or len(line) <= max_bytes:
            yield line.rstrip(b"\r\n")
            continue
        length = len(line)
        while not line.endswith(b"\n") and (line := reader.readline(1 << 20)):
            length += len(line)
        yield length


def pack_zstd(content: bytes) -> bytes:
    """The content as a frame of Zstandard."""
    return cast(bytes, _zstd().compress(content))


def _without_packing(name: str) -> str:
    return name[: -len(packing)] if (packing := packing_of(name)) else name


def _zstd() -> ModuleType:
    """The standard library's module, or what stands in for it before Python 3.14."""
    return require(_ZSTD, extra="dumps", package="backports.zstd")


def _unpacking_errors() -> tuple[type[Exception], ...]:
    zstd = (sys.modules[_ZSTD].ZstdError,) if _ZSTD in sys.modules else ()
    return (zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, *zstd)


_UNPACKERS: dict[str, Callable[[BinaryIO], BinaryIO]] = {
    ".gz": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream)),
    ".zst": lambda stream: cast(BinaryIO, _zstd().ZstdFile(stream)),
    ".bz2": lambda stream: cast(BinaryIO, bz2.BZ2File(stream)),
    ".xz": lambda stream: cast(BinaryIO, lzma.LZMAFile(stream)),  # noqa: SIM115
}
