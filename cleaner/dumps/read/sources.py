"""What a run reads: files, folders, globs and URLs as a stream of sources in a fixed order."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from cleaner.dumps.read.streams import skip_reason
from cleaner.dumps.read.walk import common_folder, is_there, walk
from cleaner.errors import InputError, requiring

STDIN_URL = "-"

SPLIT_BYTES, SPLIT_SOURCES = 16_000_000, 256
"""How much of small sources is read in one go; a larger source is a split of its own."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file, object or stream to read."""

    url: str
    """A path, `-`, or a URL that fsspec opens."""
    name: str
    """Where it stands below the folder that holds all inputs; unique, with `/` between parts."""
    size: int | None
    """Bytes, None where nobody knows before the end."""
    stamp: str
    """Changes when the content does: time of change, entity tag; "" where there is none."""
    skip: str = ""
    """Why it is not read, if it is not."""


@dataclass(frozen=True, slots=True)
class Split:
    """Sources that are read one after the other, and what of them is durable already."""

    n: int
    sources: tuple[Source, ...]
    done: Mapping[int, bytes] = field(default_factory=dict)
    """Digests of the batches that need not be cleaned again, by their numbers."""
    n_batches: int | None = None
    """How many there are, where an earlier call has read it to its end."""

    @property
    def is_told_by_digests(self) -> bool:
        """Whether nothing but its content tells that a source is another one now."""
        return any(not source.stamp for source in self.sources)

    @property
    def comes_anew(self) -> bool:
        """Whether what comes with a second call must be compared with what came with the first."""
        return any(source.url == STDIN_URL for source in self.sources)


def find_sources(inputs: Sequence[str], skip: Path | None = None) -> Iterator[Source]:
    """The sources that `inputs` name, each once, in a fixed order, without holding them all.

    Folders are walked as by `walk.walk`; `skip` (where the output goes) is left out.
    InputError for an input that does not exist or a glob that matches nothing.
    """
    local = [item for item in inputs if _is_local(item)]
    base = common_folder([path for item in local for path in _expand(item)])
    for item in inputs:
        if item == STDIN_URL:
            yield Source(STDIN_URL, "stdin.jsonl", None, "")
        elif _is_local(item):
            for path in _expand(item):
                yield from _local_sources(path, base, skip)
        else:
            yield from _remote_sources(item)


def folder_name(inputs: Sequence[str]) -> str:
    """What the folder is called that holds all inputs of this machine; "" without any."""
    paths = [path for item in inputs if _is_local(item) for path in _expand(item)]
    return common_folder(paths).name


def split_sources(sources: Iterable[Source]) -> Iterator[Split]:
    """The sources in groups that are read in one go; the same for the same sources."""
    group: list[Source] = []
    n = n_bytes = 0
    for source in sources:
        # Of unknown size is taken for large: it may be a stream without end.
        size = SPLIT_BYTES if source.size is None else source.size
        if group and (n_bytes + size > SPLIT_BYTES or len(group) == SPLIT_SOURCES):
            yield Split(n, tuple(group))
            group, n, n_bytes = [], n + 1, 0
        group.append(source)
        n_bytes += size
    if group:
        yield Split(n, tuple(group))


def filesystem(url: str) -> tuple[Any, str]:
    """The file system of fsspec for a URL, and the path in it."""
    with requiring("dumps"):
        from fsspec.core import url_to_fs
    try:
        fs, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise InputError(f"{url} cannot be opened: {error}") from error
    return fs, str(path)


def _is_local(item: str) -> bool:
    return item != STDIN_URL and "://" not in item


def _expand(item: str) -> list[Path]:
    """The path itself, or what it matches as a glob; an empty one is not the current folder."""
    path = Path(item)
    if item and is_there(path):
        return [path.absolute() if str(path) == STDIN_URL else path]  # ./- is a file
    parts = path.parts
    magic = next((i for i, part in enumerate(parts) if set("*?[") & set(part)), None)
    found = [] if magic is None else sorted(Path(*parts[:magic]).glob(str(Path(*parts[magic:]))))
    if not found:
        raise InputError(f"{item or repr(item)}: no such file or folder")
    return found


def _local_sources(path: Path, base: Path, skip: Path | None) -> Iterator[Source]:
    for item in walk(path, base, skip):
        skipped = "" if item.is_named else item.special or skip_reason(item.source)
        status = item.status
        if status is None:
            yield Source(str(item.path), item.source, None, "", skipped)  # reading it tells why
        else:
            size = status.st_size if stat.S_ISREG(status.st_mode) else None
            stamp = str(status.st_mtime_ns)
            yield Source(str(item.path), item.source, size, stamp, skipped)


def _remote_sources(url: str) -> Iterator[Source]:
    fs, path = filesystem(url)
    try:
        if set("*?[") & set(path):
            found = sorted(fs.glob(path, detail=True).items())
        elif fs.isdir(path) and not fs.isfile(path):
            found = sorted(fs.find(path, detail=True).items())
        else:
            found = [(path, fs.info(path))]
    except (OSError, ValueError) as error:
        raise InputError(f"{url} cannot be read: {error}") from error
    if not found:
        raise InputError(f"{url}: nothing there")
    host = "" if urlsplit(path).scheme else urlsplit(url).scheme
    for key, info in found:
        if info.get("type") != "directory":
            full = fs.unstrip_protocol(key)
            name = PurePosixPath(host or urlsplit(full).scheme, full.split("://", 1)[1].lstrip("/"))
            stamp = info.get("ETag") or info.get("etag") or info.get("mtime") or info.get("created")
            skipped = skip_reason(full) if len(found) > 1 else ""
            yield Source(full, str(name), info.get("size"), str(stamp or ""), skipped)
