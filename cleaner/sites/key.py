"""Which site a page belongs to."""

from __future__ import annotations

from urllib.parse import urlsplit

from cleaner.types import Page


def site_of(page: Page) -> str | None:
    """What the page's site is called, else the host of its address; without `www.`."""
    return page.site.removeprefix("www.") if page.site else host_of(page.url)


def host_of(url: str | None) -> str | None:
    """The host of an address, in lower case and without `www.`; None where there is none.

    >>> host_of("https://www.Example.org:8080/news")
    'example.org'
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # no address, whatever it says
        return None
    return host.removeprefix("www.") if host else None
