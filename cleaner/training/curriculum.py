"""Corpora -> all examples, made-up ones too, each with its share of the epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.errors import CorpusError
from cleaner.labels.pages import LabelledPage
from cleaner.rules.match import load_rule_set
from cleaner.training.cache import NO_CACHE, ExampleCache
from cleaner.training.examples import Example, Labelled, Made
from cleaner.training.made import FOREIGN, PLAIN, RUN_ON, make_of_corpus, make_up_dumps
from cleaner.types import PAGE_TYPES, Format

Report = Callable[[str], None]
"""Is told a line on how far it is."""
_OTHER_DUMPS_SHARE = 0.5
"""Share of the epochs in which dumps are learned from that are no plain articles, and most of those
that are made up."""
_FOREIGN_SHARE = 0.5
"""The same of dumps in other scripts, beside that of the dump."""
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
    cache: ExampleCache = NO_CACHE,
) -> dict[Format, list[Example]]:
    """All examples of the corpora by format; CorpusError where there are none.

    `labelled` are pages of theirs whose blocks somebody read.
    """
    rules = load_rule_set()
    examples: dict[Format, list[Example]] = {}
    shares = share_epochs(corpora)
    for corpus in corpora:
        read, share = _find_labelled(corpus, labelled), shares[corpus.path]
        key = (_key(corpus), sorted(map(repr, read.values())))
        made = cache.fetch(key, partial(make_of_corpus, corpus, rules, read))
        plain = [_share_plain(example, corpus, share) for example in made[PLAIN]]
        report(f"{corpus.path.name}: {len(plain):,} examples of {len(corpus.rows):,} rows")
        examples.setdefault(format_of(corpus), []).extend(plain)
    if "text" in examples:
        keys = list(map(_key, corpora))
        made_up = cache.fetch((keys, seed), partial(make_up_dumps, corpora, seed, rules))
        examples["text"] += _share_made_up(made_up, report)
    if not any(examples.values()):
        raise CorpusError("no row has both text and gold: nothing to train on")
    return examples


def _key(corpus: PageCorpus | DumpCorpus) -> tuple[str, int, str]:
    """What tells the rows of a corpus from others: of a file not all may have been read, and what
    convention they have is said by others.
    """
    return corpus.sha256, len(corpus.rows), corpus.rows[0].convention


def _find_labelled(corpus: PageCorpus | DumpCorpus, labelled: Sequence[LabelledPage]) -> Labelled:
    return {page.record: page for page in labelled if page.corpus == corpus.path.stem}


def _share_plain(example: Example, corpus: PageCorpus | DumpCorpus, share: float) -> Example:
    """The example of a corpus' row with its share, where rows have this one."""
    if example.is_by_hand:
        share = float(BY_HAND_TIMES)
    elif not isinstance(corpus, PageCorpus):
        share *= _dump_share(example)
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
