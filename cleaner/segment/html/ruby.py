"""How words are read: what <ruby> sets small above them."""

from __future__ import annotations


class Ruby:
    """The readings of the base that is open."""

    def __init__(self) -> None:
        self.n_open = 0
        self.readings: list[str] = []
        """Runs of text."""

    def end(self) -> str:
        """What stands behind the base that ends: its reading in brackets, if it has one."""
        self.n_open -= 1
        reading = "".join("".join(self.readings).split())
        self.readings.clear()
        return f"({reading})" if reading else ""
