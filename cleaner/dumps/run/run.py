"""The straight line of a run: plan -> engine -> manifest -> files -> account."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from cleaner.database import locked
from cleaner.dumps.clean.outcome import Count, Outcome
from cleaner.dumps.clean.task import Engine, Task
from cleaner.dumps.escape import to_json
from cleaner.dumps.read.raw import SplitEnd
from cleaner.dumps.read.sources import STDIN_URL, Source, find_sources
from cleaner.dumps.run.account import Misfit
from cleaner.dumps.run.batches import Place, Totals
from cleaner.dumps.run.manifest import IN_USE, Manifest
from cleaner.dumps.run.report import write_report
from cleaner.dumps.write.files import TEMPORARY, atomic_writer, write
from cleaner.errors import AccountError, OutputError
from cleaner.model.classifier import fingerprint as weights_fingerprint
from cleaner.model.classifier import load_classifiers
from cleaner.rules import fingerprint as rules_fingerprint

RECORDS, FAILURES, REPORT = "records", "failures.jsonl", "report.html"
SITES = "sites"
"""Profiles that were learned from the input, where they were."""
_STATE = "_cleaner"
"""Hidden from what reads all Parquet files of a folder, by its underscore."""
_MANIFEST, _LOCK = "manifest.sqlite", "lock.sqlite"
_REASONS = 20
"""Reasons that a summary names at most."""
COMMIT_SECONDS = 0.5
"""How much work is lost at most when a run is killed, beside what is being cleaned."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    totals: Totals
    before: Totals
    """What an earlier call had done."""
    n_bytes_planned: int | None
    """Bytes of all sources, None if nobody knows."""
    seconds: float
    """Since this call began."""


Watch = Callable[[Progress], None]
"""Is told how far a run is."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run ended."""

    progress: Progress
    n_files: int
    """Files that hold records."""
    skipped: Sequence[tuple[str, int]]
    """Reasons with their numbers of records, the most frequent first."""
    failed: Sequence[tuple[str, int]]
    """The same for types of errors."""
    kept_chars: int
    removed_chars: int
    misfits: Sequence[Misfit] = ()
    """Sites that are not as their profiles know them, those with the most pages first."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is to do: all but the place where."""

    inputs: Sequence[str]
    task: Task
    engine: Engine
    part_bytes: int = 256_000_000
    """Bytes of records after which another file begins."""
    restart: bool = False
    """Begin anew, whatever an earlier call left."""
    skip: Path | None = None
    """A folder that is no input, though it is below one; None: the output's."""


def _look_away(progress: Progress) -> None:
    pass


def run(
    options: RunOptions, out: Path, watch: Watch = _look_away, is_held: bool = False
) -> Summary:
    """Clean all records of the inputs into the folder `out`, from where an earlier call stopped.

    Records go to `out/records`, what failed to `out/failures.jsonl`, the account to
    `out/report.html`. InputError when an input does not exist, OutputError when `out` cannot be
    written or holds something else than this very run, unless it is to begin anew. `is_held`: the
    caller holds `out` already.
    """
    started = time.monotonic()
    task = options.task
    with (
        nullcontext() if is_held else hold(out),
        _open_manifest(out, options.restart) as manifest,
    ):
        _plan_or_resume(manifest, options, out)
        planned = manifest.plan.n_bytes_planned()
        before = now = manifest.batches.totals()
        writer = _Writer(manifest, task, out / RECORDS, options.part_bytes)
        try:
            for items in _by_time(options.engine.run(task, manifest.plan.open_splits())):
                now = _make_durable(manifest, items, now)
                writer.write_full_parts()
                watch(Progress(now, before, planned, time.monotonic() - started))
            writer.write_rest()
            _check_sums(manifest)
        finally:
            _write_failures(manifest, out / FAILURES)
        write_report(manifest, out / REPORT)
        totals = manifest.batches.totals()
        progress = Progress(totals, before, planned, time.monotonic() - started)
        return _summarise(manifest, progress)


