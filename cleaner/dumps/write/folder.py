"""A file for each record, named after where it came from."""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from cleaner.dumps.read.formats.tables import from_stream, to_stream
from cleaner.dumps.write.files import write
from cleaner.dumps.write.writer import PartFile
from cleaner.errors import AccountError, OutputError

MAX_NAME_BYTES = 255
"""Bytes of a file's name that common file systems allow."""
MAX_PATH_BYTES = 1024
"""Bytes of a path below the output: systems allow a path of 4,096 or of 1,024."""
_RECORDS = ".records"
_HASHED = re.compile(r"~[0-9a-f]{16}$")
"""How a name ends that stands for one which the file system does not take."""
_REFUSED = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)
"""What a file system says of a name that it does not take, though others do."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A form: files with the ending `suffix`, one a record, below folders like the inputs'."""

    suffix: str
    is_sharded: bool = False

    def encode(self, batch: pa.RecordBatch) -> bytes:
        """The paths and the texts, as an Arrow stream; nothing for no records."""
        if not batch.num_rows:
            return b""
        places = batch.select(["source", "offset"]).to_pylist()
        paths = [file_path(place["source"], place["offset"], self.suffix) for place in places]
        if len(set(paths)) < len(paths):
            raise AccountError(f"two records of {places[0]['source']} get one file: please report")
        columns = {"path": pa.array(paths), "text": batch.column("text")}
        return to_stream(pa.RecordBatch.from_pydict(columns))

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> list[PartFile]:
        """One for each record."""
        files = []
        for batch in map(from_stream, filter(None, payloads)):
            for record in batch.to_pylist():
                content = f"{record['text']}\n" if record["text"] else ""
                files.append(self._write(folder, record["path"], content.encode("utf-8")))
        return files

    def _write(self, folder: Path, path: str, content: bytes) -> PartFile:
        """Write the content to its path or, where the file system refuses that, to its hash."""
        try:
            write(folder / path, content, force=True, durable=True)
        except OutputError as error:
            if getattr(error.__cause__, "errno", None) not in _REFUSED:
                raise
            path = f"~{_digest(path)}{self.suffix}"
            write(folder / path, content, force=True, durable=True)
        return PartFile(path, len(content))


def file_path(source: str, offset: int, suffix: str) -> str:
    """Where a record goes, below the output: another place for every record.

    The whole ending of the source stays (`a.html.txt`, `a.htm.txt`). Records of a dump go into a
    folder of their own (`dump.jsonl.records/17.txt`). A folder whose name looks like one of these
    gets a `_`, so no folder stands where a file goes. A name that file systems do not take ends
    in a hash of what it was.
    """
    *folders, name = PurePosixPath(source).parts
    kept = (suffix, _RECORDS)
    folders = [_short(f"{p}_" if p.rstrip("_").endswith(kept) else p) for p in folders]
    end = [_short(name + _RECORDS), f"{offset}{suffix}"] if offset else [_short(name, suffix)]
    path = "/".join([*folders, *end])
    if len(path.encode()) <= MAX_PATH_BYTES:
        return path
    cut = f"~{_digest('/'.join(folders))}"
    while len("/".join([*folders, cut, *end]).encode()) > MAX_PATH_BYTES:
        folders.pop()
    return "/".join([*folders, cut, *end])


def _short(name: str, suffix: str = "") -> str:
    """The name with its suffix, as file systems take it: with a hash behind it if it is changed.

    A name that looks so already gets one, too, so that it is no other's.
    """
    plain = name.replace("\0", "_").replace("/", "_")
    is_fine = plain == name and name not in (".", "..") and not _HASHED.search(name)
    if is_fine and len((name + suffix).encode()) <= MAX_NAME_BYTES:
        return name + suffix
    room = MAX_NAME_BYTES - len(suffix) - 16 - 1
    return f"{plain.encode()[:room].decode('utf-8', 'ignore')}~{_digest(name)}{suffix}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
