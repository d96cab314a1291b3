"""Where `clean` puts its results: one stream, or a folder with a file for each input."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from cleaner.dumps.escape import printable, to_bytes, to_json
from cleaner.dumps.read.walk import Input
from cleaner.dumps.write.files import atomic_writer, check_outputs
from cleaner.dumps.write.formats import PAGE_FORMATS, Additions, Rendering
from cleaner.dumps.write.pages import page_content, page_path, write_page
from cleaner.errors import InputError

if TYPE_CHECKING:
    from cleaner.result import Result


class OutputFormat(NamedTuple):
    """What a result is written as, and what stands around several of them."""

    suffix: str
    render: Callable[[Result, Input, Additions], str]
    """Without a newline at the end."""
    title: str = ""
    """What stands above each of several results, with `{}` for the input's name."""
    end: str = "\n"
    """What stands behind each of several results."""
    between: str = ""
    brackets: tuple[str, str] = ("", "")
    """What stands before the first and behind the last of several results."""

    @property
    def is_json(self) -> bool:
        """Whether it holds records, with every control character escaped."""
        return self.suffix.startswith(".json")


def _page(name: Rendering, title: str) -> OutputFormat:
    suffix, render = PAGE_FORMATS[name]
    return OutputFormat(
        suffix, lambda result, item, wanted: render(result, wanted), title, between="\n"
    )


def _record(result: Result, item: Input) -> dict[str, object]:
    return {"path": item.name, **result.to_record()}


OUTPUT_FORMATS = MappingProxyType(
    {
        "text": _page("text", "==> {} <==\n"),
        "markdown": _page("markdown", "==> {} <==\n\n"),
        "html": _page("html", "<!-- {} -->\n"),
        "json": OutputFormat(
            ".json",
            lambda result, item, wanted: to_json(_record(result, item), indent=2),
            end="",
            between=",\n",
            brackets=("[\n", "\n]\n"),
        ),
        "jsonl": OutputFormat(
            ".jsonl", lambda result, item, wanted: to_json(_record(result, item))
        ),
    }
)
IMAGE_FORMATS = ("markdown", "html")
_COMMENT_END = re.compile("-(?=-)")
"""What two dashes begin with: comments of HTML end with `-->` or `--!>`."""


class Sink(Protocol):
    """Takes results one after the other, in order."""

    def put(self, item: Input, result: Result) -> None:
        """Write `result`; OutputError when that fails."""


@dataclass(slots=True)
class Stream:
    """A Sink that puts all results into one stream, which it opens with the first of them."""

    form: OutputFormat
    wanted: Additions
    several: bool
    open: Callable[[], BinaryIO]
    file: BinaryIO | None = field(default=None, init=False)

    def put(self, item: Input, result: Result) -> None:
        form, text = self.form, self.form.render(result, item, self.wanted)
        lead = form.brackets[0] if self.file is None else form.between
        self.file = self.file or self.open()
        if self.file.isatty() and not form.is_json:
            text = printable(text, keep="\n\t")
        if self.several:
            self.file.write(to_bytes(lead + form.title.format(self._name(item)) + text + form.end))
        else:
            self.file.write(page_content(text))
        self.file.flush()

    def _name(self, item: Input) -> str:
        name = printable(item.name)
        return _COMMENT_END.sub("- ", name) if self.form.suffix == ".html" else name

    def finish(self) -> None:
        """Write what stands behind the last result."""
        if self.file is not None and self.several:
            self.file.write(to_bytes(self.form.brackets[1]))
            self.file.flush()


@dataclass(frozen=True, slots=True)
class Folder:
    """A Sink that writes a file for each input, as `cleaner run` does for each record."""

    form: OutputFormat
    wanted: Additions
    folder: Path
    force: bool

    def put(self, item: Input, result: Result) -> None:
        content = page_content(self.form.render(result, item, self.wanted))
        write_page(self.folder, page_path(item.source, 0, self.form.suffix), content, self.force)

    def check(self, inputs: Sequence[Input]) -> None:
        """Raise an error where two inputs have one name, or a file is in the way of an output."""
        places: dict[str, Input] = {}
        for item in inputs:
            other = places.setdefault(page_path(item.source, 0, self.form.suffix), item)
            if other is not item:
                raise InputError(f"{item.name}: another input has the name {item.source}, too")
        check_outputs([self.folder / place for place in places], inputs, self.force)


@contextmanager
def open_sink(
    form: OutputFormat,
    wanted: Additions,
    inputs: Sequence[Input],
    output: Path | None,
    is_folder: bool,
    force: bool,
) -> Iterator[Sink]:
    """The Sink for `output`: standard output (None), a file, or a folder.

    OutputError before anything is written when a file is in the way.
    """
    if output is not None and is_folder:
        folder = Folder(form, wanted, output, force)
        folder.check(inputs)
        yield folder
        return
    with ExitStack() as stack:
        if output is None:
            stream = Stream(form, wanted, len(inputs) > 1, lambda: sys.stdout.buffer)
        else:
            check_outputs([output], inputs, force)
            writer = atomic_writer(output, force)
            stream = Stream(form, wanted, len(inputs) > 1, lambda: stack.enter_context(writer))
        yield stream
        stream.finish()
