"""Addresses: those of links and images, made absolute where they lead somewhere; a page's site."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import quote, urljoin, urlsplit

from cleaner.types import Page

IMAGE_SCHEMES = frozenset({"http", "https"})
LINK_SCHEMES = IMAGE_SCHEMES | {
    "bitcoin", "ftp", "ftps", "geo", "im", "irc", "ircs", "magnet", "mailto", "matrix", "mms",
    "news", "nntp", "openpgp4fpr", "sftp", "sip", "sms", "smsto", "ssh", "tel", "urn", "webcal",
    "wtai", "xmpp",
}  # fmt: skip
"""What the web is made of, and the HTML Standard's "safelisted schemes", which browsers hand over
to other programs. All others go: of `javascript:` and `data:` there are relatives unknown today."""

MAX_BASE = 500
"""Characters of an address that links are read against. Each link becomes as long, so that more
would be a way to fill memory; of real <base>s the longest has 145, and of pages' addresses what is
longer is their query, which links to other pages do not take over."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\t\r\n]")
_OUTER_JUNK = "".join(map(chr, range(33)))
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What HTML cannot hold, or what is lost where text is encoded."""


def resolve_url(href: str, base: str | None, schemes: Collection[str] = LINK_SCHEMES) -> str | None:
    """The address that `href` means, absolute if `base` is known; to be written as it stands.

    None when there is nothing to go to: no address, a malformed one, or one of another scheme.
    """
    href = _read_as_browsers(href)
    if not href:
        return None
    try:
        target = _read_as_browsers(_join(base, href)) if base else href
    except ValueError:
        return None
    scheme = _SCHEME.match(target)
    return target if scheme is None or scheme[1].lower() in schemes else None


def bound_base(address: str) -> str:
    """The address as far as links are read against it: a long one without its query, or "".

    >>> bound_base("https://example.org/post?" + 1000 * "q")
    'https://example.org/post'
    """
    if len(address) > MAX_BASE:
        address = address.partition("#")[0].partition("?")[0]
    return address if len(address) <= MAX_BASE else ""


def _join(base: str, href: str) -> str:
    """`href` against the base; a place on the page itself stays one where the base is long."""
    if len(base) > MAX_BASE and href.startswith("#"):
        return href
    return join_url(bound_base(base), href)


def join_url(base: str, href: str) -> str:
    """`href` against the base, with an empty query or the like at its end, which urljoin drops.

    ValueError where it is no address.
    """
    target = urljoin(base, href)
    end = href[len(href.rstrip(";?#")) :]
    return target if target.endswith(end) else target + end


def _read_as_browsers(address: str) -> str:
    """Without line ends, and with control characters as `%01`, so that they cannot hide a scheme.

    (WHATWG URL, "basic URL parser".) Whoever writes the address has nothing left to delete.
    """
    address = _LINE_ENDS.sub("", address).strip(_OUTER_JUNK)
    return _UNWRITABLE.sub(lambda match: quote(match[0], errors="replace"), address)


# A site is a host: what a host's pages share is of its own template, while a registered domain
# (tldextract) may have thousands of blogs, and is wrong where a country's list of suffixes is old.
def is_whole_address(text: str) -> bool:
    """Whether links can be resolved against it, as against nothing without a scheme."""
    try:
        return "://" in text and bool(urlsplit(text).scheme)
    except ValueError:
        return False


def site_of(page: Page) -> str | None:
    """What the page's site is called, else the host of its address; without `www.`."""
    return without_www(page.site) if page.site else host_of(page.url)


def host_of(url: str | None) -> str | None:
    """The host of an address, in lower case and without `www.`; None where there is none.

    >>> host_of("https://www.Example.org:8080/news")
    'example.org'
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # no address, whatever it says
        return None
    return without_www(host) if host else None


def without_www(host: str) -> str:
    """The host by the name that it has without `www.`, too."""
    return host.removeprefix("www.")
