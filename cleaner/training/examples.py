"""Corpora -> examples: segmenter, rules and features as in use, labels from the gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN, DumpRow, PageRow
from cleaner.errors import DecodeError
from cleaner.labels.pages import LabelledPage
from cleaner.letters.fold import fold_spaces
from cleaner.model.arrays import Floats
from cleaner.model.features import Features, featurize
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet
from cleaner.segment import segment
from cleaner.training.labels import Labels, align_blocks, match_lines
from cleaner.training.made_up.foreign import in_foreign_script
from cleaner.training.made_up.mixed import MixedRow
from cleaner.training.made_up.run_on import label_pieces, run_together
from cleaner.training.roles import UNSETTLED, RoleLabels, label_by_hand, label_roles
from cleaner.types import PAGE_TYPES, ROLES, Document, Page, Role

AnyRow = TypeVar("AnyRow", bound=PageRow | DumpRow)
Labelled = Mapping[str, LabelledPage]
"""Pages whose blocks somebody read, by their ids."""
_MAX_WEIGHT = 2_000
"""Characters up to which a longer block weighs more."""
_UNSETTLED = [ROLES.index(role) for role in UNSETTLED]
_COMMENT = ROLES.index(Role.COMMENT)
_REPEATED = (ROLES.index(Role.BYLINE), ROLES.index(Role.DATE))
_MAX_OF_ARTICLE = 3
"""Bylines, or dates, that an article has."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page to learn from: features, labels, and the weight of each block's content label."""

    id: str
    sites: tuple[str, ...]
    """The sites that its text is from, or its id where the corpus has no site."""
    features: Features
    labels: Labels
    roles: RoleLabels
    weights: Floats
    language: str = ""
    page_type: int = -1
    """Index into PAGE_TYPES, or -1 where the corpus does not tell."""
    convention: str = ""
    """Whose idea of content the labels are; empty where they hold by any."""
    share: float = 1.0
    """How often an epoch learns from the page: where it is below 1, some do not."""
    is_by_hand: bool = False
    """Whether somebody read what its blocks are."""


Made = Mapping[str, Sequence[Example]]
"""What they are called -> examples."""


def make_examples(
    rows: Iterable[PageRow | DumpRow], rules: RuleSet, labelled: Labelled = MappingProxyType({})
) -> Iterator[Example]:
    """An example for each row that has blocks."""
    for row, document in segment_rows(rows):
        fired = rules.match(document)
        features = featurize(document, fired)
        yield _make_example(row, document, fired, features, labelled.get(row.id))


def make_foreign_examples(
    rows: Iterable[PageRow | DumpRow], rules: RuleSet, generator: np.random.Generator
) -> Iterator[Example]:
    """The same, seen in scripts that are drawn; the rules know the language."""
    for row, document in segment_rows(rows):
        seen = in_foreign_script(document, generator)
        fired = rules.match(document)
        yield _make_example(row, document, fired, featurize(seen, fired))


def make_run_on_examples(rows: Sequence[DumpRow], rules: RuleSet, seed: int) -> Iterator[Example]:
    """Examples of a part of the dumps, their lines run together, where that makes pieces."""
    options = Options()
    for row, text, characters in run_together(rows, seed):
        document = segment(Page(text, format="text"), options)
        if any(document.joined):
            lines, labels = label_pieces(document, text, characters)
            pieces = replace(row, text=lines, labels=labels)
            fired = rules.match(document)
            yield _make_example(pieces, document, fired, featurize(document, fired))


def segment_rows(rows: Iterable[AnyRow]) -> Iterator[tuple[AnyRow, Document]]:
    """The rows that have blocks."""
    options = Options()
    for row in rows:
        try:
            document = segment(_page(row), options)
        except DecodeError:
            continue
        if len(document):
            yield row, document


def _page(row: PageRow | DumpRow) -> Page:
    if isinstance(row, PageRow):
        return Page(row.html, row.url, format="html")
    return Page(row.text, format="text")


