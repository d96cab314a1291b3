"""Standard streams as the command finds them: closed, or in an encoding that lacks characters."""

from __future__ import annotations

import io
import os
import sys

_CLOSED = ((0, "stdin", "rb", os.O_WRONLY), (1, "stdout", "wb", os.O_RDONLY),
           (2, "stderr", "wb", os.O_WRONLY))  # fmt: skip
"""How each stream is opened for Python, and what it is opened on instead of its file.

Reading what was opened to be written is an error that says so, and the other way round; what goes
to a closed stderr is lost, as whoever closed it wants.
"""


def prepare_streams() -> None:
    """Open what the caller closed (`>&-`), and let standard output replace what it cannot show.

    A closed stream's number would be given to the next file, into which messages would go then.
    """
    for number, name, mode, flags in _CLOSED:
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, flags), number)
            os.set_inheritable(number, True)  # dup2 leaves it where the number is the same
            raw = open(number, mode, buffering=0, closefd=False)  # noqa: SIM115
            setattr(sys, name, io.TextIOWrapper(raw, encoding="utf-8", write_through=True))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
