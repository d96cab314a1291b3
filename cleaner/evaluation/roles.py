"""The roles that a cleaner gives beside those that readings give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from cleaner.corpora.rows import DumpCorpus, PageCorpus, PageRow, decode_page
from cleaner.errors import CorpusError
from cleaner.evaluation.gate import flatten
from cleaner.labels.file import Labels
from cleaner.labels.pages import CONTENT, LABELS, LabelledBlock, LabelledPage
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.types import AROUND_ROLES, CONTENT_ROLES, Document, Page, Role, Verdict

HINT = "hint"
"""Beside the names of judges: the model decides, and a rule that is not sure names the role."""
GROUPS = (CONTENT, "headline", "around", "chrome")


class Judged(Protocol):
    """The part of a Result that is measured."""

    @property
    def document(self) -> Document:
        """The page's blocks."""

    @property
    def verdicts(self) -> Sequence[Verdict]:
        """What became of each."""


class Extractor(Protocol):
    """The part of a Cleaner that is measured."""

    def extract(self, page: Page, /) -> Judged:
        """What its blocks are."""


class Agreement(NamedTuple):
    """How far two readings say the same."""

    n: int
    """Blocks."""
    share: float
    kappa: float
    """Cohen's: the share beyond what chance would give."""


class Accuracy(NamedTuple):
    """How often the role is right."""

    n: int
    share: float


class RoleScore(NamedTuple):
    """How one role is told; None where there is nothing to divide by."""

    labelled: int
    given: int
    precision: float | None
    recall: float | None


class Mistakes(NamedTuple):
    """Roles that a judge gave."""

    n: int
    wrong: int


@dataclass(frozen=True, slots=True)
class RoleReport:
    """All that was measured; only what both readings take for the same counts."""

    labels: Labels
    pages: int
    """Those that the corpora have."""
    blocks: int
    """Those of these pages."""
    missing: int
    """How many of these are not found again."""
    hidden: int
    """How many the page hides, which no reading was told: they count neither way."""
    agreement: Agreement
    accuracy: Mapping[str, Accuracy]
    """Of what readings take for content, headline, what stands around an article, chrome."""
    roles: Mapping[str, RoleScore]
    confusion: Mapping[str, Mapping[str, int]]
    """What readings say -> what it is taken for -> blocks."""
    judges: Mapping[str, Mistakes]
    errors: tuple[str, ...]
    """A line for each page on which an exception was raised; its blocks are missing."""

    @property
    def path(self) -> Path:
        """Of the labels."""
        return self.labels.path

    @property
    def numbers(self) -> Mapping[str, float | None]:
        """By names such as `chrome.share` and `role.advert.precision`."""
        return flatten(
            {
                "missing": self.missing,
                "agreement": self.agreement._asdict(),
                **{group: accuracy._asdict() for group, accuracy in self.accuracy.items()},
                "role": {role: score._asdict() for role, score in self.roles.items()},
            }
        )


class _Given(NamedTuple):
    """What readings and the cleaner take a block for."""

    label: str
    role: Role
    judge: str

    @property
    def is_right(self) -> bool:
        return self.role in CONTENT_ROLES if self.label == CONTENT else self.role == self.label

    @property
    def group(self) -> str:
        if self.label in (CONTENT, Role.HEADLINE):
            return self.label
        return "around" if self.label in AROUND_ROLES else "chrome"

    @property
    def taken_for(self) -> str:
        return CONTENT if self.role in CONTENT_ROLES - {Role.HEADLINE} else self.role


def measure_roles(
    labels: Labels,
    corpora: Sequence[PageCorpus | DumpCorpus],
    folds: Sequence[tuple[frozenset[str] | None, Extractor]],
    advance: Callable[[], None] = lambda: None,
) -> RoleReport:
    """How right the roles are on the labelled pages that the corpora have.

    Each page is judged by the first cleaner of whose ids it is; None: of all. `advance` is called
    after each page.
    """
    rules = load_rule_set()
    pages, found, n_hidden, given, errors = [], 0, 0, list[_Given](), []
    for page, row in find_rows(labels, corpora):
        cleaner = next(cleaner for ids, cleaner in folds if ids is None or row.id in ids)
        pages.append(page)
        try:
            blocks = list(_judge(cleaner, rules, page, row))
        except Exception as error:  # noqa: BLE001 - it is counted, shown, and the measuring goes on
            errors.append(f"cleaner failed on {row.id}: {type(error).__name__}: {error}")
            blocks = []
        found += len(blocks)
        n_hidden += sum(role is Role.HIDDEN for _, role, _ in blocks)
        given += [
            _Given(block.agreed, role, judge)
            for block, role, judge in blocks
            if block.agreed and role is not Role.HIDDEN
        ]
        advance()
    n_blocks = sum(len(page.blocks) for page in pages)
    return RoleReport(
        labels,
        len(pages),
        n_blocks,
        n_blocks - found,
        n_hidden,
        compare_labels(block for page in pages for block in page.blocks),
        _measure_groups(given),
        _score_roles(given),
        _count_confusion(given),
        _count_mistakes(given),
        tuple(errors),
    )


