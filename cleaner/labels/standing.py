"""What stands of all that was said: the last word on each block, of what was not undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.labels.entries import Entry, Label, Undo
from cleaner.labels.pages import LabelledBlock, LabelledPage, label_of


class RecordKey(NamedTuple):
    """What tells a record from all others."""

    source: str
    record: str


class Standing:
    """Is told one entry after the other, and knows at any time what holds."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._by_id: dict[str, Entry] = {}
        self._undone: set[str] = set()
        self._of_record: dict[RecordKey, list[Label | LabelledPage]] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> bool:
        """Take in an entry; False for one that is there already, as after a merge."""
        if entry.id and entry.id in self._by_id:
            return False
        if entry.id:
            self._by_id[entry.id] = entry
        if isinstance(entry, Undo):
            self._toggle(entry)
        else:
            key = RecordKey(entry.source, entry.record)
            self._of_record.setdefault(key, []).append(entry)
        return True

    @property
    def records(self) -> Sequence[RecordKey]:
        """Those of which something is said, in the order in which it was said first."""
        return [key for key in self._of_record if any(True for _ in self._entries(key))]

    @property
    def labels(self) -> Sequence[Label]:
        """The last label on each block of each record."""
        return [label for key in self._of_record for label in self.labels_of(key)]

    @property
    def pages(self) -> Sequence[LabelledPage]:
        """The records with all that is said of them; blocks that are seen but have no label are
        what their verdict says.
        """
        return [self.page_of(key) for key in self.records]

    def labels_of(self, key: RecordKey) -> Sequence[Label]:
        """The last label on each of a record's blocks, in the order of the page."""
        last = {(e.place, e.block): e for e in self._entries(key) if isinstance(e, Label)}
        return sorted(last.values(), key=lambda label: label.place)

    def seen_of(self, key: RecordKey) -> LabelledPage | None:
        """What was said when somebody last looked at the whole record; None if nobody did."""
        seen = [entry for entry in self._entries(key) if isinstance(entry, LabelledPage)]
        return seen[-1] if seen else None

    def page_of(self, key: RecordKey) -> LabelledPage:
        """All that is said of a record, the last word on each block."""
        blocks: dict[tuple[int | None, str, int], LabelledBlock] = {}
        type_ = ""
        for entry in self._entries(key):
            if isinstance(entry, Label):
                label = label_of(entry.role)
                block = LabelledBlock(entry.block, label, label, entry.place)
                blocks[entry.place, entry.block, 0] = block
            else:
                type_ = entry.type or type_
                blocks |= _index(entry)
        return LabelledPage(*key, tuple(blocks.values()), type_)

    def _entries(self, key: RecordKey) -> Iterator[Label | LabelledPage]:
        for entry in self._of_record.get(key, ()):
            if entry.id not in self._undone:
                yield entry

    def _toggle(self, undo: Undo) -> None:
        """Take back what it undoes; of an undoing that is to bring back what that undid."""
        takes_back, met = True, {undo.id}
        target = self._by_id.get(undo.undoes)
        while target is not None and target.id not in met:
            met.add(target.id)
            (self._undone.add if takes_back else self._undone.discard)(target.id)
            takes_back = not takes_back
            target = self._by_id.get(target.undoes) if isinstance(target, Undo) else None


def _index(page: LabelledPage) -> Mapping[tuple[int | None, str, int], LabelledBlock]:
    """The page's blocks by what tells them apart."""
    if page.id:
        return {(block.place, block.hash, 0): block for block in page.blocks}
    return {(None, block.hash, i): block for i, block in enumerate(page.blocks)}
