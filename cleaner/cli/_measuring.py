"""Fits and what they reach, one after the other, until all are done or somebody has seen enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from cleaner.cli._folds import Fit
from cleaner.cli._progress import open_fit_bar
from cleaner.cli._tables import print_pairing, show_progress
from cleaner.evaluation.measure import Measurement, Tally
from cleaner.evaluation.paired import pair_rows, record_pairing
from cleaner.evaluation.rows import RowScores

if TYPE_CHECKING:
    from cleaner.training.folds import Watch

_MeasureRows = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Shows how many of so many rows of a corpus are measured; gives what to call after each."""
Reports = Mapping[str, Mapping[str, RowScores]]
"""Path of a former report -> name of a corpus' file -> the scores of its rows."""


def measure_fits(
    tallies: Sequence[Tally], make: Callable[[Watch | None], Iterator[Fit]], is_trained: bool
) -> bool:
    """Measure each fit on all corpora; whether nobody interrupted it.

    KeyboardInterrupt where there is nothing to tell yet.
    """
    try:
        with _show_fits(is_trained) as (watch, measure_rows):
            for seed, ids, cleaner in make(watch):
                for tally in tallies:
                    with measure_rows(tally.corpus.path.name, tally.count(ids)) as advance:
                        tally.add(seed, (ids, cleaner), advance)
    except KeyboardInterrupt:
        if not any(tally.n_rows for tally in tallies):
            raise
        click.echo("cleaner: interrupted; measured until then:", err=True)
        return False
    return True


@contextmanager
def _show_fits(is_trained: bool) -> Iterator[tuple[Watch | None, _MeasureRows]]:
    """What shows how far it is: a bar for all fits where they are trained and a person looks on."""
    console = Console(stderr=True)
    if is_trained and console.is_terminal:
        with open_fit_bar(console) as bar:
            yield bar, bar.measure
    else:
        yield None, partial(show_progress, console)


def print_pairings(
    console: Console, measured: Sequence[Measurement], reports: Reports
) -> list[dict[str, Any]]:
    """What became of the scores since each report, ready for JSON; its tables are printed."""
    records = []
    for path, corpora in reports.items():
        for measurement in measured:
            name = measurement.path.name
            if name in corpora:
                pairing = pair_rows(corpora[name], measurement.rows)
                print_pairing(console, f"{name} against {path}", pairing)
                records.append({"report": path, "file": name, **record_pairing(pairing)})
            else:
                click.echo(f"cleaner: {path} has no pages of {name}", err=True)
    return records
