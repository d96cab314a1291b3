"""The formats of what comes out: what a page becomes in each, or what writes the records."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from cleaner.dumps.write.writer import Writer
    from cleaner.result import Result

Rendering = Literal["text", "markdown", "html"]


class Additions(NamedTuple):
    """What is wanted beside the text, in formats that can have it."""

    images: bool = False
    front_matter: bool = False


class PageFormat(NamedTuple):
    """A format in which each page has a file of its own."""

    suffix: str
    render: Callable[[Result, Additions], str]
    """Without a newline at the end."""


PAGE_FORMATS: MappingProxyType[Rendering, PageFormat] = MappingProxyType(
    {
        "text": PageFormat(".txt", lambda result, wanted: result.text),
        "markdown": PageFormat(
            ".md", lambda result, wanted: result.to_markdown(**wanted._asdict())
        ),
        "html": PageFormat(".html", lambda result, wanted: result.to_html(images=wanted.images)),
    }
)
RECORD_FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
"""Formats in which a file has many records."""


def rendering_of(name: str) -> Rendering:
    """What the text of a record is in a format: plain where the format is one of records."""
    return cast(Rendering, name) if name in PAGE_FORMATS else "text"


def make_writer(name: str) -> Writer:
    """What writes a run's records in a format."""
    if name in PAGE_FORMATS:
        from cleaner.dumps.write.folder import Folder

        return Folder(PAGE_FORMATS[cast(Rendering, name)].suffix)
    if name == "parquet":
        from cleaner.dumps.write.parquet import Parquet

        return Parquet()
    from cleaner.dumps.write.lines import JsonLines

    return JsonLines(name.removeprefix("jsonl"))
