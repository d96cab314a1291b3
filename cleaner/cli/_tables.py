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
from cleaner.evaluation.paired import Pairing, Step
from cleaner.evaluation.reliability import Tenth
from cleaner.evaluation.run import SUBJECT, WorstRow
from cleaner.evaluation.sites import Change, mean_change
from cleaner.evaluation.summary import Cost, DumpReport, DumpSummary, PageReport, PageSummary

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.training.firings import Firings

MAX_PASSAGES = 5
MAX_PASSAGE_CHARS = 120
_STRAY = "± seeds"
"""How far the seeds stray: their standard deviation."""
_FINE = 4
"""Its digits."""
_ENOUGH_SEEDS = 3
"""From which on their spread is known well enough."""
PIPE_WIDTH = 200
"""Columns where there is no terminal."""

_PARTS = {"body": "the body", "text": "headline and body"}
_LABEL_COLUMNS = ("system", "style", "group", "setting", "rule", "role", "is",
                  "judge", "score", "confidence")  # fmt: skip
_PAGE_COLUMNS = ("word F1", "P", "R", "4-gram F1", "P", "R", "must R", "must P", "must not",
                 "comments", "title")  # fmt: skip
_DUMP_COLUMNS = ("F1", "lost", "residue", "exact")
_COST_COLUMNS = ("empty", "failed", "ms p50", "ms p99", "pages/s", "× trafilatura")


def print_measurement(console: Console, measurement: Measurement) -> None:
    """Prints the tables of one corpus and its worst rows."""
    corpus, report, spread = measurement.corpus, measurement.report, measurement.spread
    title = f"{corpus.path.name}: {len(measurement.rows.ids):,}"
    seeds = f", {measurement.rows.n_seeds} seeds" if spread is not None else ""
    if isinstance(report, PageReport):
        style = measurement.text_style
        title += f" pages{seeds}" if style is None else f" pages as {style} text{seeds}"
        title += f"; {_PARTS[corpus.part]} scored against the gold"
        _print_pages(console, title, report, spread if isinstance(spread, PageReport) else None)
    else:
        title += f" dumps{seeds}; mean of styles"
        _print_dumps(console, title, report, spread if isinstance(spread, DumpReport) else None)
    _print_reliability(console, measurement.reliability)
    _print_worst(console, measurement.worst)


def _print_pages(
    console: Console, title: str, report: PageReport, spread: PageReport | None
) -> None:
    cells = {name: _page_cells(summary) for name, summary in report.systems.items()}
    around = () if spread is None else _page_cells(spread.systems[SUBJECT], _FINE)
    _print_systems(console, title, _PAGE_COLUMNS, cells, around)
    for axis, groups in report.word_f1.items():
        title = f"Word F1 by {axis.replace('_', ' ')}"
        of_groups = {} if spread is None else spread.word_f1[axis]
        _print_groups(console, title, groups, report.group_sizes[axis], of_groups)
    _print_costs(console, report.costs)


def _print_systems(
    console: Console,
    title: str,
    columns: Sequence[str],
    cells: Mapping[str, Iterable[str]],
    around: Sequence[str],
) -> None:
    """One row a system; below cleaner's how far its seeds stray, if there are several."""
    table = make_table(("system", *columns))
    for name, own in cells.items():
        table.add_row(name, *own)
        if name == SUBJECT and around:
            table.add_row(_STRAY, *around)
    print_table(console, title, table)


def _print_dumps(
    console: Console, title: str, report: DumpReport, spread: DumpReport | None
) -> None:
    cells = {name: _dump_cells(summary) for name, summary in report.systems.items()}
    around = () if spread is None else _dump_cells(spread.systems[SUBJECT], _FINE)
    _print_systems(console, title, _DUMP_COLUMNS, cells, around)
    _print_styles(console, report.styles, {} if spread is None else spread.styles)
    if report.languages:
        _print_languages(console, report.languages, {} if spread is None else spread.languages)
    _print_costs(console, report.costs)


