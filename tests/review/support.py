"""A review in a process of its own, and a browser that looks at it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

CLEANER = (sys.executable, "-W", "error", "-c", "from cleaner.cli import main; main()")
_ADDRESS = re.compile(r"review at (http://127\.0\.0\.1:(\d+)/\?token=(\S+))")
WAIT_SECONDS = 60.0


class Answer(NamedTuple):
    """A response."""

    status: int
    headers: dict[str, str]
    body: str


class Review(NamedTuple):
    """A process that serves a review, and where."""

    process: subprocess.Popen[str]
    address: str
    port: int
    token: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, body: str | None = None, *, is_known: bool = True, **headers: str
    ) -> Answer:
        """What it answers to whoever has the token, if `is_known`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if is_known:
            given["Cookie"] = f"review-{self.port}={self.token}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET" if body is None else "POST", path, body, given)
        response = connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(response.status, fields, response.read().decode())
        connection.close()
        return answer

    def wait_for(self, n_records: int) -> None:
        """Wait until so many records are judged."""
        wait(lambda: f'"records":{n_records},"done":true' in self.ask("/progress").body)

    def kill(self) -> None:
        """End it as the system does."""
        self.process.kill()
        self.process.wait()


@contextmanager
def start_review(*arguments: str | Path) -> Iterator[Review]:
    """A review on a free port that is ready; ended afterwards."""
    command = (*CLEANER, "review", *map(str, arguments), "--workers", "1")
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = _ADDRESS.search(line)
            assert found is not None, line + process.stderr.read()
            yield Review(process, found[1], int(found[2]), found[3])
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.communicate(timeout=60)
                except subprocess.TimeoutExpired:
                    process.kill()


def read_labels(path: Path) -> list[dict[str, Any]]:
    """The entries of a file of labels."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def wait(is_so: Callable[[], Any]) -> Any:
    """What it gives as soon as that is true."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := is_so():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come about")


class Eyes(NamedTuple):
    """What somebody sees and does in a browser."""

    driver: Chrome

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def all(self, selector: str) -> list[Any]:
        """The elements."""
        return self.driver.find_elements("css selector", selector)

    def one(self, selector: str) -> Any:
        """The first element, as soon as there is one."""
        return wait(lambda: self.all(selector))[0]

    def text(self, selector: str) -> str:
        """What the first element says."""
        script = "return document.querySelector(arguments[0])?.textContent ?? ''"
        return " ".join(str(self.driver.execute_script(script, selector)).split())

    def sees(self, selector: str, text: str) -> None:
        """Wait until an element says something."""
        wait(lambda: text in self.text(selector))

    def open(self, review: Review, path: str = "/") -> None:
        """Open a page of the review, as somebody who has its address."""
        self.driver.get(review.address)
        if path != "/":
            self.driver.get(review.origin + path)

    def open_record(self, review: Review, words: str) -> None:
        """Open the record in which the words stand."""
        self.open(review, f"/?{urlencode({'q': words})}")
        self.one(".records tbody th a").click()
        self.one(".blocks li")

    def hears(self, text: str) -> None:
        """Wait until the tool tells something."""
        self.sees("#told", text)
