"""Records by the keys that labels have for them, and the pages of these, read once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cleaner.dumps.read.columns import read_pages
from cleaner.dumps.read.decode import place_id
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import RawBatch
from cleaner.dumps.read.sources import STDIN_URL, find_sources, split_sources
from cleaner.dumps.read.splits import read_split
from cleaner.errors import InputError
from cleaner.labels.standing import RecordKey
from cleaner.options import Options
from cleaner.types import Page

_MAX_BYTES = Options().max_input_bytes


def record_key(source: str, offset: int, id_: str, urls: Mapping[str, str]) -> RecordKey:
    """What labels have for a record, whatever was read beside it: its file from the root on, and
    its id or, without one, its place in the file.

    `urls` has where each source is read from, by the names that rows have for sources.
    """
    name = source
    while name not in urls:  # a member of an archive
        name = name.rpartition("/")[0]
    url = urls[name]
    path = url if url == STDIN_URL or "://" in url else str(Path(url).absolute())
    if id_ != place_id(source, offset):
        return RecordKey(path, id_)
    folder = name.rpartition("/")[0]
    return RecordKey(path, place_id(source.removeprefix(f"{folder}/"), offset))


def read_again(records: Iterable[RecordKey]) -> Iterator[tuple[RecordKey, Page | str]]:
    """The page of each record, or why there is none any more; sources are read one by one."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for key in records:
        wanted[key.source].add(key.record)
    for source, ids in wanted.items():
        why = "the record is not there any more"
        try:
            for key, page in _read(source):
                if key.record in ids:
                    ids.remove(key.record)
                    yield key, page
                if not ids:
                    break
        except InputError as error:
            why = str(error)
        yield from ((RecordKey(source, record), why) for record in sorted(ids))


def can_be_read(source: str) -> bool:
    """Whether it says where it is, and does not only name a corpus."""
    return "://" in source or Path(source).is_absolute()


def _read(source: str) -> Iterator[tuple[RecordKey, Page | str]]:
    """All pages of a source. InputError where it is gone."""
    if not can_be_read(source):
        raise InputError(f"{source} is no file that can be read again")
    found = list(find_sources([source]))
    urls = {one.name: one.url for one in found}
    for split in split_sources(found):
        for batch in read_split(split, _MAX_BYTES):
            if isinstance(batch, RawBatch):
                for row in read_pages(batch, Keys(), None, _MAX_BYTES).rows:
                    key = record_key(row.source, row.offset, row.id, urls)
                    yield key, row.page or row.error
