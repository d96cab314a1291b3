"""`cleaner evaluate --harm`: what is lost of texts, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.cli._tables import format_share, make_table, print_difference, print_table
from cleaner.evaluation.harm.measure import Harm, HarmReport
from cleaner.evaluation.harm.rows import ALONE

if TYPE_CHECKING:
    from rich.console import Console

_COLUMNS = ("texts", "intact", "lines", "lost", "alone", "characters lost", "alone", "half lost",
            "chrome stays", "confidence of damaged")  # fmt: skip


def print_harm(console: Console, report: HarmReport) -> None:
    """Prints the tables of one folder or corpus, and the texts of which most is lost."""
    name = report.path.name
    if report.styles:
        _print_styles(console, f"{name}: what is lost, and what of it is lost alone", report)
        _print_groups(console, f"{name}: share of texts that lose nothing", report, "intact")
        _print_groups(console, f"{name}: share of characters lost", report, "chars_lost")
    _print_changes(console, f"{name}: inputs of which another setting changes what is kept", report)
    for text in report.worst:
        title = f"{text.id}  {text.group}  {text.style}  lost {text.lost:.3f}"
        title += f"  confidence {text.confidence:.2f}"
        print_difference(console, title, text.difference)


def _print_styles(console: Console, title: str, report: HarmReport) -> None:
    table = make_table(("style", *_COLUMNS))
    for style, harm in report.styles.items():
        table.add_row(style, *_cells(harm))
    print_table(console, title, table)


def _cells(harm: Harm) -> tuple[str, ...]:
    return (
        f"{harm.n_texts:,}",
        f"{harm.intact:.3f}",
        f"{harm.n_lines:,}",
        f"{harm.lines_lost:,}",
        f"{harm.lines_lost_alone:,}",
        f"{harm.chars_lost:.4f}",
        f"{harm.chars_lost_alone:.4f}",
        f"{harm.halved:,}",
        format_share(harm.chrome_stays),
        format_share(harm.damaged_confidence),
    )


def _print_groups(console: Console, title: str, report: HarmReport, number: str) -> None:
    """A row a language of texts or a style of dumps, a column for what was done to them."""
    table = make_table(("group", "n", *report.styles))
    for group, styles in report.groups.items():
        n = styles[ALONE].n_texts
        shares = (getattr(styles.get(style), number, None) for style in report.styles)
        table.add_row(group or "-", f"{n:,}", *map(format_share, shares))
    print_table(console, title, table)


def _print_changes(console: Console, title: str, report: HarmReport) -> None:
    table = make_table(("setting", "inputs", "changed", "lines"))
    for name, changed in report.changes.items():
        table.add_row(name, *(f"{n:,}" for n in changed))
    print_table(console, title, table)