def _make_example(
    row: PageRow | DumpRow,
    document: Document,
    fired: Sequence[Rule | None],
    features: Features,
    by_hand: LabelledPage | None = None,
) -> Example:
    """Labels of the document with the features of what is seen of it."""
    roles, labels, weights = label_page(row, document, fired)
    if by_hand is not None:
        roles = label_by_hand(document, roles, by_hand)
    sources = row.sources if isinstance(row, MixedRow) else ()
    return Example(
        id=row.id,
        sites=(row.site or row.id, *sources),
        features=compact(features),
        labels=labels,
        roles=roles,
        weights=weights,
        language=row.language,
        page_type=PAGE_TYPES.index(row.page_type) if row.page_type in PAGE_TYPES else -1,
        convention=row.convention,
        is_by_hand=by_hand is not None,
    )


def compact(features: Features) -> Features:
    """The features at half the size: thousands of documents are held in memory."""
    return replace(
        features,
        numbers=features.numbers.astype(np.float16),
        word_ids=features.word_ids.astype(np.int32),
        markup_ids=features.markup_ids.astype(np.int32),
        ancestors=features.ancestors.astype(np.int32),
    )


def label_page(
    row: PageRow | DumpRow, document: Document, fired: Sequence[Rule | None]
) -> tuple[RoleLabels, Labels, Floats]:
    """Role, content label and the label's weight of each block, (n_blocks,) each."""
    labels = label_content(row, document)
    is_typed = isinstance(row, DumpRow) or row.page_type in PAGE_TYPES
    comments = row.comments if isinstance(row, (PageRow, MixedRow)) else None
    roles = label_roles(document, labels, fired, row.title, comments, is_typed)
    is_repeated = _find_repeated(roles, labels)
    roles[is_repeated] = -1
    # Which of these count as content is each corpus' own convention: nothing to learn from.
    is_unsettled = np.isin(roles, _UNSETTLED) | ((roles == _COMMENT) & (labels == CONTENT))
    labels = np.where(is_unsettled | find_unsure(row, document), UNKNOWN, labels).astype(np.int8)
    return roles, labels, weigh_blocks(document)


def weigh_blocks(document: Document) -> Floats:
    """(n_blocks,) float32: the weight of each block's content label."""
    return np.array([min(len(text), _MAX_WEIGHT) for text in document.visible], np.float32)


def label_content(row: PageRow | DumpRow, document: Document) -> Labels:
    """(n_blocks,) int8: what the corpus says of each block, CONTENT, CHROME or UNKNOWN."""
    if isinstance(row, PageRow):
        return align_blocks(document, row.gold)
    return _line_labels(document, row)


def find_unsure(row: PageRow | DumpRow, document: Document) -> npt.NDArray[np.bool_]:
    """(n_blocks,) blocks of which those who made the corpus did not know what they are."""
    unsure = {fold_spaces(line) for line in row.unsure} if isinstance(row, PageRow) else set()
    return np.array([fold_spaces(text) in unsure for text in document.visible], np.bool_)


def _find_repeated(roles: RoleLabels, labels: Labels) -> npt.NDArray[np.bool_]:
    """(n_blocks,) bylines and dates outside of the content that are too many to be the article's.

    They are the heads of comments and of teasers, which are chrome by any convention.
    """
    found = np.zeros(len(roles), np.bool_)
    for role in _REPEATED:
        outside = (roles == role) & (labels == CHROME)
        if outside.sum() > _MAX_OF_ARTICLE:
            found |= outside
    return found


def _line_labels(document: Document, row: DumpRow) -> Labels:
    """The label of each block: that of its lines, UNKNOWN where they do not agree."""
    labels = np.full(len(document), UNKNOWN, np.int8)
    known: dict[int, set[int]] = {}
    for block, label in zip(match_lines(row.text, document), row.labels, strict=True):
        if block is not None and label != UNKNOWN:
            known.setdefault(block, set()).add(label)
    for block, found in known.items():
        labels[block] = min(found) if len(found) == 1 else UNKNOWN
    return labels
