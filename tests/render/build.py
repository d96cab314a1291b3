"""Documents and verdicts by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.types import (
    By,
    Document,
    Image,
    Inline,
    Kind,
    Mark,
    MarkTag,
    OpenGraph,
    Role,
    Tree,
    Verdict,
)

MODEL = By("model", "test")


@dataclass(frozen=True, slots=True)
class B:
    """A block: its text or its inline parts, and its verdict."""

    text: str = ""
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    group: int = -1
    """-1: of its own."""
    role: Role = Role.PARAGRAPH
    keep: bool = True
    score: float | None = None
    """None: 0.9 if it is kept, else 0.1."""
    by: By = MODEL
    inline: Inline = ()
    blank_before: int = 0
    ordered: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A document and what became of its blocks."""

    document: Document
    verdicts: list[Verdict] = field(default_factory=list)


def make_html(
    *blocks: B,
    url: str | None = "https://bugle.example/news/",
    images: tuple[Image, ...] = (),
    title: str = "",
    language: str = "",
    source: str = "",
    open_graph: OpenGraph | None = None,
) -> Case:
    """An HTML document of `blocks`, each in a <p> of its own below the root."""
    n = len(blocks)
    tree = Tree(
        tag=["html", *["p"] * n],
        parent=[0] * (n + 1),
        tokens=[()] * (n + 1),
        first=[0, *range(n)],
        end=[n, *range(1, n + 1)],
    )
    texts = [text_of(block) for block in blocks]
    document = Document(
        format="html",
        source=source,
        url=url,
        text=texts,
        visible=texts,
        kind=[block.kind for block in blocks],
        level=[block.level for block in blocks],
        ordered=[block.ordered for block in blocks],
        group=[-i - 1 if block.group < 0 else block.group for i, block in enumerate(blocks)],
        element=list(range(1, n + 1)),
        link_chars=[0] * n,
        emphasis_chars=[0] * n,
        hidden=[False] * n,
        inline=[block.inline for block in blocks],
        number=[block.number for block in blocks],
        tree=tree,
        images=images,
        title=title,
        language=language,
        open_graph=open_graph or OpenGraph(),
    )
    return Case(document, [judge(block) for block in blocks])


def make_dump(*blocks: B) -> Case:
    """A text dump of `blocks`, one a line."""
    n = len(blocks)
    document = Document(
        format="text",
        source="\n".join("\n" * block.blank_before + block.text for block in blocks),
        url=None,
        text=[block.text for block in blocks],
        visible=[block.text for block in blocks],
        kind=[block.kind for block in blocks],
        level=[0] * n,
        ordered=[False] * n,
        group=[-i - 1 if block.group < 0 else block.group for i, block in enumerate(blocks)],
        blank_before=[block.blank_before for block in blocks],
        joined=[False] * n,
    )
    return Case(document, [judge(block) for block in blocks])


def text_of(block: B) -> str:
    """The block's text as the segmenter would fold it."""
    if not block.inline:
        return block.text
    return " ".join("".join(part for part in block.inline if isinstance(part, str)).split())


def judge(block: B) -> Verdict:
    """The verdict that a block brings along."""
    score = (0.9 if block.keep else 0.1) if block.score is None else block.score
    return Verdict(block.role, block.keep, score, block.by, "by hand")


def numbered(text: str, number: int, *, level: int = 1, group: int = 1, keep: bool = True) -> B:
    """An item of a numbered list."""
    kind = Kind.LIST_ITEM
    return B(text, kind, level, group, keep=keep, ordered=True, number=number)


def row(*cells: str | Inline, heads: int = 0) -> B:
    """A table's row, as the segmenter joins it; the first `heads` cells are heads."""
    parts: list[str | Mark] = []
    for i, cell in enumerate(cells):
        parts += [" | "] if i else []
        parts.append(Mark("th" if i < heads else "td", True))
        parts += [cell] if isinstance(cell, str) else cell
    return B(kind=Kind.TABLE_ROW, group=1, inline=tuple(parts))


def marked(tag: MarkTag, text: str, value: str = "") -> Inline:
    """`text` inside one mark."""
    return (Mark(tag, True, value), text, Mark(tag, False))
