"""No client holds a connection by what it sends, or reads, as slowly as it likes."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.serve.support import Server, start

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from tests.serve.hasty import ANSWER

HEAD = b"Host: localhost\r\nX-Filler: " + b"x" * 500 + b"\r\n"
UNREAD = HEAD + b"Content-Length: 1000000\r\n\r\n"
LONG = 20
"""Seconds in which a slow client sends its bytes: many times those that the server waits."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with start(sys.executable, "-m", "tests.serve.hasty") as running:
        yield running


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=60)


def is_ended(connection: socket.socket) -> bool:
    """Whether the other side ended it, some answer before that or none."""
    connection.settimeout(0.05)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return True


def is_ended_while_sending(connection: socket.socket, text: bytes) -> bool:
    """Whether the other side ends it before a byte at a time is sent of the text for LONG."""
    end = time.monotonic() + LONG
    for byte in text:
        try:
            connection.sendall(bytes([byte]))
        except ConnectionError:
            return True
        if is_ended(connection):
            return True
        if time.monotonic() > end:
            break
    return False


def is_held(server: Server, port: int) -> bool:
    """Whether the server's process has the connection from this port."""
    held = psutil.Process(server.process.pid).net_connections("tcp4")
    return any(connection.raddr[1:2] == (port,) for connection in held)


@pytest.mark.parametrize(
    ("at_once", "slowly"),
    [
        (b"", b"GET /health HTTP/1.1\r\n" + HEAD),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\n" + HEAD),
        (b"GET /health HTTP/1.1\r\n" + UNREAD, b"x" * 1_000),
        (b"POST /nothing HTTP/1.1\r\n" + UNREAD, b"x" * 1_000),
        (b"POST /clean?mode=best HTTP/1.1\r\n" + UNREAD, b"x" * 1_000),
        (b"POST /clean HTTP/1.1\r\n" + UNREAD.replace(b"localhost", b"x.example"), b"x" * 1_000),
    ],
    ids=["first head", "second head", "unread", "not found", "bad option", "foreign host"],
)
def test_who_sends_a_byte_at_a_time_is_left(server: Server, at_once: bytes, slowly: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(at_once)
        assert is_ended_while_sending(connection, slowly)
    assert server.ask("/health").status == 200


def test_who_says_nothing_is_left(server: Server) -> None:
    with connect(server) as connection:
        assert connection.recv(1) == b""


def test_who_does_not_take_its_answer_is_left(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(b"POST /clean HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        port = connection.getsockname()[1]
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert is_held(server, port)
        end = time.monotonic() + LONG
        while is_held(server, port):  # what is on its way still is the system's
            assert time.monotonic() < end
            time.sleep(0.2)


def test_who_takes_its_answer_gets_all_of_it(server: Server) -> None:
    assert server.ask("/clean", b"page").body == ANSWER


def test_requests_one_after_another_go_on(server: Server) -> None:
    asked = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(server) as connection:
        for _ in range(6):
            connection.sendall(asked * 2)
            found = b""
            while found.count(b'"status"') < 2:
                found += connection.recv(65536)
            time.sleep(0.5)
