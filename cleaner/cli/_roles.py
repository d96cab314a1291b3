"""`cleaner evaluate --roles`: how right roles are, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.cli._tables import format_share, make_table, print_table
from cleaner.evaluation.roles import RoleReport

if TYPE_CHECKING:
    from rich.console import Console


def print_roles(console: Console, report: RoleReport) -> None:
    """Prints the tables of one file of labels."""
    _print_agreement(console, report)
    table = make_table(("group", "blocks", "right"))
    for group, accuracy in report.accuracy.items():
        table.add_row(group, f"{accuracy.n:,}", f"{accuracy.share:.3f}")
    print_table(console, "Blocks by what both readings say, and how many roles are right", table)
    table = make_table(("role", "labelled", "given", "precision", "recall"))
    for role, score in report.roles.items():
        shares = map(format_share, (score.precision, score.recall))
        table.add_row(role, f"{score.labelled:,}", f"{score.given:,}", *shares)
    print_table(console, "By role; content is all of its roles but the headline", table)
    _print_confusion(console, report)
    table = make_table(("judge", "blocks", "wrong"))
    for judge, mistakes in report.judges.items():
        table.add_row(judge, f"{mistakes.n:,}", f"{mistakes.wrong:,}")
    print_table(console, "By who gave the role; a hint is a rule's that the model follows", table)


def _print_agreement(console: Console, report: RoleReport) -> None:
    table = make_table(("pages", "blocks", "not found", "hidden", "agreed", "kappa"))
    agreement = report.agreement
    shares = (f"{agreement.share:.3f}", f"{agreement.kappa:.3f}")
    counts = (report.pages, report.blocks, report.missing, report.hidden)
    table.add_row(*(f"{count:,}" for count in counts), *shares)
    title = f"{report.path.name}: {report.pages:,} of {len(report.labels.pages):,} pages found"
    print_table(console, title, table)


def _print_confusion(console: Console, report: RoleReport) -> None:
    """A row a label, a column for each role that it is taken for."""
    taken = [role for role, score in report.roles.items() if score.given]
    table = make_table(("role", *taken))
    for label in report.roles:
        if counts := report.confusion.get(label):
            table.add_row(label, *(f"{counts[role]:,}" if role in counts else "" for role in taken))
    print_table(console, "What readings say (rows), and what it is taken for (columns)", table)
