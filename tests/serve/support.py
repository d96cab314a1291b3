"""A server in a process of its own, and how to ask it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from typing import Any, NamedTuple

CLEANER = (sys.executable, "-W", "error", "-c", "from cleaner.cli import main; main()")


class Answer(NamedTuple):
    """A response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def problem(self) -> str:
        """The type of the problem that it is."""
        assert self.headers["content-type"] == "application/problem+json", self
        content: dict[str, Any] = json.loads(self.body)
        assert content["status"] == self.status
        assert content["title"]
        assert content["detail"]
        return str(content["type"]).removeprefix("/#")


class Server(NamedTuple):
    """A process that serves, and where."""

    process: subprocess.Popen[str]
    port: int

    def ask(
        self,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        method: str | None = None,
    ) -> Answer:
        """What it answers; a POST where there is a body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        chunked = body is not None and not isinstance(body, bytes)
        method = method or ("GET" if body is None else "POST")
        connection.request(method, path, body, dict(headers or {}), encode_chunked=chunked)
        response = connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, fields, response.read())
        connection.close()
        return answer

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        """Exit code and what it logged, when it is sent a signal."""
        self.process.send_signal(number)
        _, log = self.process.communicate(timeout=120)
        return self.process.returncode, log


def start_server(*arguments: str) -> AbstractContextManager[Server]:
    """A server on a free port that is ready; killed at the end if nobody stopped it."""
    return start(*CLEANER, "serve", "--port", "0", *arguments)


@contextmanager
def start(*command: str) -> Iterator[Server]:
    """The server that a command starts when it is ready, as it says; killed at the end."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"serving on http://127\.0\.0\.1:(\d+)", line)
            assert found is not None, line
            yield Server(process, int(found[1]))
        finally:
            process.kill()
