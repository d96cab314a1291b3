"""The forms in which a run writes: how records become bytes, and how these become files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from cleaner.dumps.write.records import Records


class PartFile(NamedTuple):
    """A file with records, as it was written."""

    name: str
    """Where it stands below the folder of records."""
    size: int | None
    """Bytes; None for one that goes on growing."""


class Writer(Protocol):
    """Stateless, and pickles: `encode` runs where cleaning does, `write` where the run is."""

    @property
    def is_sharded(self) -> bool:
        """Whether many batches go into one file, which is written when it is full."""

    def encode(self, records: Records) -> bytes:
        """The records as bytes that `write` understands."""

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> Sequence[PartFile]:
        """The files that hold the payloads now, whole and durable.

        Called again with the same arguments it gives the same files. `number` is that of the
        first file; a form may need more than one.
        """
