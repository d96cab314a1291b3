"""`cleaner rules`: what the rules say, and whether they say it of a text."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cleaner.cli._corpora import corpus_options
from cleaner.cli._paths import GivenPath
from cleaner.dumps.escape import printable
from cleaner.options import Options
from cleaner.page_kinds import TOLD_KINDS
from cleaner.types import Page, Role

if TYPE_CHECKING:
    from cleaner.corpora.facts import Hearsay
    from cleaner.rules import Rule
    from cleaner.rules.match import RuleSet
    from cleaner.rules.pages.load import PageRule
    from cleaner.rules.pages.match import PageRules


_FIXTURES = Path("fixtures")


class _Shown(NamedTuple):
    """What is told of a rule, be it on blocks or on pages."""

    id: str
    role: str
    """Of the blocks that it is about; "" of one on pages."""
    kind: str
    """Of the pages that it is about; "" of one on blocks."""
    languages: tuple[str, ...]
    example: str
    rows: list[tuple[str, Sequence[str]]]
    """All that it says: names and values, of which empty ones are not shown."""


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
@click.option(
    "--page-kind",
    type=click.Choice([str(kind) for kind in TOLD_KINDS]),
    help="On whole pages, of one kind.",
)
@click.option("--language", metavar="CODE", help="For one language, such as en or de.")
def list_rules(role: str | None, page_kind: str | None, language: str | None) -> None:
    """List the rules: id, role or kind of page, languages and an example.

    Rules on blocks come first; the ids of those on whole pages begin with "page.".

    \b
    Examples:
      cleaner rules list --language de
      cleaner rules list --page-kind paywall
    """
    if role is not None and page_kind is not None:
        raise click.UsageError("a rule is about a role or about a kind of page: give one of them")
    found = [
        rule
        for rule in _load_all()
        if role in (None, rule.role)
        and page_kind in (None, rule.kind)
        and (language is None or language in rule.languages)
    ]
    for rule in found:
        languages = ",".join(rule.languages) or "any"
        example = _on_a_line(rule.example)
        click.echo(f"{rule.id}\t{rule.role or rule.kind}\t{languages}\t{example}")
    if not found:
        click.echo("cleaner: there is no such rule", err=True)


@rules.command("show")
@click.argument("rule_ids", nargs=-1, required=True, metavar="ID...")
def show_rules(rule_ids: tuple[str, ...]) -> None:
    """Show all that a rule says.

    \b
    Examples:
      cleaner rules show comments.leave-a-reply
      cleaner rules show page.error.server
    """
    known = {rule.id: rule for rule in _load_all()}
    for rule_id in rule_ids:
        if rule_id not in known:
            raise click.UsageError(f"no rule {rule_id!r}; `cleaner rules list` has them all")
    click.echo("\n\n".join(_describe(known[rule_id]) for rule_id in rule_ids))


def _load_all() -> Iterator[_Shown]:
    """The rules on blocks, then those on pages."""
    from cleaner.rules import load_rules
    from cleaner.rules.pages.load import load_page_rules

    yield from map(_show_rule, load_rules())
    yield from map(_show_page_rule, load_page_rules())


def _show_rule(rule: Rule) -> _Shown:
    rows: list[tuple[str, Sequence[str]]] = [
        ("role", [rule.role]),
        ("why", [rule.why]),
        ("sure", ["yes" if rule.sure else "no, a hint for the model"]),
        ("languages", rule.languages),
        ("phrases", rule.phrases),
        ("text", [rule.text]),
        ("tokens", [rule.tokens]),
        ("place", [rule.place or ""]),
        ("drops", rule.drop),
        ("keeps", rule.keep),
    ]
    return _Shown(rule.id, rule.role, "", rule.languages, rule.drop[0], rows)


def _show_page_rule(rule: PageRule) -> _Shown:
    rows: list[tuple[str, Sequence[str]]] = [
        ("page", [f"{rule.kind}, with a probability of {rule.probability:g}"]),
        ("why", [rule.why]),
        ("languages", rule.languages),
        ("titles", rule.titles),
        ("texts", rule.texts),
        ("beside", rule.beside),
        ("markup", rule.markup),
        ("ends", ["yes" if rule.ends else ""]),
        ("max_kept", [f"{rule.max_kept}"]),
        ("max_rest", [f"{rule.max_rest}"]),
        ("max_seen", ["" if rule.max_seen is None else f"{rule.max_seen}"]),
        ("tells", rule.told),
        ("spares", rule.spared),
    ]
    return _Shown(rule.id, "", rule.kind, rule.languages, rule.told[0], rows)


def _describe(rule: _Shown) -> str:
    lines = [rule.id]
    for name, values in rule.rows:
        lines += [
            f"  {name if number == 0 else '':<10}{_on_a_line(value)}"
            for number, value in enumerate(filter(None, values))
        ]
    return "\n".join(lines)


def _on_a_line(text: str) -> str:
    return printable(text.replace("\n", r"\n"))


@rules.command("test")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
def test_rules(texts: tuple[str, ...]) -> None:
    """Tell which rule fires on each TEXT, each line of it taken by itself.

    Without a TEXT, try the rules on their own examples. Rules that look at class names or at whole
    pages cannot fire on a TEXT: `cleaner explain PAGE` tells of these. The exit code is 1 when no
    rule fires on any TEXT, or when an example fails.

    \b
    Examples:
      cleaner rules test "Leave a Reply" "Please leave a reply to my letter."
      cleaner rules test
    """
    from cleaner.rules.match import load_rule_set
    from cleaner.rules.pages.match import load_page_rule_set

    rule_set = load_rule_set()
    if not texts:
        _test_examples(rule_set, load_page_rule_set())
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


def _test_examples(rule_set: RuleSet, page_rules: PageRules) -> None:
    """Print the examples that fail and a count, exit with 1 when there are any."""
    failures = [*_wrong_examples(rule_set), *_wrong_pages(page_rules)]
    for failure in failures:
        click.echo(failure)
    n_rules = len(rule_set.rules) + len(page_rules.rules)
    n_examples = sum(len(rule.drop) + len(rule.keep) for rule in rule_set.rules)
    n_examples += sum(len(rule.told) + len(rule.spared) for rule in page_rules.rules)
    click.echo(f"{n_rules} rules, {n_examples} examples, {len(failures)} failed", err=True)
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


def _wrong_pages(rules: PageRules) -> Iterator[str]:
    from cleaner.rules.pages.match import PageRules

    for rule in rules.rules:
        alone = PageRules([rule])
        for example in rule.told:
            if _match_page(alone, example) is None:
                yield f"{rule.id}\tdoes not fire on\t{_on_a_line(example)}"
        for example in rule.spared:
            if (found := _match_page(rules, example)) is not None:
                yield f"{found.id}\tfires on\t{_on_a_line(example)}"


def _match_page(rules: PageRules, page: str) -> PageRule | None:
    """The rule that fires on a page, of which the blocks are judged as ever."""
    from cleaner.cleaning import extract

    result = extract(page)
    return rules.match(result.document, [verdict.keep for verdict in result.verdicts])


@rules.command("suggest")
@click.option(
    "--labels",
    required=True,
    type=GivenPath(exists=True, dir_okay=False),
    metavar="LABELS.jsonl",
    help="What people said of blocks in `cleaner review`.",
)
@click.option(
    "--fixtures",
    type=GivenPath(exists=True, file_okay=False),
    metavar="FOLDER",
    help="Cases with what has to be left of them, and clean texts, of which no rule may drop a "
    "line.  [default: fixtures/, where there is one]",
)
def suggest(labels: Path, fixtures: Path | None) -> None:
    """Suggest rules that say of any page what people said of some.

    What was labelled as chrome becomes phrases of a rule, with its examples to drop and to keep, as
    tables for cleaner/rules/ROLE.toml. A phrase is left out where it fires on text that has to
    stay: what was labelled as content, what fixtures keep, the other rules' examples. Of one site
    alone it is a hint for the model, of several it settles the matter.

    \b
    Example:
      cleaner rules suggest --labels labels.jsonl
    """
    from cleaner.labels.file import read_labels
    from cleaner.labels.kept import kept_by_fixtures, kept_by_labels, kept_by_rules
    from cleaner.labels.suggest import format_rule, suggest_rules
    from cleaner.rules.match import load_rule_set

    said = read_labels(labels)
    gone = Counter[str]()
    folder = fixtures or (_FIXTURES if _FIXTURES.is_dir() else None)
    kept = {
        "labels": list(kept_by_labels(said, gone)),
        "fixtures": list(kept_by_fixtures(folder)) if folder else [],
        "examples of rules": list(kept_by_rules(load_rule_set().rules)),
    }
    found, taken = suggest_rules(said.standing.labels, chain.from_iterable(kept.values()))
    click.echo("\n\n".join(map(format_rule, found)))
    for line in taken.describe(f"suggested rules: {len(found):,}"):
        click.echo(f"cleaner: {line}", err=True)
    held = ", ".join(f"{len(texts):,} of {what}" for what, texts in kept.items())
    click.echo(f"cleaner: held against texts that stay: {held}", err=True)
    for reason, n in gone.items():
        click.echo(f"cleaner: {n:,} records that were seen cannot be read: {reason}", err=True)


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
