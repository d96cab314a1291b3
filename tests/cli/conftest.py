from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main

PARAGRAPHS = (
    "The lock keepers of the lower canal opened the gates by hand until the end of last year, "
    "and three of them told us that they miss the noise of the old chains.",
    "Since January the gates have been moved by pumps, which a single engineer watches from a "
    "room in the county town, and boats pass in half the time that they used to need.",
    "Nobody has lost a job over it, the county says, because the keepers now mow the towpaths "
    "and look after the four bridges that were closed to carts in the spring.",
)
CHROME = ("Reading Time: 2 minutes", "Leave a Reply")

DUMP = "\n".join(["Pumps take over at the canal", CHROME[0], "", *PARAGRAPHS, "", CHROME[1], ""])
HTML = (
    "<!doctype html><html><head><meta charset='utf-8'><title>Pumps take over at the canal</title>"
    "</head><body><article><h1>Pumps take over at the canal</h1><p>{}</p>"
    "<p>{} <a href='/more'>The county's plan</a> has the details.</p>"
    "<figure><img src='/gate.jpg' alt='A gate'></figure><p>{}</p><p>{}</p><p>{}</p>"
    "</article></body></html>"
).format(CHROME[0], *PARAGRAPHS, CHROME[1])

Cleaner = Callable[..., Result]


@pytest.fixture
def cli() -> Cleaner:
    """Calls the command in this process with the given arguments and standard input."""

    def call(*arguments: object, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)

    return call


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A folder with a dump, a page, an empty file and a picture."""
    folder = tmp_path / "crawl"
    (folder / "sub").mkdir(parents=True)
    (folder / "dump.txt").write_text(DUMP, encoding="utf-8")
    (folder / "sub" / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "gate.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64))
    return folder


def read_terminal(terminal: int) -> bytes:
    """All that is written to a pseudo-terminal until its other side is closed."""
    output = b""
    with suppress(OSError):  # how Linux says that the other side is closed
        while chunk := os.read(terminal, 4096):
            output += chunk
    os.close(terminal)
    return output
