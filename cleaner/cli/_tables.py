"""The numbers of a measurement as tables for people, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from cleaner.evaluation.measure import Measurement
from cleaner.evaluation.metrics import Difference
from cleaner.evaluation.run import WorstRow
from cleaner.evaluation.sites import Change, mean_change
from cleaner.evaluation.summary import Cost, DumpReport, DumpSummary, PageReport, PageSummary

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.training.firings import Firings

MAX_PASSAGES = 5
MAX_PASSAGE_CHARS = 120
PIPE_WIDTH = 200
"""Columns where there is no terminal."""

_PARTS = {"body": "the body", "text": "headline and body"}
_LABEL_COLUMNS = ("system", "style", "group", "setting", "rule", "role", "is",
                  "judge")  # fmt: skip
_PAGE_COLUMNS = ("word F1", "P", "R", "4-gram F1", "P", "R", "must R", "must P", "must not",
                 "comments", "title")  # fmt: skip
_DUMP_COLUMNS = ("F1", "lost", "residue", "exact")
_COST_COLUMNS = ("empty", "failed", "ms p50", "ms p99", "pages/s", "× trafilatura")


def print_measurement(console: Console, measurement: Measurement) -> None:
    """Prints the tables of one corpus and its worst rows."""
    corpus = measurement.corpus
    n_rows = f"{corpus.path.name}: {len(corpus.rows):,}"
    if isinstance(measurement.report, PageReport):
        style = measurement.text_style
        n_rows += " pages" if style is None else f" pages as {style} text"
        title = f"{n_rows}; {_PARTS[corpus.part]} scored against the gold"
        _print_pages(console, title, measurement.report)
    else:
        _print_dumps(console, f"{n_rows} dumps; mean of styles", measurement.report)
    _print_worst(console, measurement.worst)


def _print_pages(console: Console, title: str, report: PageReport) -> None:
    cells = {name: _page_cells(summary) for name, summary in report.systems.items()}
    _print_systems(console, title, _PAGE_COLUMNS, cells)
    for axis, groups in report.word_f1.items():
        _print_groups(
            console, f"Word F1 by {axis.replace('_', ' ')}", groups, report.group_sizes[axis]
        )
    _print_costs(console, report.costs)


def _print_systems(
    console: Console, title: str, columns: Sequence[str], cells: Mapping[str, Iterable[str]]
) -> None:
    table = make_table(("system", *columns))
    for name, own in cells.items():
        table.add_row(name, *own)
    print_table(console, title, table)


def _print_dumps(console: Console, title: str, report: DumpReport) -> None:
    cells = {name: _dump_cells(summary) for name, summary in report.systems.items()}
    _print_systems(console, title, _DUMP_COLUMNS, cells)
    _print_styles(console, report.styles)
    if report.languages:
        _print_languages(console, report.languages)
    _print_costs(console, report.costs)


def _print_worst(console: Console, rows: Sequence[WorstRow]) -> None:
    for row in rows:
        scores = "  ".join(f"{name} {f1:.3f}" for name, f1 in row.f1.items())
        print_difference(console, f"{row.id}  {row.group}  {scores}", row.difference)


def print_difference(console: Console, title: str, difference: Difference) -> None:
    """Prints what is lost and what stayed of a row."""
    console.print(Text(title, style="bold"), soft_wrap=True)
    for label, passages in difference._asdict().items():
        for passage in passages[:MAX_PASSAGES]:
            console.print(Text(f"  {label:<7}{_shorten(passage)}"), soft_wrap=True)
        if len(passages) > MAX_PASSAGES:
            console.print(Text(f"  {label:<7}and {len(passages) - MAX_PASSAGES} more"))


def print_changes(console: Console, changes: Sequence[Change]) -> None:
    """Prints what profiles of sites change, by style and on average."""
    table = make_table(("style", "n", "residue", "with", "change", "lost", "with", "F1", "with"))
    for change in (*changes, mean_change(changes)):
        before, after = change.before, change.after
        share = after.residue / before.residue - 1 if before.residue else 0.0
        table.add_row(
            change.style,
            f"{change.n:,}",
            *(f"{before.residue:.4f}", f"{after.residue:.4f}", f"{share:+.1%}"),
            *(f"{before.lost:.4f}", f"{after.lost:.4f}", f"{before.f1:.4f}", f"{after.f1:.4f}"),
        )
    print_table(console, "Without a profile, and with one learned on the other half", table)


def print_firings(console: Console, title: str, firings: Iterable[Firings]) -> None:
    """Prints how often each rule fired on chrome and on content."""
    table = make_table(("rule", "role", "is", "blocks", "content", "precision"))
    for one in firings:
        strength = "sure" if one.sure else "hint"
        share = "convention" if one.is_convention else format_share(one.precision)
        table.add_row(one.rule, one.role, strength, f"{one.blocks:,}", f"{one.content:,}", share)
    print_table(console, title, table)


@contextmanager
def show_progress(console: Console, title: str, n_rows: int) -> Iterator[Callable[[], None]]:
    """A function to call after each row; it moves a bar where the console is a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(title, total=n_rows)
        yield lambda: bar.advance(task)


