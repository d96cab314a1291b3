"""`cleaner rules`: what the rules say, and whether they say it of a text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner.cli._corpora import corpus_options
from cleaner.cli._paths import GivenPath
from cleaner.options import Options
from cleaner.types import Page, Role

if TYPE_CHECKING:
    from cleaner.corpora.facts import Hearsay
    from cleaner.rules import Rule
    from cleaner.rules.match import RuleSet


@click.group()
def rules() -> None:
    """List, show, try and measure the rules.

    \b
    Examples:
      cleaner rules list --role consent
      cleaner rules show comments.leave-a-reply
      cleaner rules test "Leave a Reply" "Please leave a reply to my letter."
    """


@rules.command("list")
@click.option("--role", type=click.Choice([str(role) for role in Role]), help="Of one role.")
@click.option("--language", metavar="CODE", help="For one language, such as en or de.")
def list_rules(role: str | None, language: str | None) -> None:
    """List the rules: id, role, languages and an example.

    \b
    Example:
      cleaner rules list --language de
    """
    from cleaner.rules import load_rules

    for rule in load_rules():
        if role in (None, rule.role) and (language is None or language in rule.languages):
            languages = ",".join(rule.languages) or "any"
            click.echo(f"{rule.id}\t{rule.role}\t{languages}\t{rule.drop[0]}")


@rules.command("show")
@click.argument("rule_ids", nargs=-1, required=True, metavar="ID...")
def show_rules(rule_ids: tuple[str, ...]) -> None:
    """Show all that a rule says.

    \b
    Example:
      cleaner rules show comments.leave-a-reply
    """
    from cleaner.rules import load_rules

    known = {rule.id: rule for rule in load_rules()}
    for rule_id in rule_ids:
        if rule_id not in known:
            raise click.UsageError(f"no rule {rule_id!r}; `cleaner rules list` has them all")
    click.echo("\n\n".join(_description(known[rule_id]) for rule_id in rule_ids))


def _description(rule: Rule) -> str:
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("role", (str(rule.role),)),
        ("why", (rule.why,)),
        ("sure", ("yes" if rule.sure else "no, a hint for the model",)),
        ("languages", rule.languages),
        ("phrases", rule.phrases),
        ("text", (rule.text,)),
        ("tokens", (rule.tokens,)),
        ("place", (rule.place or "",)),
        ("drops", rule.drop),
        ("keeps", rule.keep),
    ]
    lines = [rule.id]
    for name, values in rows:
        lines += [
            f"  {name if number == 0 else '':<10}{value}"
            for number, value in enumerate(filter(None, values))
        ]
    return "\n".join(lines)


@rules.command("test")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
def test_rules(texts: tuple[str, ...]) -> None:
    """Tell which rule fires on each TEXT, each line of it taken by itself.

    Without a TEXT, try the rules on their own examples. Rules that look at class names cannot
    fire here. The exit code is 1 when no rule fires on any TEXT, or when an example fails.

    \b
    Examples:
      cleaner rules test "Leave a Reply" "Please leave a reply to my letter."
      cleaner rules test
    """
    from cleaner.rules.match import load_rule_set

    rule_set = load_rule_set()
    if not texts:
        _test_examples(rule_set)
        return
    fired = [pair for text in texts for pair in _match(rule_set, text)]
    for line, rule in fired:
        click.echo(f"{rule.id if rule else '-'}\t{line}")
    if not any(rule for _, rule in fired):
        sys.exit(1)


def _match(rule_set: RuleSet, text: str) -> list[tuple[str, Rule | None]]:
    """Each line of `text` with the rule that fires on it."""
    from cleaner.segment import segment

    document = segment(Page(text, format="text"), Options())
    return list(zip(document.text, rule_set.match(document), strict=True))


def _test_examples(rule_set: RuleSet) -> None:
    """Print the examples that fail and a count, exit with 1 when there are any."""
    failures = list(_wrong_examples(rule_set))
    for failure in failures:
        click.echo(failure)
    n_examples = sum(len(rule.drop) + len(rule.keep) for rule in rule_set.rules)
    click.echo(
        f"{len(rule_set.rules)} rules, {n_examples} examples, {len(failures)} failed", err=True
    )
    if failures:
        sys.exit(1)


def _wrong_examples(rule_set: RuleSet) -> Iterator[str]:
    from cleaner.rules.match import RuleSet

    for rule in rule_set.rules:
        alone = RuleSet([rule])
        for example in rule.drop if not rule.tokens else ():
            if any(found is None for _, found in _match(alone, example)):
                yield f"{rule.id}\tdoes not fire on\t{example}"
        for example in rule.keep:
            for _, found in _match(rule_set, example):
                if found is not None and found.sure:
                    yield f"{found.id}\tfires on\t{example}"


@rules.command("measure")
@click.argument("corpora", nargs=-1, required=True, metavar="CORPUS.parquet...", type=GivenPath())
@corpus_options
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N rows of a corpus."
)
@click.option(
    "--json",
    "json_path",
    type=GivenPath(dir_okay=False, writable=True),
    metavar="FILE",
    help="Write the numbers, with the corpora's hashes.",
)
def measure_rules(
    corpora: tuple[Path, ...], limit: int | None, json_path: Path | None, hearsay: Hearsay
) -> None:
    """Count on how many blocks of corpora each rule fires, and how many of them are content.

    The least precise rules come first: precision is the share of chrome. Corpora do not agree
    whether captions, bylines, dates and reading times are content, so rules on those have none; a
    headline that the gold leaves out does not count.

    \b
    Examples:
      cleaner rules measure wcxb-dev.parquet dumps-wcxb-dev.parquet
      cleaner rules measure mine.parquet --json rules.json
    """
    from rich.console import Console

    from cleaner.cli._tables import PIPE_WIDTH, print_firings, show_progress
    from cleaner.corpora.read import read_corpus
    from cleaner.rules.match import load_rule_set
    from cleaner.training.firings import count_firings, describe_firings

    read = [read_corpus(path, limit, hearsay) for path in corpora]
    n_rows = sum(len(corpus.rows) for corpus in read)
    with show_progress(Console(stderr=True), "rules", n_rows) as advance:
        firings = count_firings(read, load_rule_set(), advance)
    out = Console(highlight=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=PIPE_WIDTH)
    print_firings(out, f"{len(firings):,} rules on {n_rows:,} rows", firings)
    if json_path is not None:
        content = describe_firings(sys.argv[1:], read, firings)
        text = json.dumps(content, ensure_ascii=False, indent=1)
        json_path.write_text(f"{text}\n", encoding="utf-8")
