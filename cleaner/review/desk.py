"""What somebody works at who reviews: records, their views, labels, and the queue."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from cleaner.errors import CleanerError, UnforeseenError, WorkerDiedError
from cleaner.review.judging import Progress
from cleaner.review.marks import Marks, Said, correct
from cleaner.review.records import Records, Row
from cleaner.review.viewing import BlockView, Form, Judging, Look, RecordView, Variant
from cleaner.types import By, Role
from cleaner.workers import SlowError, Worker

Viewer = Worker[tuple[str, Look], object]
_VIEW_SECONDS = 120.0
"""For one view, by the clock; what takes longer cannot be shown."""
_CACHED = 32
"""Views that are held: the queue comes back to a record, and one is opened again after undoing."""
_AROUND = 2
"""Blocks above and below a passage of the queue."""


class ViewError(Exception):
    """A record that cannot be shown, and why."""


class Sheet(NamedTuple):
    """A record with what people said of it."""

    row: Row
    view: RecordView
    said: Mapping[int, Said]
    blocks: Sequence[BlockView]
    """As they are where people are right."""

    @property
    def model(self) -> str:
        """What gave the scores; "" where nothing was judged by it alone."""
        judges = (By.read(block.by) for block in self.view.blocks)
        return next((by.name for by in judges if by.kind == "model"), "")


class Task(NamedTuple):
    """A passage to decide on."""

    sheet: Sheet
    place: int
    n_left: int
    """Passages of the record that nobody has decided on, with this one."""

    @property
    def around(self) -> Sequence[BlockView]:
        """The passage and its neighbours."""
        return self.sheet.blocks[max(0, self.place - _AROUND) : self.place + _AROUND + 1]


class Change(NamedTuple):
    """What came of something that somebody said."""

    changed: Sequence[int]
    """Places of the blocks of the record that are shown otherwise now."""
    n_alike: int
    """Identical lines of the site, with the block itself; 0 where it has none."""


@dataclass(slots=True)
class Desk:
    """The state of a review; used by one thread, the server's."""

    records: Records
    marks: Marks
    viewer: Viewer
    judging: Judging
    progress: Progress
    _views: OrderedDict[tuple[int, Variant], RecordView] = field(default_factory=OrderedDict)
    _skipped: set[int] = field(default_factory=set)

    async def sheet(self, row: Row) -> Sheet:
        """The record as it is shown; ViewError where it cannot be."""
        view = await self.view(row, self.judging.usual)
        said = self.marks.said_of(row, view.blocks)
        kept = self.judging.options.kept_roles
        blocks = [correct(block, said.get(block.place), kept) for block in view.blocks]
        return Sheet(row, view, said, blocks)

    async def view(self, row: Row, variant: Variant) -> RecordView:
        """The record as it is judged by a variant."""
        key = row.n, variant
        if key not in self._views:
            self._views[key] = cast(RecordView, await self._ask(row, "record", variant))
            if len(self._views) > _CACHED:
                self._views.popitem(last=False)
        self._views.move_to_end(key)
        return self._views[key]

    async def output(self, sheet: Sheet, form: Form) -> str:
        """What the record becomes where people are right."""
        return cast(str, await self._ask(sheet.row, form, self.judging.usual, sheet.said))

    async def frame(self, sheet: Sheet) -> bytes:
        """The page as it came, marked."""
        return cast(bytes, await self._ask(sheet.row, "frame", self.judging.usual, sheet.said))

    async def say(
        self, row: Row, places: Sequence[int], role: Role | None, everywhere: bool
    ) -> Change:
        """Write down what blocks are; by None, that they are what they are taken for."""
        before = await self.sheet(row)
        there = [place for place in places if 0 <= place < len(before.blocks)]
        roles = [(before.view.blocks[p], role or before.blocks[p].role) for p in there]
        self.marks.say(row, roles, everywhere)
        return await self._changed(row, before, [block for block, _ in roles])

    async def see(self, row: Row) -> None:
        """Write down that somebody agrees with the whole record."""
        sheet = await self.sheet(row)
        self.marks.see(row, sheet.view.blocks)
        self._note(row)

    async def undo(self) -> Row | None:
        """Take back what was said last; the record it was said of, if it is here."""
        found = None
        for source, record in self.marks.undo():
            if (row := self.records.find_record(source, record)) is not None:
                self._note(row)
                self._skipped.discard(row.n)
                found = row
        return found

    def skip(self, row: Row) -> None:
        """Ask no more of this record in this review."""
        self._skipped.add(row.n)

    async def next_task(self) -> Task | None:
        """The next passage of the queue; None when nothing is left."""
        for n in self.records.doubtful():
            row = None if n in self._skipped else self.records.get(n)
            if row is None:
                continue
            try:
                sheet = await self.sheet(row)
            except ViewError:
                self._skipped.add(n)
                continue
            left = self._places_left(sheet)
            if left:
                return Task(sheet, left[0], len(left))
            self._skipped.add(n)
        return None

    def _places_left(self, sheet: Sheet) -> list[int]:
        places = (passage.place for passage in self.records.passages(sheet.row.n))
        return [p for p in places if p < len(sheet.blocks) and p not in sheet.said]

    async def _changed(self, row: Row, before: Sheet, blocks: Sequence[BlockView]) -> Change:
        self._note(row)
        after = await self.sheet(row)
        changed = [
            new.place
            for old, new in zip(before.blocks, after.blocks, strict=True)
            if old != new or before.said.get(new.place) != after.said.get(new.place)
        ]
        alike = self.records.like(blocks[0].line, row.site) if len(blocks) == 1 else []
        return Change(changed, sum(times for _, times in alike))

    def _note(self, row: Row) -> None:
        self.records.mark(row.n, *self.marks.state_of(row.source, row.record))

    async def _ask(
        self, row: Row, form: str, variant: Variant, said: Mapping[int, Said] | None = None
    ) -> object:
        page = self.records.page(row.n)
        if page is None:
            raise ViewError(row.error or "there is no page")
        roles = {place: one.role for place, one in (said or {}).items()}
        look = Look(page, variant, roles)
        try:
            return await asyncio.to_thread(self.viewer.call, (form, look), _VIEW_SECONDS)
        except SlowError:
            raise ViewError(f"it takes longer than {_VIEW_SECONDS:g} seconds") from None
        except WorkerDiedError:
            raise ViewError("the process that judges it died over it") from None
        except (UnforeseenError, CleanerError) as error:
            raise ViewError(str(error)) from error
