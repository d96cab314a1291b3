"""The hot path in C, where it was built: extensions that do what the pure Python beside does.

`load` is how a stage gets its extension. `build.py` compiles them when the package is built.
"""

from __future__ import annotations

import functools
import importlib
import os
import warnings
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType

_PURE = "CLEANER_PURE"
"""The environment's variable that selects pure Python where it is 1."""


@functools.cache
def load(name: str) -> ModuleType | None:
    """The extension of that name; None where pure Python has to do its work.

    That is where CLEANER_PURE is 1, where the extension was not built, and, with a RuntimeWarning,
    where it cannot be loaded or its own `check()` raises: it was built for another lxml or Python.
    """
    if os.environ.get(_PURE) == "1" or name not in _built():
        return None
    try:
        module = importlib.import_module(f"{__name__}.{name}")
        getattr(module, "check", lambda: None)()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, there is the other path
        message = f"cleaner.compiled.{name} is not used, but pure Python, which is slower: {error}"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        return None
    return module


def which() -> str:
    """The path that pages take here: "compiled" or "pure"."""
    loaded = [load(name) for name in _built()]
    return "compiled" if any(loaded) else "pure"


def _built() -> list[str]:
    """The names of the extensions that were built."""
    files = sorted(path.name for path in Path(__file__).parent.iterdir())
    return [name.split(".")[0] for name in files if name.endswith(tuple(EXTENSION_SUFFIXES))]
