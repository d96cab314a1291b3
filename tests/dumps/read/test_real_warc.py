"""A WARC as a real crawler writes it."""

from __future__ import annotations

import gzip
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dumps.build import page, read_lines, run_here

N_PAGES = 5


class Site(http.server.BaseHTTPRequestHandler):
    """Pages that link to each other: packed, in chunks, in Latin-1; a picture, one that is gone."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        number = self.path.strip("/")
        if number == "logo.png":
            self.answer(200, "image/png", b"\x89PNG\r\n\x1a\n")
        elif not number.isdigit() and number:
            self.answer(404, "text/html", b"<p>Not found</p>")
        else:
            links = "".join(f'<a href="/{i}">{i}</a> ' for i in range(1, N_PAGES + 1))
            body = page("", int(number or 0)).text.replace(
                "<body>", f'<body><nav>{links}<a href="/gone">gone</a></nav><img src="/logo.png">'
            )
            content = body.replace("keepers", "wärter").encode("latin-1")
            self.answer(200, "text/html; charset=ISO-8859-1", content, int(number or 0))

    def answer(self, status: int, media_type: str, content: bytes, number: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if number % 3 == 1:
            content = gzip.compress(content)
            self.send_header("Content-Encoding", "gzip")
        if number % 3 == 2:
            self.send_header("Transfer-Encoding", "chunked")
            content = b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("packed", [True, False])
def test_what_wget_crawled_is_read_whole(packed: bool, site: str, tmp_path: Path) -> None:
    options = ["--warc-file=crawl", "--recursive", "--level=2", "--page-requisites", "--no-verbose"]
    options += [] if packed else ["--no-warc-compression"]
    command = ["wget", *options, "--compression=auto", "--tries=1", "--timeout=5", site]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    warc = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    summary = run_here([warc], tmp_path / "out")
    found = {record["url"]: record for record in read_lines(tmp_path / "out")}
    assert set(found) == {site, *(f"{site}{i}" for i in range(1, N_PAGES + 1))}
    assert found[f"{site}4"]["title"] == "Gate 4"
    assert all("wärter" in record["text"] for record in found.values())
    assert summary.progress.totals.failed == 0
    skipped = dict(summary.skipped)
    # robots.txt and /gone; the picture; what wget writes of itself.
    assert (skipped["HTTP status 404"], skipped["content type image/png"]) == (2, 1)
    assert {reason.split()[1] for reason in skipped if reason.startswith("WARC")} >= {
        "warcinfo",
        "request",
    }
