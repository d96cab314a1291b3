from __future__ import annotations

import importlib.metadata

import click
import pytest

from cleaner.cli import VERBS, main
from cleaner.compiled import which
from tests.cli.conftest import Cleaner


def test_help_names_every_verb(cli: Cleaner) -> None:
    run = cli("--help")
    assert run.exit_code == 0
    assert all(f"  {verb}" in run.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_the_overview_says_what_the_verb_says(verb: str) -> None:
    command = main.get_command(click.Context(main), verb)
    assert command is not None
    assert command.get_short_help_str(200) == VERBS[verb]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(cli: Cleaner, verb: str) -> None:
    run = cli(verb, "--help")
    assert run.exit_code == 0
    assert f"cleaner {verb} " in run.stdout.split("Example", 1)[1]


def test_version(cli: Cleaner) -> None:
    version = importlib.metadata.version("pagecleaner")
    assert cli("--version").stdout == f"cleaner, version {version} ({which()})\n"
