"""Functions that are called in processes which may die at any moment: killed by us, by the system,
by their own crash.

A worker is one process at the end of a socket of its own, so the death of one touches nothing of
another's, and ends whatever waits for it. Processes are spawned: a forked one would have the locks
that other threads hold, and wait for them for ever.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from cleaner.errors import (
    EngineError,
    MissingExtra,
    UnforeseenError,
    WorkerDiedError,
    as_cleaner_error,
)

TRIES = 2
"""What a worker dies over so often is given up; once, someone may have killed it."""
_START_SECONDS = 300.0
_END_SECONDS = 5.0
"""How long a process may take to be gone that was killed; the system may not let go of it."""
_LOOK_SECONDS = 0.5
"""How often one who waits looks whether there is still something to wait for."""
_NEW_OBJECTS = 20_000
"""Objects from which Python looks for cycles among the new ones; a page is cut into thousands that
have none, and with 700, as usual, the search was a tenth of the time of a page of 8,000 blocks."""
_LENGTH = struct.Struct("!Q")
WARM_UP = "Boats pass the gate in half the time."
"""A page by which a worker loads what the first one would wait for."""
_CONTEXT = multiprocessing.get_context("spawn")

A = TypeVar("A")
R = TypeVar("R")


class StoppedError(Exception):
    """The worker was closed while it was needed."""


class SlowError(Exception):
    """The call took longer than it may; its process is dead."""


class _Answer(NamedTuple):
    """What a call gave, or the error in which it ended."""

    value: Any = None
    error: Exception | None = None


class Worker(Generic[A, R]):
    """Calls the function that `load` returns in a process of its own, replaced when it dies.

    `load`, arguments and values must pickle. One call at a time; `close` may come from any thread.
    """

    def __init__(self, load: Callable[[], Callable[[A], R]]) -> None:
        self._load = pickle.dumps(load)
        self._process: BaseProcess | None = None
        self._socket: socket.socket | None = None
        self._calling = threading.Lock()
        self._closed = False

    def call(self, argument: A, seconds: float = math.inf) -> R:
        """What the function returns for the argument.

        WorkerDiedError when the process died meanwhile, SlowError when it was killed since it took
        longer than `seconds`; the next call has a new one. Raises CleanerError and OSError as the
        function did, UnforeseenError for any other exception. EngineError when no process can be
        started, StoppedError when `close` was called.
        """
        message = pickle.dumps(argument)
        with self._calling:
            if self._closed:
                raise StoppedError
            if self._process is None or self._process.exitcode is not None:
                self._start()
            answer = self._exchange(message, seconds)
        if answer.error is not None:
            raise answer.error
        return answer.value  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process, whatever it does; a call that waits for it raises StoppedError."""
        self._closed = True
        if (waited_for := self._socket) is not None:
            with suppress(OSError):
                waited_for.shutdown(socket.SHUT_RDWR)
        with self._calling:
            self._end()

    def _start(self) -> None:
        """Start a process that has loaded the function."""
        why = ""
        for _ in range(TRIES):
            try:
                self._spawn()
                loaded = self._exchange(self._load, _START_SECONDS)
            except (OSError, SlowError, WorkerDiedError) as error:
                why = f" ({error})" if isinstance(error, OSError) else ""
                continue
            if loaded.error is None:
                return
            self._end()
            if isinstance(loaded.error, MissingExtra):
                raise loaded.error
            if not isinstance(loaded.error, (OSError, UnforeseenError)):
                raise EngineError(f"a worker cannot work: {loaded.error}") from loaded.error
            why = f" ({loaded.error})"
        raise EngineError(
            f"a worker process ends before it can work{why}: is there memory for it, and, in a "
            'script, does what starts it stand below `if __name__ == "__main__":`?'
        )

    def _spawn(self) -> None:
        self._end()
        ours, theirs = socket.socketpair()
        process = _CONTEXT.Process(target=_serve, args=(theirs,), daemon=True)
        try:
            with theirs:
                process.start()
        except BaseException as error:
            ours.close()
            if isinstance(error, (AssertionError, RuntimeError)):  # by multiprocessing
                raise EngineError(f"a worker process cannot be started: {error}") from error
            raise
        self._process, self._socket = process, ours

    def _exchange(self, message: bytes, seconds: float) -> _Answer:
        """The answer to the message; where none comes, the process is ended."""
        process, ours = self._process, self._socket
        assert process is not None
        assert ours is not None
        deadline = time.monotonic() + seconds

        def look() -> None:
            # Whoever forked us at a bad moment may hold the other end open beyond a death.
            if self._closed or process.exitcode is not None:
                raise EOFError
            if time.monotonic() >= deadline:
                raise SlowError

        try:
            ours.settimeout(min(_LOOK_SECONDS, max(0.001, seconds)))
            _send(ours, message, look)
            return pickle.loads(_receive(ours, look))  # type: ignore[no-any-return]
        except BaseException as error:
            self._end()
            if not isinstance(error, (EOFError, OSError)):
                raise
            raise (StoppedError if self._closed else WorkerDiedError)() from error

    def _end(self) -> None:
        process, self._process = self._process, None
        ours, self._socket = self._socket, None
        if process is not None:
            process.kill()
            process.join(_END_SECONDS)
            with suppress(ValueError):  # not even that has ended it
                process.close()
        if ours is not None:
            ours.close()


