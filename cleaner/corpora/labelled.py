"""Pages whose blocks were labelled by hand, without their text, as in `fixtures/roles`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import CorpusError
from cleaner.letters.fold import fold_spaces
from cleaner.types import CONTENT_ROLES, Role

CONTENT = "content"
"""The label of all roles of content but the headline."""
UNCLEAR = "unclear"
"""The label of what nobody can tell."""
LABELS = (CONTENT, *(r for r in Role if r is Role.HEADLINE or r not in CONTENT_ROLES), UNCLEAR)
_DIGITS = 8
"""Hexadecimal digits of a block's hash: a page's few hundred blocks are told apart by them."""


class LabelledBlock(NamedTuple):
    """A block, by the hash of its text, and what each of two readings takes it for.

    Both say the same where there was but one.
    """

    hash: str
    first: str
    second: str

    @property
    def agreed(self) -> str | None:
        """What both take it for; None where they differ or cannot tell."""
        return self.first if self.first == self.second != UNCLEAR else None


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of a corpus and its blocks, in order."""

    corpus: str
    """The name of its file without `.parquet`."""
    id: str
    type: str
    blocks: tuple[LabelledBlock, ...]

    def find(self, texts: Sequence[str]) -> list[tuple[LabelledBlock, int]]:
        """The blocks that are among the texts in the same order, each with the text's place."""
        hashes, own = list(map(hash_text, texts)), [block.hash for block in self.blocks]
        runs = SequenceMatcher(None, own, hashes, autojunk=False).get_matching_blocks()
        return [(self.blocks[run.a + k], run.b + k) for run in runs for k in range(run.size)]


@dataclass(frozen=True, slots=True)
class LabelFile:
    """The pages of one file."""

    path: Path
    sha256: str
    pages: tuple[LabelledPage, ...]


def read_labels(path: Path) -> LabelFile:
    """The pages of a file with a JSON object a line; CorpusError where one is something else,
    or none is there.
    """
    content = path.read_bytes()
    pages = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            page = json.loads(line)
            blocks = tuple(map(_read_block, page["blocks"]))
            pages.append(LabelledPage(page["corpus"], page["id"], page["type"], blocks))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            expected = 'expected {"corpus": , "id": , "type": , "blocks": ["HASH LABEL", ...]}'
            found = f"no {error}" if isinstance(error, KeyError) else error
            raise CorpusError(f"{path}, line {number}: {found}; {expected}") from error
    if not pages:
        raise CorpusError(f"{path} holds no labelled page")
    return LabelFile(path, hashlib.sha256(content).hexdigest(), tuple(pages))


def hash_text(text: str) -> str:
    """What tells a block from the others of its page, whatever its white space.

    >>> hash_text("Read  more") == hash_text("Read more")
    True
    """
    return hashlib.sha256(fold_spaces(text).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _read_block(text: str) -> LabelledBlock:
    """Of `HASH LABEL`, or `HASH LABEL LABEL` where the second reading says otherwise."""
    found, first, *second = text.split()
    block = LabelledBlock(found, first, *(second or [first]))
    for label in block[1:]:
        if label not in LABELS:
            raise ValueError(f"no label is called {label!r}; there are {', '.join(LABELS)}")
    return block
