"""Pages that have a file each: under which name, and with what in it."""

from __future__ import annotations

import errno
import hashlib
import re
from pathlib import Path, PurePosixPath

from cleaner.dumps.escape import to_bytes
from cleaner.dumps.write.files import write
from cleaner.errors import OutputError

MAX_NAME_BYTES = 255
"""Bytes of a file's name that common file systems allow."""
MAX_PATH_BYTES = 1024
"""Bytes of a path below the output: systems allow a path of 4,096 or of 1,024."""
_RECORDS = ".records"
_HASHED = re.compile(r"~[0-9a-f]{16}$")
"""How a name ends that stands for one which the file system does not take."""
_REFUSED = (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)
"""What a file system says of a name that it does not take, though others do."""


def page_content(text: str) -> bytes:
    """The bytes of a file with one page: a text ends in a newline, and no text is no byte."""
    return to_bytes(f"{text}\n") if text else b""


def write_page(folder: Path, path: str, content: bytes, force: bool, durable: bool = False) -> str:
    """Where the content is now below the folder: at `path` or, where the file system refuses that,
    at a hash of it. OutputError as for `files.atomic_writer`.
    """
    try:
        write(folder / path, content, force, durable)
    except OutputError as error:
        if getattr(error.__cause__, "errno", None) not in _REFUSED:
            raise
        path = f"~{_digest(path)}{PurePosixPath(path).suffix}"
        write(folder / path, content, force, durable)
    return path


def page_path(source: str, offset: int, suffix: str) -> str:
    """Where a record goes, below the output: another place for every record, told by its name.

    The whole ending of the source stays (`a.html.txt`, `a.htm.txt`), but a text remains `a.txt`;
    so a page without an ending is `a_.txt`, and what could be taken for one of these
    (`a.html.txt`, `a_.txt`) has the suffix twice. Records of a dump go into a folder of their own
    (`dump.jsonl.records/17.txt`). A folder whose name looks like one of these gets a `_`, so no
    folder stands where a file goes. A name that file systems do not take ends in a hash of what
    it was.
    """
    *folders, name = PurePosixPath(source).parts
    kept = (suffix, _RECORDS)
    folders = [_short(f"{p}_" if p.rstrip("_").endswith(kept) else p) for p in folders]
    end = (
        [_short(name + _RECORDS), f"{offset}{suffix}"]
        if offset
        else [_short(_stem(name, suffix), suffix)]
    )
    path = "/".join([*folders, *end])
    if len(path.encode()) <= MAX_PATH_BYTES:
        return path
    cut = f"~{_digest('/'.join(folders))}"
    while len("/".join([*folders, cut, *end]).encode()) > MAX_PATH_BYTES:
        folders.pop()
    return "/".join([*folders, cut, *end])


def _stem(name: str, suffix: str) -> str:
    """What stands before the suffix in the name of a page's file."""
    stem = name.removesuffix(suffix)
    if stem == name:
        return name if "." in name else f"{name}_"
    return name if "." in stem or stem.endswith("_") else stem


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