def find_rows(
    labels: Labels, corpora: Sequence[PageCorpus | DumpCorpus]
) -> list[tuple[LabelledPage, PageRow]]:
    """The labelled pages that the corpora have; CorpusError where they have none."""
    rows = {
        (corpus.path.stem, row.id): row
        for corpus in corpora
        if isinstance(corpus, PageCorpus)
        for row in corpus.rows
    }
    named = ((page, rows.get((page.corpus, page.record))) for page in labels.pages)
    found = [(page, row) for page, row in named if row is not None]
    if not found:
        wanted = ", ".join(sorted({page.corpus for page in labels.pages}))
        raise CorpusError(f"no page of {labels.path} is in what is given; they are from {wanted}")
    return found


def compare_labels(blocks: Iterable[LabelledBlock]) -> Agreement:
    """How far the two readings agree on the blocks."""
    pairs = Counter((block.first, block.second) for block in blocks)
    n = pairs.total() or 1
    first, second = Counter[str](), Counter[str]()
    for (one, other), times in pairs.items():
        first[one] += times
        second[other] += times
    share = sum(times for (one, other), times in pairs.items() if one == other) / n
    by_chance = sum(first[label] * second[label] for label in first) / n**2
    kappa = (share - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0
    return Agreement(pairs.total(), share, kappa)


def _judge(
    cleaner: Extractor, rules: RuleSet, page: LabelledPage, row: PageRow
) -> Iterator[tuple[LabelledBlock, Role, str]]:
    """The labelled blocks that are found again, each with its role and who gave that."""
    result = cleaner.extract(decode_page(row))
    fired = rules.match(result.document)
    for block, i in page.find(result.document.visible):
        verdict, rule = result.verdicts[i], fired[i]
        is_hint = verdict.by.kind == "model" and rule is not None and rule.role is verdict.role
        yield block, verdict.role, HINT if is_hint else verdict.by.kind


def _measure_groups(given: Sequence[_Given]) -> dict[str, Accuracy]:
    n = Counter(one.group for one in given)
    right = Counter(one.group for one in given if one.is_right)
    return {group: Accuracy(n[group], right[group] / n[group]) for group in GROUPS if n[group]}


def _score_roles(given: Sequence[_Given]) -> dict[str, RoleScore]:
    labelled = Counter(one.label for one in given)
    taken = Counter(one.taken_for for one in given)
    both = Counter(one.label for one in given if one.label == one.taken_for)
    return {
        label: RoleScore(
            labelled[label],
            taken[label],
            both[label] / taken[label] if taken[label] else None,
            both[label] / labelled[label] if labelled[label] else None,
        )
        for label in map(str, LABELS)
        if labelled[label] or taken[label]
    }


def _count_confusion(given: Sequence[_Given]) -> dict[str, dict[str, int]]:
    """The commonest first."""
    confusion: dict[str, dict[str, int]] = {str(one.label): {} for one in given}
    for (label, taken), n in Counter((g.label, str(g.taken_for)) for g in given).most_common():
        confusion[label][taken] = n
    return confusion


def _count_mistakes(given: Sequence[_Given]) -> dict[str, Mistakes]:
    n = Counter(one.judge for one in given)
    wrong = Counter(one.judge for one in given if not one.is_right)
    return {judge: Mistakes(times, wrong[judge]) for judge, times in n.most_common()}


def record_roles(report: RoleReport) -> dict[str, object]:
    """All numbers, ready for JSON."""
    return {
        "file": report.path.name,
        "sha256": report.labels.sha256,
        "pages": report.pages,
        "pages_missing": len(report.labels.pages) - report.pages,
        "blocks": report.blocks,
        "blocks_missing": report.missing,
        "blocks_hidden": report.hidden,
        "agreement": report.agreement._asdict(),
        "accuracy": {group: accuracy._asdict() for group, accuracy in report.accuracy.items()},
        "roles": {role: score._asdict() for role, score in report.roles.items()},
        "confusion": report.confusion,
        "judges": {judge: mistakes._asdict() for judge, mistakes in report.judges.items()},
        "errors": report.errors,
    }
