"""Options of the verbs that read corpora: what is told of those that do not tell it themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cleaner.cli._paths import GivenPath


def corpus_options(verb: Callable[..., None]) -> Callable[..., None]:
    """The verb with the options that become its argument `hearsay`."""

    @click.option(
        "--corpus-file",
        "files",
        multiple=True,
        type=GivenPath(exists=True, dir_okay=False),
        metavar="CORPUS.toml",
        help="What corpora of other folders are good for, a table a corpus, as CORPUS.toml says it "
        "of those beside it. Repeatable.",
    )
    @click.option(
        "--corpus-option",
        "texts",
        multiple=True,
        metavar="KEY=VALUE",
        help="For corpora of which nothing else tells it: scores_headline=false, may_train=true. "
        "Repeatable.",
    )
    @wraps(verb)
    def wrapped(files: tuple[Path, ...], texts: tuple[str, ...], **others: Any) -> None:
        from cleaner.corpora.facts import Hearsay, parse_facts

        verb(hearsay=Hearsay(files, parse_facts(texts, "--corpus-option")), **others)

    return wrapped
