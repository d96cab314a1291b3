"""What can be wrong with a request, as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from cleaner.dumps.escape import printable
from cleaner.errors import (
    CleanerError,
    DecodeError,
    InputError,
    LimitError,
    OptionsError,
    TimeLimitError,
)

MEDIA_TYPE = "application/problem+json"
PROBLEMS: Mapping[str, tuple[HTTPStatus, str]] = MappingProxyType(
    {
        "bad-option": (HTTPStatus.BAD_REQUEST, "A parameter is unknown, or has no such value"),
        "foreign-origin": (HTTPStatus.FORBIDDEN, "Pages of other sites may not ask this server"),
        "not-found": (HTTPStatus.NOT_FOUND, "There is nothing here"),
        "wrong-method": (HTTPStatus.METHOD_NOT_ALLOWED, "This is asked for by another method"),
        "not-acceptable": (HTTPStatus.NOT_ACCEPTABLE, "A page can be had in no such format"),
        "slow-body": (HTTPStatus.REQUEST_TIMEOUT, "The page did not arrive in time"),
        "too-large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The page passes a limit"),
        "not-a-page": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is neither HTML nor text"),
        "foreign-host": (HTTPStatus.MISDIRECTED_REQUEST, "This server has no such name"),
        "cannot-clean": (HTTPStatus.UNPROCESSABLE_ENTITY, "The page cannot be cleaned"),
        "takes-too-long": (HTTPStatus.UNPROCESSABLE_ENTITY, "Cleaning the page takes too long"),
        "failed": (HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here"),
        "busy": (HTTPStatus.SERVICE_UNAVAILABLE, "Others are served: try again later"),
    }
)
"""Each type of problem, as the page at `/` lists it, with its status and title."""


class Problem(Exception):
    """Ends a request; `kind` is one of PROBLEMS."""

    def __init__(
        self, kind: str, detail: str, error: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail, self.error = kind, detail, error
        self.status, self.title = PROBLEMS[kind]
        self.headers = dict(headers or {})

    def content(self) -> dict[str, Any]:
        """What the body says of it; `error` is the type of the library's error, if it is one."""
        said = {"type": f"/#{self.kind}", "title": self.title, "status": int(self.status)}
        return {
            **said,
            "detail": printable(self.detail),
            **({"error": self.error} if self.error else {}),
        }


def as_problem(error: CleanerError) -> Problem:
    """The problem that an error of cleaning is to whoever asked."""
    name = type(error).__name__
    for types, kind in _KINDS:
        if isinstance(error, types):
            return Problem(kind, str(error), name)
    return Problem("failed", str(error), name)


_KINDS: tuple[tuple[type[CleanerError], str], ...] = (
    (TimeLimitError, "takes-too-long"),
    (LimitError, "too-large"),
    (DecodeError, "not-a-page"),
    (InputError, "cannot-clean"),
    (OptionsError, "bad-option"),
)
"""The first that fits; all others are our own fault."""
