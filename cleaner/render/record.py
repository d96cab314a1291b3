"""What happened to a page, in numbers that JSON can hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated, TypedDict

from cleaner.types import By, Document, Verdict

Small = Annotated[int, "int32"]
"""A number that 32 bits hold, as a column; what is annotated is Arrow's name of the type."""
Long = Annotated[str, "large_string"]
"""A text of which a column may hold more than 2 GB."""


class Removal(TypedDict):
    """What one reason removed."""

    by: str
    reason: str
    n_blocks: Small
    chars: int


class BlockRecord(TypedDict):
    """A block with its verdict."""

    index: Small
    text: Long
    kind: str
    level: Small
    role: str
    keep: bool
    score: float
    by: str
    reason: str
    headings: list[str]


class PageRecord(TypedDict):
    """What a page is, how probable that is, and who said so and why."""

    kind: str
    probability: float
    by: str
    reason: str


class Described(TypedDict):
    """What a page's article is."""

    url: str | None
    title: str | None
    text: Long
    language: str | None
    confidence: float
    model_alone: float
    has_article: bool
    fits_profile: bool | None
    page: PageRecord


class Counted(TypedDict):
    """What was kept and removed of a page, in characters by role."""

    n_blocks: Small
    n_kept: Small
    n_invisible: Small
    """Characters of the page that nobody sees, which are gone."""
    kept_chars: dict[str, int]
    removed_chars: dict[str, int]
    reasons: list[Removal]


class Listed(TypedDict, total=False):
    """Every block, where it is asked for."""

    blocks: list[BlockRecord]


class Account(Counted, Listed):
    """What happened to a page."""


class Record(Described, Account):
    """A page's article, and what was removed."""


def render_record(
    document: Document,
    verdicts: Sequence[Verdict],
    *,
    headings: Sequence[Sequence[str]] | None = None,
) -> Account:
    """Counts of blocks and characters kept and removed, and who removed how much and why.

    Both counts of characters are by role, `reasons` starts with what removed most; `headings`,
    those above each block, add every block with its verdict.
    """
    kept_chars: Counter[str] = Counter()
    removed_chars: Counter[str] = Counter()
    reasons: Counter[tuple[By, str]] = Counter()
    chars_by_reason: Counter[tuple[By, str]] = Counter()
    n_kept = 0
    for (role, keep, by, reason), sizes in _sizes_by_verdict(document, verdicts).items():
        if keep:
            n_kept += len(sizes)
            kept_chars[role] += sum(sizes)
            continue
        removed_chars[role] += sum(sizes)
        reasons[by, reason] += len(sizes)
        chars_by_reason[by, reason] += sum(sizes)
    record: Account = {
        "n_blocks": len(document),
        "n_kept": n_kept,
        "n_invisible": document.n_invisible,
        "kept_chars": dict(sorted(kept_chars.items())),
        "removed_chars": dict(sorted(removed_chars.items())),
        "reasons": [
            {"by": str(by), "reason": reason, "n_blocks": reasons[by, reason], "chars": n_chars}
            for (by, reason), n_chars in sorted(
                chars_by_reason.items(), key=lambda entry: (-entry[1], entry[0])
            )
        ],
    }
    if headings is not None:
        record["blocks"] = [
            _render_block(document, i, verdict, headings[i]) for i, verdict in enumerate(verdicts)
        ]
    return record


def _sizes_by_verdict(
    document: Document, verdicts: Sequence[Verdict]
) -> Mapping[tuple[str, bool, By, str], Sequence[int]]:
    """Characters of the blocks by role, whether they stay, and who said so and why: most of a
    page's blocks share a few.
    """
    sizes: defaultdict[tuple[str, bool, By, str], list[int]] = defaultdict(list)
    for text, (role, keep, _, by, reason) in zip(document.text, verdicts, strict=True):
        sizes[role._value_, keep, by, reason].append(len(text))
    return sizes


def _render_block(
    document: Document, i: int, verdict: Verdict, headings: Sequence[str]
) -> BlockRecord:
    return {
        "index": i,
        "text": document.text[i],
        "kind": document.kind[i].value,
        "level": -document.level[i] if document.ordered[i] else document.level[i],
        "role": verdict.role.value,
        "keep": bool(verdict.keep),
        "score": float(verdict.score),
        "by": str(verdict.by),
        "reason": verdict.reason,
        "headings": list(headings),
    }
