"""Examples that were made before: a folder of files, told apart by all that they are made from."""

from __future__ import annotations

import ast
import hashlib
import platform
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

from cleaner.training.examples import Made
from cleaner.training.packed import FORMAT, read_made, write_made

MAX_BYTES = 8_000_000_000
"""Of a folder. A page makes 0.13 MB with its variants, a dump 0.11 with what is made up of it."""
_SUFFIX = ".examples.zip"
_MADE_BY = "cleaner.training.made"
"""The module that, with all that it imports, makes examples."""
_PACKAGES = ("chardet", "google-re2", "lxml", "numpy", "rapidfuzz")
"""What else has a say in them."""
_ROOT = Path(__file__).parents[2]
_DATA = (".toml", ".so", ".pyd")
"""Endings of what modules read or load besides, beside them."""
_DAMAGE = (OSError, ValueError, KeyError, EOFError, zlib.error, zipfile.BadZipFile)
"""What is raised by a file that is not there, or not whole."""


class ExampleCache:
    """The examples in a folder; without one nothing is kept."""

    def __init__(self, folder: Path | None, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._problem = ""

    def fetch(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` gives; from the folder if it is there for this code and this key, whose repr
        has to tell all that it depends on.
        """
        if self.folder is None:
            return make()
        name = hashlib.sha256(repr((FORMAT, _fingerprint(), key)).encode()).hexdigest()
        path = self.folder / f"{name[:32]}{_SUFFIX}"
        try:
            made = read_made(path)
            path.touch()
        except _DAMAGE:
            made = make()
            try:
                self._keep(path, made)
            except OSError as error:  # making them again is slow, but not wrong
                self._problem = f"; not all can be kept: {error.strerror}"
        return made

    def describe(self) -> str:
        """Where the examples are and how large, in a line."""
        used = sum(size for _, size, _ in self._list_files())
        sizes = f"{used / 1e9:.2f} GB, at most {self.max_bytes / 1e9:.0f}"
        return f"examples are kept in {self.folder}: {sizes}{self._problem}"

    def _keep(self, path: Path, made: Made) -> None:
        """Write the file whole or not at all, and drop those that were not used for longest."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            try:
                write_made(file, made)
                file.close()
                Path(file.name).replace(path)
            except BaseException:
                file.close()
                Path(file.name).unlink()
                raise
        left = self.max_bytes
        for _, size, other in sorted(self._list_files(), reverse=True):
            left -= size
            if left < 0:
                other.unlink(missing_ok=True)

    def _list_files(self) -> Iterator[tuple[float, int, Path]]:
        """When each was used, its bytes, and itself."""
        for path in self.folder.glob(f"*{_SUFFIX}") if self.folder is not None else ():
            found = path.stat()
            yield found.st_mtime, found.st_size, path


NO_CACHE = ExampleCache(None)


@cache
def _fingerprint() -> str:
    """A hash of the code and data that make examples, and of the versions of what they call."""
    sources = _find_sources(_MADE_BY)
    data = {path for folder in {source.parent for source in sources} for path in folder.iterdir()
            if path.suffix in _DATA}  # fmt: skip
    digest = hashlib.sha256(platform.python_version().encode())
    for package in _PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    for path in sorted(sources | data):
        digest.update(f"{path.relative_to(_ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _find_sources(module: str) -> set[Path]:
    """The files of our modules that a module imports, wherever in its code, and its own."""
    found: dict[str, Path] = {}
    left = [module]
    while left:
        name = left.pop()
        if name in found or not name.startswith("cleaner."):
            continue
        stem = _ROOT.joinpath(*name.split("."))
        for path in (stem.with_suffix(".py"), stem / "__init__.py"):
            if path.is_file():
                found[name] = path
                left += _list_imports(path)
    return set(found.values())


def _list_imports(path: Path) -> Iterator[str]:
    """All that can be the name of a module among a file's imports."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
