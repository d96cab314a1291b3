"""Corpora -> all examples, made-up ones too, each with its share of the epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cleaner.corpora.labelled import LabelledPage
from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus
from cleaner.errors import CorpusError
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.training.examples import (
    Example,
    Labelled,
    make_examples,
    make_foreign_examples,
    make_hashed_examples,
    make_run_on_examples,
)
from cleaner.training.made_up.clean import gold_rows
from cleaner.training.made_up.joined import frame_rows, join_rows
from cleaner.training.made_up.mixed import mix_rows
from cleaner.types import PAGE_TYPES, Format

Report = Callable[[str], None]
"""Is told a line on how far it is."""
_UNTYPED_SHARE = 0.25
"""Share of the epochs in which pages are learned from whose corpus is of one type, beside one of
many types."""
_OTHER_DUMPS_SHARE = 0.5
"""The same of dumps that are no plain articles."""
_FOREIGN_ROWS = 0.5
"""Share of the dumps that are learned from in another script, too."""
_FOREIGN_SHARE = 0.5
"""Share of the epochs in which those are."""
_HASHED = 3
"""Examples of each page whose names of class and id say nothing: other names in each."""
_HASHED_SHARE = 0.1
"""Share of the epochs in which each of those is learned from, beside the page's own."""
_BY_HAND_TIMES = 3
"""How often an epoch learns from a page whose blocks somebody read (journal/2026-11.md, roles)."""
_ARTICLE = PAGE_TYPES.index("article")


def format_of(corpus: PageCorpus | DumpCorpus) -> Format:
    """Which classifier a corpus is for."""
    return "html" if isinstance(corpus, PageCorpus) else "text"


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
    has_typed = any(map(_is_typed, corpora))
    for corpus in corpora:
        read = _find_labelled(corpus, labelled)
        made = list(_make_corpus_examples(corpus, has_typed, rules, read))
        report(f"{corpus.path.name}: {len(made):,} examples of {len(corpus.rows):,} rows")
        examples.setdefault(format_of(corpus), []).extend(made)
    hashed = [
        example
        for corpus in corpora
        if isinstance(corpus, PageCorpus)
        for example in _make_hashed_examples(
            corpus, has_typed, seed, rules, _find_labelled(corpus, labelled)
        )
    ]
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
    return {page.id: page for page in labelled if page.corpus == corpus.path.stem}


def _make_corpus_examples(
    corpus: PageCorpus | DumpCorpus, has_typed: bool, rules: RuleSet, labelled: Labelled
) -> Iterator[Example]:
    """The examples of a corpus, each with its share of the epochs."""
    for example in make_examples(corpus.rows, rules, labelled):
        if example.is_by_hand:
            share = float(_BY_HAND_TIMES)
        elif isinstance(corpus, DumpCorpus):
            share = _dump_share(example)
        else:
            share = _page_share(corpus, has_typed)
        yield replace(example, share=share)


def _page_share(corpus: PageCorpus, has_typed: bool) -> float:
    return _UNTYPED_SHARE if has_typed and not _is_typed(corpus) else 1.0


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


def _make_hashed_examples(
    corpus: PageCorpus, has_typed: bool, seed: int, rules: RuleSet, labelled: Labelled
) -> Iterator[Example]:
    """Examples of the pages as build tools would write their names, or another language."""
    share = _HASHED_SHARE * _page_share(corpus, has_typed)
    generator = np.random.default_rng(seed)
    for example in make_hashed_examples(corpus.rows, rules, generator, _HASHED, labelled):
        yield replace(example, share=share)


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


def _is_typed(corpus: PageCorpus | DumpCorpus) -> bool:
    """Whether the corpus tells pages of several types apart.

    The others are shown less often, lest every page is taken for news.
    """
    types = {row.page_type for row in corpus.rows} & set(PAGE_TYPES)
    return isinstance(corpus, PageCorpus) and len(types) > 1
