"""The extensions, for tests that compare them with pure Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from cleaner.compiled import load
from cleaner.letters import invisible
from cleaner.model import classifier, kernels, shapes, text, words
from cleaner.segment.html import blocks, segmenter

SEAMS: dict[ModuleType, tuple[str, object]] = {
    blocks: ("_Segmenter", segmenter.Segmenter),
    classifier: ("_kernels", kernels),
    invisible: ("_find_runs", invisible._find_in_python),
    shapes: ("_compiled", None),
    text: ("_compiled", None),
    words: ("_compiled", None),
}
"""The modules that have an extension work for them, by what name, and what is there without."""


def load_or_skip(name: str) -> ModuleType:
    """The extension of that name; skips the test where pure Python does its work."""
    module = load(name)
    if module is None:
        pytest.skip(f"cleaner.compiled.{name} is not built, or CLEANER_PURE is 1")
    return module


@contextmanager
def pure_python() -> Iterator[None]:
    """Within it, pure Python does what extensions do else: both paths, in one process."""
    before = {module: getattr(module, name) for module, (name, _) in SEAMS.items()}
    try:
        for module, (name, value) in SEAMS.items():
            setattr(module, name, value)
        yield
    finally:
        for module, value in before.items():
            setattr(module, SEAMS[module][0], value)
