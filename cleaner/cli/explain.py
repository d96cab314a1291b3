"""`cleaner explain`: each block of a page, what became of it, and why."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._pages import PATHS, extract_all, find_inputs, page_options, report
from cleaner.dumps.escape import printable, to_json
from cleaner.dumps.read.walk import Input
from cleaner.errors import CleanerError
from cleaner.options import Options
from cleaner.page_kinds import TOLD_KINDS, PageVerdict
from cleaner.types import PAGE_TYPES, Format, JudgedBlock

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.result import Result

WIDTH_OFF_TERMINAL = 100


@click.command()
@PATHS
@click.option("--removed", is_flag=True, help="Only the blocks that were removed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page, on one line.")
@page_options
def explain(
    paths: tuple[Path, ...],
    removed: bool,
    as_json: bool,
    options: Options,
    page_format: Format | None,
    weights: Path | None,
    sites: Path | None,
    site: str | None,
    url: str | None,
) -> None:
    """Show each block of a page with what became of it, and why.

    A block takes two lines: what became of it (+ kept, - removed), its role, the score (how
    likely it is content, 0 to 1) and its text; then who said so, and the reason. Above stands the
    confidence: the F1 that what is kept can be expected to have, less for a dump of which much went
    on the model's word alone, with no sure rule near; more than a tenth of it is said. So is what
    stands in a page's place: an error, a wall, nothing.

    \b
    Examples:
      cleaner explain page.html
      cleaner explain --removed crawl/
      cleaner explain --json page.html
    """
    inputs = find_inputs(paths, url)
    show = _print_json if as_json else _print_page
    n_failed = 0
    for item, outcome in extract_all(inputs, options, page_format, url, weights, sites, site):
        if isinstance(outcome, CleanerError):
            report(item, outcome)
            n_failed += 1
        else:
            show(item, outcome, outcome.removed if removed else outcome.blocks)
    if n_failed:
        sys.exit(2 if n_failed == len(inputs) else 1)


def _print_json(item: Input, result: Result, blocks: Sequence[JudgedBlock]) -> None:
    rows = [
        {
            "index": block.index,
            "kind": block.kind,
            "role": verdict.role,
            "keep": verdict.keep,
            "score": round(verdict.score, 4),
            "by": str(verdict.by),
            "reason": verdict.reason,
            "headings": result.headings[block.index],
            "text": block.text,
        }
        for block, verdict in blocks
    ]
    record = {
        "path": item.name,
        "format": result.document.format,
        "confidence": round(result.confidence, 3),
        "model_alone": round(result.model_alone, 3),
        "has_article": result.has_article,
        "fits_profile": result.fits_profile,
        "page": {
            "kind": result.page.kind,
            "probability": round(result.page.probability, 3),
            "by": str(result.page.by),
            "reason": result.page.reason,
        },
        "blocks": rows,
    }
    click.echo(to_json(record))


def _print_page(item: Input, result: Result, blocks: Sequence[JudgedBlock]) -> None:
    from rich.console import Console
    from rich.text import Text

    from cleaner.result import MUCH_ALONE

    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = WIDTH_OFF_TERMINAL
    n_removed = len(result.removed)
    heading = f"{item.name}: {n_removed} of {len(result.blocks)} blocks removed, "
    heading += f"confidence {result.confidence:.2f}"
    heading += f", {result.page.kind}" if result.page.kind in PAGE_TYPES else ""
    heading += "" if result.has_article else ", hardly an article"
    heading += ", not as its site's profile expects" if result.fits_profile is False else ""
    console.print(Text(printable(heading), style="bold"), soft_wrap=True)
    if result.page.kind in TOLD_KINDS:
        console.print(Text(printable(_describe(result.page)), style="yellow"), soft_wrap=True)
    if result.model_alone > MUCH_ALONE:
        warning = f"{result.model_alone:.0%} of the characters went on the model's word alone"
        console.print(Text(f"! {warning}, no sure rule near", style="yellow"), soft_wrap=True)
    for judged in blocks:
        _print_block(console, judged)
    console.print()


def _describe(page: PageVerdict) -> str:
    """What stands in a page's place, and who says so."""
    kind = page.kind.replace("_", " ")
    return f"! the page is {kind} ({page.probability:.2f}): {page.reason} ({page.by})"


def _print_block(console: Console, judged: JudgedBlock) -> None:
    from rich.text import Text

    block, verdict = judged
    sign, colour = ("+", "green") if verdict.keep else ("-", "red")
    what = Text.assemble(
        (f"{sign} {verdict.role:<12} {verdict.score:.2f}  ", colour),
        printable(" ".join(block.text.split())),
    )
    why = Text(f"{'':<21}{printable(str(verdict.by))}: {printable(verdict.reason)}", style="dim")
    what.truncate(console.width, overflow="ellipsis")
    for line in (what, why):
        console.print(line, soft_wrap=True)
