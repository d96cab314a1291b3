"""Corpora -> examples, made-up ones too: all that the code and a file decide, and no share of them.

This module and all that it imports is what examples are made by: the cache tells them apart by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus
from cleaner.rules.match import RuleSet
from cleaner.training.examples import (
    Example,
    Labelled,
    Made,
    make_examples,
    make_foreign_examples,
    make_run_on_examples,
)
from cleaner.training.made_up.clean import gold_rows
from cleaner.training.made_up.joined import frame_rows, join_rows
from cleaner.training.made_up.mixed import mix_rows

PLAIN = "plain"
"""Those of a corpus' rows as they are."""
MIXED = "articles with comments or teasers of others"
JOINED = "dumps joined"
FRAMED = "texts in others' chrome"
GOLDS = "golds as dumps"
FOREIGN = "dumps in another script"
RUN_ON = "dumps whose lines are run together"
_FOREIGN_ROWS = 0.5
"""Share of the dumps that are learned from in another script, too."""


def make_of_corpus(corpus: PageCorpus | DumpCorpus, rules: RuleSet, labelled: Labelled) -> Made:
    """The examples of a corpus."""
    return {PLAIN: list(make_examples(corpus.rows, rules, labelled))}


def make_up_dumps(corpora: Sequence[PageCorpus | DumpCorpus], seed: int, rules: RuleSet) -> Made:
    """What is made up of the dumps and of the gold of the pages."""
    dumps = [row for corpus in corpora if isinstance(corpus, DumpCorpus) for row in corpus.rows]
    pages = [row for corpus in corpora if isinstance(corpus, PageCorpus) for row in corpus.rows]
    mixed = list(mix_rows(dumps, seed))
    golds = list(gold_rows(pages, dumps, seed))
    return {
        MIXED: list(make_examples(mixed, rules)),
        JOINED: list(make_examples(join_rows(dumps, seed), rules)),
        FRAMED: list(make_examples(frame_rows(dumps, golds, seed), rules)),
        GOLDS: list(make_examples(golds, rules)),
        FOREIGN: list(_make_foreign_examples(dumps, seed, rules)),
        RUN_ON: list(make_run_on_examples([*dumps, *mixed], rules, seed)),
    }


def _make_foreign_examples(rows: Sequence[DumpRow], seed: int, rules: RuleSet) -> Iterator[Example]:
    """Examples of a part of the dumps in scripts that may be in none of them.

    Pages need none: their markup speaks in any script.
    """
    generator = np.random.default_rng(seed)
    chosen = [row for row in rows if generator.random() < _FOREIGN_ROWS]
    return make_foreign_examples(chosen, rules, generator)
