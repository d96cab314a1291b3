"""What a cleaner makes of blocks beside what people, or readings, say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from cleaner.corpora.rows import DumpCorpus, PageCorpus
from cleaner.evaluation.gate import flatten
from cleaner.evaluation.labelled import find_pages, find_verdicts, nothing_found
from cleaner.labels.entries import Was
from cleaner.labels.file import Labels
from cleaner.labels.pages import CONTENT, LABELS, LabelledBlock, LabelledPage
from cleaner.labels.standing import RecordKey
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.types import AROUND_ROLES, CONTENT_ROLES, Document, Page, Role, Verdict

HINT = "hint"
"""Beside the names of judges: the model decides, and a rule that is not sure names the role."""
NO_FOLD = "in no fold: of no corpus that is measured"
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


class Changes(NamedTuple):
    """What became of verdicts that somebody looked at."""

    right: int
    """They were, and are."""
    mended: int
    broken: int
    """They were right."""
    wrong: int
    """They were, and are."""


@dataclass(frozen=True, slots=True)
class RoleReport:
    """All that was measured; only what both readings take for the same counts."""

    labels: Labels
    pages: int
    """Those that the corpora have, or that could be read again."""
    gone: Mapping[str, int]
    """Why pages could not be read again, and how many each."""
    blocks: int
    """Those of these pages."""
    missing: int
    """How many of these are not found again."""
    hidden: int
    """How many the page hides, which no reading was told: they count neither way."""
    agreement: Agreement
    accuracy: Mapping[str, Accuracy]
    """Of what readings take for content, headline, what stands around an article, chrome."""
    keep: Accuracy
    """Of blocks that are content or chrome: whether they stay and go."""
    changes: Mapping[str, Changes]
    """Of verdicts that somebody looked at: `role`, and `keep` of content and chrome."""
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
                "keep": self.keep._asdict(),
                "changed": {what: changes._asdict() for what, changes in self.changes.items()},
                **{group: accuracy._asdict() for group, accuracy in self.accuracy.items()},
                "role": {role: score._asdict() for role, score in self.roles.items()},
            }
        )


_JudgedBlock = tuple[LabelledBlock, Verdict, str]
"""A block, its verdict and who gave the role."""


class _Given(NamedTuple):
    """What readings and the cleaner take a block for."""

    label: str
    role: Role
    keep: bool
    judge: str
    was: Was | None
    """The verdict that somebody looked at."""

    @property
    def is_right(self) -> bool:
        return _fits(self.role, self.label)

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
    after each page. CorpusError where no page is found.
    """
    was = find_verdicts(labels)
    pages, found, n_hidden, given, errors = [], 0, 0, list[_Given](), []
    gone = Counter[str]()
    for labelled, blocks, error in _judge_all(labels, corpora, folds, gone):
        pages.append(labelled)
        errors += [error] if error else []
        found += len(blocks)
        n_hidden += sum(verdict.role is Role.HIDDEN for _, verdict, _ in blocks)
        before = was.get(RecordKey(labelled.source, labelled.record), {})
        given += [
            _Given(block.agreed, *verdict[:2], judge, before.get((block.hash, block.place)))
            for block, verdict, judge in blocks
            if block.agreed and verdict.role is not Role.HIDDEN
        ]
        advance()
    if not pages:
        raise nothing_found(labels, gone)
    n_blocks = sum(len(page.blocks) for page in pages)
    return RoleReport(
        labels,
        len(pages),
        gone,
        n_blocks,
        n_blocks - found,
        n_hidden,
        compare_labels(block for page in pages for block in page.blocks),
        _measure_groups(given),
        _measure_keep(given),
        {"role": _count_changes(given, _fits_role), "keep": _count_changes(given, _fits_keep)},
        _score_roles(given),
        _count_confusion(given),
        _count_mistakes(given),
        tuple(errors),
    )


def _judge_all(
    labels: Labels,
    corpora: Sequence[PageCorpus | DumpCorpus],
    folds: Sequence[tuple[frozenset[str] | None, Extractor]],
    gone: Counter[str],
) -> Iterator[tuple[LabelledPage, Sequence[_JudgedBlock], str]]:
    """The pages that are found, with their blocks that are found again, or with an error."""
    rules = load_rule_set()
    for labelled, page in find_pages(labels, corpora, gone):
        id_ = labelled.record
        cleaner = next((cleaner for ids, cleaner in folds if ids is None or id_ in ids), None)
        if cleaner is None:
            gone[NO_FOLD] += 1
            continue
        try:
            yield labelled, list(_judge(cleaner, rules, labelled, page)), ""
        except Exception as error:  # noqa: BLE001 - it is counted, shown, and the measuring goes on
            yield labelled, (), f"cleaner failed on {id_}: {type(error).__name__}: {error}"


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
    cleaner: Extractor, rules: RuleSet, labelled: LabelledPage, page: Page
) -> Iterator[_JudgedBlock]:
    """The labelled blocks that are found again, each with its verdict and who gave the role."""
    result = cleaner.extract(page)
    fired = rules.match(result.document)
    for block, i in labelled.find(result.document.visible):
        verdict, rule = result.verdicts[i], fired[i]
        is_hint = verdict.by.kind == "model" and rule is not None and rule.role is verdict.role
        yield block, verdict, HINT if is_hint else verdict.by.kind


def _fits(role: Role, label: str) -> bool:
    return role in CONTENT_ROLES if label == CONTENT else role == label


def _fits_role(role: Role, keep: bool, label: str) -> bool:
    return _fits(role, label)


def _fits_keep(role: Role, keep: bool, label: str) -> bool | None:
    """Whether a block of the label is rightly kept or dropped; None where both may be right."""
    if label in (CONTENT, Role.HEADLINE):
        return keep
    return None if label in AROUND_ROLES else not keep


def _measure_keep(given: Sequence[_Given]) -> Accuracy:
    fits = [_fits_keep(one.role, one.keep, one.label) for one in given]
    n = sum(fit is not None for fit in fits)
    return Accuracy(n, sum(map(bool, fits)) / n if n else 1.0)


def _count_changes(
    given: Sequence[_Given], fits: Callable[[Role, bool, str], bool | None]
) -> Changes:
    n = Counter(
        (fits(one.was.role, one.was.keep, one.label), fits(one.role, one.keep, one.label))
        for one in given
        if one.was is not None
    )
    return Changes(n[True, True], n[False, True], n[True, False], n[False, False])


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
        "pages_gone": report.gone,
        "agreement": report.agreement._asdict(),
        "keep": report.keep._asdict(),
        "changes": {what: changes._asdict() for what, changes in report.changes.items()},
        "accuracy": {group: accuracy._asdict() for group, accuracy in report.accuracy.items()},
        "roles": {role: score._asdict() for role, score in report.roles.items()},
        "confusion": report.confusion,
        "judges": {judge: mistakes._asdict() for judge, mistakes in report.judges.items()},
        "errors": report.errors,
    }
