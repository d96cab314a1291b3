"""What a worker finds in a batch of records: a row of the list for each, and the page itself."""

from __future__ import annotations

import pickle
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

from cleaner.addresses import site_of
from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Task
from cleaner.dumps.escape import whole
from cleaner.dumps.read.columns import read_pages
from cleaner.dumps.read.decode import PageRow
from cleaner.dumps.read.raw import RawBatch, SplitEnd, TableRows
from cleaner.dumps.read.sources import Split
from cleaner.errors import as_cleaner_error
from cleaner.result import Result
from cleaner.review.doubt import find_doubts, rate_record
from cleaner.sites.line import to_line
from cleaner.types import Page
from cleaner.workers import WARM_UP

_DOUBTFUL = 0.3
"""Doubt from which a passage is worth a look. Chosen by hand."""
_MAX_PASSAGES = 6
"""Passages of a record that the queue asks of: who sees more to do opens the record."""
_MAX_BODY = 20_000
"""Characters of a record's text that are searched."""
_FIRST = 4
"""Records that are judged together at the very beginning."""
_LEVEL = 1
"""Of zlib's: pages are read once or never."""


class Passage(NamedTuple):
    """A doubtful block."""

    place: int
    doubt: float


@dataclass(frozen=True, slots=True)
class Listed:
    """A record as the list has it."""

    source: str
    """Name of its source; in the list, where that is read from (`record_key`)."""
    offset: int
    record: str
    """What labels call it; "" before that is known."""
    id: str
    url: str
    site: str
    title: str
    kind: str
    """What its page is; "failed" or "skipped" for what is none."""
    error: str
    confidence: float
    kept: float
    """Share of the characters, 0..1."""
    doubt: float
    n_blocks: int
    n_kept: int
    roles: Mapping[str, int]
    judges: Sequence[str]
    """Who decided over a block, as `By` is written."""
    lines: Mapping[int, int]
    """How often each line stands on it, by its number (`line_number`)."""
    passages: Sequence[Passage]
    body: str
    """The text to search."""
    page: bytes
    """The page, packed (`unpack_page`)."""


@dataclass(frozen=True, slots=True)
class Listing(Task):
    """Judges batches as a run does; the payload of an outcome are the rows of the list."""

    def read(self, split: Split) -> Iterator[RawBatch | SplitEnd]:
        """The split's batches, the first of all in small ones: somebody waits for it."""
        for item in Task.read(self, split):
            if isinstance(item, RawBatch) and split.n == item.n == 0:
                yield from _cut(item)
            else:
                yield item

    def load(self) -> None:
        """Load what `clean` needs, which guesses no languages."""
        self.cleaner.page_cleaner.extract(WARM_UP)

    def clean(self, raw: RawBatch) -> Outcome:
        """The rows of the batch's records."""
        cleaner = self.cleaner
        limit = cleaner.options.max_input_bytes
        pages = read_pages(raw, cleaner.keys, cleaner.page_format, limit)
        payload = pickle.dumps(list(map(self._list, pages.rows)))
        return Outcome(raw.split, raw.n, raw.n_bytes, {}, payload, (), {}, ())

    def _list(self, row: PageRow) -> Listed:
        if row.page is None:
            return _list_nothing(row, row.status or "failed", row.error)
        try:
            return _list_page(row, row.page, self.cleaner.page_cleaner.extract(row.page))
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one page does to us, the others go on
            return _list_nothing(row, "failed", str(as_cleaner_error(error)))


def _cut(batch: RawBatch) -> Iterator[RawBatch]:
    if isinstance(batch.rows, TableRows):
        yield batch
        return
    for first in range(0, len(batch.rows), _FIRST):
        yield replace(batch, rows=batch.rows[first : first + _FIRST])


def line_number(text: str) -> int:
    """What tells a line of a site from others; 0 for one that says nothing."""
    line = to_line(text)
    digest = blake2b(line.encode("utf-8", "replace"), digest_size=7).digest()
    return int.from_bytes(digest) if line else 0


def unpack_page(packed: bytes) -> Page:
    """The page of a row."""
    page: Page = pickle.loads(zlib.decompress(packed))
    return page


def _list_nothing(row: PageRow, kind: str, error: str) -> Listed:
    return Listed(
        row.source, row.offset, "", whole(row.id), whole(row.url or ""), "", "", kind, whole(error),
        0.0, 0.0, 0.0, 0, 0, {}, (), {}, (), "", b"",
    )  # fmt: skip


def _list_page(row: PageRow, page: Page, result: Result) -> Listed:
    verdicts, visible = result.verdicts, result.document.visible
    sizes = list(map(len, visible))
    kept = sum(size for size, verdict in zip(sizes, verdicts, strict=True) if verdict.keep)
    doubts = find_doubts(verdicts)
    lines = Counter(filter(None, map(line_number, visible)))
    return Listed(
        row.source,
        row.offset,
        "",
        whole(row.id),
        whole(row.url or ""),
        whole(site_of(page) or ""),
        whole(result.title or ""),
        str(result.page.kind),
        "",
        result.confidence,
        kept / (sum(sizes) or 1),
        rate_record(result, doubts),
        len(verdicts),
        sum(verdict.keep for verdict in verdicts),
        Counter(str(verdict.role) for verdict in verdicts),
        sorted({str(verdict.by) for verdict in verdicts}),
        lines,
        _find_passages(visible, doubts),
        whole(" ".join(visible)[:_MAX_BODY]),
        zlib.compress(pickle.dumps(page), _LEVEL),
    )


def _find_passages(texts: Sequence[str], doubts: Sequence[float]) -> list[Passage]:
    """The most doubtful blocks, in the order of the page."""
    doubtful = [
        Passage(i, doubt)
        for i, doubt in enumerate(doubts)
        if doubt >= _DOUBTFUL and texts[i].strip()
    ]
    doubtful.sort(key=lambda passage: -passage.doubt)
    return sorted(doubtful[:_MAX_PASSAGES])
