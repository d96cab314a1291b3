"""Who may use the tool: whoever was shown its address with the token in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cleaner.review.pages import render

_SAME = ("same-origin", "none", "")
"""What Sec-Fetch-Site says of a request of our own pages, of the user's, and of old browsers'."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Asks for the token, which the first address brings and a cookie keeps.

    The cookie is not sent along with what other sites ask for, and what changes anything has to
    come from a page of this server.
    """

    app: ASGIApp
    token: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            refused = self._refuse(scope)
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refuse(self, scope: Scope) -> Response | None:
        """The answer to who may not go on."""
        headers = Headers(scope=scope)
        port = (scope.get("server") or ("", 0))[1]
        cookie = f"review-{port}"
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["method"] == "GET" and given and self._is_right(given):
            answer = RedirectResponse(scope["path"], 303)
            answer.set_cookie(cookie, self.token, httponly=True, samesite="strict")
            return answer
        if not self._is_right(_read_cookie(headers.get("cookie", ""), cookie)):
            return _closed("Open the address that the terminal shows: it has the key in it.")
        if headers.get("sec-fetch-site", "") not in _SAME:
            return _closed("Only pages of this server may ask for that.")
        if scope["method"] not in ("GET", "HEAD") and headers.get("origin") is None:
            return _closed("Only pages of this server may change anything.")
        return None

    def _is_right(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self.token.encode())


def _read_cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _closed(text: str) -> Response:
    return HTMLResponse(render("message", title="Closed", text=text), 403)