def print_table(console: Console, title: str, table: Table) -> None:
    """Prints the table below the title: its own would be broken where the table is narrow."""
    console.print(Text(title, style="italic"), soft_wrap=True)
    console.print(table)


def make_table(columns: Sequence[str]) -> Table:
    """An empty table; labels stand left, numbers right."""
    table = Table(box=SIMPLE_HEAD, padding=0)  # ten columns of scores fit a terminal of 80
    for column in columns:
        is_label = column in _LABEL_COLUMNS
        table.add_column(Text(column), justify="left" if is_label else "right", no_wrap=True)
    return table


def _print_groups(
    console: Console,
    title: str,
    groups: Mapping[str, Mapping[str, float]],
    sizes: Mapping[str, int],
) -> None:
    """One row a group, since a corpus can have dozens of languages."""
    names = list(next(iter(groups.values())))
    table = make_table(("group", "n", *names))
    for group, of_systems in groups.items():
        cells = (f"{of_systems[name]:.3f}" for name in names)
        table.add_row(group or "-", f"{sizes[group]:,}", *cells)
    print_table(console, title, table)


def _print_styles(console: Console, styles: Mapping[str, Mapping[str, DumpSummary]]) -> None:
    table = make_table(("style", "n", "system", *_DUMP_COLUMNS))
    for style, of_systems in styles.items():
        for index, (name, summary) in enumerate(of_systems.items()):
            label = ("", "") if index else (style, f"{summary.n_dumps:,}")
            is_last = index == len(of_systems) - 1
            table.add_row(*label, name, *_dump_cells(summary), end_section=is_last)
    print_table(console, "By style", table)


def _print_languages(console: Console, languages: Mapping[str, Mapping[str, DumpSummary]]) -> None:
    groups = {
        language: {name: summary.f1 for name, summary in of_systems.items()}
        for language, of_systems in languages.items()
    }
    sizes = {
        language: next(iter(of_systems.values())).n_dumps
        for language, of_systems in languages.items()
    }
    _print_groups(console, "F1 by language; mean of styles", groups, sizes)


def _print_costs(console: Console, costs: Mapping[str, Cost]) -> None:
    table = make_table(("system", *_COST_COLUMNS))
    for name, cost in costs.items():
        table.add_row(
            name,
            f"{cost.n_empty:,}",
            f"{cost.n_failed:,}",
            f"{cost.p50_ms:.2f}",
            f"{cost.p99_ms:.1f}",
            f"{cost.pages_per_cpu_s:,.0f}",
            "-" if cost.speed_ratio is None else f"{cost.speed_ratio:.2f}",
        )
    print_table(console, "Pages without output, and CPU time a page", table)


def _page_cells(summary: PageSummary) -> tuple[str, ...]:
    shares = (
        summary.word_f1,
        summary.word_precision,
        summary.word_recall,
        summary.shingle_f1,
        summary.shingle_precision,
        summary.shingle_recall,
        summary.snippet_recall,
        summary.snippet_precision,
        summary.must_not_rate,
        summary.comment_f1,
        summary.title_rate,
    )
    return tuple(map(format_share, shares))


def _dump_cells(summary: DumpSummary) -> tuple[str, ...]:
    return tuple(map(format_share, (summary.f1, summary.lost, summary.residue, summary.exact)))


def format_share(share: float | None) -> str:
    """The share in three digits, "-" for none."""
    return "-" if share is None else f"{share:.3f}"


def _shorten(passage: str) -> str:
    if len(passage) <= MAX_PASSAGE_CHARS:
        return passage
    return f"{passage[:MAX_PASSAGE_CHARS]}... ({len(passage):,} characters)"
