"""What became of a batch: what is written of it, what failed, and what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from cleaner.addresses import host_of
from cleaner.dumps.read.raw import RawBatch
from cleaner.dumps.write.records import STATUSES, Records, Row, Status
from cleaner.dumps.write.writer import Writer
from cleaner.page_kinds import TOLD_KINDS
from cleaner.render import Record
from cleaner.result import MUCH_ALONE
from cleaner.types import By


class Count(StrEnum):
    """What is counted over the records of a run, and of which."""

    KEPT_CHARS = "kept_chars"
    """Of a role."""
    REMOVED_CHARS = "removed_chars"
    """Of a role."""
    REMOVED_BLOCKS_BY = "removed_blocks_by"
    """By what removed them: a rule, the model..."""
    REMOVED_CHARS_BY = "removed_chars_by"
    KEPT_SHARE = "kept_share"
    """Records, of a bin of the histogram."""
    MODEL_ALONE = "model_alone"
    """Records that lost much on the model's word alone, of a site."""
    LANGUAGE = "language"
    SITE = "site"
    SITE_KEPT_CHARS = "site_kept_chars"
    SITE_REMOVED_CHARS = "site_removed_chars"
    FITS_PROFILE = "fits_profile"
    """Records, of a site."""
    MISFITS_PROFILE = "misfits_profile"
    PAGE = "page"
    """Records, cleaned or skipped, of a kind of page."""
    SKIPPED = "skipped"
    """Records, of a reason."""
    FAILED = "failed"
    """Records, of a type of error."""


CountKey = tuple[Count, str]
"""What is counted, and of which: a role, a rule, a language..."""
UNKNOWN = "unknown"
"""What is counted where a record has no language, or no address."""
SLOW = 3
"""Records of a batch that can become one of the slowest of the run."""
EXAMPLES = 3
"""Records of each kind of page without content that are named."""
KEPT_SHARES = 10
"""Bins of the histogram over the share of a record's characters that is kept."""


class Failure(NamedTuple):
    """A record that could not be cleaned, and why."""

    source: str
    offset: int
    id: str
    url: str | None
    error_type: str
    error: str


class Told(NamedTuple):
    """A record that is no page with content, by a rule on pages."""

    kind: str
    id: str
    url: str | None
    reason: str


class Slow(NamedTuple):
    """How long a record took."""

    seconds: float
    id: str
    n_chars: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch; holds nothing of the records but what is written of them."""

    split: int
    n: int
    n_bytes: int
    """Bytes of the source read for the batch."""
    statuses: Mapping[Status, int]
    """How many records ended how; sums up to all of them."""
    payload: bytes
    """The cleaned records as the run's form writes them."""
    failures: tuple[Failure, ...]
    counts: Mapping[CountKey, int]
    slow: tuple[Slow, ...]
    digest: bytes = b""
    """Of the raw batch."""
    told: tuple[Told, ...] = ()
    """The first of each kind."""


def account(raw: RawBatch, records: Records, writer: Writer) -> Outcome:
    """The account of a batch that `BatchCleaner` gave."""
    statuses = dict.fromkeys(STATUSES, 0)
    counts: Counter[CountKey] = Counter()
    failures = []
    for row in records.rows:
        statuses[row.ending["status"]] += 1
        if row.ending["status"] == "failed":
            failures.append(_failure(row))
        _count_row(row, counts)
    return Outcome(
        raw.split,
        raw.n,
        raw.n_bytes,
        statuses,
        writer.encode(records.cleaned()),
        tuple(failures),
        counts,
        _slowest(records.rows),
        raw.digest,
        _tell(records.rows),
    )


def _failure(row: Row) -> Failure:
    origin, ending = row.origin, row.ending
    error_type, error = ending["error_type"] or "", ending["error"] or ""
    place = (origin["source"], origin["offset"], origin["id"], origin["url"])
    return Failure(*place, error_type, error)


def _count_row(row: Row, counts: Counter[CountKey]) -> None:
    ending = row.ending
    if row.record is not None:
        counts[Count.PAGE, row.record["page"]["kind"]] += 1
    if ending["status"] == "skipped":
        counts[Count.SKIPPED, ending["error"] or ""] += 1
    elif ending["status"] == "failed":
        counts[Count.FAILED, ending["error_type"] or ""] += 1
    elif row.record is not None:
        _count_record(row.record, host_of(row.origin["url"]) or UNKNOWN, counts)


def _count_record(record: Record, site: str, counts: Counter[CountKey]) -> None:
    for role, n_chars in record["kept_chars"].items():
        counts[Count.KEPT_CHARS, role] += n_chars
    for role, n_chars in record["removed_chars"].items():
        counts[Count.REMOVED_CHARS, role] += n_chars
    for reason in record["reasons"]:
        by = "site:profiles" if By.read(reason["by"]).kind == "site" else reason["by"]
        counts[Count.REMOVED_BLOCKS_BY, by] += reason["n_blocks"]
        counts[Count.REMOVED_CHARS_BY, by] += reason["chars"]
    counts[Count.LANGUAGE, record["language"] or UNKNOWN] += 1
    kept, removed = sum(record["kept_chars"].values()), sum(record["removed_chars"].values())
    counts[Count.SITE, site] += 1
    counts[Count.SITE_KEPT_CHARS, site] += kept
    counts[Count.SITE_REMOVED_CHARS, site] += removed
    if record["model_alone"] > MUCH_ALONE:
        counts[Count.MODEL_ALONE, site] += 1
    if record["fits_profile"] is not None:
        fits = Count.FITS_PROFILE if record["fits_profile"] else Count.MISFITS_PROFILE
        counts[fits, site] += 1
    if kept + removed:
        share = min(KEPT_SHARES - 1, kept * KEPT_SHARES // (kept + removed))
        counts[Count.KEPT_SHARE, str(share)] += 1


def _tell(rows: Iterable[Row]) -> tuple[Told, ...]:
    """The first records of each kind that a rule on pages tells."""
    found: dict[str, list[Told]] = {}
    for origin, _, record, *_ in rows:
        if record is not None and (page := record["page"])["kind"] in TOLD_KINDS:
            told = Told(page["kind"], origin["id"], origin["url"], page["reason"])
            found.setdefault(told.kind, []).append(told)
    return tuple(told for kind in sorted(found) for told in found[kind][:EXAMPLES])


def _slowest(rows: Iterable[Row]) -> tuple[Slow, ...]:
    slow = [
        Slow(
            row.ending["seconds"],
            row.origin["id"],
            sum(row.record["kept_chars"].values()) if row.record else 0,
        )
        for row in rows
    ]
    return tuple(sorted(slow, reverse=True)[:SLOW])
