"""Corpora -> examples: segmenter, rules and features as in use, labels from the gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cleaner.errors import DecodeError
from cleaner.evaluation.corpora import DumpRow, PageRow
from cleaner.judge.rules import RuleSet
from cleaner.model.features import ROLES, featurize
from cleaner.model.training.fit import Example
from cleaner.model.training.labels import CONTENT, UNKNOWN, Labels, align_blocks
from cleaner.model.training.roles import UNSETTLED, label_roles
from cleaner.options import Options
from cleaner.segment import segment
from cleaner.types import PAGE_TYPES, Document, Page, Role

_MAX_WEIGHT = 2_000
"""Characters up to which a longer block weighs more."""
_UNSETTLED = [ROLES.index(role) for role in UNSETTLED]
_COMMENT = ROLES.index(Role.COMMENT)


def make_examples(rows: Sequence[PageRow | DumpRow], rules: RuleSet) -> Iterator[Example]:
    """An example for each row that has blocks."""
    options = Options()
    for row in rows:
        try:
            document = segment(_page(row), options)
        except DecodeError:
            continue
        if len(document):
            yield _make_example(row, document, rules)


def _page(row: PageRow | DumpRow) -> Page:
    if isinstance(row, PageRow):
        return Page(row.html, row.url, format="html")
    return Page(row.text, format="text")


def _make_example(row: PageRow | DumpRow, document: Document, rules: RuleSet) -> Example:
    fired = rules.match(document)
    labels = (
        align_blocks(document, row.gold)
        if isinstance(row, PageRow)
        else _line_labels(document, row)
    )
    comments = row.comments if isinstance(row, PageRow) else None
    is_typed = isinstance(row, DumpRow) or row.page_type in PAGE_TYPES
    roles = label_roles(document, labels, fired, row.title, comments, is_typed)
    # Which of these count as content is each corpus' own convention: nothing to learn from.
    is_unsettled = np.isin(roles, _UNSETTLED) | ((roles == _COMMENT) & (labels == CONTENT))
    labels = np.where(is_unsettled, UNKNOWN, labels).astype(np.int8)
    return Example(
        id=row.id,
        site=row.site or row.id,
        features=featurize(document, fired),
        labels=labels,
        roles=roles,
        weights=np.array([min(len(text), _MAX_WEIGHT) for text in document.text], np.float32),
        language=row.language,
        page_type=PAGE_TYPES.index(row.page_type) if row.page_type in PAGE_TYPES else -1,
    )


def _line_labels(document: Document, row: DumpRow) -> Labels:
    """The labels of the dump's lines that became blocks, which are those with text, in order."""
    labels = np.full(len(document), UNKNOWN, np.int8)
    at = 0
    for line, label in zip(row.text.split("\n"), row.labels, strict=True):
        if at < len(document) and line.rstrip("\r") == document.text[at]:
            labels[at] = label
            at += 1
    return labels
