"""Corpora -> all examples, made-up ones too, each with its share of the epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from cleaner.corpora.labelled import LabelledPage
from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.errors import CorpusError
from cleaner.rules.match import load_rule_set
from cleaner.training.cache import NO_CACHE, ExampleCache
from cleaner.training.examples import Example, Labelled, Made
from cleaner.training.made import (
    FOREIGN,
    HASHED,
    PLAIN,
    RUN_ON,
    make_of_corpus,
    make_up_dumps,
)
from cleaner.types import PAGE_TYPES, Format

Report = Callable[[str], None]
"""Is told a line on how far it is."""
_UNTYPED_SHARE = 0.25
"""Share of the epochs in which pages are learned from whose corpus is of one type, beside one of
many types."""
_OTHER_DUMPS_SHARE = 0.5
"""The same of dumps that are no plain articles, and of most of those that are made up."""
_FOREIGN_SHARE = 0.5
"""The same of dumps in other scripts, beside that of the dump."""
_HASHED_SHARE = 0.1
"""Share of the epochs in which each of a page's examples with other names is learned from, beside
the page's own."""
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
    cache: ExampleCache = NO_CACHE,
) -> dict[Format, list[Example]]:
    """All examples of the corpora by format; CorpusError where there are none.

    `labelled` are pages of theirs whose blocks somebody read.
    """
    rules = load_rule_set()
    examples: dict[Format, list[Example]] = {}
    hashed: list[Example] = []
    has_typed = any(map(_is_typed, corpora))
    for corpus in corpora:
        read = _find_labelled(corpus, labelled)
        key = (_key(corpus), seed, sorted(map(repr, read.values())))
        made = cache.fetch(key, partial(make_of_corpus, corpus, seed, rules, read))
        share = _UNTYPED_SHARE if has_typed and not _is_typed(corpus) else 1.0
        plain = [_share_plain(example, corpus, share) for example in made[PLAIN]]
        hashed += [replace(one, share=_HASHED_SHARE * share) for one in made.get(HASHED, ())]
        report(f"{corpus.path.name}: {len(plain):,} examples of {len(corpus.rows):,} rows")
        examples.setdefault(format_of(corpus), []).extend(plain)
    if hashed:
        report(f"{len(hashed):,} examples of pages whose names of class and id say nothing")
        examples["html"] += hashed
    if "text" in examples:
        keys = list(map(_key, corpora))
        made_up = cache.fetch((keys, seed), partial(make_up_dumps, corpora, seed, rules))
        examples["text"] += _share_made_up(made_up, report)
    if not any(examples.values()):
        raise CorpusError("no row has both text and gold: nothing to train on")
    return examples


def _key(corpus: PageCorpus | DumpCorpus) -> tuple[str, int]:
    """What tells the rows of a corpus from others: of a file not all may have been read."""
    return corpus.sha256, len(corpus.rows)


def _find_labelled(corpus: PageCorpus | DumpCorpus, labelled: Sequence[LabelledPage]) -> Labelled:
    return {page.id: page for page in labelled if page.corpus == corpus.path.stem}


def _share_plain(example: Example, corpus: PageCorpus | DumpCorpus, share: float) -> Example:
    """The example of a corpus' row with its share, where pages have this one."""
    if example.is_by_hand:
        share = float(_BY_HAND_TIMES)
    elif not isinstance(corpus, PageCorpus):
        share = _dump_share(example)
    return replace(example, share=share)


def _dump_share(example: Example) -> float:
    return _OTHER_DUMPS_SHARE if example.page_type not in (-1, _ARTICLE) else 1.0


def _share_made_up(made: Made, report: Report) -> Iterator[Example]:
    """The examples that were made up, seldom shown; what there is of them is told."""
    for what, examples in made.items():
        if examples:
            report(f"{len(examples):,} examples of {what}")
        for example in examples:
            share = _OTHER_DUMPS_SHARE
            if what in (FOREIGN, RUN_ON):
                share = _dump_share(example) * (_FOREIGN_SHARE if what == FOREIGN else 1.0)
            yield replace(example, share=share)


def _is_typed(corpus: PageCorpus | DumpCorpus) -> bool:
    """Whether the corpus tells pages of several types apart.

    The others are shown less often, lest every page is taken for news.
    """
    types = {row.page_type for row in corpus.rows} & set(PAGE_TYPES)
    return isinstance(corpus, PageCorpus) and len(types) > 1
