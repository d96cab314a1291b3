"""A folder of clean texts, as `fixtures/harm` is one, read and checked."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleaner.corpora.rows import CONTENT, UNKNOWN, DumpRow
from cleaner.errors import CorpusError

KINDS = ("read_also", "newsletter", "advert", "related")
"""Boxes that stand in the middle of texts; keys of a language's chrome."""
_AROUND = ("menu", "share", "footer")
"""Keys of a language's chrome that stands above and below texts."""

Chrome = Mapping[str, Sequence[str | Sequence[str]]]
"""A language's chrome by kind: texts of one line or more, or lists of lines."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts whose lines are all content, and what stands around texts in their languages."""

    path: Path
    sha256: str
    rows: tuple[DumpRow, ...]
    chrome: Mapping[str, Chrome]
    """By language."""


def read_texts(folder: Path, limit: int | None = None) -> Texts:
    """The texts of the folder, `limit` of them evenly drawn, and the chrome of each language.

    CorpusError where it has no texts, or chrome lacks a kind.
    """
    paths = sorted(folder.glob("*--*.txt"))
    if not paths:
        raise CorpusError(f"{folder} holds no texts; expected files named GENRE--LANGUAGE.txt")
    of_chrome = sorted((folder / "chrome").glob("*.toml"))
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in (*paths, *of_chrome)))
    n = min(limit or len(paths), len(paths))
    drawn = [paths[i * len(paths) // n] for i in range(n)]
    chrome = {path.stem: _read_chrome(path) for path in of_chrome}
    return Texts(folder, digest.hexdigest(), tuple(map(_read_text, drawn)), chrome)


def _read_text(path: Path) -> DumpRow:
    genre, _, language = path.stem.rpartition("--")
    text = path.read_text(encoding="utf-8").rstrip("\n")
    labels = (CONTENT if line.strip() else UNKNOWN for line in text.split("\n"))
    return DumpRow(path.stem, "", text, tuple(labels), language=language, page_type=genre)


def _read_chrome(path: Path) -> Chrome:
    chrome = tomllib.loads(path.read_text(encoding="utf-8"))
    if missing := [kind for kind in (*_AROUND, *KINDS) if not chrome.get(kind)]:
        raise CorpusError(f"{path} has no {', '.join(missing)}; expected lists of texts")
    return chrome
