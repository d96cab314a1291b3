"""What the application does where the workers, or a client, do not do their part."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Future
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from cleaner.errors import EngineError, LimitError, TimeLimitError, UnforeseenError, WorkerDiedError
from cleaner.options import Options
from cleaner.render import Record
from cleaner.result import Versions
from cleaner.serve.app import make_app
from cleaner.serve.asked import PARAMETERS
from cleaner.serve.description import describe
from cleaner.serve.pool import Pool
from cleaner.serve.problems import PROBLEMS
from cleaner.workers import SlowError, StoppedError


def make_pool(ended: Exception | None = None) -> Pool:
    """A pool whose workers end every page like this."""

    def submit(do: object, argument: object) -> Future[bytes]:
        future: Future[bytes] = Future()
        if ended is None:
            future.set_result(b"cleaned\n")
        else:
            future.set_exception(ended)
        return future

    return Pool(1, Options(), Versions("r", "w"), submit)


def ask(pool: Pool, is_slow: bool = False, leaves: bool = False) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer to a page that is posted."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if is_slow:
            await asyncio.sleep(3600)
        if leaves:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"x", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/clean",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    app = make_app(pool, {"localhost"}, lambda line: None, read_seconds=0.1)
    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], {} if body == b"cleaned\n" else json.loads(body)


@pytest.mark.parametrize(
    ("ended", "status", "kind"),
    [
        (SlowError(), 422, "takes-too-long"),
        (TimeLimitError(60, 61), 422, "takes-too-long"),
        (LimitError("max_blocks", 1, 2), 413, "too-large"),
        (StoppedError(), 503, "busy"),
        (WorkerDiedError(), 500, "failed"),
        (UnforeseenError("KeyError", "x"), 500, "failed"),
        (EngineError("no memory"), 500, "failed"),
    ],
)
def test_how_a_page_ends_is_told(ended: Exception, status: int, kind: str) -> None:
    pool = make_pool(ended)
    found, problem = ask(pool)
    assert (found, problem["type"]) == (status, f"/#{kind}")
    assert pool.in_hand == 0


def test_what_nobody_foresaw_is_a_problem_and_goes_to_the_log() -> None:
    with pytest.raises(ZeroDivisionError):
        ask(make_pool(ZeroDivisionError()))


def test_who_sends_slowly_is_not_waited_for() -> None:
    pool = make_pool()
    status, problem = ask(pool, is_slow=True)
    assert (status, problem["type"], pool.in_hand) == (408, "/#slow-body", 0)


def test_who_goes_away_leaves_nothing_behind() -> None:
    pool = make_pool()
    ask(pool, leaves=True)
    assert pool.in_hand == 0


def test_when_too_much_is_in_hand_others_are_told_to_come_again() -> None:
    pool = make_pool()
    pool.in_hand = 9
    assert ask(pool)[1]["type"] == "/#busy"
    pool.in_hand = 8
    assert ask(pool)[0] == 200


def test_openapi_says_all_that_there_is() -> None:
    description = describe(Options(max_input_bytes=1234))
    clean = description["paths"]["/clean"]["post"]
    assert [one["name"] for one in clean["parameters"]] == list(PARAMETERS)
    assert "1,234 bytes" in clean["requestBody"]["description"]
    assert set(clean["responses"]) == {
        "200",
        *(str(int(status)) for status, _ in PROBLEMS.values()),
    }
    schema = description["components"]["schemas"]["Record"]
    assert set(schema["properties"]) == Record.__required_keys__ | Record.__optional_keys__
    assert "blocks" not in schema["required"]
    block = schema["properties"]["blocks"]["items"]["properties"]
    assert block["headings"] == {"type": "array", "items": {"type": "string"}}
    assert schema["properties"]["url"] == {"type": ["string", "null"]}
