"""Processes that die at whatever moment, and what waits for them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from cleaner import workers
from cleaner.errors import (
    EngineError,
    LimitError,
    MissingExtra,
    ProfileError,
    UnforeseenError,
    WorkerDiedError,
)
from cleaner.workers import SlowError, StoppedError, Worker, open_workers

BIG = 30_000_000
"""Bytes that no socket or pipe holds: who sends them waits for who reads."""


def act(what: str) -> Any:
    """Do as the message says; runs in the worker."""
    if what == "pid":
        return os.getpid()
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "exit":
        os._exit(0)
    if what == "hang":
        time.sleep(600)
    if what == "big":
        return bytes(BIG)
    if what == "limit":
        raise LimitError("max_blocks", 1, 2)
    if what == "bug":
        raise ArithmeticError("a bug")
    if what == "no pickle":
        return lambda: None
    if what == "broken file":
        raise PermissionError(13, "Permission denied")
    return what.upper()


def load_act() -> Callable[[str], Any]:
    return act


def load_badly(error: Exception) -> Callable[[str], Any]:
    raise error


def die_loading() -> Callable[[str], Any]:
    os._exit(1)


def make_worker() -> Worker[str, Any]:
    return Worker(load_act)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker[str, Any]]:
    with closing(make_worker()) as worker:
        yield worker


def test_values_come_back(worker: Worker[str, Any]) -> None:
    assert worker.call("a") == "A"
    assert len(worker.call("big")) == BIG
    assert worker.call("b" * BIG) == "B" * BIG
    assert worker.call("pid") != os.getpid()


@pytest.mark.parametrize(
    ("what", "error", "words"),
    [
        ("limit", LimitError, "max_blocks"),
        ("bug", UnforeseenError, "ArithmeticError: a bug"),
        ("no pickle", UnforeseenError, "pickle"),
        ("broken file", OSError, "Permission denied"),
    ],
)
def test_errors_come_back_and_cost_no_process(
    worker: Worker[str, Any], what: str, error: type[Exception], words: str
) -> None:
    pid = worker.call("pid")
    with pytest.raises(error, match=words):
        worker.call(what)
    assert worker.call("pid") == pid


@pytest.mark.parametrize("what", ["die", "exit"])
def test_a_process_that_dies_is_told_and_replaced(worker: Worker[str, Any], what: str) -> None:
    with pytest.raises(WorkerDiedError, match="died over it"):
        worker.call(what)
    assert worker.call("a") == "A"


def test_a_process_that_died_between_calls_is_replaced(worker: Worker[str, Any]) -> None:
    pid = worker.call("pid")
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # all of its threads, too
    assert worker.call("a") == "A"


@pytest.mark.parametrize(
    ("direction", "what", "part"), [("_receive_bytes", "big", 1), ("_send", "b" * BIG, 0)]
)
def test_a_process_that_dies_in_the_middle_of_a_message_is_told(
    worker: Worker[str, Any],
    direction: str,
    what: str,
    part: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half of the message is under way, and the rest never comes."""
    pid = worker.call("pid")
    transfer = getattr(workers, direction)

    def kill_and_transfer(at: socket.socket, given: Any, *rest: Any) -> Any:
        if (given if isinstance(given, int) else len(given)) >= BIG:
            psutil.Process(pid).suspend()  # so that it neither reads nor writes any more
            threading.Timer(0.5, os.kill, (pid, signal.SIGKILL)).start()
        return transfer(at, given, *rest)

    monkeypatch.setattr(workers, direction, kill_and_transfer)
    with pytest.raises(WorkerDiedError):
        worker.call(what)
    assert worker.call("a") == "A"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no other way to get there")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_death_is_seen_though_another_process_holds_the_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another thread forks between the making of the socket and the start of the worker."""
    make_pair, children = socket.socketpair, []

    def fork_then() -> tuple[socket.socket, socket.socket]:
        pair = make_pair()
        children.append(os.fork())
        if not children[-1]:
            time.sleep(600)
            os._exit(0)
        return pair

    monkeypatch.setattr(socket, "socketpair", fork_then)
    try:
        with closing(make_worker()) as worker, pytest.raises(WorkerDiedError):
            worker.call("die")
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


@pytest.mark.parametrize("what", ["hang", "stop"])
def test_what_takes_too_long_is_ended(worker: Worker[str, Any], what: str) -> None:
    process = psutil.Process(worker.call("pid"))
    if what == "stop":
        process.suspend()
    with pytest.raises(SlowError):
        worker.call(what, 0.3)
    assert not psutil.pid_exists(process.pid)
    assert worker.call("a", 60) == "A"


def test_closing_ends_a_call_from_another_thread() -> None:
    worker = make_worker()
    pid = worker.call("pid")
    ended: list[type[BaseException]] = []

    def call() -> None:
        try:
            worker.call("hang")
        except StoppedError as error:
            ended.append(type(error))

    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(0.2)
    worker.close()
    thread.join(30)
    assert ended == [StoppedError]
    assert not psutil.pid_exists(pid)
    with pytest.raises(StoppedError):
        worker.call("a")


def test_an_interrupted_call_leaves_no_answer_for_the_next(
    worker: Worker[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.call("a")
    with monkeypatch.context() as patched:
        patched.setattr(workers, "_receive", lambda *_: _interrupt())
        with pytest.raises(KeyboardInterrupt):
            worker.call("b")
    assert worker.call("c") == "C"


def _interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (die_loading, "is there memory for it"),
        (partial(load_badly, MemoryError("std::bad_alloc")), "MemoryError: std::bad_alloc"),
        (partial(load_badly, ImportError("failed to map segment")), "failed to map segment"),
        (partial(load_badly, OSError(12, "Cannot allocate memory")), "Cannot allocate memory"),
    ],
)
def test_what_cannot_be_loaded_is_told(load: Callable[[], Any], words: str) -> None:
    with (
        closing(Worker(load)) as worker,
        pytest.raises(EngineError, match="before it can work") as told,
    ):
        worker.call("a")
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [(ProfileError("no folder"), EngineError), (MissingExtra("a", "b"), MissingExtra)],
)
def test_an_error_of_ours_in_loading_is_told(error: Exception, told: type[Exception]) -> None:
    words = re.escape(str(error))
    with closing(Worker(partial(load_badly, error))) as worker, pytest.raises(told, match=words):
        worker.call("a")


def test_workers_leave_nothing_behind() -> None:
    with closing(make_worker()) as worker:
        worker.call("a")  # Python keeps a helper from the first on
    me = psutil.Process()
    before = me.num_fds(), set(me.children())
    with open_workers([make_worker() for _ in range(2)]) as submit:
        futures = [submit(Worker.call, what) for what in ("a", "pid", "b", "hang")]
        assert [futures[0].result(), futures[2].result()] == ["A", "B"]
    assert (me.num_fds(), set(me.children())) == before


def test_workers_end_with_who_started_them(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import time\n"
        "from tests.test_workers import make_worker\n"
        "if __name__ == '__main__':\n"
        "    worker = make_worker()\n"
        "    print(worker.call('pid'), flush=True)\n"
        "    worker.call('hang')\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    _wait_for(lambda: not psutil.pid_exists(pid) or _is_zombie(pid))


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.02)
