"""What `run` and `sites learn` share: how dumps are read, and where the work is done."""

from __future__ import annotations

import functools
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from cleaner.dumps.read.keys import Keys
from cleaner.errors import requiring

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.dumps.clean.batch import BatchCleaner
    from cleaner.dumps.clean.task import Engine
    from cleaner.dumps.run.batches import Totals
    from cleaner.dumps.run.run import RunOptions
    from cleaner.dumps.write.writer import Writer
    from cleaner.options import Options

ENGINES = ("local", "ray", "spark")
_UNITS = MappingProxyType({"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000})


class Seconds(click.FloatRange):
    """Seconds above 0; `inf` is no limit."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = float(super().convert(value, param, ctx))
        if math.isnan(seconds):
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        return seconds


class Size(click.ParamType[int]):
    """Bytes, with kB, MB or GB if wanted, up to `largest`."""

    name = "size"

    def __init__(self, largest: int) -> None:
        self.largest = largest

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        text = str(value).strip().lower().removesuffix("b").strip()
        unit = text[-1:] if text[-1:] in ("k", "m", "g") else ""
        try:
            n_bytes = float(text.removesuffix(unit)) * _UNITS[unit]
        except ValueError:
            n_bytes = 0
        if not 1 <= n_bytes <= self.largest:
            at_most = f"{self.largest / 1e9:,.0f}GB"
            self.fail(
                f"{value!r} is no size such as 500kB, 20MB or 1GB, at most {at_most}", param, ctx
            )
        return int(n_bytes)


@dataclass(frozen=True, slots=True)
class Reading:
    """How dumps are read, and where the work is done."""

    keys: Keys
    workers: int | None
    timeout: float
    max_record: int
    engine: str
    restart: bool

    def make_cleaner(
        self, inputs: Sequence[str], options: Options, sites: Path | None, **given: Any
    ) -> BatchCleaner:
        """What cleans the records of the inputs; `given` are fields of BatchCleaner."""
        from cleaner.dumps.clean.batch import BatchCleaner
        from cleaner.dumps.read.sources import folder_name

        # How long a record may take says --timeout.
        options = replace(options, max_input_bytes=self.max_record, max_seconds=None)
        keys = replace(self.keys, folder=folder_name(inputs))
        profiles = None if sites is None else str(sites.absolute())
        return BatchCleaner(options, keys, sites=profiles, **given)

    def make_run(
        self, inputs: Sequence[str], cleaner: BatchCleaner, writer: Writer, **given: Any
    ) -> RunOptions:
        """What a run over the inputs is to do; `given` are fields of RunOptions."""
        from cleaner.dumps.clean.task import Task
        from cleaner.dumps.run.run import RunOptions

        task = Task(cleaner, writer, self.timeout)
        return RunOptions(inputs, task, self.make_engine(), restart=self.restart, **given)

    def make_engine(self) -> Engine:
        """The engine that the user wants."""
        if self.engine == "ray":
            from cleaner.engines.ray import RayEngine

            return RayEngine(self.workers)
        if self.engine == "spark":
            from cleaner.engines.spark import SparkEngine

            return SparkEngine(self.workers)
        from cleaner.engines.local import LocalEngine

        return LocalEngine(self.n_processes)

    @property
    def n_processes(self) -> int:
        """Processes of this machine to work in."""
        return self.workers or os.cpu_count() or 1


_OPTIONS = (
    click.option("--html-key", metavar="NAME", help="Column or JSON key that holds HTML."),
    click.option("--text-key", metavar="NAME", help="Column or JSON key that holds text."),
    click.option("--id-key", metavar="NAME", help="Column or JSON key that holds the id."),
    click.option("--url-key", metavar="NAME", help="Column or JSON key that holds the address."),
    click.option(
        "--site-key",
        metavar="NAME",
        help="Column or JSON key that holds the site.  [default: the host of the address]",
    ),
    click.option(
        "--workers",
        type=click.IntRange(min=1, max=10_000),
        help="Processes to clean in.  [default: one for each core]",
    ),
    click.option(
        "--timeout",
        type=Seconds(),
        default=60.0,
        show_default=True,
        help="Seconds for a record; then its worker is killed and it is a failure. inf: no limit.",
    ),
    click.option(
        "--max-record",
        type=Size(2_000_000_000),  # a string of Arrow's has hardly more
        default="10MB",
        show_default=True,
        help="Longest record, unpacked; a longer one is a failure.",
    ),
    click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True),
    click.option(
        "--restart", is_flag=True, help="Delete what an unfinished run left, and begin anew."
    ),
)


def reading_options(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with the options on reading dumps: it gets `reading`."""

    @functools.wraps(function)
    def wrapped(
        html_key: str | None,
        text_key: str | None,
        id_key: str | None,
        url_key: str | None,
        site_key: str | None,
        workers: int | None,
        timeout: float,
        max_record: int,
        engine: str,
        restart: bool,
        site: str | None = None,
        **rest: Any,
    ) -> None:
        keys = Keys(html_key, text_key, id_key, url_key, site_key, site)
        function(reading=Reading(keys, workers, timeout, max_record, engine, restart), **rest)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


@contextmanager
def running() -> Iterator[None]:
    """A run: what it lacks is named, and an interruption ends it with its usual code."""
    try:
        with requiring("dumps"):
            yield
    except KeyboardInterrupt:
        click.echo("cleaner: interrupted; the same command goes on where it was", err=True)
        sys.exit(130)


def exit_code(totals: Totals) -> int:
    """0 all went well, 1 some records failed, 2 all did or there were none."""
    if totals.failed == 0 and totals.n_records > 0:
        return 0
    return 1 if totals.cleaned or totals.skipped else 2
