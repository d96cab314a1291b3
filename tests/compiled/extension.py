"""The extensions, for tests that compare them with pure Python."""

from __future__ import annotations

from types import ModuleType

import pytest

from cleaner.compiled import load


def load_or_skip(name: str) -> ModuleType:
    """The extension of that name; skips the test where pure Python does its work."""
    module = load(name)
    if module is None:
        pytest.skip(f"cleaner.compiled.{name} is not built, or CLEANER_PURE is 1")
    return module
