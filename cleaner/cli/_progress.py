"""How far an experiment is: models that are fitted, each measured when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from rich.console import Console

_BAR_WIDTH = 15
"""Columns of the terminal: the description is what is read."""
_SPEED_SECONDS = 24 * 3600.0
"""Over which the time left is reckoned: an epoch takes minutes."""


class FitBar:
    """A watch that shows all epochs of all models as one bar, and the rows being measured below."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._title = "examples"
        self._fits = bar.add_task(self._title, total=None)
        self._rows = bar.add_task("", visible=False)

    def say(self, line: str) -> None:
        """Write the line above the bar."""
        self._bar.console.print(line, highlight=False, markup=False, soft_wrap=True)

    def plan(self, n_epochs: int) -> None:
        """The bar is so long."""
        self._bar.update(self._fits, total=n_epochs)

    def begin(self, title: str) -> None:
        """Name the model."""
        self._title = title
        self._bar.update(self._fits, description=title)

    def end_epoch(self, line: str) -> None:
        """Move on by an epoch."""
        self._bar.update(self._fits, advance=1, description=f"{self._title}; {line}")

    @contextmanager
    def measure(self, title: str, n_rows: int) -> Iterator[Callable[[], None]]:
        """A function to call after each row that is measured."""
        self._bar.reset(self._rows, total=n_rows, description=title, visible=True)
        yield lambda: self._bar.advance(self._rows)
        self._bar.update(self._rows, visible=False)


@contextmanager
def open_fit_bar(console: Console) -> Iterator[FitBar]:
    """The bar, while something is fitted; for terminals."""
    with Progress(
        BarColumn(_BAR_WIDTH),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
        redirect_stdout=False,
        speed_estimate_period=_SPEED_SECONDS,
    ) as bar:
        yield FitBar(bar)
