"""Pages of labels are read once more, by whatever name they were read before."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from cleaner.dumps.read.columns import read_pages
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import RawBatch
from cleaner.dumps.read.sources import find_sources, split_sources
from cleaner.dumps.read.splits import read_split
from cleaner.labels.again import read_again, record_key
from cleaner.labels.standing import RecordKey
from cleaner.types import Page


def keys_of(inputs: Sequence[str]) -> list[RecordKey]:
    """The keys of all records of the inputs, as somebody who reads them all has them."""
    sources = list(find_sources(inputs))
    urls = {source.name: source.url for source in sources}
    return [
        record_key(row.source, row.offset, row.id, urls)
        for split in split_sources(sources)
        for batch in read_split(split, 10**6)
        if isinstance(batch, RawBatch)
        for row in read_pages(batch, Keys(), None, 10**6).rows
    ]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A page, lines with and without ids, and an archive, in two folders."""
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "deep" / "page.html").write_text("<p>Rye")
    lines = [{"id": "x", "html": "<p>Oats"}, {"html": "<p>Wheat"}]
    packed = gzip.compress("\n".join(map(json.dumps, lines)).encode())
    (tmp_path / "a" / "lines.jsonl.gz").write_bytes(packed)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("in/spelt.html", "<p>Spelt")
        archive.writestr("in/page.html", "<p>Millet")
    (tmp_path / "b" / "pages.zip").write_bytes(content.getvalue())
    return tmp_path


def test_every_record_is_read_again(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dump)
    keys = keys_of(["a", "b"])
    assert len(set(keys)) == 5
    assert set(keys_of([str(dump / "b" / "pages.zip"), "a/lines.jsonl.gz"])) < set(keys)
    found = dict(read_again(keys))
    assert found.keys() == set(keys)
    texts = {page.content for page in found.values() if isinstance(page, Page)}
    plain = {text if isinstance(text, str) else text.decode() for text in texts}
    assert plain == {"<p>Rye", "<p>Oats", "<p>Wheat", "<p>Spelt", "<p>Millet"}


def test_what_is_gone_is_told(dump: Path) -> None:
    keys = keys_of([str(dump)])
    (dump / "b" / "pages.zip").unlink()
    (dump / "a" / "lines.jsonl.gz").write_bytes(b"torn")
    (dump / "a" / "deep" / "page.html").write_bytes(b"")
    elsewhere = [RecordKey("-", "x"), RecordKey("wcxb-dev", "7"), RecordKey("../a", "7")]
    found = dict(read_again([*keys, *elsewhere]))
    assert found.keys() == {*keys, *elsewhere}
    why = {key.source.rpartition("/")[2]: said for key, said in found.items()}
    assert str(why["pages.zip"]).endswith("no such file or folder")
    assert why["lines.jsonl.gz"] == "the record is not there any more"
    assert isinstance(why["page.html"], Page)
    assert all("no file that can be read again" in str(found[key]) for key in elsewhere)
