"""Paths on the command line, where an empty one is none, and `-` a stream; the user's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from cleaner.dumps.read.walk import STDIN


class GivenPath(click.Path):
    """A Path, checked as click does it, for which an empty argument is no folder.

    `./-` is a file, though Path takes it for `-`.
    """

    def __init__(self, **checks: Any) -> None:
        super().__init__(path_type=Path, **checks)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            self.fail("no such file or folder: ''", param, ctx)
        path = super().convert(value, param, ctx)
        return path.absolute() if path == STDIN and os.fspath(value) != str(STDIN) else path


def find_user_cache() -> Path:
    """The folder for examples among what the user's programs keep to be faster."""
    home = Path.home()
    folders = {"win32": home / "AppData" / "Local", "darwin": home / "Library" / "Caches"}
    own = os.environ.get("XDG_CACHE_HOME") or folders.get(sys.platform, home / ".cache")
    return Path(own) / "cleaner" / "examples"
