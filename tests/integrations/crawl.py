"""Crawls what tests.integrations.pages serves, and writes down what became of the items.

A script of its own, since a process can start its reactor once: ADDRESS OUT SETTINGS as JSON.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import attrs
import scrapy
from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.exceptions import ScrapyDeprecationWarning
from scrapy.http import Response


class DeclaredItem(scrapy.Item):
    url = scrapy.Field()
    html = scrapy.Field()
    text = scrapy.Field()
    confidence = scrapy.Field()


@dataclass
class DataclassItem:
    html: bytes
    url: str | None = None
    text: str | None = None
    title: str | None = None


@attrs.define
class AttrsItem:
    html: str
    text: str | None = None
    language: str | None = None
    page_kind: str | None = None


class TextlessItem(scrapy.Item):
    html = scrapy.Field()


class Pages(scrapy.Spider):
    name = "pages"

    def parse(self, response: Response) -> Iterator[Any]:
        page = response.url.rpartition("/")[2]
        yield {"page": page, "html": response}
        if page == "article":
            yield DeclaredItem(url="https://example.org/ferry", html=response.text)
            yield DataclassItem(response.body, response.url)
            yield AttrsItem(response.text)
            yield TextlessItem(html=response.text)
            yield {"author": "A. Reed"}
            yield {"page": "none", "html": None}


def crawl(address: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The items, the reasons of those that were dropped, and the stats."""
    scraped: list[dict[str, Any]] = []
    dropped: list[str] = []

    def on_scraped(item: Any) -> None:
        fields = {key: value for key, value in ItemAdapter(item).items() if key != "html"}
        scraped.append({"type": type(item).__name__, **fields})

    def on_dropped(exception: Exception) -> None:
        dropped.append(str(exception))

    process = CrawlerProcess(
        {
            "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 300},
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            **settings,
        }
    )
    crawler: Crawler = process.create_crawler(Pages)
    crawler.signals.connect(on_scraped, signals.item_scraped, weak=False)
    crawler.signals.connect(on_dropped, signals.item_dropped, weak=False)
    paths = ("article", "login", "logo", "legacy")
    process.crawl(crawler, start_urls=[f"{address}/{path}" for path in paths])
    process.start()
    assert crawler.stats is not None
    return {"scraped": scraped, "dropped": dropped, "stats": crawler.stats.get_stats()}


if __name__ == "__main__":
    warnings.simplefilter("error", ScrapyDeprecationWarning)
    _, address, out, settings = sys.argv
    found = crawl(address, json.loads(settings))
    Path(out).write_text(json.dumps(found, default=str), encoding="utf-8")
