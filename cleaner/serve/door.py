"""Who is let in: whoever calls the server by a name of its own, and comes from no other site."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cleaner.dumps.escape import printable, to_json
from cleaner.serve.problems import MEDIA_TYPE, Problem

Log = Callable[[str], object]
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s:@/\[\]]+))(?::[0-9]*)?")
"""A Host header in small letters: an address in brackets or a name, perhaps with a port."""


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in who calls the server by a name of its own and comes from no other site.

    A site whose name leads to this machine (DNS rebinding) has another name than ours, and a page
    of another site that posts to us says where it comes from.
    """

    app: ASGIApp
    hosts: frozenset[str]
    log: Log
    headers: Mapping[str, str]
    """Of every answer that has none of its own."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, n_bytes = time.monotonic(), 0, 0

        async def send_on(message: Message) -> None:
            nonlocal status, n_bytes
            if message["type"] == "http.response.start":
                status = message["status"]
                given = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    given.setdefault(name, value)
            n_bytes += len(message.get("body", b""))
            await send(message)

        try:
            await (self._refuse(scope) or self.app)(scope, receive, send_on)
        except Exception as error:
            if not status:
                problem = Problem("failed", f"{type(error).__name__}: the server's log has more")
                await as_response(problem)(scope, receive, send_on)
            raise
        finally:
            seconds = time.monotonic() - began
            request = printable(f"{scope['method']} {scope['path'][:200]}")
            self.log(f"{request} {status}, {n_bytes:,} bytes, {seconds:.3f} s")

    def _refuse(self, scope: Scope) -> Callable[[Scope, Receive, Send], Awaitable[None]] | None:
        """The answer to who is not let in."""
        headers = Headers(scope=scope)
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        found = _HOST.fullmatch(host)
        if found is None or (found[1] or found[2]) not in self.hosts:
            return as_response(Problem("foreign-host", f"Host is {host[:100]!r}"))
        if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
            return as_response(Problem("foreign-origin", f"Origin is {origin[:100]!r}"))
        return None


def as_response(problem: Problem) -> Response:
    """What the problem is answered with."""
    content = f"{to_json(problem.content())}\n".encode()
    return Response(content, problem.status, problem.headers, MEDIA_TYPE)
