"""What a run did, as one page that opens without a network.

Its size depends on neither records, sites nor failures: tables show the most frequent, or the
first, and say how many there are. What stands in it of pages is hostile: the template escapes
everything, isolates its direction (`<bdi>`), and `shorten` takes out what breaks lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cleaner.dumps.clean.outcome import KEPT_SHARES, UNKNOWN, Count, Failure, Slow, Told
from cleaner.dumps.run.account import Account, Misfit
from cleaner.dumps.run.manifest import Manifest
from cleaner.dumps.write.files import write
from cleaner.rules import load_rules
from cleaner.types import By

TOP_RULES = 30
TOP_SITES = 50
TOP_OTHERS = 25
"""Rows of the tables of languages, reasons and types of errors, which pages can name, too."""
FIRST_FAILURES = 50
_SHOWN_ITEMS = 10
"""Entries shown of a setting that is a list, such as all inputs that a shell's glob named."""
_BREAKS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069]")
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Bar(NamedTuple):
    """One row of a table with bars."""

    name: str
    n: int
    share: float
    """Of the whole, 0..1."""
    width: float
    """Of the longest bar, 0..1."""


class Bars(NamedTuple):
    """The longest bars of a kind, and what the others come to."""

    shown: Sequence[Bar]
    n_others: int
    rest: int
    """What the others count together."""


class Remover(NamedTuple):
    """What removed blocks: a rule, the model, a pattern of the caller."""

    kind: str
    """`rule`, `model` or `option`."""
    name: str
    why: str
    """What the rule says of itself."""
    n_blocks: int
    n_chars: int
    share: float
    """Of all characters that were removed, 0..1."""
    width: float
    """Of the longest bar but the model's, which would leave nothing to see of the others."""


class Site(NamedTuple):
    """A site's cleaned records."""

    name: str
    n_records: int
    kept: float
    """Share of their characters, 0..1."""


class Setting(NamedTuple):
    """What the run was started with, to read."""

    name: str
    items: Sequence[str]
    n_others: int


class Report(NamedTuple):
    """All that the template shows."""

    n_read: int
    cleaned: int
    skipped: int
    failed: int
    n_bytes: int
    n_sources: int
    n_files: int
    kept_chars: int
    removed_chars: int
    settings: dict[str, Setting]
    kept_roles: Bars
    removed_roles: Bars
    removers: Sequence[Remover]
    n_removers: int
    kept_shares: Sequence[Bar]
    """A bar for each tenth."""
    median_share: int
    """Number of the tenth that the median is in."""
    n_model_alone: int
    """Texts that lost more than a tenth on the model's word alone."""
    pages: Bars
    """Records, cleaned or skipped, by what their pages are."""
    told: Sequence[Told]
    """Examples of those without content."""
    languages: Bars
    sites: Sequence[Site]
    n_sites: int
    misfits: Sequence[Misfit]
    """Sites that are not as their profiles know them."""
    reasons: Bars
    error_types: Bars
    failures: Sequence[Failure]
    slowest: Sequence[Slow]

    @property
    def n_ended(self) -> int:
        """Records that ended somewhere."""
        return self.cleaned + self.skipped + self.failed


def write_report(manifest: Manifest, path: Path) -> None:
    """Write the report to `path`."""
    html = _environment().get_template("report.html.j2").render(report=read_report(manifest))
    write(path, html.encode("utf-8"), force=True, durable=True)


def read_report(manifest: Manifest) -> Report:
    """What the manifest knows of the run, as far as a page has room for it."""
    account, totals = manifest.account, manifest.batches.totals()
    kept, removed = (
        account.total(Count.KEPT_CHARS),
        account.total(Count.REMOVED_CHARS),
    )
    shares = _kept_shares(account)
    return Report(
        manifest.plan.n_records_read(),
        *totals,
        manifest.plan.n_sources(),
        manifest.batches.n_files(),
        kept,
        removed,
        {name: _setting(name, value) for name, value in manifest.plan.settings().items()},
        _bars(account, Count.KEPT_CHARS, kept),
        _bars(account, Count.REMOVED_CHARS, removed),
        list(_removers(account, removed)),
        account.n_counted(Count.REMOVED_CHARS_BY),
        shares,
        _median([bar.n for bar in shares]),
        account.total(Count.MODEL_ALONE),
        _bars(account, Count.PAGE, account.total(Count.PAGE)),
        account.told(),
        _bars(account, Count.LANGUAGE, totals.cleaned),
        list(_sites(account)),
        account.n_counted(Count.SITE) - bool(account.count(Count.SITE, UNKNOWN)),
        account.misfits(TOP_OTHERS),
        _bars(account, Count.SKIPPED, totals.skipped),
        _bars(account, Count.FAILED, totals.failed),
        list(islice(account.failures(), FIRST_FAILURES)),
        [slow for slow in account.slowest() if slow.seconds > 0],
    )


