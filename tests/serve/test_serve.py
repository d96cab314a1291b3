"""The server as programs see it: over HTTP, with a process of its own behind it."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from cleaner.cleaning import Cleaner, extract
from cleaner.options import Options
from cleaner.types import Page
from tests.cli.conftest import DUMP, HTML
from tests.cli.conftest import Cleaner as Command
from tests.cli.conftest import cli as cli
from tests.examples import check_output, read_blocks, run_example
from tests.serve.support import Server, start_server
from tests.test_docs import PAGE

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

MAX_BYTES = 100_000
TYPE = {"Content-Type": "text/html"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    arguments = ("--workers", "2", "--max-bytes", str(MAX_BYTES), "--allow-host", "Box.example")
    with start_server(*arguments) as running:
        yield running


def test_each_format_is_what_the_library_gives(server: Server) -> None:
    result = extract(Page(HTML.encode(), "https://example.org/a"))
    record = json.dumps(result.to_record(blocks=True), ensure_ascii=False)
    expected = {
        "format=text": ("text/plain; charset=utf-8", result.text),
        "format=markdown&images&front_matter=true": (
            "text/markdown; charset=utf-8",
            result.to_markdown(images=True, front_matter=True),
        ),
        "format=html&images=false": ("text/html; charset=utf-8", result.to_html()),
        "format=json&blocks": ("application/json", record),
    }
    for query, (media_type, text) in expected.items():
        answer = server.ask(f"/clean?url=https://example.org/a&{query}", HTML.encode())
        assert (answer.status, answer.headers["content-type"]) == (200, media_type)
        assert answer.body.decode() == f"{text}\n"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/plain"),
        ("text/*;q=0.5, text/markdown", "text/markdown"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json, text/plain;q=0", "application/json"),
        ("image/png, */*;q=0.1", "text/plain"),
        ("text/plain;q=nan", "text/markdown"),
    ],
)
def test_accept_chooses_the_format(server: Server, accept: str, media_type: str) -> None:
    if accept == "text/plain;q=nan":
        accept += ", text/markdown;q=0.1"
    answer = server.ask("/clean", DUMP.encode(), {"Accept": accept})
    assert answer.headers["content-type"].startswith(media_type)


def test_the_charset_of_the_header_counts(server: Server) -> None:
    text = DUMP + "\nМосты открыли в мае, и лодки проходят под ними за половину времени.\n"
    body, content_type = text.encode("koi8-r", "replace"), "text/plain; charset=koi8-r"
    answer = server.ask("/clean", body, {"Content-Type": content_type})
    assert "Мосты открыли" in answer.body.decode()
    wrong = server.ask("/clean", text.encode(), {"Content-Type": "text/plain; charset=klingon"})
    assert wrong.body.decode() == extract(Page(text, format="text")).text + "\n"


def test_the_type_of_the_body_says_what_it_is(server: Server) -> None:
    plain = {"Content-Type": "text/plain"}
    assert server.ask("/clean", HTML.encode(), plain).body.decode().strip() == HTML
    told = server.ask("/clean?input_format=auto", HTML.encode(), plain)
    assert told.body.decode() == extract(HTML).text + "\n"


def test_parameters_are_the_options_of_the_library(server: Server) -> None:
    query = (
        "mode=recall&keep=caption,reading_time&keep=date&drop=headline&drop_pattern=county%20town"
    )
    options = Options(
        mode="recall",
        keep={"caption", "reading_time", "date"},
        drop="headline",
        drop_patterns="county town",
    )
    answer = server.ask(f"/clean?{query}", DUMP.encode())
    assert answer.body.decode() == Cleaner(options).clean(DUMP) + "\n"
    assert answer.body.decode() != server.ask("/clean", DUMP.encode()).body.decode()


def test_many_at_once_get_what_the_library_gives_each(server: Server) -> None:
    dumps = [DUMP.replace("four bridges", f"{i} bridges") for i in range(16)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda dump: server.ask("/clean", dump.encode()), dumps))
    assert [answer.body.decode() for answer in answers] == [extract(d).text + "\n" for d in dumps]


def test_what_has_no_article_is_no_error(server: Server) -> None:
    answer = server.ask("/clean", b"")
    assert (answer.status, answer.body) == (200, b"")


PROBLEMS: dict[str, tuple[int, str, str, bytes | None, dict[str, str]]] = {
    "unknown": (400, "bad-option", "/clean?modes=recall", b"x", {}),
    "value": (400, "bad-option", "/clean?mode=best", b"x", {}),
    "twice": (400, "bad-option", "/clean?mode=recall&mode=recall", b"x", {}),
    "role": (400, "bad-option", "/clean?keep=captions", b"x", {}),
    "both": (400, "bad-option", "/clean?keep=date&drop=date", b"x", {}),
    "pattern": (400, "bad-option", "/clean?keep_pattern=(", b"x", {}),
    "switch": (400, "bad-option", "/clean?format=html&images=maybe", b"x", {}),
    "other form": (400, "bad-option", "/clean?images", b"x", {}),
    "address": (400, "bad-option", "/clean?url=example.org", b"x", {}),
    "site": (403, "foreign-origin", "/clean", b"x", {"Origin": "https://evil.example"}),
    "file": (403, "foreign-origin", "/clean", b"x", {"Origin": "null"}),
    "other port": (403, "foreign-origin", "/clean", b"x", {"Origin": "http://127.0.0.1:1"}),
    "path": (404, "not-found", "/clean/x", b"x", {}),
    "style": (404, "not-found", "/../asked.py", None, {}),
    "method": (405, "wrong-method", "/clean", None, {}),
    "accept": (406, "not-acceptable", "/clean", b"x", {"Accept": "image/png, text/plain;q=0"}),
    "type": (415, "not-a-page", "/clean", b"x", {"Content-Type": "application/pdf"}),
    "packed": (415, "not-a-page", "/clean", b"x", {"Content-Encoding": "gzip"}),
    "gzip": (415, "not-a-page", "/clean", gzip.compress(bytes(10**6)), {}),
    "picture": (415, "not-a-page", "/clean", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64), TYPE),
    "rebinding": (421, "foreign-host", "/health", None, {"Host": "evil.example"}),
    "user": (421, "foreign-host", "/health", None, {"Host": "evil.example@localhost"}),
    "dots": (421, "foreign-host", "/health", None, {"Host": "localhost.evil.example:80"}),
    "no host": (421, "foreign-host", "/health", None, {"Host": ""}),
    "large": (413, "too-large", "/clean", bytes(MAX_BYTES + 1), {}),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_wrong_is_told(server: Server, name: str) -> None:
    status, kind, path, body, headers = PROBLEMS[name]
    answer = server.ask(path, body, headers)
    assert (answer.status, answer.problem) == (status, kind)


def test_a_body_without_end_is_too_large(server: Server) -> None:
    body = (bytes(1000) for _ in range(MAX_BYTES // 500))
    answer = server.ask("/clean", body, {"Transfer-Encoding": "chunked"})
    assert (answer.status, answer.problem) == (413, "too-large")


def test_who_asks_first_need_not_send_what_is_too_large(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as asked:
        head = "POST /clean HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n"
        asked.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert asked.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "[::1]:8000", "box.example"])
def test_the_server_answers_to_its_own_names(server: Server, host: str) -> None:
    assert server.ask("/health", headers={"Host": host}).status == 200


def test_a_page_of_its_own_may_ask(server: Server) -> None:
    headers = {"Origin": "http://localhost:8000", "Host": "localhost:8000"}
    assert server.ask("/clean", DUMP.encode(), headers).status == 200


def test_no_address_is_opened(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.5)
        url = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/page"
        page = f'<html><head><base href="{url}"></head><body><img src="{url}"><p>{DUMP}</p>'
        assert server.ask(f"/clean?format=html&images&url={url}", page.encode()).status == 200
        with pytest.raises(TimeoutError):
            elsewhere.accept()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /clean HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\nhalf of",
        b"POST /clean HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        b"GET /" + b"a" * 200_000,
    ],
)
def test_what_is_no_request_harms_nobody(server: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as asked:
        asked.sendall(sent)
    assert server.ask("/clean", DUMP.encode()).body.decode() == extract(DUMP).text + "\n"


def test_health_says_what_judges(server: Server) -> None:
    health: dict[str, Any] = json.loads(server.ask("/health").body)
    assert health["status"] == "ok"
    assert (health["rules"], health["weights"]) == Cleaner().versions
    assert (health["workers"], health["pages_in_hand"]) == (2, 0)


def test_the_page_loads_nothing_from_elsewhere(server: Server) -> None:
    answer = server.ask("/")
    page = answer.body.decode()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert re.findall(r"<script|\bstyle=|@import", page) == []
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert loaded == ["/style.css", "/openapi.json"]
    assert [server.ask(path).status for path in loaded] == [200, 200]
    assert "url(" not in server.ask("/style.css").body.decode()


def test_every_answer_is_for_nobody_else(server: Server) -> None:
    for path in ("/", "/health", "/nothing"):
        headers = server.ask(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples call curl")
def test_the_commands_of_the_documentation_run(
    server: Server, tmp_path: Path, cli: Command
) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    blocks = read_blocks("docs/serve.md")
    shown = re.split(r"^\$ ", "".join(b for kind, b in blocks if kind == "console"), flags=re.M)
    assert len(shown) > 4
    for part in shown[1:]:
        command, _, output = part.partition("\n")
        done = run_example(command.replace(":8000", f":{server.port}"), tmp_path)
        assert done.returncode == 0
        assert done.stdout
        if output.strip():
            check_output(done.stdout, output)
    commands = [line for kind, b in blocks if kind == "bash" for line in b.splitlines()]
    for line in (line for line in commands if line.startswith("cleaner ")):
        assert cli(*shlex.split(line)[1:], "--help").exit_code == 0


def test_what_takes_too_long_is_told_and_harms_no_other() -> None:
    with start_server("--workers", "1", "--timeout", "0.0001") as running:
        for _ in range(2):
            answer = running.ask("/clean", DUMP.encode())
            assert (answer.status, answer.problem) == (422, "takes-too-long")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_well(number: signal.Signals) -> None:
    with start_server("--workers", "1") as running:
        workers = psutil.Process(running.process.pid).children(recursive=True)
        assert running.ask("/clean?url=https://example.org/secret", DUMP.encode()).status == 200
        code, log = running.stop(number)
        assert (code, "Traceback" in log, "secret" in log) == (0, False, False)
        assert [line.split(",")[0] for line in log.splitlines()] == [
            "cleaner: POST /clean 200",
            "cleaner: stopped",
        ]
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert alive == []


@pytest.mark.parametrize("name", ["box.example:8000", "http://box.example", "a box", "me@box", ""])
def test_a_name_by_which_nobody_can_call_is_refused(name: str, cli: Command) -> None:
    run = cli("serve", "--host", "nowhere.invalid", "--allow-host", name)
    assert (run.exit_code, "is no name such as box.example" in run.stderr) == (2, True)


@pytest.mark.parametrize("name", ["box", "::1", "[2001:db8::1]", "müller.example"])
def test_a_name_or_an_address_is_taken(name: str, cli: Command) -> None:
    run = cli("serve", "--host", "nowhere.invalid", "--allow-host", name)
    assert "cannot listen on nowhere.invalid" in run.stderr


def test_where_it_cannot_listen_it_says_so(server: Server, cli: Command) -> None:
    run = cli("serve", "--port", server.port)
    assert (run.exit_code, "cannot listen on 127.0.0.1, port" in run.stderr) == (2, True)
    assert cli("serve", "--host", "nowhere.invalid").exit_code == 2
