"""A spider that follows a site's links and writes the article of each page.

    pip install 'pagecleaner[scrapy]'
    scrapy runspider scrapy_spider.py -a start=https://example.org/ -O articles.jsonl

The pipeline takes the page out of the item's field `html` and fills `text`, `title`, `language` and
`confidence`; pages without an article are dropped and counted in Scrapy's stats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.http import Response

from cleaner import Options


class Articles(scrapy.Spider):
    """Yields one item a page that is linked from the start."""

    name = "articles"
    custom_settings = {  # noqa: RUF012 - as Scrapy wants it
        "ITEM_PIPELINES": {"cleaner.integrations.scrapy.CleanerPipeline": 300},
        "CLEANER_OPTIONS": Options(mode="precision"),
        "FEED_EXPORT_FIELDS": ["url", "title", "text", "language", "confidence"],
    }

    def __init__(self, start: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.start_urls = [start]

    def parse(self, response: Response) -> Iterator[Any]:
        """The requests for what the first page links to."""
        yield from response.follow_all(css="a", callback=self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """The page as it came: its header says which encoding it is in."""
        yield {"url": response.url, "html": response}
