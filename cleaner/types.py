"""The values that travel down the line: Page -> Document -> verdicts -> Result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

Format = Literal["html", "text"]
FORMATS: tuple[Format, ...] = ("html", "text")
PAGE_TYPES = ("article", "forum", "product", "collection", "listing", "documentation", "service")
"""What pages are for, as WCXB names it; a collection is of products, a listing of anything else."""


class Kind(StrEnum):
    """The form of a block, as its markup or its line shows it."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TERM = "term"
    DEFINITION = "definition"
    QUOTE = "quote"
    CODE = "code"
    TABLE_ROW = "table_row"
    CAPTION = "caption"


class Role(StrEnum):
    """What a block is on its page: content, something around the article, or chrome by purpose."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"
    CAPTION = "caption"
    BYLINE = "byline"
    DATE = "date"
    COMMENT = "comment"
    NAVIGATION = "navigation"
    SHARE = "share"
    SUBSCRIBE = "subscribe"
    ADVERT = "advert"
    RELATED = "related"
    COMMENT_FORM = "comment_form"
    CONSENT = "consent"
    READING_TIME = "reading_time"
    LEGAL = "legal"
    LOGIN = "login"
    OTHER = "other"
    HIDDEN = "hidden"


ROLES: tuple[Role, ...] = tuple(role for role in Role if role is not Role.HIDDEN)
"""What the model tells apart, in the order that arrays of roles have: weights depend on it. What
is hidden the markup says."""
CONTENT_ROLES = frozenset(
    {
        Role.HEADLINE,
        Role.HEADING,
        Role.PARAGRAPH,
        Role.LIST_ITEM,
        Role.QUOTE,
        Role.CODE,
        Role.TABLE,
    }
)
AROUND_ROLES = frozenset({Role.CAPTION, Role.BYLINE, Role.DATE, Role.COMMENT})
CHROME_ROLES = frozenset(Role) - CONTENT_ROLES - AROUND_ROLES
ROLE_OF_KIND: Mapping[Kind, Role] = MappingProxyType(
    {
        Kind.PARAGRAPH: Role.PARAGRAPH,
        Kind.HEADING: Role.HEADING,
        Kind.LIST_ITEM: Role.LIST_ITEM,
        Kind.TERM: Role.LIST_ITEM,
        Kind.DEFINITION: Role.LIST_ITEM,
        Kind.QUOTE: Role.QUOTE,
        Kind.CODE: Role.CODE,
        Kind.TABLE_ROW: Role.TABLE,
        Kind.CAPTION: Role.CAPTION,
    }
)
"""What a content block is by its form alone."""


MarkTag = Literal["a", "em", "strong", "code", "sub", "sup", "math", "td", "th"]
"""What a mark says of its text; `math` is TeX with its delimiters. The last two begin a cell of a
row, and are never closed."""


MAX_PATH = 100
"""Tags of a block's path; nesting beyond is hostile, and a path for each block costs its square."""


class Mark(NamedTuple):
    """Inline markup opening (`opens`) or closing inside a block; `value` is a link's href."""

    tag: MarkTag
    opens: bool
    value: str = ""


Inline = tuple["str | Mark", ...]
"""A block's raw text runs with the inline marks between them, in document order."""


class Image(NamedTuple):
    """A picture; `before` is the index of the block that follows it in document order."""

    before: int
    src: str
    alt: str


_SHOWN = 60
"""Characters of a text, or bytes, that fit into a line beside others."""


