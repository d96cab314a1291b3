"""A connection that no client can hold by sending, or reading, as slowly as it likes."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from cleaner.serve.app import READ_SECONDS


class Connection(H11Protocol):
    """Ends where a request's head, or a client to take its answer, is waited for too long.

    uvicorn waits for the first head for ever, and for each further one as soon as a byte of
    anything has come. How long the body of a request may take is the application's to say.
    """

    head_seconds: ClassVar[float] = READ_SECONDS
    """From the beginning, or the last answer, until the whole head of a request is there."""
    answer_seconds: ClassVar[float] = 300.0
    """The same while the last answer is not taken yet: 20 MB at half a megabit a second."""
    _patience: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what has come; as soon as it is a request, the answer is waited for no more."""
        super().data_received(data)
        if self._is_answering:
            self._patience.cancel()

    def on_response_complete(self) -> None:
        """Wait for the next request, if it is not here already."""
        super().on_response_complete()
        if not self._is_answering:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._patience.cancel()
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _wait(self) -> None:
        is_taken = self.transport.get_write_buffer_size() == 0
        seconds = self.head_seconds if is_taken else self.answer_seconds
        self._patience = self.loop.call_later(seconds, self.transport.abort)
