"""The server as an application: what it answers, and whom."""

from __future__ import annotations

import asyncio
from collections.abc import Set
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from cleaner.dumps.escape import to_json
from cleaner.errors import LimitError
from cleaner.serve.asked import MEDIA_TYPES, read_asked
from cleaner.serve.description import describe, render_page
from cleaner.serve.door import Door, Log, as_response
from cleaner.serve.pool import Job, Pool
from cleaner.serve.problems import Problem, as_problem
from cleaner.types import Page

READ_SECONDS = 30.0
"""How long a page may take to arrive."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer: what comes from a page does nothing in a browser, and stays nowhere."""


def make_app(
    pool: Pool, hosts: Set[str], log: Log, read_seconds: float = READ_SECONDS
) -> Starlette:
    """The application; it answers to the names in `hosts`, and logs a line a request.

    A page may take `read_seconds` to arrive.
    """
    answers = _Answers(pool, read_seconds)
    return Starlette(
        routes=[
            Route("/clean", answers.clean, methods=["POST"]),
            Route("/health", answers.health),
            Route("/openapi.json", answers.description),
            Route("/style.css", answers.style),
            Route("/", answers.page),
        ],
        middleware=[Middleware(Door, hosts=frozenset(hosts), log=log, headers=_HEADERS)],
        exception_handlers={
            Problem: _answer_problem,
            HTTPException: _answer_http,
            ClientDisconnect: _answer_nobody,
        },
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """What is answered at each path."""

    pool: Pool
    read_seconds: float

    async def clean(self, request: Request) -> Response:
        """The page of the body as it is asked for."""
        headers = request.headers
        query, content_type = request.query_params.multi_items(), headers.get("content-type", "")
        asked = read_asked(query, headers.get("accept", ""), content_type, self.pool.options)
        with self.pool.admit():
            content = await _read_body(
                request, self.pool.options.max_input_bytes, self.read_seconds
            )
            page = Page(content, asked.url, content_type, asked.input_format, asked.site)
            return _answer(await self.pool.clean(Job(page, asked)), MEDIA_TYPES[asked.form])

    async def health(self, request: Request) -> Response:
        """That it works, and by what it judges."""
        return _json(
            {
                "status": "ok",
                "version": version("pagecleaner"),
                **self.pool.versions._asdict(),
                "workers": self.pool.n_workers,
                "pages_in_hand": self.pool.in_hand,
            }
        )

    async def description(self, request: Request) -> Response:
        """OpenAPI."""
        return _json(describe(self.pool.options))

    async def page(self, request: Request) -> Response:
        """The same for people."""
        return HTMLResponse(render_page(describe(self.pool.options)))

    async def style(self, request: Request) -> Response:
        """The page's style."""
        return FileResponse(Path(__file__).with_name("style.css"), media_type="text/css")


async def _read_body(request: Request, limit: int, seconds: float) -> bytes:
    """The page that is sent; Problem for one that is packed, too large or too slow.

    What is too large is read to its end, and forgotten: most clients listen only then.
    """
    if (encoding := request.headers.get("content-encoding", "identity")).lower() != "identity":
        detail = f"Content-Encoding is {encoding[:50]!r}: send the page unpacked"
        raise Problem("not-a-page", detail, headers={"Accept-Encoding": "identity"})
    declared = request.headers.get("content-length", "")
    if "expect" in request.headers and declared.isdecimal() and int(declared) > limit:
        raise as_problem(LimitError("max_input_bytes", limit, int(declared)))
    content, n_bytes = bytearray(), 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                n_bytes += len(chunk)
                if n_bytes <= limit:
                    content += chunk
                else:
                    content.clear()
    except TimeoutError:
        detail = f"of the page {n_bytes:,} bytes came in {seconds:g} seconds"
        raise Problem("slow-body", detail, headers={"Connection": "close"}) from None
    if n_bytes > limit:
        raise as_problem(LimitError("max_input_bytes", limit, n_bytes))
    return bytes(content)


def _json(content: dict[str, Any]) -> Response:
    return _answer(f"{to_json(content)}\n".encode(), "application/json")


def _answer(content: bytes, media_type: str) -> Response:
    return Response(content, media_type=media_type, headers={"Vary": "Accept"})


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return as_response(error)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = "wrong-method" if error.status_code == 405 else "not-found"
    return as_response(Problem(kind, request.url.path[:200], headers=error.headers))


async def _answer_nobody(request: Request, error: Exception) -> Response:
    return as_response(Problem("slow-body", "the client went away"))