def shorten(text: str | bytes) -> str:
    """The beginning of the text, as Python writes it."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One input: a page's HTML or a text dump, and what the caller knows of it."""

    content: str | bytes
    url: str | None = None
    content_type: str | None = None
    """The HTTP header's value; its charset outranks what the page says of itself."""
    format: Format | None = None
    """None: told by the content."""
    site: str | None = None
    """What its site is called; None: the host of its address."""

    def __repr__(self) -> str:
        """How the content begins, and what is known of it."""
        named = [(field.name, getattr(self, field.name)) for field in fields(self)[1:]]
        known = [f"{name}={value!r}" for name, value in named if value is not None]
        is_text = isinstance(self.content, (str, bytes))  # else it is refused, and shown before
        content = shorten(self.content) if is_text else f"<{type(self.content).__name__}>"
        return f"Page({', '.join([content, *known])})"


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements that hold a document's blocks, as flat columns in document order.

    All columns have one entry an element; element 0 is the root and its own parent, a parent
    stands before its children, an element's blocks are `first[i]` up to, not with, `end[i]`.
    """

    tag: Sequence[str] = ()
    parent: Sequence[int] = ()
    tokens: Sequence[tuple[str, ...]] = ()
    """Words of class, id, role, itemprop and the like, lower case, digits folded to 0.

    The root has what the page says of itself: `og:type article`, `type newsarticle` (JSON-LD)...
    """
    first: Sequence[int] = ()
    end: Sequence[int] = ()


class Declared(NamedTuple):
    """What a page says of itself beside its text; lines of plain text, "" where it says nothing."""

    description: str = ""
    """<meta> descriptions."""
    names: str = ""
    """JSON-LD's names, headlines and descriptions."""
    body: str = ""
    """JSON-LD's texts: articleBody, text, reviewBody."""


