"""The step of a build that compiles the extensions beside this file, for hatchling.

It never loads cleaner, which may not be there yet. Where nothing can be compiled, it says so in one
line, and the package runs in pure Python. The environment's CLEANER_COMPILE makes that an error
where it is 1; where it is 0, nothing is compiled.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FOLDER = Path(__file__).parent
_PACKAGE = "cleaner.compiled"
_OLDEST = (3, 11)
"""The Python whose stable ABI an extension is made for: it runs on that one and all later."""
_HAS_STABLE_ABI = not sysconfig.get_config_var("Py_GIL_DISABLED")
"""Free-threaded Pythons have none before 3.15: an extension is for the one that built it."""
_MAX_REASON = 200
"""Characters told of what a compiler says, which can be a page."""


class CompilingHook(BuildHookInterface):
    """Puts the extensions into a wheel, or beside their sources in an editable installation."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            _remove_extensions()
        sources = sorted(_FOLDER.glob("*.pyx"))
        wanted = os.environ.get("CLEANER_COMPILE")
        if not sources or wanted == "0":
            return
        self._folder = TemporaryDirectory()
        try:
            built = _compile(sources, Path(self._folder.name))
        except Exception as error:
            if wanted == "1":
                raise
            reason = shorten(str(error), _MAX_REASON)
            self.app.display_warning(f"not compiled, so pure Python is used, slower: {reason}")
            return
        if version == "editable":
            for path in built:
                (_FOLDER / path.name).write_bytes(path.read_bytes())
        else:
            self._include(built, build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "_folder"):
            self._folder.cleanup()

    def _include(self, built: Sequence[Path], build_data: dict[str, Any]) -> None:
        folder = _PACKAGE.replace(".", "/")
        build_data["force_include"] |= {str(path): f"{folder}/{path.name}" for path in built}
        build_data["pure_python"] = False
        interpreter, abi, platform = self.build_config.builder.get_best_matching_tag().split("-")
        if _HAS_STABLE_ABI:
            interpreter, abi = "cp{}{}".format(*_OLDEST), "abi3"
        build_data["tag"] = f"{interpreter}-{abi}-{platform}"


def _compile(sources: Sequence[Path], folder: Path) -> list[Path]:
    """The extensions of the sources, all of them or an error; made in the folder."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    extensions = [
        Extension(
            f"{_PACKAGE}.{source.stem}",
            [str(source)],
            define_macros=_macros(),
            extra_compile_args=_options(),
            py_limited_api=_HAS_STABLE_ABI,
        )
        for source in sources
    ]
    modules = cythonize(extensions, build_dir=str(folder / "c"), language_level=3, quiet=True)
    command = build_ext(Distribution({"name": _PACKAGE, "ext_modules": modules}))
    command.build_lib, command.build_temp = str(folder / "lib"), str(folder / "objects")
    command.parallel = True
    command.finalize_options()
    command.run()
    return [Path(path) for path in command.get_outputs()]


def _macros() -> list[tuple[str, str | None]]:
    if not _HAS_STABLE_ABI:
        return []
    return [
        ("Py_LIMITED_API", "0x{:02x}{:02x}0000".format(*_OLDEST)),
        ("CYTHON_LIMITED_API", "1"),
    ]


def _options() -> list[str]:
    """The compiler's; how far it optimises is the builder's word, where there is one."""
    if sys.platform == "win32":
        return []
    # What the stable ABI has not is declared nowhere, and older compilers guess that it gives int.
    strict = "-Werror=implicit-function-declaration"
    return [strict] if "CFLAGS" in os.environ else [strict, "-O3", "-g0"]


def _remove_extensions() -> None:
    """Delete those of an earlier build: their sources may be others by now, or gone."""
    for path in (*_FOLDER.glob("*.so"), *_FOLDER.glob("*.pyd")):
        path.unlink()
