"""The records of the input, judged in the background while somebody looks at the first."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from cleaner.dumps.clean.outcome import Outcome
from cleaner.dumps.clean.task import Engine
from cleaner.dumps.read.sources import Source, Split, find_sources, split_sources
from cleaner.dumps.run.run import planned_sources
from cleaner.labels.again import record_key
from cleaner.review.listing import Listed, Listing
from cleaner.review.marks import Marks
from cleaner.review.records import Records
from cleaner.workers import StoppedError

_STOP_SECONDS = 2.0
"""For a batch to be judged; what takes longer ends with this process, as its workers do."""


@dataclass(slots=True)
class Progress:
    """How far it is."""

    n_records: int = 0
    is_done: bool = False
    error: str = ""
    """Why it ended before the end of the input."""


@dataclass(slots=True)
class Background:
    """Judges in a thread, by the engine's workers, until all is judged or `stop` is called."""

    listing: Listing
    engine: Engine
    sources: Iterator[Source]
    records: Records
    marks: Marks
    progress: Progress = field(default_factory=Progress)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._judge, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, and its workers; what is judged stays."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def _judge(self) -> None:
        urls: dict[str, str] = {}
        items = self.engine.run(self.listing, self._remember(urls))
        try:
            with closing(items):  # type: ignore[type-var]
                for item in items:
                    if self._stopped.is_set():
                        return
                    if isinstance(item, Outcome):
                        self._add(pickle.loads(item.payload), urls)
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - is shown above the list
            self.progress.error = str(error) or type(error).__name__
        finally:
            self.progress.is_done = True

    def _remember(self, urls: dict[str, str]) -> Iterator[Split]:
        """The splits; where each source is read from is noted by its name."""
        for split in split_sources(self.sources):
            urls.update((source.name, source.url) for source in split.sources)
            yield split

    def _add(self, listed: Sequence[Listed], urls: dict[str, str]) -> None:
        keys = [record_key(one.source, one.offset, one.id, urls) for one in listed]
        self.records.add(
            (replace(one, source=key.source, record=key.record), *self.marks.state_of(*key))
            for one, key in zip(listed, keys, strict=True)
        )
        self.progress.n_records += len(listed)


def open_sources(inputs: Sequence[str]) -> Iterator[Source]:
    """The sources of the inputs, for the output of a run those that it read.

    InputError where an input is not there.
    """
    planned = [planned_sources(Path(item)) for item in inputs]
    given = [item for item, found in zip(inputs, planned, strict=True) if found is None]
    known = chain.from_iterable(filter(None, planned))
    sources = chain(known, find_sources(given) if given else ())
    first = next(sources, None)
    return sources if first is None else chain([first], sources)
