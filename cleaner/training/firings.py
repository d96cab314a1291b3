"""How often each rule fires on chrome, and how often on what a corpus counts as content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cleaner.corpora.rows import CONTENT, UNKNOWN, DumpCorpus, DumpRow, PageCorpus, PageRow
from cleaner.evaluation.record import describe_run
from cleaner.rules import Rule, fingerprint
from cleaner.rules.match import RuleSet
from cleaner.training.examples import find_unsure, label_content, segment_rows
from cleaner.training.labels import split_words
from cleaner.training.roles import UNSETTLED
from cleaner.types import Document, Role

Corpus = PageCorpus | DumpCorpus


@dataclass(frozen=True, slots=True)
class Firings:
    """On how many blocks a rule fired of which a corpus says what they are."""

    rule: str
    role: Role
    sure: bool
    """As it fired: bylines and dates that run through a page are hints."""
    blocks: int
    content: int
    """Blocks that the gold has."""

    @property
    def precision(self) -> float:
        """Share of the blocks that are chrome, 0..1."""
        return 1 - self.content / self.blocks

    @property
    def is_convention(self) -> bool:
        """Whether some corpora count blocks of the rule's role as content, and others do not."""
        return self.role in UNSETTLED


def count_firings(
    corpora: Iterable[Corpus], rules: RuleSet, advance: Callable[[], None] = lambda: None
) -> list[Firings]:
    """One entry for each rule that fired, sure and as a hint; the least precise first.

    Blocks that are doubtful do not count, nor does the headline where the gold leaves it out: it
    is no chrome. `advance` is called after each row.
    """
    seen: Counter[Rule] = Counter()
    content: Counter[Rule] = Counter()
    for corpus in corpora:
        for row in corpus.rows:
            for rule, label in _find_labelled(corpus, row, rules):
                seen[rule] += 1
                content[rule] += label == CONTENT
            advance()
    found = [Firings(rule.id, rule.role, rule.sure, n, content[rule]) for rule, n in seen.items()]
    return sorted(found, key=lambda one: (one.precision, one.rule, one.sure))


def describe_firings(
    arguments: Sequence[str], corpora: Iterable[Corpus], firings: Iterable[Firings]
) -> dict[str, Any]:
    """What was measured, on what and how, ready for JSON."""
    return {
        **describe_run(arguments),
        "rules": fingerprint(),
        "corpora": [
            {"file": corpus.path.name, "sha256": corpus.sha256, "rows": len(corpus.rows)}
            for corpus in corpora
        ],
        "firings": [
            {**asdict(one), "precision": None if one.is_convention else round(one.precision, 4)}
            for one in firings
        ],
    }


def _find_labelled(
    corpus: Corpus, row: PageRow | DumpRow, rules: RuleSet
) -> Iterator[tuple[Rule, int]]:
    """The rules that fire on a row's blocks, and the label of each block that is settled."""
    for _, document in segment_rows([row]):
        fired = rules.match(document)
        labels = label_content(row, document)
        unsure = find_unsure(row, document)
        title = split_words(row.title or "") if corpus.facts.scores_headline is False else []
        for i, rule in enumerate(fired):
            is_settled = labels[i] != UNKNOWN and not unsure[i]
            if rule is not None and is_settled and not _is_headline(document, i, title):
                yield rule, int(labels[i])


def _is_headline(document: Document, index: int, title: list[str]) -> bool:
    """Whether the block is the row's title, as words; [] is none."""
    return bool(title) and split_words(document.visible[index]) == title
