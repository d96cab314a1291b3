"""Corpora -> all examples, made-up ones too, each with its share of the epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus
from cleaner.errors import CorpusError
from cleaner.labels.pages import LabelledPage
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.training.examples import (
    Example,
    Labelled,
    make_examples,
    make_foreign_examples,
    make_page_examples,
    make_run_on_examples,
)
from cleaner.training.made_up.clean import gold_rows
from cleaner.training.made_up.joined import frame_rows, join_rows
from cleaner.training.made_up.mixed import mix_rows
from cleaner.types import PAGE_TYPES, Format

Report = Callable[[str], None]
"""Is told a line on how far it is."""
_OTHER_DUMPS_SHARE = 0.5
"""Share of the epochs in which dumps are learned from that are no plain articles."""
_FOREIGN_ROWS = 0.5
"""Share of the dumps that are learned from in another script, too."""
_FOREIGN_SHARE = 0.5
"""Share of the epochs in which those are."""
_HASHED = 3
"""Examples of each page whose names of class and id say nothing: other names in each."""
_HASHED_SHARE = 0.1
"""Share of the epochs in which each of those is learned from, beside the page's own."""
BY_HAND_TIMES = 3
"""How often an epoch learns from a page whose blocks somebody read (journal/2026-11.md, roles)."""
_ARTICLE = PAGE_TYPES.index("article")


def format_of(corpus: PageCorpus | DumpCorpus) -> Format:
    """Which classifier a corpus is for."""
    return "html" if isinstance(corpus, PageCorpus) else "text"


def share_epochs(corpora: Sequence[PageCorpus | DumpCorpus]) -> dict[Path, float]:
    """How often an epoch learns from each row of the corpora: what is said of them, in proportion
    to the corpus of the same format that is shown most.
    """
    said = {
        corpus.path: 1.0 if corpus.facts.share is None else corpus.facts.share for corpus in corpora
    }
    most: dict[Format, float] = {}
    for corpus in corpora:
        most[format_of(corpus)] = max(said[corpus.path], most.get(format_of(corpus), 0))
    return {corpus.path: said[corpus.path] / (most[format_of(corpus)] or 1) for corpus in corpora}


def read_examples(
    corpora: Sequence[PageCorpus | DumpCorpus],
    seed: int,
    report: Report,
    labelled: Sequence[LabelledPage] = (),
) -> dict[Format, list[Example]]:
    """All examples of the corpora by format; CorpusError where there are none.

    `labelled` are pages of theirs whose blocks somebody read.
    """
    rules = load_rule_set()
    examples: dict[Format, list[Example]] = {}
    hashed: list[Example] = []
    shares = share_epochs(corpora)
    for corpus in corpora:
        read, share = _find_labelled(corpus, labelled), shares[corpus.path]
        if isinstance(corpus, PageCorpus):
            made, of_corpus = _make_page_examples(corpus, share, seed, rules, read)
            hashed += of_corpus
        else:
            made = _make_corpus_dump_examples(corpus, share, rules, read)
        report(f"{corpus.path.name}: {len(made):,} examples of {len(corpus.rows):,} rows")
        examples.setdefault(format_of(corpus), []).extend(made)
    if hashed:
        report(f"{len(hashed):,} examples of pages whose names of class and id say nothing")
        examples["html"] += hashed
    for what, made in _make_dump_examples(corpora, seed, rules):
        report(f"{len(made):,} examples of {what}")
        examples["text"] += made
    if not any(examples.values()):
        raise CorpusError("no row has both text and gold: nothing to train on")
    return examples


def _find_labelled(corpus: PageCorpus | DumpCorpus, labelled: Sequence[LabelledPage]) -> Labelled:
    return {page.record: page for page in labelled if page.corpus == corpus.path.stem}


def _make_page_examples(
    corpus: PageCorpus, share: float, seed: int, rules: RuleSet, labelled: Labelled
) -> tuple[list[Example], list[Example]]:
    """The examples of a corpus, of which an epoch learns from this share, and those of its pages
    as build tools would write their names, or another language.
    """
    generator = np.random.default_rng(seed)
    plain, hashed = [], []
    for example, of_page in make_page_examples(corpus.rows, rules, generator, _HASHED, labelled):
        plain.append(replace(example, share=_share_by_hand(example, share)))
        hashed += [replace(other, share=_HASHED_SHARE * share) for other in of_page]
    return plain, hashed


def _make_corpus_dump_examples(
    corpus: DumpCorpus, share: float, rules: RuleSet, labelled: Labelled
) -> list[Example]:
    examples = make_examples(corpus.rows, rules, labelled)
    return [
        replace(example, share=_share_by_hand(example, share * _dump_share(example)))
        for example in examples
    ]


def _share_by_hand(example: Example, share: float) -> float:
    return float(BY_HAND_TIMES) if example.is_by_hand else share


def _dump_share(example: Example) -> float:
    return _OTHER_DUMPS_SHARE if example.page_type not in (-1, _ARTICLE) else 1.0


def _make_dump_examples(
    corpora: Sequence[PageCorpus | DumpCorpus], seed: int, rules: RuleSet
) -> Iterator[tuple[str, list[Example]]]:
    """What is made up of the dumps and of the gold of the pages, and what to call it."""
    dumps = [row for corpus in corpora if isinstance(corpus, DumpCorpus) for row in corpus.rows]
    if not dumps:
        return
    pages = [row for corpus in corpora if isinstance(corpus, PageCorpus) for row in corpus.rows]
    mixed = list(mix_rows(dumps, seed))
    golds = list(gold_rows(pages, dumps, seed))
    made: Mapping[str, Iterable[Example]] = {
        "articles with comments or teasers of others": _make_seldom(mixed, rules),
        "dumps joined": _make_seldom(join_rows(dumps, seed), rules),
        "texts in others' chrome": _make_seldom(frame_rows(dumps, golds, seed), rules),
        "golds as dumps": _make_seldom(golds, rules),
        "dumps in another script": _make_foreign_examples(dumps, seed, rules),
        "dumps whose lines are run together": _make_run_on_examples([*dumps, *mixed], seed, rules),
    }
    for what, examples in made.items():
        if listed := list(examples):
            yield what, listed


def _make_foreign_examples(rows: Sequence[DumpRow], seed: int, rules: RuleSet) -> Iterator[Example]:
    """Examples of a part of the dumps in scripts that may be in none of them, seldom shown, too.

    Pages need none: their markup speaks in any script.
    """
    generator = np.random.default_rng(seed)
    chosen = [row for row in rows if generator.random() < _FOREIGN_ROWS]
    for example in make_foreign_examples(chosen, rules, generator):
        yield replace(example, share=_FOREIGN_SHARE * _dump_share(example))


def _make_run_on_examples(rows: Sequence[DumpRow], seed: int, rules: RuleSet) -> Iterator[Example]:
    """Examples of dumps with few line ends."""
    for example in make_run_on_examples(rows, rules, seed):
        yield replace(example, share=_dump_share(example))


def _make_seldom(rows: Iterable[DumpRow], rules: RuleSet) -> Iterator[Example]:
    """Examples of rows that were made up, seldom shown, too."""
    for example in make_examples(rows, rules):
        yield replace(example, share=_OTHER_DUMPS_SHARE)
