"""The command `cleaner`: a file a verb, loaded when it is called."""

from __future__ import annotations

import errno
import importlib
import importlib.metadata
import sys
from types import MappingProxyType
from typing import Any

import click

from cleaner.dumps.escape import printable
from cleaner.errors import CleanerError

VERBS = MappingProxyType(
    {
        "clean": "Strip the boilerplate from pages and text dumps.",
        "run": "Clean whole dumps: resumable, nothing lost, everything accounted for.",
        "sites": "Learn sites: what stands on many of a site's pages is chrome.",
        "serve": "Answer over HTTP: post a page, get the article.",
        "review": "See every verdict in a browser, and correct it with one key.",
        "explain": "Show each block of a page with what became of it, and why.",
        "rules": "List, show, try and measure the rules.",
        "labels": "Show, merge and export what people said of blocks in `cleaner review`.",
        "evaluate": "Measure cleaner on corpora with gold text, beside other extractors.",
        "render": "Make text dumps of annotated pages, to train on.",
        "train": "Fit a model to annotated pages.",
    }
)
"""Each verb with the first line of its help: the overview is printed without loading any."""


class _Failure(click.ClickException):
    """An error of ours as the command line's: its message on stderr, exit code 2."""

    exit_code = 2


class _Verbs(click.Group):
    """Loads `cleaner.cli.VERB` for the verb that is called, and turns our errors into messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command = getattr(importlib.import_module(f"cleaner.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        from cleaner.cli._streams import prepare_streams

        prepare_streams()
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("cleaner: interrupted", err=True)
            sys.exit(130)
        except CleanerError as error:
            raise _Failure(printable(str(error))) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader has had enough; click ends quietly
                raise
            # One with a name is of an input or of what we need; outputs with names have their own.
            what = "output cannot be written" if error.filename is None else str(error.filename)
            raise _Failure(f"{what}: {error.strerror or error}") from error


def _show_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        from cleaner.compiled import which

        click.echo(f"cleaner, version {importlib.metadata.version('pagecleaner')} ({which()})")
        ctx.exit()


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version, and whether it is the compiled one, and exit.",
)
def main() -> None:
    """Keep the article, drop the boilerplate, and say why.

    \b
    Examples:
      cleaner clean page.html
      cleaner explain page.html
      cleaner COMMAND --help

    Exit codes: 0 all went well, 1 some inputs failed or the reader of the output went away
    (| head), 2 wrong usage or nothing readable, 130 interrupted.
    """
