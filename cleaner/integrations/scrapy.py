"""A Scrapy item pipeline: the page in an item gives the item its article."""

from __future__ import annotations

import logging
from types import NoneType
from typing import TYPE_CHECKING, Any, cast

from cleaner.cleaning import Cleaner
from cleaner.errors import InputError, OptionsError, requiring
from cleaner.integrations.found import FOUND, Found, read_found
from cleaner.options import Options
from cleaner.render import Record
from cleaner.types import Page

with requiring("scrapy"):
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
    from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from scrapy.statscollectors import StatsCollector

_LOGGER = logging.getLogger(__name__)
_FIELDS = {name: name for name in ("text", "title", "language", "confidence", "page_kind")}


class CleanerPipeline:
    """Cleans the page in an item, writes what it found into the item's fields, counts what went.

    Settings:

    - CLEANER_SOURCE_FIELD ("html"): the field with the page: a Response, str or bytes. An item
      without it passes untouched.
    - CLEANER_URL_FIELD ("url"): the field with the page's address; a Response knows its own.
    - CLEANER_FIELDS: which field gets what; by default text, title, language, confidence and
      page_kind get fields of the same names. A field that the item's class does not define is left
      out, unless it is the text's, which is an error.
    - CLEANER_OPTIONS: an Options.
    - CLEANER_WEIGHTS: a folder of weights, as `cleaner train` writes it.
    - CLEANER_SITES: a folder of profiles, as `cleaner sites learn` writes it.
    - CLEANER_KEEP_ALL (False): items pass too whose page has no article, or cannot be cleaned;
      the latter without the fields above.
    """

    def __init__(self, settings: BaseSettings, stats: StatsCollector) -> None:
        self._source_field = settings.get("CLEANER_SOURCE_FIELD", "html")
        self._url_field = settings.get("CLEANER_URL_FIELD", "url")
        self._fields = _checked_fields(settings.getdict("CLEANER_FIELDS", _FIELDS))
        self._keep_all = settings.getbool("CLEANER_KEEP_ALL")
        self._cleaner = Cleaner(
            _checked_options(settings.get("CLEANER_OPTIONS")),
            settings.get("CLEANER_WEIGHTS"),
            settings.get("CLEANER_SITES"),
        )
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CleanerPipeline:
        """The pipeline by a crawler's settings; raises OptionsError for wrong ones."""
        assert crawler.stats is not None  # set before any component is made
        return cls(crawler.settings, crawler.stats)

    # Scrapy passed the spider until 2.13, and warns of methods that require it since.
    def process_item(self, item: Any, spider: Spider | None = None) -> Any:
        """The item with its article; raises DropItem if there is none."""
        adapter = ItemAdapter(item)
        if self._source_field not in adapter:
            self._stats.inc_value("cleaner/untouched")
            return item
        url = adapter.get(self._url_field)
        try:
            page = _as_page(adapter[self._source_field])
            record = self._cleaner.extract(page, url if isinstance(url, str) else None).to_record()
        except InputError as error:
            self._reject(type(error).__name__, f"cannot be cleaned: {error}")
            return item
        except Exception as error:  # whatever one page does to us, the others go on
            _LOGGER.exception("the page of %s cannot be cleaned", url)
            self._reject(
                type(error).__name__, f"cannot be cleaned: {type(error).__name__}: {error}"
            )
            return item
        if not record["has_article"]:
            kind, confidence = record["page"]["kind"], record["confidence"]
            self._reject("no_article", f"no article: confidence {confidence}, page of kind {kind}")
        self._fill(adapter, record)
        self._count(record)
        return item

    def _reject(self, reason: str, message: str) -> None:
        if self._keep_all:
            self._stats.inc_value(f"cleaner/let_through/{reason}")
        else:
            self._stats.inc_value(f"cleaner/dropped/{reason}")
            raise DropItem(message)

    def _fill(self, adapter: ItemAdapter, record: Record) -> None:
        for name, field in self._fields.items():
            try:
                adapter[field] = read_found(record, cast(Found, name))
            except KeyError:
                if name == "text":
                    raise

    def _count(self, record: Record) -> None:
        self._stats.inc_value("cleaner/cleaned")
        self._stats.inc_value("cleaner/kept_chars", sum(record["kept_chars"].values()))
        for role, n_chars in record["removed_chars"].items():
            self._stats.inc_value(f"cleaner/removed_chars/{role}", n_chars)


def _checked_fields(fields: dict[str, str]) -> dict[str, str]:
    unknown = sorted(fields.keys() - set(FOUND))
    if unknown:
        raise OptionsError(
            f"CLEANER_FIELDS names {', '.join(unknown)}; it can name {', '.join(FOUND)}"
        )
    return fields


def _checked_options(options: object) -> Options | None:
    if not isinstance(options, (Options, NoneType)):
        raise OptionsError(
            f"CLEANER_OPTIONS is a {type(options).__name__}; it has to be a cleaner.Options"
        )
    return options


def _as_page(source: Any) -> Any:
    """A Response as a Page, with its address and its header; anything else as it is."""
    if not isinstance(source, Response):
        return source
    header = source.headers.get("Content-Type")
    return Page(source.body, source.url, header.decode("latin-1") if header else None)
