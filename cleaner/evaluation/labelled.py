"""The pages that labels are about, and the verdicts that these were said of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cleaner.corpora.rows import DumpCorpus, PageCorpus, decode_page
from cleaner.errors import CorpusError
from cleaner.labels.again import can_be_read, read_again
from cleaner.labels.entries import Was
from cleaner.labels.file import Labels
from cleaner.labels.pages import LabelledPage
from cleaner.labels.standing import RecordKey
from cleaner.types import Page


def find_pages(
    labels: Labels, corpora: Sequence[PageCorpus | DumpCorpus], gone: Counter[str]
) -> Iterator[tuple[LabelledPage, Page]]:
    """The labelled pages that the corpora have or, of others, that can be read again; `gone` is
    told why one cannot.
    """
    rows = {
        (corpus.path.stem, row.id): row
        for corpus in corpora
        if isinstance(corpus, PageCorpus)
        for row in corpus.rows
    }
    others: dict[RecordKey, LabelledPage] = {}
    for labelled in labels.pages:
        if row := rows.get((labelled.corpus, labelled.record)):
            yield labelled, decode_page(row)
        elif can_be_read(labelled.source):
            others[RecordKey(labelled.source, labelled.record)] = labelled
    sites = {RecordKey(one.source, one.record): one.site for one in labels.standing.labels}
    for key, page in read_again(others):
        if isinstance(page, Page):
            is_named = page.site or page.url
            yield others[key], page if is_named else replace(page, site=sites.get(key))
        else:
            gone[page] += 1


def nothing_found(labels: Labels, gone: Mapping[str, int]) -> CorpusError:
    """What is wrong where no labelled page is found."""
    wanted = ", ".join(sorted({page.corpus for page in labels.pages}))
    reasons = "".join(f"; {reason}" for reason in gone)
    message = f"no page of {labels.path} is in what is given; they are from {wanted}{reasons}"
    return CorpusError(message)


def find_verdicts(labels: Labels) -> dict[RecordKey, dict[tuple[object, ...], Was]]:
    """For each record the verdicts that labels correct or agree to, by hash and place."""
    found: defaultdict[RecordKey, dict[tuple[object, ...], Was]] = defaultdict(dict)
    for label in labels.standing.labels:
        if label.was is not None:
            key = RecordKey(label.source, label.record)
            found[key][label.block, label.place] = label.was
    return found
