"""Two steps of a datatrove pipeline: pages to articles, and text dumps without their chrome."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from cleaner.cleaning import Cleaner
from cleaner.errors import CleanerError, MissingExtra
from cleaner.options import Options
from cleaner.render import render_record
from cleaner.types import Page

try:
    from datatrove.pipeline.extractors.base import BaseExtractor, ExtractorSandbox
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import StatHints
except ModuleNotFoundError as error:
    raise MissingExtra(error.name or "datatrove", "datatrove") from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from datatrove.data import Document

METADATA = ("title", "language", "confidence", "has_article")
"""What the extractor writes into a document's metadata, where the reader has not."""


class CleanerExtractor(BaseExtractor):
    """Turns a document's HTML into its article; drops a document that has no text left.

    Like datatrove's extractors it works in a child process, so that a page that hangs or breaks
    the process costs that page alone. The default timeout is a guard and no filter: the largest
    pages take seconds, and where children are not forked they load the model anew.

    Stats beside datatrove's own: `kept_chars`, `removed_chars/ROLE`, `no_article`, and for what
    failed `timeout`, `broken_process` and `clean_error/ERROR`.
    """

    name = "cleaner"

    def __init__(
        self,
        options: Options = Options(),  # noqa: B008
        timeout: float = 10.0,
        sites: str | None = None,
    ) -> None:
        super().__init__(timeout)
        self.options, self.sites = options, sites

    def extract(self, text: str) -> str:
        """The article of a page, in this process."""
        return _load_cleaner(self.options, self.sites).clean(text)

    def run(
        self, data: Iterable[Document], rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """The documents with their articles; like the base's, but counts each that is dropped."""
        _load_cleaner(self.options, self.sites)  # before the fork: no child loads it again
        with ExtractorSandbox(timeout=self.timeout) as sandbox:
            for document in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    self._extract_in(sandbox, document)
                if document.text:
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                else:
                    self.stat_update(StatHints.dropped)

    def _extract_in(self, sandbox: ExtractorSandbox, document: Document) -> None:
        page = Page(document.text, document.metadata.get("url"))
        document.text = ""
        try:
            clean = partial(_record_or_error, self.options, self.sites)
            record = sandbox.process_document(page, clean)
        except TimeoutError:
            self._count_failure(document, "timeout")
        except (EOFError, OSError):
            self._count_failure(document, "broken_process")
        except CleanerError as error:
            self._count_failure(document, f"clean_error/{type(error).__name__}")
        else:
            document.text = record["text"]
            document.metadata = {key: record[key] for key in METADATA} | document.metadata
            self._count(record)

    def _count_failure(self, document: Document, reason: str) -> None:
        self.stat_update(reason)
        logger.warning(f"cleaner: {document.id}: {reason}, skipped")

    def _count(self, record: dict[str, Any]) -> None:
        self.stat_update("extracted")
        if not record["has_article"]:
            self.stat_update("no_article")
        _count_chars(self, record)


class CleanerFormatter(BaseFormatter):
    """Cleans a document's text line by line; what stays is unchanged and in order.

    Drops no document: one that is too large stays as it is, and is counted. Stats:
    `kept_chars`, `removed_chars/ROLE` and `clean_error/ERROR`.
    """

    name = "cleaner"

    def __init__(self, options: Options = Options()) -> None:  # noqa: B008
        super().__init__()
        self.options = options

    def format(self, text: str) -> str:
        """The lines that stay, as plain text whatever they look like."""
        try:
            result = _load_cleaner(self.options).extract(Page(text, format="text"))
        except CleanerError as error:
            self.stat_update(f"clean_error/{type(error).__name__}")
            return text
        _count_chars(self, render_record(result.document, result.verdicts))
        return result.text


def _count_chars(step: BaseExtractor | BaseFormatter, record: dict[str, Any]) -> None:
    step.stat_update("kept_chars", value=sum(record["kept_chars"].values()))
    for role, n_chars in record["removed_chars"].items():
        step.stat_update(f"removed_chars/{role}", value=n_chars)


@cache
def _load_cleaner(options: Options, sites: str | None = None) -> Cleaner:
    """The same Cleaner for all tasks and steps of a process: loading one takes half a second."""
    return Cleaner(options, sites=sites)


def _record_or_error(
    options: Options, sites: str | None, page: Page | str
) -> dict[str, Any] | CleanerError:
    """What a child sends back; an error that was raised there would end it.

    The sandbox raises an error that it is sent, and starts each child with "" as its page.
    """
    try:
        return _load_cleaner(options, sites).extract(page).to_record()
    except CleanerError as error:
        return error
