"""Record batch in, record batch out: what cleans dumps on one machine and on many."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cleaner.addresses import site_of
from cleaner.dumps.clean.filters import Filters
from cleaner.dumps.escape import whole
from cleaner.dumps.read.columns import Pages, read_pages, read_table
from cleaner.dumps.read.decode import PageRow, parse_day
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import RawBatch
from cleaner.dumps.write.formats import PAGE_FORMATS, Additions, Rendering
from cleaner.dumps.write.records import Ending, Gathered, Origin, Records, Row
from cleaner.options import Options
from cleaner.render import Record
from cleaner.sites.evidence import collect_evidence
from cleaner.types import Format, Page
from cleaner.workers import WARM_UP

if TYPE_CHECKING:
    from cleaner.cleaning import Cleaner
    from cleaner.result import Result

NO_SITE = "of no site: it has no address"
"""Why evidence of a page is left out."""


@dataclass(frozen=True)
class BatchCleaner:
    """Cleans Arrow record batches; pickles, and loads rules and model where it is first called.

    The batch that comes back has a row for each row, in order: `source`, `offset`, `id`, `url`,
    `title`, `text` and the rest of `Result.to_record`, `status` (`cleaned`, `skipped`, `failed`)
    with `error_type` and `error`, `seconds` of cleaning, and the other columns that came.
    """

    options: Options = field(default_factory=Options)
    keys: Keys = field(default_factory=Keys)
    filters: Filters = field(default_factory=Filters)
    page_format: Format | None = None
    """Format of what is no WARC record; None: told by its content."""
    rendering: Rendering = "text"
    """What the `text` column holds: plain text, Markdown or an HTML fragment."""
    blocks: bool = False
    """Whether a `blocks` column holds every verdict."""
    weights: str | None = None
    """Folder of weights, as of `cleaner train`; None: those that ship."""
    sites: str | None = None
    """Folder of profiles of sites."""
    evidence: bool = False
    """Whether columns `site` and `evidence` hold what the page says of its site; a page of no site
    is left out."""
    front_matter: bool = False
    """Whether Markdown has what is known of the page above it."""

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch cleaned. InputError when no column holds pages."""
        pages = read_table(batch, self.keys, self.page_format)
        return self._clean(pages).to_batch(ending=True)

    def clean_raw(self, raw: RawBatch) -> Records:
        """The raw records cleaned, all but those that are marked, which become failures."""
        limit = self.options.max_input_bytes
        return self._clean(read_pages(raw, self.keys, self.page_format, limit))

    def _clean(self, pages: Pages) -> Records:
        """The rows, each cleaned, left out or failed."""
        rows = list(map(self._clean_row, pages.rows))
        return Records(rows, pages.columns, self.blocks, self.evidence)

    def _clean_row(self, row: PageRow) -> Row:
        url = None if row.url is None else whole(row.url)
        origin = Origin(source=row.source, offset=row.offset, id=whole(row.id), url=url)
        if row.page is not None:
            return self._clean_page(row.page, row, origin)
        assert row.status  # what has no page says why
        error_type, error = row.error_type or None, whole(row.error)
        ending = Ending(status=row.status, error_type=error_type, error=error, seconds=0.0)
        return Row(origin, ending, others=row.extra)

    def _clean_page(self, page: Page, row: PageRow, origin: Origin) -> Row:
        record: Record | None = None
        gathered: Gathered | None = None
        ending = Ending(status="cleaned", error_type=None, error=None, seconds=0.0)
        start = time.perf_counter()
        try:
            result = self.page_cleaner.extract(page)
            record = result.to_record(blocks=self.blocks)
            wanted = Additions(front_matter=self.front_matter)
            record["text"] = PAGE_FORMATS[self.rendering].render(result, wanted)
            gathered = self._gather(page, result, row.date) if self.evidence else None
            reason = self.filters.reason(result)
            if gathered is not None and not gathered["site"]:
                reason = reason or NO_SITE
        except OSError:
            raise  # not of the page: a full disk, say, where a library unpacks its data
        except Exception as error:  # noqa: BLE001 - whatever one page does to us, the others go on
            record = gathered = None
            ending |= {
                "status": "failed",
                "error_type": type(error).__name__,
                "error": whole(str(error)),
            }
        else:
            if reason is not None:
                ending |= {"status": "skipped", "error": reason}
        ending["seconds"] = time.perf_counter() - start
        return Row(origin, ending, record, gathered, row.extra)

    def _gather(self, page: Page, result: Result, date: str | None) -> Gathered:
        evidence = collect_evidence(result.document, result.verdicts, parse_day(date))
        site = site_of(page)
        return Gathered(site=site and whole(site), evidence=evidence.pack())

    def load(self) -> None:
        """Load rules, model and what guesses languages now rather than with the first record."""
        self.page_cleaner.extract(WARM_UP).to_record()

    @cached_property
    def page_cleaner(self) -> Cleaner:
        """What cleans each page."""
        from cleaner.cleaning import Cleaner

        return Cleaner(self.options, self.weights, self.sites)

    def __reduce__(self) -> tuple[type[BatchCleaner], tuple[Any, ...]]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))
