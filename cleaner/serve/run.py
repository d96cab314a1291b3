"""The server as a process: it listens, and stops when it is told to."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from cleaner.errors import OptionsError
from cleaner.serve.connection import Connection

LOCAL_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})
_STOP_SECONDS = 10
"""For pages in hand when the server is told to stop; as much as containers wait."""
_CONNECTIONS = 500
"""At a time: far fewer than files that a process may have open."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any that is free. OptionsError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        raise OptionsError(f"cannot listen on {host}, port {port}: {error}") from error


def serve(
    app: ASGIApp, listening: socket.socket, connection: type[Connection] = Connection
) -> None:
    """Answer until SIGINT or SIGTERM comes, and what is in hand then; a second SIGINT hurries."""
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    with _signals_come_twice():
        uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def _signals_come_twice() -> Iterator[None]:
    """Once for uvicorn and, when it has stopped, again: then there is nothing to stop any more."""
    before = {
        number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