class OpenGraph(NamedTuple):
    """What a page's og: properties say, white space folded; "" where they say nothing."""

    title: str = ""
    site_name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preamble:
    """The first `n_lines` of a dump, and what they say: values by name, in lower case."""

    n_lines: int = 0
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def find(self, *names: str) -> str:
        """The first value of the first of the names that has one, else ""."""
        return next(iter(self.find_all(*names)), "")

    def find_all(self, *names: str) -> Sequence[str]:
        """All values of the first of the names that has one."""
        return next((self.fields[name] for name in names if self.fields.get(name)), ())


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A page cut into blocks, as flat columns: entry i of each belongs to block i.

    Markup columns are empty for plain text (`element`, `hidden`, `unseen`, `inline`; `link_chars`
    where no line has a link), as `blank_before` and `joined` are for HTML. Nothing of the page's
    text is missing here except scripts, styles and the like: what to keep is decided later.
    """

    format: Format
    source: str
    """The decoded input without what nobody sees: what the metadata of HTML is read from."""
    url: str | None
    text: Sequence[str]
    """HTML: white space folded, except code. Plain text: the line, or lines, as they stand."""
    visible: Sequence[str]
    """What a reader sees of each block: what it is judged by. Of HTML it is the text but for the
    places of empty cells; a dump's may have more: line ends inside a paragraph, images and the
    addresses of links, the underline of a heading, what a dump says of itself."""
    kind: Sequence[Kind]
    level: Sequence[int]
    """Headings: 1 to 6. List items: nesting depth from 1. Else 0."""
    ordered: Sequence[bool]
    """Whether each is an item of a list that is numbered."""
    group: Sequence[int]
    """Blocks of one list or table, and lines parted by a lone <br>, share a number."""
    element: Sequence[int] = ()
    """Index into `tree` of the innermost element around the whole block."""
    link_chars: Sequence[int] = ()
    """Characters of the block that are linked."""
    emphasis_chars: Sequence[int] = ()
    """Characters of the block in bold or italics."""
    hidden: Sequence[bool] = ()
    """Whether each is not displayed, by an attribute, perhaps until a script shows it."""
    unseen: Sequence[bool] = ()
    """Whether each is hidden for good, by whatever means; empty where none is."""
    inline: Sequence[Inline] = ()
    number: Sequence[int] = ()
    """What an item of a numbered list has for a number on its page; 0 for other blocks."""
    blank_before: Sequence[int] = ()
    """Empty lines between the line before and this one."""
    joined: Sequence[bool] = ()
    """Whether each begins behind another block on its line."""
    tree: Tree = field(default_factory=Tree)
    images: Sequence[Image] = ()
    languages: Mapping[int, str] = field(default_factory=dict)
    """What programs are written in, by their blocks, where their markup says so."""
    title: str = ""
    """What <title> says, white space folded."""
    language: str = ""
    """What <html lang> says, lower case."""
    declared: Declared = field(default_factory=Declared)
    open_graph: OpenGraph = field(default_factory=OpenGraph)
    preamble: Preamble = field(default_factory=Preamble)
    """What a dump says of itself above its text."""
    n_invisible: int = 0
    """Characters of the source that nobody sees, and that are gone (letters/invisible.py)."""

    def __repr__(self) -> str:
        """What it is of, and how much there is."""
        title = f"{shorten(self.title)} " if self.title else ""
        n_chars = sum(map(len, self.visible))
        return f"<Document {title}{self.format}: {len(self):,} blocks, {n_chars:,} characters>"

    def __len__(self) -> int:
        return len(self.text)

    def part(self, first: int, end: int) -> Document:
        """A dump's blocks from `first` up to, not with, `end`; only the first part has a title."""
        own = slice(first, end)
        return replace(
            self,
            text=self.text[own],
            visible=self.visible[own],
            kind=self.kind[own],
            level=self.level[own],
            ordered=self.ordered[own],
            group=self.group[own],
            link_chars=self.link_chars[own],
            blank_before=self.blank_before[own],
            joined=self.joined[own],
            title="" if first else self.title,
        )

    def block(self, index: int) -> Block:
        """Block `index` with its evidence, for people and for callers of the library."""
        if self.format == "text":
            return Block(
                index,
                self.text[index],
                self.kind[index],
                self.level[index],
                self.ordered[index],
                blank_before=self.blank_before[index],
                joined=self.joined[index],
            )
        path: list[str] = []
        tokens: tuple[str, ...] = self.tree.tokens[self.element[index]]
        at = self.element[index]
        while len(path) < MAX_PATH:
            path.append(self.tree.tag[at])
            if self.tree.parent[at] == at:
                break
            at = self.tree.parent[at]
        n_chars = max(1, len(self.text[index]))
        return Block(
            index,
            self.text[index],
            self.kind[index],
            self.level[index],
            self.ordered[index],
            path=tuple(reversed(path)),
            tokens=tokens,
            link_density=min(1.0, self.link_chars[index] / n_chars),
            hidden=self.hidden[index],
        )


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, table row or line, with the evidence around it."""

    index: int
    text: str
    kind: Kind
    level: int = 0
    ordered: bool = False
    """An item of a list that is numbered."""
    path: tuple[str, ...] = ()
    """Tags from the root, or from MAX_PATH elements up, down to the innermost element.

    Empty for plain text.
    """
    tokens: tuple[str, ...] = ()
    """Class, id, role and itemprop words of the innermost element."""
    link_density: float = 0.0
    """Share of linked characters, 0..1."""
    hidden: bool = False
    blank_before: int = 0
    """Plain text: empty lines above this one."""
    joined: bool = False
    """Plain text: begins behind another block on its line."""


Judge = Literal["option", "site", "rule", "markup", "model", "copy"]
"""Who can decide over a block: the caller, its site's profile, a rule, the block's own markup where
a reader sees nothing of it, the model, or the passage above that it repeats."""


class By(NamedTuple):
    """Who decided over a block.

    >>> print(By("rule", "consent.accept-all"), By("copy"))
    rule:consent.accept-all copy
    """

    kind: Judge
    name: str = ""
    """`FILE.ID` of a rule, name of a model, host of a site, `keep` or `drop` of an option."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind

    @classmethod
    def read(cls, text: str) -> By:
        """The value that `str` gave the text of, as records and reports hold it."""
        kind, _, name = text.partition(":")
        return cls(cast("Judge", kind), name)


class Verdict(NamedTuple):
    """What became of a block: its role, whether it stays, and who said so and why."""

    role: Role
    keep: bool
    score: float
    """The model's probability that the block is content, 0..1."""
    by: By
    reason: str


class JudgedBlock(NamedTuple):
    """A block and what became of it."""

    block: Block
    verdict: Verdict
