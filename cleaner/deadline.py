"""How long a page may take: asked between the stages of its way, and within the long ones."""

from __future__ import annotations

import math
import time

from cleaner.errors import TimeLimitError


class Deadline:
    """When the thread that makes it, and cleans one page, has had its seconds of the CPU."""

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = math.inf if seconds is None else seconds
        self._began = time.thread_time()

    def check(self) -> None:
        """Raise TimeLimitError when the time is over."""
        spent = time.thread_time() - self._began
        if spent > self._seconds:
            raise TimeLimitError(self._seconds, spent)


NO_DEADLINE = Deadline()
