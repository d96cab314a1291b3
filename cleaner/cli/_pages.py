"""What `clean` and `explain` share: the options on how to clean, and pages from paths."""

from __future__ import annotations

import functools
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from cleaner.addresses import is_whole_address
from cleaner.cli._paths import GivenPath
from cleaner.dumps.escape import printable
from cleaner.dumps.read.walk import STDIN, Input, find_files
from cleaner.errors import CleanerError
from cleaner.options import MODES, Mode, Options
from cleaner.types import Format, Page

if TYPE_CHECKING:
    from cleaner.result import Result

PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...", type=GivenPath(allow_dash=True))


def _roles(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Names from options that each give one, or several with commas between them."""
    return tuple(name.strip().lower() for value in values for name in value.split(","))


def _address(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """An address that links can be resolved against, which nothing without a scheme is."""
    if not (value is None or is_whole_address(value)):
        message = f"{value!r} is no address such as https://example.org/post"
        raise click.BadParameter(message, ctx, param)
    return value


FRONT_MATTER = click.option(
    "--front-matter",
    is_flag=True,
    help="Put title, author, date and the like above the text, as YAML; for markdown.",
)
WEIGHTS = click.option(
    "--weights",
    type=GivenPath(exists=True, file_okay=False),
    metavar="DIR",
    help="Judge by the weights that `cleaner train` wrote into this folder.",
)
SITES = click.option(
    "--sites",
    type=GivenPath(exists=True, file_okay=False),
    metavar="PROFILES",
    help="Use what `cleaner sites learn` wrote into this folder.",
)
_OPTIONS = (
    click.option(
        "--input-format",
        type=click.Choice(["auto", "html", "text"]),
        default="auto",
        show_default=True,
        help="What the input is; auto tells by its content.",
    ),
    click.option(
        "--mode",
        type=click.Choice(list(MODES)),
        default=Options().mode,
        show_default=True,
        help="When in doubt: drop (precision) or keep (recall).",
    ),
    click.option(
        "--keep",
        callback=_roles,
        multiple=True,
        metavar="ROLE[,ROLE]...",
        help="Keep blocks of this role too, such as caption, byline, date or comment.",
    ),
    click.option(
        "--drop",
        callback=_roles,
        multiple=True,
        metavar="ROLE[,ROLE]...",
        help="Drop blocks of this role too, such as table or code.",
    ),
    click.option(
        "--keep-pattern",
        multiple=True,
        metavar="REGEX",
        help="Keep each block that this RE2 pattern matches, whatever else says no.",
    ),
    click.option(
        "--drop-pattern",
        multiple=True,
        metavar="REGEX",
        help="Drop each block that this RE2 pattern matches.",
    ),
    WEIGHTS,
    SITES,
    click.option(
        "--site",
        metavar="NAME",
        help="The site of pages without an address.  [default: the folder that they are in]",
    ),
)


def page_options(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with the options of single pages: those on how to clean, and `url`."""
    url = click.option(
        "--url",
        callback=_address,
        help="The page's address: links become absolute. One input only.",
    )
    return url(cleaning_options(function))


def cleaning_options(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with the options on how to clean.

    It gets `options`, `page_format`, `weights`, `sites` and `site`.
    """

    @functools.wraps(function)
    def wrapped(
        input_format: str,
        mode: str,
        keep: tuple[str, ...],
        drop: tuple[str, ...],
        keep_pattern: tuple[str, ...],
        drop_pattern: tuple[str, ...],
        **rest: Any,
    ) -> None:
        options = Options(
            mode=cast(Mode, mode),
            keep=keep,
            drop=drop,
            keep_patterns=keep_pattern,
            drop_patterns=drop_pattern,
        )
        page_format = None if input_format == "auto" else cast(Format, input_format)
        function(options=options, page_format=page_format, **rest)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def check_front_matter(front_matter: bool, form: str) -> None:
    """Raise UsageError where a format can have no front matter."""
    if front_matter and form != "markdown":
        raise click.UsageError(f"--front-matter is for markdown, not for {form}")


def find_inputs(paths: Sequence[Path], url: str | None, skip: Path | None = None) -> list[Input]:
    """The inputs that `paths` name, standard input without any; UsageError when there are none."""
    if not paths and sys.stdin.isatty():
        click.echo("cleaner: reading from the terminal; Ctrl-D ends the input", err=True)
    inputs = find_files(paths or [STDIN], skip)
    if not inputs:
        raise click.UsageError(f"no files in {printable(', '.join(map(str, paths)))}")
    if url is not None and len(inputs) > 1:
        raise click.UsageError(f"--url is the address of one page, and there are {len(inputs)}")
    return inputs


def extract_all(
    inputs: Sequence[Input],
    options: Options,
    page_format: Format | None,
    url: str | None,
    weights: Path | None = None,
    sites: Path | None = None,
    site: str | None = None,
    workers: int = 1,
) -> Iterator[tuple[Input, Result | CleanerError]]:
    """Each input in order with its result, or with the error that it ended in."""
    from cleaner.cleaning import Cleaner

    pending: deque[tuple[Input, CleanerError | None]] = deque()

    def pages() -> Iterator[Page]:
        for item in inputs:
            try:
                content = item.read(options.max_input_bytes)
                name = None if url else site or _folder(item)
                page = Page(content, url, format=page_format, site=name)
            except CleanerError as error:
                pending.append((item, error))
            else:
                pending.append((item, None))
                yield page

    cleaner = Cleaner(options, weights, sites)
    for outcome in cleaner.extract_many(pages(), workers=min(workers, len(inputs))):
        yield from _unreadable(pending)
        yield pending.popleft()[0], outcome
    yield from _unreadable(pending)


def _folder(item: Input) -> str:
    """The first folder of the input's place below all inputs, else the one that it is in."""
    first, *rest = item.relative.parts
    return first if rest else item.path.absolute().parent.name


def _unreadable(
    pending: deque[tuple[Input, CleanerError | None]],
) -> Iterator[tuple[Input, CleanerError]]:
    """The inputs at the queue's head that never became a page."""
    while pending and (error := pending[0][1]) is not None:
        yield pending.popleft()[0], error


def report(item: Input, error: CleanerError) -> None:
    """Tell on stderr that an input failed."""
    click.echo(f"cleaner: {printable(item.name)}: {printable(str(error))}", err=True)
