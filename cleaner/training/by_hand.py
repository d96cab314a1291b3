"""What people say of blocks -> examples of the pages that it is about: a corpus of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from cleaner.addresses import site_of
from cleaner.corpora.facts import NO_HEARSAY, CorpusFacts, Hearsay, find_facts
from cleaner.corpora.read import read_facts
from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpCorpus, PageCorpus
from cleaner.errors import CleanerError, CorpusError
from cleaner.labels.again import can_be_read, read_again
from cleaner.labels.file import Labels
from cleaner.labels.pages import LabelledPage
from cleaner.labels.standing import RecordKey
from cleaner.labels.taken import Taken
from cleaner.model.features import featurize
from cleaner.options import Options
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.segment import segment
from cleaner.training.curriculum import BY_HAND_TIMES
from cleaner.training.examples import Example, compact, weigh_blocks
from cleaner.training.labels import Labels as ContentLabels
from cleaner.training.roles import UNSETTLED, RoleLabels, label_by_hand
from cleaner.types import AROUND_ROLES, CONTENT_ROLES, PAGE_TYPES, ROLES, Document, Format, Page

IN_CORPORA = "of pages of the corpora, which are learned from with them"
NOT_GIVEN = "of pages of a corpus that is not given"
HELD_OUT = "of pages of a corpus that may not be trained on"
NOT_FOUND = "of blocks that are not on their page any more"
UNCLEAR = "nobody can tell what the block is"

_SETTLED = [i for i, role in enumerate(ROLES) if role not in UNSETTLED | AROUND_ROLES]
_CONTENT = [i for i, role in enumerate(ROLES) if role in CONTENT_ROLES]
_Pages = Mapping[RecordKey, LabelledPage]


def read_label_facts(labels: Labels, hearsay: Hearsay = NO_HEARSAY) -> CorpusFacts:
    """What is known of the labels as a corpus; CorpusError where they may not be trained on."""
    facts = find_facts(labels.path, labels.sha256, None, hearsay)
    if facts.may_train is False:
        raise CorpusError(f"{labels.path.name} may not be trained on: leave it out")
    return facts


def make_examples_by_hand(
    labels: Labels, corpora: Sequence[PageCorpus | DumpCorpus], hearsay: Hearsay = NO_HEARSAY
) -> tuple[dict[Format, list[Example]], Taken]:
    """Examples of the labelled pages that no corpus has, and what was not taken of the labels.

    Their convention is what the file is called, and an epoch learns from each BY_HAND_TIMES, if
    nothing tells it otherwise.
    """
    facts = read_label_facts(labels, hearsay)
    convention = facts.convention or labels.path.stem
    share = float(BY_HAND_TIMES) if facts.share is None else facts.share
    left = Counter[str]()
    examples: dict[Format, list[Example]] = {}
    rules = load_rule_set()
    for page, document, labelled in _read(_choose(labels, corpora, hearsay, left), left):
        example = _make_example(page, document, labelled, rules, convention, share)
        examples.setdefault(document.format, []).append(example)
    return examples, Taken(sum(len(page.blocks) for page in labels.pages), +left)


def _choose(
    labels: Labels,
    corpora: Sequence[PageCorpus | DumpCorpus],
    hearsay: Hearsay,
    left: Counter[str],
) -> _Pages:
    """The pages that may be learned from by themselves."""
    given = {(corpus.path.stem, row.id) for corpus in corpora for row in corpus.rows}
    is_held_out = {source: _is_held_out(source, hearsay) for source in _sources(labels)}
    chosen = {}
    for page in labels.pages:
        if (page.corpus, page.record) in given:
            left[IN_CORPORA] += len(page.blocks)
        elif not can_be_read(page.source):
            left[NOT_GIVEN] += len(page.blocks)
        elif is_held_out[page.source]:
            left[HELD_OUT] += len(page.blocks)
        else:
            chosen[RecordKey(page.source, page.record)] = page
    return chosen


def _sources(labels: Labels) -> set[str]:
    return {page.source for page in labels.pages}


def _is_held_out(source: str, hearsay: Hearsay) -> bool:
    """Whether somebody says of a corpus that it may not be trained on."""
    path = Path(source)
    if path.suffix != ".parquet" or not path.is_file():
        return False
    return read_facts(path, hearsay).may_train is False


def _read(pages: _Pages, left: Counter[str]) -> Iterator[tuple[Page, Document, LabelledPage]]:
    """The pages that can be read again, with what is labelled of them."""
    for key, page in read_again(pages):
        labelled = pages[key]
        try:
            if not isinstance(page, Page):
                raise CorpusError(page)
            document = segment(page, Options())
        except CleanerError as error:
            left[f"of pages that cannot be read: {error}"] += len(labelled.blocks)
            continue
        found = labelled.find(document.visible)
        left[NOT_FOUND] += len(labelled.blocks) - len(found)
        left[UNCLEAR] += sum(block.agreed is None for block, _ in found)
        if any(block.agreed for block, _ in found):
            yield page, document, labelled


def _make_example(
    page: Page,
    document: Document,
    labelled: LabelledPage,
    rules: RuleSet,
    convention: str,
    share: float,
) -> Example:
    nothing = np.full(len(document), UNKNOWN, np.int8)
    roles = label_by_hand(document, nothing, labelled)
    return Example(
        id=labelled.record,
        sites=(site_of(page) or labelled.record,),
        features=compact(featurize(document, rules.match(document))),
        labels=_label_content(roles),
        roles=roles,
        weights=weigh_blocks(document),
        page_type=PAGE_TYPES.index(labelled.type) if labelled.type in PAGE_TYPES else -1,
        convention=convention,
        share=share,
        is_by_hand=True,
    )


def _label_content(roles: RoleLabels) -> ContentLabels:
    """(n_blocks,) int8: whether each is content, by its role; UNKNOWN of what stands around it."""
    is_told = np.isin(roles, _SETTLED)
    is_content = np.isin(roles, _CONTENT)
    return np.where(is_told, np.where(is_content, CONTENT, CHROME), UNKNOWN).astype(np.int8)