def _make_durable(
    manifest: Manifest, items: Iterable[Outcome | SplitEnd], totals: Totals
) -> Totals:
    """The totals with what the items bring."""
    with manifest.transaction():
        for item in items:
            if isinstance(item, SplitEnd):
                _check_unchanged(manifest, item)
                manifest.plan.end_split(item)
            else:
                manifest.add_outcome(item)
                totals = totals.add(item)
    return totals


def _summarise(manifest: Manifest, progress: Progress) -> Summary:
    account = manifest.account
    return Summary(
        progress,
        manifest.batches.n_files(),
        account.counts(Count.SKIPPED, _REASONS),
        account.counts(Count.FAILED, _REASONS),
        account.total(Count.KEPT_CHARS),
        account.total(Count.REMOVED_CHARS),
        account.misfits(_REASONS),
    )


class _Writer:
    """Writes what is done into files, in the order of the input."""

    def __init__(self, manifest: Manifest, task: Task, folder: Path, part_bytes: int) -> None:
        self._manifest, self._writer, self._folder = manifest, task.writer, folder
        self._part_bytes = part_bytes if task.writer.is_sharded else 1
        self._next = manifest.batches.written()
        self._places: list[Place] = []
        self._n_bytes = 0

    def write_full_parts(self) -> None:
        """Write as many files as can be filled with what is done without a gap."""
        while place := self._manifest.batches.next_place(self._next):
            if n_bytes := self._manifest.batches.payload_size(place):
                self._places.append(place)
                self._n_bytes += n_bytes
            self._next = Place(place.split, place.n + 1)
            if self._n_bytes >= self._part_bytes:
                self.write_rest()

    def write_rest(self) -> None:
        """Write what waits, though it does not fill a file."""
        if self._places:
            payloads = map(self._manifest.batches.payload, self._places)
            files = self._writer.write(payloads, self._folder, self._manifest.batches.n_files())
            with self._manifest.transaction():
                self._manifest.batches.add_part(files, self._places)
        self._places, self._n_bytes = [], 0


def _by_time(items: Iterator[Outcome | SplitEnd]) -> Iterator[list[Outcome | SplitEnd]]:
    """The items in groups that become durable together."""
    group: list[Outcome | SplitEnd] = []
    last = time.monotonic()
    for item in items:
        group.append(item)
        if time.monotonic() - last >= COMMIT_SECONDS:
            yield group
            group, last = [], time.monotonic()
    yield group


