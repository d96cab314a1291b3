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

from cleaner.dumps.write.escape import printable, to_json
from cleaner.dumps.write.files import Input, atomic_writer, check_outputs, plan_outputs, write

if TYPE_CHECKING:
    from cleaner.result import Result


class Form(NamedTuple):
    """An output format: its file ending, how it is made, and what stands around several of them."""

    suffix: str
    render: Callable[[Result, Input, bool], str]
    """Of result, input and whether images are wanted; without a newline at the end."""
    title: str = ""
    """What stands above each of several results, with `{}` for the input's name."""
    end: str = "\n"
    """What stands behind each of several results."""
    between: str = ""
    brackets: tuple[str, str] = ("", "")
    """What stands before the first and behind the last of several results."""


def _record(result: Result, item: Input) -> dict[str, object]:
    return {"path": item.name, **result.to_record()}


def _json(result: Result, item: Input, images: bool) -> str:
    return to_json(_record(result, item), indent=2)


def _jsonl(result: Result, item: Input, images: bool) -> str:
    return to_json(_record(result, item))


FORMS = MappingProxyType(
    {
        "text": Form(
            ".txt", lambda result, item, images: result.text, "==> {} <==\n", between="\n"
        ),
        "markdown": Form(
            ".md",
            lambda result, item, images: result.to_markdown(images=images),
            "==> {} <==\n\n",
            between="\n",
        ),
        "html": Form(
            ".html",
            lambda result, item, images: result.to_html(images=images),
            "<!-- {} -->\n",
            between="\n",
        ),
        "json": Form(".json", _json, end="", between=",\n", brackets=("[\n", "\n]\n")),
        "jsonl": Form(".jsonl", _jsonl),
    }
)
IMAGE_FORMS = ("markdown", "html")
_COMMENT_END = re.compile("-(?=-)")
"""What two dashes begin with: comments of HTML end with `-->` or `--!>`."""


class Sink(Protocol):
    """Takes results one after the other, in order."""

    def put(self, item: Input, result: Result) -> None:
        """Write `result`; OutputError when that fails."""


def _encode(text: str) -> bytes:
    """`text` in UTF-8; half a surrogate pair, which no encoding has, becomes `?`."""
    return text.encode("utf-8", errors="replace")


def _file_content(text: str) -> bytes:
    """A result that stands alone; nothing for nothing."""
    return _encode(text + "\n" if text else "")


@dataclass(slots=True)
class Stream:
    """A Sink that puts all results into one stream, which it opens with the first of them."""

    form: Form
    images: bool
    several: bool
    open: Callable[[], BinaryIO]
    file: BinaryIO | None = field(default=None, init=False)

    def put(self, item: Input, result: Result) -> None:
        form, text = self.form, self.form.render(result, item, self.images)
        lead = form.brackets[0] if self.file is None else form.between
        self.file = self.file or self.open()
        if self.file.isatty() and not form.suffix.startswith(".json"):
            text = printable(text, keep="\n\t")
        if self.several:
            self.file.write(_encode(lead + form.title.format(self._name(item)) + text + form.end))
        else:
            self.file.write(_file_content(text))
        self.file.flush()

    def _name(self, item: Input) -> str:
        name = printable(item.name)
        return _COMMENT_END.sub("- ", name) if self.form.suffix == ".html" else name

    def finish(self) -> None:
        """Write what stands behind the last result."""
        if self.file is not None and self.several:
            self.file.write(_encode(self.form.brackets[1]))
            self.file.flush()


@dataclass(frozen=True, slots=True)
class Folder:
    """A Sink that writes a file for each input."""

    form: Form
    images: bool
    targets: dict[Input, Path]
    force: bool

    def put(self, item: Input, result: Result) -> None:
        text = self.form.render(result, item, self.images)
        write(self.targets[item], _file_content(text), self.force)


@contextmanager
def open_sink(
    form: Form,
    images: bool,
    inputs: Sequence[Input],
    output: Path | None,
    folder: bool,
    force: bool,
) -> Iterator[Sink]:
    """The Sink for `output`: standard output (None), a file, or a `folder`.

    OutputError before anything is written when a file is in the way.
    """
    if output is not None and folder:
        names = plan_outputs(inputs, form.suffix)
        targets = [output / name for name in names]
        check_outputs(targets, inputs, force)
        yield Folder(form, images, dict(zip(inputs, targets, strict=True)), force)
        return
    with ExitStack() as stack:
        if output is None:
            stream = Stream(form, images, len(inputs) > 1, lambda: sys.stdout.buffer)
        else:
            check_outputs([output], inputs, force)
            writer = atomic_writer(output, force)
            stream = Stream(form, images, len(inputs) > 1, lambda: stack.enter_context(writer))
        yield stream
        stream.finish()
