"""`cleaner serve`: pages over HTTP in, articles out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import click

from cleaner.cli._log import log
from cleaner.cli._pages import SITES, WEIGHTS
from cleaner.cli._reading import Seconds, Size
from cleaner.errors import requiring
from cleaner.options import Options

_NAME = re.compile(r"[^\s:/@\[\]]+|\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]+\]?")
"""What a Host header can call a server by, without the port: a name or an address."""


def _names(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> Sequence[str]:
    for value in values:
        if not _NAME.fullmatch(value):
            message = f"{value!r} is no name such as box.example; leave out http:// and the port"
            raise click.BadParameter(message, ctx, param)
    return values


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 is any that is free.",
)
@click.option(
    "--allow-host",
    "names",
    callback=_names,
    multiple=True,
    metavar="NAME",
    help="A name that requests may call the server by, besides its address and localhost.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1, max=1024),
    help="Processes to clean in.  [default: one for each core]",
)
@click.option(
    "--timeout",
    type=Seconds(),
    default=60.0,
    show_default=True,
    help="Seconds of the CPU for a page; then it is refused. inf: no limit.",
)
@click.option(
    "--max-bytes",
    type=Size(1_000_000_000),
    default="20MB",
    show_default=True,
    help="Longest page; a longer one is refused.",
)
@WEIGHTS
@SITES
def serve(
    host: str,
    port: int,
    names: tuple[str, ...],
    workers: int | None,
    timeout: float,
    max_bytes: int,
    weights: Path | None,
    sites: Path | None,
) -> None:
    """Answer over HTTP: post a page, get the article.

    Pages are cleaned on this machine and kept nowhere, and no address is ever opened. The server
    answers only to who calls it by a name of its own, and has no passwords: let nobody reach it
    who may not use it. GET / tells all parameters, /openapi.json the same for programs.

    \b
    Examples:
      cleaner serve
      curl --data-binary @page.html "http://127.0.0.1:8000/clean?format=markdown"
      cleaner serve --port 8080 --workers 4 --timeout 20

    A line a request goes to standard error. Ctrl-C or SIGTERM stop it when what it has in hand is
    answered. Exit codes: 0 stopped, 2 wrong usage, or it cannot listen or work there.
    """
    with requiring("serve"):
        from cleaner.serve.app import make_app
        from cleaner.serve.pool import Loading, open_pool
        from cleaner.serve.run import LOCAL_NAMES, listen
        from cleaner.serve.run import serve as serve_pages
    options = Options(max_input_bytes=max_bytes, max_seconds=timeout)
    hosts = LOCAL_NAMES | {name.lower().strip("[]") for name in (host, *names)}
    listening = listen(host, port)
    with listening, open_pool(Loading(weights, sites), options, workers or _cores()) as pool:
        shown = f"[{host}]" if ":" in host else host
        log(f"serving on http://{shown}:{listening.getsockname()[1]} (Ctrl-C stops)")
        serve_pages(make_app(pool, hosts, log), listening)
    log("stopped")


def _cores() -> int:
    return os.cpu_count() or 1