def _to_bars(counts: Sequence[tuple[str, int]], whole: int) -> list[Bar]:
    longest = max((n for _, n in counts), default=0) or 1
    return [Bar(name, n, n / (whole or 1), n / longest) for name, n in counts]


def _bars(account: Account, what: Count, whole: int) -> Bars:
    shown = _to_bars(account.counts(what, TOP_OTHERS), whole)
    n_others = account.n_counted(what) - len(shown)
    return Bars(shown, n_others, whole - sum(bar.n for bar in shown))


def _removers(account: Account, whole: int) -> Iterator[Remover]:
    """What removed the most characters."""
    why = {rule.id: rule.why for rule in load_rules()}
    counts = [(By.read(by), n) for by, n in account.counts(Count.REMOVED_CHARS_BY, TOP_RULES)]
    longest = max((n for by, n in counts if by.kind != "model"), default=0) or 1
    for by, n_chars in counts:
        n_blocks = account.count(Count.REMOVED_BLOCKS_BY, str(by))
        share, width = n_chars / (whole or 1), n_chars / longest
        yield Remover(by.kind, by.name, why.get(by.name, ""), n_blocks, n_chars, share, width)


def _kept_shares(account: Account) -> list[Bar]:
    counts = dict(account.counts(Count.KEPT_SHARE))
    tenths = [(f"{i * 10}–{i * 10 + 10}%", counts.get(str(i), 0)) for i in range(KEPT_SHARES)]
    return _to_bars(tenths, sum(counts.values()))


def _median(counts: Sequence[int]) -> int:
    """The number of the bin that the median is in; 0 if all are empty."""
    reached = accumulate(counts)
    return next((i for i, n in enumerate(reached) if 2 * n >= sum(counts)), 0)


def _sites(account: Account) -> Iterator[Site]:
    """The sites with the most records."""
    known = [entry for entry in account.counts(Count.SITE, TOP_SITES + 1) if entry[0] != UNKNOWN]
    for name, n_records in known[:TOP_SITES]:
        kept = account.count(Count.SITE_KEPT_CHARS, name)
        removed = account.count(Count.SITE_REMOVED_CHARS, name)
        yield Site(name, n_records, kept / (kept + removed or 1))


def _setting(name: str, value: str) -> Setting:
    read = json.loads(value)
    items = [] if read is None or read is False else read if isinstance(read, list) else [read]
    shown = [_as_text(item) for item in items[:_SHOWN_ITEMS]]
    return Setting(name, shown, len(items) - len(shown))


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, (int, float)):
        return f"{value:,}".removesuffix(".0")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": lambda n: f"{n:,}",
        "of": lambda n, noun: f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s",
        "percent": percent,
        "shorten": shorten,
        "size": size,
    }
    return environment


def shorten(text: str, limit: int = 120) -> str:
    """The text, its middle left out where it is long, without characters that break a page."""
    text = _NO_CHARACTERS.sub("\ufffd", _BREAKS.sub("\ufffd", text))
    if len(text) <= limit:
        return text
    n_last = limit // 4
    return f"{text[: limit - n_last - 1]}…{text[-n_last:]}"


def percent(share: float) -> str:
    """The share (0..1) in percent; what is not nothing or all does not look like it.

    >>> percent(0.0), percent(0.00001), percent(0.5), percent(0.99999), percent(1.0)
    ('0%', '<0.1%', '50.0%', '>99.9%', '100%')
    """
    if share in (0, 1):
        return f"{share:.0%}"
    if share < 0.001:
        return "<0.1%"
    return ">99.9%" if share > 0.999 else f"{share:.1%}"


def size(n_bytes: int) -> str:
    """Bytes in the unit that suits.

    >>> size(999), size(42_319_423)
    ('999 bytes', '42.3 MB')
    """
    unit = next((i for i in (4, 3, 2, 1) if n_bytes >= 1000**i), 0)
    name = ("bytes", "kB", "MB", "GB", "TB")[unit]
    return f"{n_bytes / 1000**unit:,.1f} {name}" if unit else f"{n_bytes} {name}"
