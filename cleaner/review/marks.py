"""What people say of the records under review: read from the file of labels, and added to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cleaner.labels.entries import Entry, Label, Undo, Was, new_id, now
from cleaner.labels.file import LabelFile
from cleaner.labels.pages import LabelledBlock, LabelledPage, hash_text, label_of
from cleaner.labels.standing import RecordKey
from cleaner.review.listing import line_number
from cleaner.review.records import Row
from cleaner.review.viewing import BlockView
from cleaner.types import By, Role


class Said(NamedTuple):
    """What holds of a block, since somebody said it."""

    role: Role
    everywhere: bool
    """Whether it was said of all lines like it of the site."""


class Marks:
    """The labels of a review; `who` gives them."""

    def __init__(self, file: LabelFile, who: str) -> None:
        self._file, self._who = file, who
        self._groups: list[list[Entry]] = []
        self._everywhere: dict[tuple[str, int], Role] = {}
        self._index()

    def state_of(self, source: str, record: str) -> tuple[int, bool]:
        """How many blocks of a record have a label, and whether somebody agreed with the rest."""
        standing, key = self._file.standing, RecordKey(source, record)
        return len(standing.labels_of(key)), standing.seen_of(key) is not None

    def said_of(self, row: Row, blocks: Sequence[BlockView]) -> Mapping[int, Said]:
        """What holds of the record's blocks, by their places: the last word on each."""
        found = {}
        for block in blocks if self._everywhere else ():
            if (role := self._everywhere.get((row.site, block.line))) is not None:
                found[block.place] = Said(role, True)
        labels = self._file.standing.labels_of(RecordKey(row.source, row.record))
        for label, place in _find(labels, blocks):
            found[place] = Said(label.role, label.everywhere)
        return found

    def say(
        self, row: Row, roles: Sequence[tuple[BlockView, Role]], everywhere: bool = False
    ) -> None:
        """Write down what blocks are, which were judged as they say."""
        when = now()
        self._append([self._label(row, *pair, everywhere, when) for pair in roles])

    def see(self, row: Row, blocks: Sequence[BlockView]) -> None:
        """Write down that somebody agrees with all that has no label of its own."""
        said = self.said_of(row, blocks)
        labelled = []
        for block in blocks:
            label = label_of(said[block.place].role if block.place in said else block.role)
            labelled.append(LabelledBlock(hash_text(block.text), label, label, block.place))
        page = LabelledPage(row.source, row.record, tuple(labelled), "", new_id(), self._who, now())
        self._append([page])

    def undo(self) -> Sequence[RecordKey]:
        """Take back what was said last; of which records."""
        group = self._groups.pop() if self._groups else self._last()
        if group:
            self._file.append(*(Undo(entry.id, self._who) for entry in group))
            self._index()
        keys = (RecordKey(e.source, e.record) for e in group if not isinstance(e, Undo))
        return list(dict.fromkeys(keys))

    def _label(self, row: Row, block: BlockView, role: Role, everywhere: bool, when: str) -> Label:
        was = Was(block.role, block.keep, By.read(block.by), round(block.score, 4))
        return Label(
            row.source, row.record, block.place, block.text, role, was, everywhere,
            row.url, row.site, self._who, when,
        )  # fmt: skip

    def _append(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._file.append(*entries)
            self._groups.append(list(entries))
            self._index()

    def _last(self) -> list[Entry]:
        """What was said last before this review began, and stands."""
        standing = self._file.standing
        seen = filter(None, map(standing.seen_of, standing.records))
        entries: list[Label | LabelledPage] = [*standing.labels, *(e for e in seen if e.id)]
        last = max((entry.when for entry in entries), default="")
        return [entry for entry in entries if entry.when == last]

    def _index(self) -> None:
        labels = sorted(self._file.standing.labels, key=lambda label: label.when)
        self._everywhere = {
            (label.site, line_number(label.text)): label.role
            for label in labels
            if label.everywhere and label.site
        }


def correct(block: BlockView, said: Said | None, kept: frozenset[Role]) -> BlockView:
    """The block as it is where people are right."""
    if said is None:
        return block
    by = "you, on all lines like it" if said.everywhere else "you"
    return replace(block, role=said.role, keep=said.role in kept, by=by, reason="")


def _find(labels: Sequence[Label], blocks: Sequence[BlockView]) -> Iterator[tuple[Label, int]]:
    """The labels whose blocks are on the page, with their places now."""
    by_block: dict[tuple[int | None, str], Label] = {(one.place, one.block): one for one in labels}
    labelled = (LabelledBlock(hash_, str(label.role), str(label.role), place)
                for (place, hash_), label in by_block.items())  # fmt: skip
    texts = [block.text for block in blocks] if labels else []
    for block, place in LabelledPage("", "", tuple(labelled)).find(texts):
        yield by_block[block.place, block.hash], place