class _Closable(Protocol):
    def close(self) -> None: ...


W = TypeVar("W", bound=_Closable)


@contextmanager
def open_workers(workers: Sequence[W]) -> Iterator[Callable[[Callable[[W, A], R], A], Future[R]]]:
    """A function that lets the next worker that is idle do something; they are closed at the end.

    Each is waited for in a thread of its own.
    """
    idle: SimpleQueue[W] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def work(do: Callable[[W, A], R], argument: A) -> R:
        worker = idle.get()
        try:
            return do(worker, argument)
        finally:
            idle.put(worker)

    def submit(do: Callable[[W, A], R], argument: A) -> Future[R]:
        try:
            return threads.submit(work, do, argument)
        except (MemoryError, RuntimeError) as error:
            raise EngineError(f"no thread can be started to wait for a worker: {error}") from error

    threads = ThreadPoolExecutor(len(workers))
    try:
        yield submit
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.close()
        threads.shutdown()


def _serve(ours: socket.socket) -> None:
    """Load what the first message says, then answer messages until nobody is there to send any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides when to stop
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(_NEW_OBJECTS)
    ours.setblocking(True)
    loaded: list[Callable[[Any], Any]] = []
    with suppress(EOFError, OSError):
        _answer(ours, lambda load: loaded.append(load()))
        while True:
            _answer(ours, loaded[0])


def _end_with_parent() -> None:
    """No orphans: a parent that is killed takes its workers along."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(ours: socket.socket, function: Callable[[Any], Any]) -> None:
    message = _receive(ours)
    try:
        argument = pickle.loads(message)
        message.clear()  # pages of many megabytes are not held twice while they are cleaned
        answer = pickle.dumps(_Answer(function(argument)))
    except OSError as error:
        answer = pickle.dumps(_Answer(error=OSError(error.errno, str(error))))
    except Exception as error:  # noqa: BLE001 - is sent to the caller
        answer = pickle.dumps(_Answer(error=as_cleaner_error(error)))
    _send(ours, answer)


def _send(to: socket.socket, message: bytes, look: Callable[[], None] = lambda: None) -> None:
    for part in (_LENGTH.pack(len(message)), message):
        left = memoryview(part)
        while left:
            try:
                left = left[to.send(left) :]
            except TimeoutError:
                look()


def _receive(of: socket.socket, look: Callable[[], None] = lambda: None) -> bytearray:
    """A message. EOFError when the other end is closed before its end."""
    (length,) = _LENGTH.unpack(_receive_bytes(of, _LENGTH.size, look))
    return _receive_bytes(of, length, look)


def _receive_bytes(of: socket.socket, n: int, look: Callable[[], None]) -> bytearray:
    content = bytearray(n)
    left = memoryview(content)
    while left:
        try:
            n_read = of.recv_into(left)
        except TimeoutError:
            look()
            continue
        if not n_read:
            raise EOFError
        left = left[n_read:]
    return content
