"""What is shown is hostile: nothing of it runs, nothing is asked for, nobody else gets in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.review.sample import write_records
from tests.review.support import Eyes, Review, start_review

FIRE = "top.fired=1;parent.fired=1;window.fired=1"
PROSE = "The canal was opened in May by the mayor, who said that it took ten years to dig. "
IN_FIELDS = (
    "</script><script>{fire}</script>",
    '"><img src={trap}/field onerror="{fire}">',
    "'-{fire}-'",
    "{{{{ 7 * 7 }}}}<svg onload={fire}>",
)


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that counts who asks for something, and what was asked for."""
    asked: list[str] = []

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def hostile_page(trap: str, field: str) -> str:
    return f"""<!doctype html><html lang='en" onload="{FIRE}'><head><title>{field}</title>
<base href="{trap}/base/"><meta http-equiv="refresh" content="0;url={trap}/refresh">
<link rel="stylesheet" href="{trap}/style.css"><link rel="prefetch" href="{trap}/prefetch">
<link rel="dns-prefetch" href="{trap}"><link rel="preload" as="image" href="{trap}/preload">
<meta http-equiv="Content-Security-Policy" content="default-src *; script-src 'unsafe-inline'">
<style>@import url({trap}/import.css); body {{ background: url({trap}/background) }}
@font-face {{ font-family: x; src: url({trap}/font) }} * {{ font-family: x }}
body::before {{ content: url({trap}/content); position: fixed; inset: 0; z-index: 9999 }}
#b0, mark {{ display: none !important }} a[href^="h"] {{ background: url({trap}/selector) }}</style>
<script>{FIRE}; fetch("{trap}/fetch")</script><script src="{trap}/script.js"></script></head>
<body onload="{FIRE}" style="background:url({trap}/body)"><article><h1>A canal {field}</h1>
<p onmouseover="{FIRE}" style="background-image:url({trap}/inline)">{PROSE * 2}</p>
<p>{PROSE}{field}</p><p>{PROSE}&lt;/script&gt;&lt;script&gt;{FIRE}&lt;/script&gt;</p></article>
<img src="{trap}/img" onerror="{FIRE}" alt='"><img src={trap}/alt>'><iframe src="{trap}/frame"
srcdoc="<script>{FIRE}</script>"></iframe><object data="{trap}/object"></object>
<embed src="{trap}/embed"><video src="{trap}/video" poster="{trap}/poster" autoplay></video>
<svg><script>{FIRE}</script><image href="{trap}/svg"/><use href="{trap}/use#x"/></svg>
<form id="f" action="{trap}/form" method="post"><input name="x" autofocus onfocus="{FIRE}">
<button formaction="{trap}/formaction">Go</button></form><script>f.submit()</script>
<form action="/act" method="post" target="_top"><input name="querySelector"></form>
<a href="javascript:{FIRE}" ping="{trap}/ping" target="_top">A link</a>
<math><mtext><style><img src={trap}/mutation onerror="{FIRE}"></style></mtext></math>
<noscript><p title="</noscript><img src={trap}/noscript onerror='{FIRE}'>">x</p></noscript>
<template><img src="{trap}/template"></template><marquee onstart="{FIRE}">{field}</marquee>
<details open ontoggle="{FIRE}"><summary>{field}</summary></details></body></html>"""


def hostile_records(trap: str) -> Iterator[dict[str, str]]:
    for number, form in enumerate(IN_FIELDS):
        field = form.format(fire=FIRE, trap=trap)
        yield {
            "id": f"{number} {field}",
            "url": f"https://hostile{number}.example/{field}",
            "html": hostile_page(trap, field),
        }
        yield {"id": f"text {number} {field}", "url": f"javascript:{field}", "text": f"{PROSE}\n\n"
               f"{field}\n\n{PROSE}"}  # fmt: skip


@pytest.mark.slow
def test_a_hostile_page_does_nothing_wherever_it_is_shown(
    tmp_path: Path, eyes: Eyes, trap: tuple[str, list[str]]
) -> None:
    address, asked = trap
    records = write_records(tmp_path / "hostile.jsonl", *hostile_records(address))
    with start_review(records, "--labels", tmp_path / "labels.jsonl") as review:
        review.wait_for(8)
        eyes.open(review)
        look(eyes)
        names = {link.get_attribute("href") for link in eyes.all(".records tbody th a")}
        assert len(names) == 8
        for name in sorted(names):
            for pane in ("page", "markdown", "text", "compare"):
                eyes.driver.get(f"{name}?pane={pane}")
                eyes.one(".blocks li")
                look(eyes)
            eyes.driver.get(f"{name.split('?')[0]}/page")
            eyes.one("mark")
            look(eyes)
        eyes.open(review, "/queue")
        eyes.one("#task")
        look(eyes)
        eyes.open(review, f"/?{urlencode({'q': IN_FIELDS[0].format(fire=FIRE, trap=address)})}")
        look(eyes)
        assert (tmp_path / "labels.jsonl").read_bytes() == b""
    assert asked == []


def look(eyes: Eyes) -> None:
    """Nothing has run in the page or its frame, and the page is still ours."""
    assert eyes.driver.execute_script("return window.fired") is None
    for frame in eyes.all("iframe"):
        eyes.driver.switch_to.frame(frame)
        eyes.one("body")
        assert eyes.driver.execute_script("return window.fired") is None
        assert eyes.driver.execute_script("return origin") == "null"
        assert not eyes.all("script, img, iframe, object, embed, form, link, base, svg, video")
        eyes.driver.switch_to.default_content()
    assert not eyes.all("main img, main object, main embed, main script")


def test_who_has_no_token_gets_nothing(shown: Review) -> None:
    for path in ("/", "/rows", "/progress", "/queue", "/queue/next", "/style.css", "/record/x"):
        answer = shown.ask(path, is_known=False)
        assert answer.status == 403, path
        assert "harbour" not in answer.body.lower()
    assert shown.ask("/?token=wrong", is_known=False).status == 403
    given = shown.ask(f"/?token={shown.token}", is_known=False)
    assert given.status == 303
    assert "httponly" in given.headers["set-cookie"].lower()
    assert "samesite=strict" in given.headers["set-cookie"].lower()


def test_foreign_hosts_and_origins_are_refused(shown: Review) -> None:
    act = '{"do": "undo"}'
    assert shown.ask("/", Host="evil.example").status == 421
    assert shown.ask("/act", act, Origin="https://evil.example").status == 403
    assert shown.ask("/act", act, Origin="null").status == 403
    assert shown.ask("/act", act).status == 403  # no Origin at all
    assert shown.ask("/", Sec_Fetch_Site="cross-site").status == 403
    assert shown.ask("/act", act, Origin=shown.origin).status == 200
    assert shown.ask("/act", "[" * 10_000, Origin=shown.origin).status == 400
    assert shown.ask("/act", '{"do": "say", "record": 5}', Origin=shown.origin).status == 404


def test_what_changes_anything_is_never_asked_by_get(shown: Review) -> None:
    assert shown.ask("/act").status in (404, 405)


def test_policies_let_nothing_foreign_act(shown: Review) -> None:
    policy = shown.ask("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    name = shown.ask("/").body.split('href="/record/')[1].split('"')[0].split("?")[0]
    framed = shown.ask(f"/record/{name}/page").headers["content-security-policy"]
    assert framed.startswith("default-src 'none'; style-src 'sha256-")
    assert framed.endswith("; sandbox")
