"""The extensions, for tests that compare them with pure Python."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from unittest.mock import patch

import pytest

from cleaner.compiled import load
from cleaner.letters import fold, invisible
from cleaner.letters.misread import find_misread
from cleaner.model import classifier, features, kernels, numbers
from cleaner.segment.html import blocks, segmenter

SEAMS: dict[ModuleType, dict[str, object]] = {
    blocks: {"_Segmenter": segmenter.Segmenter},
    classifier: {"_kernels": kernels},
    features: {"_numbers": numbers},
    fold: {"_fold_lines": fold._fold_in_python},
    invisible: {
        "_has_entities": invisible._has_entities_in_python,
        "_find_runs": invisible._find_in_python,
        "_find_misread": find_misread,
    },
}
"""The modules that have an extension work for them, by what names, and what is there without."""


def load_or_skip(name: str) -> ModuleType:
    """The extension of that name; skips the test where pure Python does its work."""
    module = load(name)
    if module is None:
        pytest.skip(f"cleaner.compiled.{name} is not built, or CLEANER_PURE is 1")
    return module


@contextmanager
def pure_python() -> Iterator[None]:
    """Within it, pure Python does what extensions do else: both paths, in one process."""
    with ExitStack() as stack:
        for module, names in SEAMS.items():
            for name, value in names.items():
                stack.enter_context(patch.object(module, name, value))
        yield
