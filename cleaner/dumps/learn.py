"""The straight line of learning: a run that gathers evidence -> store -> profiles."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from cleaner.dumps.batch import Filters
from cleaner.dumps.run import FAILURES, RECORDS, Progress, Summary, run
from cleaner.dumps.task import Engine, Task
from cleaner.dumps.writers.evidence import STORE, Evidence
from cleaner.errors import InputError, OutputError
from cleaner.sites import ProfileFolder, SiteProfile, learn_profile
from cleaner.sites.evidence import unpack
from cleaner.sites.learn import MIN_PAGES
from cleaner.sites.store import EvidenceStore

_RUN = "_learning"
"""Holds the state of a run that gathers evidence until it is done."""
_PART_BYTES = 16_000_000
_AT_ONCE, _MIN_SHARED = 256, 32
"""Sites whose evidence is in memory at a time, and from which other processes are worth starting.
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of a folder of profiles."""

    n_sites: int
    """Sites of which there is evidence."""
    n_changed: int
    """Sites of which there is other evidence than before."""
    n_profiles: int
    """Sites among them that have pages enough for a profile."""
    redesigned: Sequence[tuple[str, date]]
    """Sites that show another template, as their profiles did not say before, and since when."""


def learn_sites(
    inputs: Sequence[str],
    folder: Path,
    task: Task,
    engine: Engine,
    min_pages: int = MIN_PAGES,
    workers: int = 1,
    restart: bool = False,
    skip: Path | None = None,
    watch: Callable[[Progress], None] = lambda progress: None,
) -> tuple[Summary, Learned]:
    """Learn the sites of all records of the inputs into a folder of profiles.

    Goes on where an earlier call stopped, and adds to what the folder knows already. Errors as of
    `run`.
    """
    gathering = replace(task.cleaner, filters=Filters(min_chars=0), evidence=True, blocks=False)
    task = replace(task, cleaner=gathering, form=Evidence())
    out = folder / _RUN
    summary = run(inputs, out, task, engine, _PART_BYTES, restart, watch, skip or folder)
    found = out / RECORDS / STORE
    learned = add_evidence([found] if found.exists() else [], folder, min_pages, workers)
    if summary.failed:
        (out / FAILURES).replace(folder / FAILURES)
    shutil.rmtree(out)
    return summary, learned


def add_evidence(
    stores: Sequence[Path], folder: Path, min_pages: int = MIN_PAGES, workers: int = 1
) -> Learned:
    """Add the evidence of the stores to the folder's, and write the profiles that it changes.

    Profiles are learned in `workers` processes.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror or error}") from error
    with EvidenceStore(folder / STORE) as store:
        for other in stores:
            store.merge(other)
        return _write_profiles(store, ProfileFolder(folder), min_pages, workers)


def merge_folders(
    folders: Sequence[Path], folder: Path, min_pages: int = MIN_PAGES, workers: int = 1
) -> Learned:
    """Add what the folders of profiles know to `folder`, the lines of people among it.

    InputError for a folder that has no evidence.
    """
    for other in folders:
        if not (other / STORE).is_file():
            raise InputError(f"{other} has no {STORE}: `sites learn` did not write it")
    learned = add_evidence([other / STORE for other in folders], folder, min_pages, workers)
    target = ProfileFolder(folder)
    for other in folders:
        for profile in ProfileFolder(other).profiles():
            if profile.keep or profile.drop:
                known = target.get(profile.site) or SiteProfile(profile.site, 0)
                target.write(replace(known, keep=profile.keep, drop=profile.drop))
    return learned


def _write_profiles(
    store: EvidenceStore, folder: ProfileFolder, min_pages: int, workers: int
) -> Learned:
    n_changed = n_profiles = 0
    redesigned = []
    for site, profile in _learn_all(store, min_pages, workers):
        n_changed += 1
        if profile is not None:
            n_profiles += 1
            before = folder.get(site)
            if profile.redesigned and (before is None or before.redesigned != profile.redesigned):
                redesigned.append((site, profile.redesigned))
            folder.write(profile)
        store.settle(site)
    return Learned(store.n_sites(), n_changed, n_profiles, redesigned)


def _learn_all(
    store: EvidenceStore, min_pages: int, workers: int
) -> Iterator[tuple[str, SiteProfile | None]]:
    """The profiles of all sites that changed; what is in memory does not grow with their number."""
    sites = iter(store.changed_sites())
    learn = partial(_learn, min_pages)
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        while group := list(islice(sites, _AT_ONCE)):
            jobs = [(site, store.pages(site)) for site in group]
            is_worth_it = workers > 1 and len(group) >= _MIN_SHARED
            profiles = pool.map(learn, jobs, chunksize=8) if is_worth_it else map(learn, jobs)
            yield from zip(group, profiles, strict=True)


def _learn(min_pages: int, job: tuple[str, Sequence[bytes]]) -> SiteProfile | None:
    site, packed = job
    return learn_profile(site, map(unpack, packed), min_pages)
