"""What a server tells whoever started it."""

from __future__ import annotations

import click

from cleaner.dumps.escape import printable


def log(line: str) -> None:
    """Write the line on standard error."""
    click.echo(f"cleaner: {printable(line)}", err=True)
