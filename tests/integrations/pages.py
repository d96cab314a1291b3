"""Pages in the manner of real ones, and a server of them on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import NAMESPACE_URL, uuid5

STORY = (
    "The last ferry of the season left Kirkhaven on Sunday evening with eleven passengers, two"
    " dogs and a piano that nobody had asked for.",
    "Until the quay has been mended, the company says, its boats will land on the north shore,"
    " where the road is narrow and the bus comes only on market days.",
    "The council expects the work to take until spring, and has set aside twice the sum that the"
    " harbour master asked for in his letter of March.",
)
ARTICLE = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Last ferry leaves | Kirkhaven Post</title>
</head><body>
<div id="cookie-banner"><p>We use cookies to show you better pages.</p>
<button>Accept all cookies</button></div>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>
<li><a href="/sport">Sport</a></li><li><a href="/jobs">Jobs</a></li></ul></nav></header>
<main><article><h1>Last ferry leaves with a piano</h1>
<p>{STORY[0]}</p><p>{STORY[1]}</p><p>{STORY[2]}</p>
<div class="share"><a href="#fb">Share on Facebook</a> <a href="#x">Share on X</a></div></article>
<section class="related"><h3>More stories</h3><ul>
<li><a href="/a/1">Market moves to the park</a></li>
<li><a href="/a/2">School bus routes change</a></li></ul></section></main>
<footer><p>© 2024 Kirkhaven Post. All rights reserved.</p></footer></body></html>
"""
INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kirkhaven Post</title></head><body>
<main><ul><li><a href="/article">Last ferry leaves with a piano</a></li>
<li><a href="/login">For subscribers</a></li><li><a href="/logo">Our logo</a></li></ul></main>
</body></html>
"""
LOGIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<form action="/login"><p><label>Username</label><input name="user"></p><p><label>Password</label>
<input name="password" type="password"></p><button>Log in</button></form>
<p><a href="/forgot">Forgot your password?</a></p>
<footer><a href="/privacy">Privacy policy</a> <a href="/terms">Terms of use</a></footer>
</body></html>
"""
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
POLISH = "Ostatnia łódź wróciła do portu w środę, z jedenastoma pasażerami i dwoma psami."
LEGACY = f"""<html lang="pl"><head><title>Port</title></head><body><h1>Ostatnia łódź</h1>
<p>{POLISH}</p><p>{POLISH} Następna odpłynie dopiero wiosną, gdy naprawią nabrzeże.</p>
</body></html>
"""
"""Sent as ISO-8859-2, which its HTTP header alone says."""
CHROME = ("Accept all", "All rights reserved", "Share on", "Leave a Reply", "Connect with us")
"""Of ARTICLE and DUMP."""
DUMP = "\n\n".join(
    ["Connect with us", "Last ferry leaves with a piano", *STORY, "Leave a Reply", "Share this:"]
)
SERVED = {
    "/": ("text/html; charset=utf-8", INDEX.encode()),
    "/article": ("text/html; charset=utf-8", ARTICLE.encode()),
    "/login": ("text/html; charset=utf-8", LOGIN.encode()),
    "/logo": ("image/png", PNG),
    "/legacy": ("text/html; charset=iso-8859-2", LEGACY.encode("iso-8859-2")),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = SERVED.get(self.path)
        content_type, body = found or ("text/plain", b"not here")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that answers with SERVED."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def warc(pages: dict[str, str]) -> bytes:
    """A WARC file with a response for each address."""
    return b"".join(_response(url, html.encode()) for url, html in pages.items())


def _response(url: str, html: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-03-05T08:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, url)}>\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Identified-Payload-Type: text/html\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"