def is_begun(out: Path) -> bool:
    """Whether there is a run in the folder `out`, finished or not."""
    path = out / _STATE / _MANIFEST
    return path.exists() and path.stat().st_size > 0


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Nobody else writes into the folder `out`, which is made if there is none, while this lasts.

    OutputError when another run does, or when `out` holds something that no run wrote.
    """
    state = out / _STATE
    with _told(out):
        found = set() if (state / _MANIFEST).exists() or not out.exists() else set(out.iterdir())
        if found - {out / SITES, state}:
            raise OutputError(f"{out} is not empty and holds no run: write to another place")
        state.mkdir(parents=True, exist_ok=True)
    with locked(state / _LOCK, IN_USE):
        yield


def planned_sources(out: Path) -> Sequence[Source] | None:
    """What the run in the folder `out` reads; None where no run is.

    OutputError while it runs.
    """
    path = out / _STATE / _MANIFEST
    if not path.exists():
        return None
    with locked(out / _STATE / _LOCK, IN_USE), closing(Manifest(path)) as manifest:
        return manifest.plan.sources()


def forget(out: Path) -> None:
    """Make the run in `out` one that was never planned; what it wrote goes when one is."""
    path = out / _STATE / _MANIFEST
    with _told(out):
        # First what belongs to the manifest, since it is another one's without it.
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        write(path, b"", force=True)


@contextmanager
def _open_manifest(out: Path, restart: bool) -> Iterator[Manifest]:
    """The manifest of the run in `out`, which is made if there is nothing yet, or nothing more."""
    if restart:
        forget(out)
    manifest = Manifest(out / _STATE / _MANIFEST)
    try:
        with _told(out):
            (out / RECORDS).mkdir(exist_ok=True)
            for leftover in [*out.glob(TEMPORARY), *(out / RECORDS).rglob(TEMPORARY)]:
                leftover.unlink()
        yield manifest
    finally:
        manifest.close()


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from error


def _remove_written(out: Path) -> None:
    """Remove what a run wrote into `out`, all but its state."""
    with _told(out):
        shutil.rmtree(out / RECORDS)
        (out / RECORDS).mkdir()
        for name in (FAILURES, REPORT):
            (out / name).unlink(missing_ok=True)


def _plan_or_resume(manifest: Manifest, options: RunOptions, out: Path) -> None:
    sources = find_sources(options.inputs, (options.skip or out).resolve())
    settings = _settings(options)
    before = manifest.plan.settings()
    if not before:
        _remove_written(out)  # of a run that was forgotten
        manifest.plan.make(settings, sources)
        return
    changed = [key for key in settings if settings[key] != before.get(key)]
    if changed:
        was, is_now = before.get(changed[0]), settings[changed[0]]
        raise OutputError(
            f"the output holds a run with another {changed[0]} ({was} then, {is_now} now): "
            "write to another place, or begin anew with --restart, which deletes it"
        )
    if (source := manifest.plan.changed_source(sources)) is not None:
        raise OutputError(
            f"{source} is new, gone or changed since the run began: "
            "write to another place, or begin anew with --restart, which deletes it"
        )
    _check_files(manifest, out / RECORDS)


def _check_files(manifest: Manifest, folder: Path) -> None:
    """Raise OutputError when a file with records is not as it was written."""
    for name, size in manifest.batches.files():
        path = folder / name
        try:
            found = path.stat().st_size
        except OSError as error:
            wrong = f"is gone ({error.strerror or error})"
        else:
            if size in (None, found):
                continue
            wrong = f"has {found:,} bytes, where {size:,} were written"
        raise OutputError(
            f"{path} {wrong}: put it back, write to another place, or begin anew with --restart, "
            "which deletes the rest"
        )


def _check_unchanged(manifest: Manifest, end: SplitEnd) -> None:
    if end.is_changed:
        url = manifest.plan.source_of(end.split)
        raise OutputError(
            f"{'standard input' if url == STDIN_URL else url} is not what it was when the run "
            "began: give the same again, write to another place, or begin anew with --restart, "
            "which deletes it"
        )


def _settings(options: RunOptions) -> dict[str, str]:
    """All that the output depends on, beside the content of the sources."""
    task, cleaner = options.task, options.task.cleaner
    values = {
        "version": version("pagecleaner"),
        "rules": rules_fingerprint(),
        "weights": weights_fingerprint(load_classifiers(cleaner.weights)),
        "input": list(options.inputs),
        "form": repr(task.writer),
        "part size": options.part_bytes,
        "--timeout": task.timeout,
        "input format": cleaner.page_format,
        "rendering": cleaner.rendering,
        "--front-matter": cleaner.front_matter,
        "--blocks": cleaner.blocks,
        "profiles of sites": None if cleaner.sites is None else _hash_profiles(cleaner.sites),
    }
    for part in (cleaner.options, cleaner.keys, cleaner.filters):
        values |= asdict(part)
    return {key: json.dumps(value, default=sorted) for key, value in values.items()}


def _hash_profiles(folder: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(folder).glob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _check_sums(manifest: Manifest) -> None:
    split = manifest.batches.unbalanced_split()
    if split is not None:
        raise AccountError(f"records of split {split} are missing or there twice: please report")


def _write_failures(manifest: Manifest, path: Path) -> None:
    with atomic_writer(path, force=True, durable=True) as file:
        for failure in manifest.account.failures():
            file.write((to_json(failure._asdict()) + "\n").encode())
