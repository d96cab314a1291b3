"""Paths on the command line: an empty one is none, and `-` alone is a standard stream."""

from __future__ import annotations

import os
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
