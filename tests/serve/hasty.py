"""A server that soon loses patience with a slow client; every page becomes a long answer."""

from __future__ import annotations

import sys
from concurrent.futures import Future

from cleaner.options import Options
from cleaner.result import Versions
from cleaner.serve.app import make_app
from cleaner.serve.connection import Connection
from cleaner.serve.pool import Pool
from cleaner.serve.run import LOCAL_NAMES, listen, serve

ANSWER = b"x" * 40_000_000
"""More than the buffers of the system hold."""


class Hasty(Connection):
    head_seconds = 2.0
    answer_seconds = 5.0


def submit(do: object, argument: object) -> Future[bytes]:
    future: Future[bytes] = Future()
    future.set_result(ANSWER)
    return future


if __name__ == "__main__":
    with listen("127.0.0.1", 0) as listening:
        print(f"serving on http://127.0.0.1:{listening.getsockname()[1]}", file=sys.stderr)
        pool = Pool(1, Options(), Versions("r", "w"), submit)
        serve(make_app(pool, LOCAL_NAMES, lambda line: None), listening, Hasty)
