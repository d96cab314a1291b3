"""The straight line of learning: a run that gathers evidence -> store -> profiles."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from cleaner.dumps.clean.filters import Filters
from cleaner.dumps.run.run import (
    FAILURES,
    RECORDS,
    SITES,
    RunOptions,
    Summary,
    Watch,
    forget,
    hold,
    is_begun,
    run,
)
from cleaner.dumps.write.evidence import STORE, Evidence
from cleaner.errors import InputError, OutputError, WorkerDiedError
from cleaner.sites import ProfileFolder, SiteProfile, learn_profile
from cleaner.sites.evidence import unpack
from cleaner.sites.learn import MIN_PAGES
from cleaner.sites.store import EvidenceStore
from cleaner.workers import Worker, open_workers

_RUN, _DONE = "_learning", "_learned"
"""Holds the state of a run that gathers evidence until it is done, and then until it is gone."""
_PART_BYTES = 16_000_000
_Job = tuple[str, Sequence[bytes]]
"""A site and its packed evidence."""
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
    options: RunOptions,
    folder: Path,
    min_pages: int = MIN_PAGES,
    workers: int = 1,
    watch: Watch = lambda progress: None,
) -> tuple[Summary, Learned]:
    """Learn the sites of all records of the inputs into a folder of profiles.

    Goes on where an earlier call stopped, and adds to what the folder knows already. Errors as of
    `run`.
    """
    task = options.task
    gathering = replace(task.cleaner, filters=Filters(min_chars=0), evidence=True, blocks=False)
    options = replace(
        options,
        task=replace(task, cleaner=gathering, writer=Evidence()),
        part_bytes=_PART_BYTES,
        skip=options.skip or folder,
    )
    out = folder / _RUN
    with _open_store(folder) as store:  # first of all, since nobody else opens it meanwhile
        shutil.rmtree(folder / _DONE, ignore_errors=True)
        summary = run(options, out, watch)
        found = out / RECORDS / STORE
        learned = _add(store, [found] if found.exists() else [], folder, min_pages, workers)
        if summary.failed:
            (out / FAILURES).replace(folder / FAILURES)
        out.replace(folder / _DONE)  # at once: half of it would be no run
        shutil.rmtree(folder / _DONE)
    return summary, learned


def run_in_two_passes(
    options: RunOptions,
    out: Path,
    workers: int,
    watched: Callable[[], AbstractContextManager[Watch]],
    show: Callable[[Summary, Learned, Path], None],
) -> Summary:
    """Learn the sites of the inputs into `out/sites`, and clean the inputs with what was learned.

    The first pass is left out where an earlier call came to the second. Errors as of `run`.
    """
    sites = out / SITES
    with hold(out):
        if options.restart:
            forget(out)
            shutil.rmtree(sites, ignore_errors=True)
        options = replace(options, restart=False, skip=out)
        if not is_begun(out):
            with watched() as watch:
                summary, learned = learn_sites(options, sites, workers=workers, watch=watch)
            show(summary, learned, sites)
        knowing = replace(options.task.cleaner, sites=str(sites.absolute()))
        options = replace(options, task=replace(options.task, cleaner=knowing))
        with watched() as watch:
            return run(options, out, watch, is_held=True)


def add_evidence(
    stores: Sequence[Path], folder: Path, min_pages: int = MIN_PAGES, workers: int = 1
) -> Learned:
    """Add the evidence of the stores to the folder's, and write the profiles that it changes.

    Profiles are learned in `workers` processes.
    """
    with _open_store(folder) as store:
        return _add(store, stores, folder, min_pages, workers)


def _open_store(folder: Path) -> EvidenceStore:
    """The evidence of a folder of profiles, which is made if there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror or error}") from error
    return EvidenceStore(folder / STORE)


def _add(
    store: EvidenceStore, stores: Sequence[Path], folder: Path, min_pages: int, workers: int
) -> Learned:
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
    with _open_store(folder) as store:
        stores = [other / STORE for other in folders]
        learned = _add(store, stores, folder, min_pages, workers)
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
    with open_workers([Worker(partial(_load_learn, min_pages)) for _ in range(workers)]) as submit:
        while group := list(islice(sites, _AT_ONCE)):
            jobs = [(site, store.pages(site)) for site in group]
            if workers > 1 and len(group) >= _MIN_SHARED:
                learning = [submit(_learn_elsewhere, job) for job in jobs]
                profiles: Iterable[SiteProfile | None] = (job.result() for job in learning)
            else:
                profiles = (_learn(min_pages, job) for job in jobs)
            yield from zip(group, profiles, strict=True)


def _load_learn(min_pages: int) -> Callable[[_Job], SiteProfile | None]:
    return partial(_learn, min_pages)


def _learn_elsewhere(worker: Worker[_Job, SiteProfile | None], job: _Job) -> SiteProfile | None:
    """What the worker learns; once more, should somebody kill it."""
    try:
        return worker.call(job)
    except WorkerDiedError:
        return worker.call(job)


def _learn(min_pages: int, job: _Job) -> SiteProfile | None:
    site, packed = job
    return learn_profile(site, map(unpack, packed), min_pages)
