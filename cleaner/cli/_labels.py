"""`cleaner evaluate --labels`: how right verdicts are, as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.cli._tables import format_share, make_table, print_table
from cleaner.evaluation.roles import RoleReport

if TYPE_CHECKING:
    from rich.console import Console


def print_labels(console: Console, report: RoleReport) -> None:
    """Prints the tables of one file of labels."""
    _print_pages(console, report)
    _print_changes(console, report)
    table = make_table(("group", "blocks", "right"))
    for group, accuracy in report.accuracy.items():
        table.add_row(group, f"{accuracy.n:,}", f"{accuracy.share:.3f}")
    print_table(console, "Blocks by what is said of them, and how many roles are right", table)
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


def _print_pages(console: Console, report: RoleReport) -> None:
    table = make_table(("pages", "blocks", "not found", "hidden", "agreed", "kappa", "keep right"))
    agreement = report.agreement
    shares = (agreement.share, agreement.kappa, report.keep.share)
    counts = (report.pages, report.blocks, report.missing, report.hidden)
    table.add_row(*(f"{count:,}" for count in counts), *(f"{share:.3f}" for share in shares))
    title = f"{report.path.name}: {report.pages:,} of {len(report.labels.pages):,} pages found"
    print_table(console, title, table)
    for reason, n in report.gone.items():
        console.print(f"{n:,} pages not taken: {reason}", markup=False)


def _print_changes(console: Console, report: RoleReport) -> None:
    """What became of the verdicts that people looked at, where any was written down."""
    table = make_table(("verdict", "right, and was", "mended", "broken", "wrong, and was"))
    for what, changes in report.changes.items():
        table.add_row(what, *(f"{n:,}" for n in changes))
    if any(any(changes) for changes in report.changes.values()):
        print_table(console, "Verdicts that people looked at, then and now", table)


def _print_confusion(console: Console, report: RoleReport) -> None:
    """A row a label, a column for each role that it is taken for."""
    taken = [role for role, score in report.roles.items() if score.given]
    table = make_table(("role", *taken))
    for label in report.roles:
        if counts := report.confusion.get(label):
            table.add_row(label, *(f"{counts[role]:,}" if role in counts else "" for role in taken))
    print_table(console, "What is said (rows), and what it is taken for (columns)", table)
