"""Two steps of a datatrove pipeline: pages to articles, and text dumps without their chrome."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.cleaning import Cleaner, as_page
from cleaner.errors import InputError, requiring
from cleaner.integrations.found import FOUND, read_found
from cleaner.options import Options
from cleaner.render import Account, Record, render_record
from cleaner.types import Page

with requiring("datatrove"):
    from datatrove.pipeline.extractors.base import BaseExtractor, ExtractorSandbox
    from datatrove.pipeline.formatters.base import BaseFormatter
    from datatrove.utils.logging import logger
    from datatrove.utils.typeshelper import StatHints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from datatrove.data import Document

_Given = tuple[Options | None, str | None, str | None]
"""Options, and the folders of weights and of sites, of a Cleaner."""
METADATA = tuple(name for name in FOUND if name != "text")
"""What the extractor writes into a document's metadata, where the reader has not."""


class _Failure(NamedTuple):
    """Why a page could not be cleaned, in words that every process can unpack."""

    error_type: str
    error: str


class _Sandbox(ExtractorSandbox):
    """One that sees its child's end at once, be it in the middle of what it sends or is sent."""

    def process_document(self, page: Page, clean: Callable[[Page], Any]) -> Any:
        """What `clean` gives; TimeoutError, EOFError or OSError when there is no child any more."""
        try:
            return super().process_document(page, clean)
        except OSError:
            self._cleanup_process()  # else the next page may still be given to it
            raise

    def _ensure_process(self, clean: Callable[[Page], Any]) -> None:
        super()._ensure_process(clean)
        self.child_conn.close()  # as long as we hold its end, too, a dead child's pipe has no end


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
        options: Options | None = None,
        timeout: float = 10.0,
        sites: str | None = None,
        weights: str | None = None,
    ) -> None:
        super().__init__(timeout)
        self._given = (options, weights, sites)

    def extract(self, text: str) -> str:
        """The article of a page, in this process."""
        return load_cleaner(*self._given).clean(text)

    def run(
        self, data: Iterable[Document], rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """The documents with their articles; like the base's, but counts each that is dropped."""
        load_cleaner(*self._given)  # before the fork: no child loads it again
        with _Sandbox(timeout=self.timeout) as sandbox:
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
        content, document.text = document.text, ""
        try:
            url = (document.metadata or {}).get("url")  # whatever a reader has put there
            page = as_page(Page(content, url if isinstance(url, str) else None))
            clean = partial(_record_or_failure, self._given)
            ended = sandbox.process_document(page, clean)
        except TimeoutError:
            self._count_failure(document, "timeout")
        except (EOFError, OSError):
            self._count_failure(document, "broken_process")
        except InputError as error:
            self._count_failure(document, f"clean_error/{type(error).__name__}", str(error))
        else:
            if isinstance(ended, _Failure):
                self._count_failure(document, f"clean_error/{ended.error_type}", ended.error)
                return
            document.text = ended["text"]
            known = {name: read_found(ended, name) for name in METADATA}
            document.metadata = known | (document.metadata or {})
            self._count(ended)

    def _count_failure(self, document: Document, reason: str, message: str = "") -> None:
        self.stat_update(reason)
        logger.warning(f"cleaner: {document.id}: {reason}, skipped{message and f': {message}'}")

    def _count(self, record: Record) -> None:
        self.stat_update("extracted")
        if not record["has_article"]:
            self.stat_update("no_article")
        _count_chars(self, record)


class CleanerFormatter(BaseFormatter):
    """Cleans a document's text line by line; what stays is unchanged and in order.

    Drops no document: one that cannot be cleaned stays as it is, and is counted. Stats:
    `kept_chars`, `removed_chars/ROLE` and `clean_error/ERROR`.
    """

    name = "cleaner"

    def __init__(self, options: Options | None = None, weights: str | None = None) -> None:
        super().__init__()
        self._given = (options, weights, None)

    def format(self, text: str) -> str:
        """The lines that stay, as plain text whatever they look like."""
        cleaner = load_cleaner(*self._given)
        try:
            result = cleaner.extract(Page(text, format="text"))
            record = render_record(result.document, result.verdicts)
            cleaned = result.text
        except Exception as error:  # noqa: BLE001 - whatever one document does to us, the others go on
            self.stat_update(f"clean_error/{type(error).__name__}")
            logger.warning(f"cleaner: {type(error).__name__}, left as it is: {error}")
            return text
        _count_chars(self, record)
        return cleaned


def _count_chars(step: BaseExtractor | BaseFormatter, record: Account) -> None:
    step.stat_update("kept_chars", value=sum(record["kept_chars"].values()))
    for role, n_chars in record["removed_chars"].items():
        step.stat_update(f"removed_chars/{role}", value=n_chars)


@cache
def load_cleaner(options: Options | None, weights: str | None, sites: str | None) -> Cleaner:
    """The same Cleaner for all tasks and steps of a process: loading one takes half a second."""
    return Cleaner(options, weights, sites)


def _record_or_failure(given: _Given, page: Page | str) -> Record | _Failure:
    """What a child sends back; an error that was raised there would end it.

    The sandbox starts each child with "" as its page.
    """
    try:
        return load_cleaner(*given).extract(page).to_record()
    except Exception as error:  # noqa: BLE001 - whatever one page does to us, the others go on
        return _Failure(type(error).__name__, str(error))
