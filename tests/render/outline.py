"""What a rendered page holds: each of its lines with the lists, quotes and the like around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import html as lxml_html
from markdown_it import MarkdownIt

from cleaner.types import By, Document, Role, Verdict

_AROUND = frozenset(
    {"blockquote", "ul", "ol", "dl", "pre", "table", *(f"h{n}" for n in range(1, 7))}
)
_BLOCKS = _AROUND | {
    "p", "li", "dt", "dd", "tr", "thead", "tbody", "article", "div", "figure", "figcaption"
}  # fmt: skip
_RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class Line(NamedTuple):
    """A line, what is around it from the outside in, and the mark of the item it begins."""

    around: tuple[str, ...]
    mark: str
    text: str

    def shown(self) -> str:
        """The line as plain text has it; terms are a list in Markdown alone."""
        return f"{self.mark} {self.text}" if self.mark and "dl" not in self.around else self.text


def keep_all(document: Document) -> list[Verdict]:
    """A verdict for each block, which keeps it."""
    return [Verdict(Role.PARAGRAPH, True, 1.0, By("model", "test"), "by hand")] * len(document)


def outline_markdown(markdown: str) -> list[Line]:
    """Lines of Markdown as CommonMark with GitHub's tables shows it."""
    return outline(_RENDERER.render(markdown))


def outline(html: str) -> list[Line]:
    """Lines of a page; those of code without their indentation, those of a row as one."""
    walker = _Walker()
    walker.walk(lxml_html.fromstring(f"<div>{html}</div>"))
    walker.end_line()
    return walker.lines


class _Walker:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.around: list[str] = []
        self.text = ""
        self.mark = ""

    def end_line(self) -> None:
        """What was read since the last line is one, if it says something."""
        text = " ".join(self.text.split())
        if "table" in self.around:
            text = text.rstrip(" |")
        if text:
            self.lines.append(Line(tuple(self.around), self.mark, text))
            self.mark = ""
        self.text = ""

    def walk(self, element: Any) -> None:
        """Read an element and what is in it."""
        is_block = element.tag in _BLOCKS
        if is_block or element.tag == "br":
            self.end_line()
        if element.tag in _AROUND:
            self.around.append(element.tag)
        self._read(element.text)
        numbers = _number(element)
        for i, child in enumerate(element):
            if child.tag in ("li", "dt", "dd"):
                self.end_line()
                self.mark = next(numbers)
            if element.tag == "tr" and i:
                self.text += " | "
            self.walk(child)
            self._read(child.tail)
        if is_block:
            self.end_line()
        if element.tag in _AROUND:
            self.around.pop()

    def _read(self, text: str | None) -> None:
        if "pre" not in self.around:
            self.text += text or ""
            return
        for line in (text or "").split("\n"):
            self.text += line
            self.end_line()


def _number(element: Any) -> Iterator[str]:
    number = int(element.get("start", 1))
    for child in element:
        if child.tag in ("li", "dt", "dd"):
            number = int(child.get("value", number))
            yield f"{number}." if element.tag == "ol" else "-"
            number += 1
