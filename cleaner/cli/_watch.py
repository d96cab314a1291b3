"""What a person sees of a run: how far it is, and its account at the end. All on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cleaner.dumps.escape import printable

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from cleaner.dumps.run.learn import Learned
    from cleaner.dumps.run.run import Progress, Summary

T = TypeVar("T")
BAR_FROM = 20
"""Inputs from which on a bar is worth its flicker."""
_REASONS = 4
"""Reasons that the summary names; the report has all."""
_LINE_SECONDS = 10.0
"""Between lines of progress where there is no terminal."""


def show_summary(summary: Summary, output: Path) -> None:
    """The account of a run, on stderr."""
    from rich.console import Console
    from rich.text import Text

    rows = _account(summary, output)
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    console = Console(stderr=True, highlight=False)
    for name, number, more in rows:
        row = Text.assemble(f"{name:<{first}}  {number:>{second}}", (f"  {more}", "dim"))
        row.rstrip()
        console.print(row, soft_wrap=True)  # paths and reasons are whole, however long
    for site, n_misfits, n_pages in summary.misfits[:_REASONS]:
        click.echo(
            f"cleaner: {site}: {n_misfits:,} of {n_pages:,} pages do not have what its profile "
            "expects; was it redesigned? Learn it again (cleaner sites learn)",
            err=True,
        )
    if not summary.progress.totals.n_records:
        click.echo("cleaner: there was no record in the input", err=True)


def _account(summary: Summary, output: Path) -> list[tuple[str, str, str]]:
    """What is counted, the number, and what else there is to say."""
    from cleaner.dumps.run.run import FAILURES, RECORDS

    totals, seconds = summary.progress.totals, summary.progress.seconds
    records, failures = (printable(str(output / name)) for name in (RECORDS, FAILURES))
    n_chars = summary.kept_chars + summary.removed_chars
    kept = f"{summary.kept_chars / n_chars:.1%} of {n_chars:,}" if n_chars else ""
    failed = f"{_reasons(summary.failed)}; see {failures}" if totals.failed else ""
    return [
        ("records", f"{totals.n_records:,}", "read"),
        ("cleaned", f"{totals.cleaned:,}", f"in {records}"),
        ("skipped", f"{totals.skipped:,}", _reasons(summary.skipped)),
        ("failed", f"{totals.failed:,}", failed),
        ("characters kept", f"{summary.kept_chars:,}", kept),
        ("time", f"{seconds:,.1f} s", _speed(summary.progress)),
    ]


def show_learned(summary: Summary, learned: Learned, folder: Path) -> None:
    """The account of a run that learned sites, on stderr."""
    from cleaner.dumps.run.run import FAILURES

    totals = summary.progress.totals
    click.echo(
        f"cleaner: {totals.n_records:,} records read, {totals.cleaned:,} learned from", err=True
    )
    if totals.skipped:
        click.echo(f"cleaner: {totals.skipped:,} skipped: {_reasons(summary.skipped)}", err=True)
    if totals.failed:
        failures = f"{_reasons(summary.failed)}; see {folder / FAILURES}"
        click.echo(f"cleaner: {totals.failed:,} failed: {failures}", err=True)
    show_merged(learned, folder)


def show_merged(learned: Learned, folder: Path) -> None:
    """What became of a folder of profiles, on stderr."""
    few = learned.n_changed - learned.n_profiles
    click.echo(
        f"cleaner: sites known: {learned.n_sites:,}; changed: {learned.n_changed:,}, of which "
        f"{learned.n_profiles:,} have a profile in {folder} and {few:,} too few pages",
        err=True,
    )
    for site, day in learned.redesigned[:_REASONS]:
        click.echo(f"cleaner: {printable(site)} has another template since {day}", err=True)
    if more := len(learned.redesigned[_REASONS:]):
        click.echo(f"cleaner: and {more:,} others have", err=True)


def _reasons(reasons: Sequence[tuple[str, int]]) -> str:
    shown = [f"{n:,} {reason}" for reason, n in reasons[:_REASONS]]
    more = sum(n for _, n in reasons[_REASONS:])
    return printable(", ".join(shown + [f"{more:,} others"] * bool(more)))


def _speed(progress: Progress) -> str:
    n_records = progress.totals.n_records - progress.before.n_records
    n_bytes = progress.totals.n_bytes - progress.before.n_bytes
    seconds = max(progress.seconds, 1e-6)
    return f"{n_records / seconds:,.1f} records/s, {n_bytes / seconds / 1e6:,.2f} MB/s"


@contextmanager
def track(items: Iterable[T], total: int, what: str) -> Iterator[Iterable[T]]:
    """The items, counted by a bar where they are many and it disturbs nobody."""
    if total < BAR_FROM or sys.stdout.isatty() or not sys.stderr.isatty():
        yield items
        return
    with _open_bar() as bar:
        yield bar.track(items, total=total, description=what)


@contextmanager
def watched() -> Iterator[Callable[[Progress], None]]:
    """Shows how far a run is: a bar in a terminal, now and then a line elsewhere."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    with _open_bar() as bar:
        task = bar.add_task("starting", total=None)

        def show(progress: Progress) -> None:
            done = progress.totals.n_bytes
            bar.update(
                task, total=progress.n_bytes_planned, completed=done, description=_state(progress)
            )

        yield show


def _open_bar() -> Bar:
    """What shows progress in a terminal, beside whatever goes to standard output."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    times = (TimeElapsedColumn(), TimeRemainingColumn())
    return Bar(
        BarColumn(),
        TextColumn("{task.description}"),
        *times,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
    )


@dataclass(slots=True)
class _Lines:
    """Progress in lines, not too many."""

    last: float = field(default_factory=time.monotonic)

    def show(self, progress: Progress) -> None:
        """Print a line if the last one is long enough ago."""
        if time.monotonic() - self.last >= _LINE_SECONDS:
            self.last = time.monotonic()
            click.echo(f"cleaner: {_state(progress)}", err=True)


def _state(progress: Progress) -> str:
    totals, planned = progress.totals, progress.n_bytes_planned
    share = (
        f", {min(1.0, totals.n_bytes / planned):.0%} of {planned / 1e6:,.0f} MB" if planned else ""
    )
    failed = f", {totals.failed:,} failed" if totals.failed else ""
    return f"{totals.n_records:,} records{share}, {_speed(progress)}{failed}"
