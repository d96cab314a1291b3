"""A cleaned batch -> what is written of it, what failed, and what is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.addresses import host_of
from cleaner.dumps.clean.batch import ACCOUNT, STATUSES
from cleaner.types import By

if TYPE_CHECKING:
    from cleaner.dumps.write.writer import Form

CountKey = tuple[str, str]
"""What is counted, such as `removed_chars`, and of which: a role, a rule, a language..."""
SLOW = 3
"""Records of a batch that can become one of the slowest of the run."""
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
    statuses: Mapping[str, int]
    """How many records ended how; sums up to all of them."""
    payload: bytes
    """The cleaned records as the run's form writes them."""
    failures: tuple[Failure, ...]
    counts: Mapping[CountKey, int]
    slow: tuple[Slow, ...]
    digest: bytes = b""
    """Of the raw batch."""


def account(split: int, n: int, n_bytes: int, batch: pa.RecordBatch, form: Form) -> Outcome:
    """The account of a batch that `BatchCleaner` gave."""
    statuses = dict.fromkeys(STATUSES, 0)
    counts: Counter[CountKey] = Counter()
    failures = []
    names = ("source", "offset", "id", "url", "status", "error_type", "error")
    measured = ("language", "kept_chars", "removed_chars", "reasons", "seconds", "fits_profile")
    for record in batch.select([*names, *measured]).to_pylist(maps_as_pydicts="strict"):
        status = record["status"]
        statuses[status] += 1
        if status == "cleaned":
            _count_record(record, counts)
        elif status == "skipped":
            counts["skipped", record["error"]] += 1
        else:
            counts["failed", record["error_type"]] += 1
            failures.append(Failure(*(record[name] for name in names if name != "status")))
    kept = batch.filter(pc.equal(batch.column("status"), pa.scalar("cleaned")))
    kept = kept.drop_columns(list(ACCOUNT))
    return Outcome(
        split, n, n_bytes, statuses, form.encode(kept), tuple(failures), counts, _slowest(batch)
    )


def _count_record(record: Mapping[str, Any], counts: Counter[CountKey]) -> None:
    kept, removed = (sum(record[name].values()) for name in ("kept_chars", "removed_chars"))
    for name in ("kept_chars", "removed_chars"):
        for role, n_chars in record[name].items():
            counts[name, role] += n_chars
    for reason in record["reasons"]:
        by = "site:profiles" if By.read(reason["by"]).kind == "site" else reason["by"]
        counts["removed_blocks_by", by] += reason["n_blocks"]
        counts["removed_chars_by", by] += reason["chars"]
    counts["language", record["language"] or "unknown"] += 1
    site = host_of(record["url"]) or "unknown"
    counts["site", site] += 1
    counts["site_kept_chars", site] += kept
    counts["site_removed_chars", site] += removed
    if record["fits_profile"] is not None:
        counts["fits_profile" if record["fits_profile"] else "misfits_profile", site] += 1
    if kept + removed:
        share = min(KEPT_SHARES - 1, kept * KEPT_SHARES // (kept + removed))
        counts["kept_share", str(share)] += 1


def _slowest(batch: pa.RecordBatch) -> tuple[Slow, ...]:
    columns = (batch.column(name).to_pylist() for name in ("seconds", "id", "kept_chars"))
    slow = [
        Slow(seconds, id_, sum(n for _, n in kept or ()))
        for seconds, id_, kept in zip(*columns, strict=True)
    ]
    return tuple(sorted(slow, reverse=True)[:SLOW])