def _print_reliability(console: Console, tenths: Sequence[Tenth]) -> None:
    table = make_table(("confidence", "share", "said", "was", "more than said"))
    for tenth in tenths:
        gap = f"{tenth.was - tenth.said:+.3f}"
        shares = map(format_share, (tenth.share, tenth.said, tenth.was))
        table.add_row(f"{tenth.start:.1f} to {tenth.end:.1f}", *shares, gap)
    print_table(console, "F1 that cleaner says a row has, and that it has", table)


def print_pairing(console: Console, title: str, pairing: Pairing) -> None:
    """Prints what became of each score since a former run."""
    table = make_table(("group", "score", "n", "before", "now", "change", "95 % from", "to", "is"))
    for step in pairing.steps:
        between = ("-", "-") if step.interval is None else (f"{x:+.4f}" for x in step.interval)
        table.add_row(
            *(step.group or "-", step.score, f"{step.n_rows:,}"),
            *(f"{step.before:.4f}", f"{step.after:.4f}", f"{step.difference:+.4f}", *between),
            _call_step(step),
        )
    rows = f"{pairing.n_rows:,} rows of {pairing.n_sites:,} sites"
    seeds = f"seeds: {pairing.n_seeds_before} before, {pairing.n_seeds_after} now"
    print_table(console, f"{title}: {rows} in both; {seeds}", table)
    if min(pairing.n_seeds_before, pairing.n_seeds_after) < _ENOUGH_SEEDS:
        note = "With one seed a side, what another would change is in no interval; with two hardly."
        console.print(Text(note), soft_wrap=True)


def _call_step(step: Step) -> str:
    if step.interval is None:
        return "of too few sites"
    return "more than noise" if step.is_more_than_noise else "noise"


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
    spread: Mapping[str, Mapping[str, float]],
) -> None:
    """One row a group, since a corpus can have dozens of languages."""
    names = list(next(iter(groups.values())))
    table = make_table(("group", "n", *names, *([_STRAY] if spread else ())))
    for group, of_systems in groups.items():
        cells = [f"{of_systems[name]:.3f}" for name in names]
        cells += [f"{spread[group][SUBJECT]:.4f}"] if spread else []
        table.add_row(group or "-", f"{sizes[group]:,}", *cells)
    print_table(console, title, table)


def _print_styles(
    console: Console,
    styles: Mapping[str, Mapping[str, DumpSummary]],
    spread: Mapping[str, Mapping[str, DumpSummary]],
) -> None:
    table = make_table(("style", "n", "system", *_DUMP_COLUMNS))
    for style, of_systems in styles.items():
        rows = [(name, *_dump_cells(summary)) for name, summary in of_systems.items()]
        if spread:
            rows.insert(1, (_STRAY, *_dump_cells(spread[style][SUBJECT], _FINE)))
        for index, row in enumerate(rows):
            label = ("", "") if index else (style, f"{of_systems[SUBJECT].n_dumps:,}")
            table.add_row(*label, *row, end_section=index == len(rows) - 1)
    print_table(console, "By style", table)


def _print_languages(
    console: Console,
    languages: Mapping[str, Mapping[str, DumpSummary]],
    spread: Mapping[str, Mapping[str, DumpSummary]],
) -> None:
    groups, strays = (
        {
            language: {name: summary.f1 for name, summary in of_systems.items()}
            for language, of_systems in part.items()
        }
        for part in (languages, spread)
    )
    sizes = {language: of_systems[SUBJECT].n_dumps for language, of_systems in languages.items()}
    _print_groups(console, "F1 by language; mean of styles", groups, sizes, strays)


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


def _page_cells(summary: PageSummary, digits: int = 3) -> tuple[str, ...]:
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
    return tuple(format_share(share, digits) for share in shares)


def _dump_cells(summary: DumpSummary, digits: int = 3) -> tuple[str, ...]:
    shares = (summary.f1, summary.lost, summary.residue, summary.exact)
    return tuple(format_share(share, digits) for share in shares)


def format_share(share: float | None, digits: int = 3) -> str:
    """The share in so many digits, "-" for none."""
    return "-" if share is None else f"{share:.{digits}f}"


def _shorten(passage: str) -> str:
    if len(passage) <= MAX_PASSAGE_CHARS:
        return passage
    return f"{passage[:MAX_PASSAGE_CHARS]}... ({len(passage):,} characters)"
