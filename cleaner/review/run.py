"""A review from its beginning to its end: records judged behind, pages served in front."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cleaner.dumps.clean.batch import BatchCleaner
from cleaner.dumps.clean.task import Engine
from cleaner.dumps.write.records import Records as CleanedRecords
from cleaner.dumps.write.writer import PartFile
from cleaner.labels.file import LabelFile
from cleaner.review.app import make_app
from cleaner.review.desk import Desk, Viewer
from cleaner.review.judging import Background, open_sources
from cleaner.review.listing import Listing
from cleaner.review.marks import Marks
from cleaner.review.records import Records
from cleaner.review.viewing import Judging, Look, load_viewer
from cleaner.serve.run import LOCAL_NAMES, serve
from cleaner.types import Page
from cleaner.workers import Worker


class Todo(NamedTuple):
    """What is to be reviewed, how it is judged, and where labels go."""

    inputs: Sequence[str]
    cleaner: BatchCleaner
    timeout: float
    """Seconds for a record."""
    engine: Engine
    labels: Path
    who: str
    """Who gives labels."""
    other_weights: Path | None
    folder: Path
    """For what is thrown away afterwards."""


class _NoForm:
    """Of a run that writes nothing: its outcomes are taken as they come."""

    is_sharded = True

    def encode(self, records: CleanedRecords) -> bytes:
        raise NotImplementedError

    def write(self, payloads: Iterable[bytes], folder: Path, number: int) -> Sequence[PartFile]:
        raise NotImplementedError


def review_records(
    todo: Todo, listening: socket.socket, token: str, tell: Callable[[], object]
) -> None:
    """Serve the review until SIGINT or SIGTERM comes; `tell` is called when it is about to."""
    with open_desk(todo) as desk:
        tell()
        serve(make_app(desk, LOCAL_NAMES, token, lambda line: None), listening)


@contextmanager
def open_desk(todo: Todo) -> Iterator[Desk]:
    """The desk, while the records of the input are judged in the background."""
    cleaner = todo.cleaner
    sources = open_sources(todo.inputs)
    weights = None if cleaner.weights is None else Path(cleaner.weights)
    sites = None if cleaner.sites is None else Path(cleaner.sites)
    judging = Judging(cleaner.options, weights, sites, todo.other_weights)
    viewer: Viewer = Worker(partial(load_viewer, judging))
    with (
        LabelFile.open(todo.labels) as file,
        closing(Records(todo.folder / "records.sqlite")) as records,
        closing(viewer),
    ):
        marks = Marks(file, todo.who)
        listing = Listing(cleaner, _NoForm(), todo.timeout)
        begin = partial(_load, viewer, judging)
        background = Background(listing, todo.engine, sources, records, marks, begin)
        background.start()
        try:
            yield Desk(records, marks, viewer, judging, background.progress)
        finally:
            background.stop()


def _load(viewer: Viewer, judging: Judging) -> None:
    """Let the viewer load what it needs before somebody waits for it."""
    with suppress(Exception):  # whoever looks at a record is told
        viewer.call(("record", Look(Page(""), judging.usual)))
