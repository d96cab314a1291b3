"""Which path runs, and that a compiled one that is not right is left alone, with a word on it."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType

import pytest

import cleaner.compiled
from tests.compiled.extension import SEAMS

FOLDER = Path(str(cleaner.compiled.__file__)).parent
MakeRoom = Callable[[str], ModuleType]


@pytest.fixture
def make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeRoom]:
    """A copy of `cleaner.compiled` with an extension `html` whose source is what is given."""

    def make(source: str) -> ModuleType:
        room = tmp_path / "room"
        (room / "html").mkdir(parents=True)
        shutil.copy(FOLDER / "__init__.py", room)
        # Python takes a folder before an extension of that name, so this one runs.
        (room / f"html{EXTENSION_SUFFIXES[0]}").touch()
        (room / "html" / "__init__.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        return importlib.import_module("room")

    monkeypatch.delenv("CLEANER_PURE", raising=False)
    yield make
    for name in [name for name in sys.modules if name.split(".")[0] == "room"]:
        del sys.modules[name]


@pytest.mark.parametrize("source", ["", "def check(): pass"])
def test_what_was_built_is_used(make_room: MakeRoom, source: str) -> None:
    room = make_room(source)
    assert room.load("html").__name__ == "room.html"
    assert room.which() == "compiled"


@pytest.mark.parametrize(
    "source", ["raise ImportError('two trees')", "def check(): raise RuntimeError('two trees')"]
)
def test_what_is_not_right_is_told_once_and_not_used(make_room: MakeRoom, source: str) -> None:
    room = make_room(source)
    with pytest.warns(RuntimeWarning, match=r"html is not used.*two trees") as warned:
        assert room.load("html") is None
    assert len(warned) == 1
    assert room.load("html") is None
    assert room.which() == "pure"


def test_what_was_not_built_is_not_used(make_room: MakeRoom) -> None:
    assert make_room("").load("scan") is None


def test_pure_python_can_be_asked_for(make_room: MakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_PURE", "1")
    room = make_room("raise ImportError('is never loaded')")
    assert room.load("html") is None
    assert room.which() == "pure"


@pytest.mark.skipif(os.environ.get("CLEANER_COMPILE") != "1", reason="nothing had to be compiled")
@pytest.mark.skipif(os.environ.get("CLEANER_PURE") == "1", reason="pure Python was asked for")
@pytest.mark.parametrize("module", SEAMS, ids=lambda module: module.__name__)
def test_what_had_to_be_compiled_runs(module: ModuleType) -> None:
    for name, in_python in SEAMS[module].items():
        assert getattr(module, name) is not in_python
