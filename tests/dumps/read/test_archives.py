"""ZIP and tar: damage costs what it hits, and what is in them is judged as in a folder."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cleaner.dumps.read.raw import Raw, RawBatch, TableRows
from cleaner.dumps.read.sources import Source, Split, find_sources, split_sources
from cleaner.dumps.read.splits import read_split
from tests.dumps.build import article_bytes, same

PAGE = b"The canal was opened in May, and boats pass the gate in half the time.\n"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": same,
    ".tar.gz": gzip.compress,
    ".tgz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
}


def tar(*names: str, content: bytes = PAGE, format_: int = tarfile.GNU_FORMAT) -> bytearray:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format_) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return bytearray(file.getvalue())


def read(path: Path) -> list[Raw]:
    """All records of a file or folder as they are read."""
    rows: list[Raw] = []
    for split in split_sources(find_sources([str(path)])):
        for item in read_split(split, 20_000):
            if isinstance(item, RawBatch) and not isinstance(item.rows, TableRows):
                rows += item.rows
    return rows


def read_bytes(content: bytes | bytearray, path: Path) -> list[Raw]:
    path.write_bytes(content)
    return read(path)


def pages(rows: list[Raw]) -> list[str]:
    return [row.source.rsplit("/", 1)[-1] for row in rows if row.kind == "page"]


def errors(rows: list[Raw]) -> list[str]:
    return [row.error for row in rows if row.kind == "broken"]


NAMES = [f"p{i}.txt" for i in range(5)]


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("hit", range(5))
def test_a_damaged_header_costs_its_member_alone(ending: str, hit: int, tmp_path: Path) -> None:
    content = tar(*NAMES)
    content[hit * 1024 + 5] ^= 0xFF
    rows = read_bytes(PACKERS[ending](bytes(content)), tmp_path / f"a{ending}")
    assert pages(rows) == [name for i, name in enumerate(NAMES) if i != hit]
    (error,) = errors(rows)
    assert error == f"damaged: no member begins at byte {hit * 1024:,}, where one should"


@pytest.mark.parametrize("format_", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_damage_behind_a_long_name_costs_its_member_alone(format_: int, tmp_path: Path) -> None:
    content = tar("p0.txt", "p1" * 150 + ".txt", "p2.txt", format_=format_)
    content[1024 + 1024 + 5] ^= 0xFF  # the header that the long name belongs to
    rows = read_bytes(content, tmp_path / "a.tar")
    assert pages(rows)[0] == "p0.txt"
    assert pages(rows)[-1] == "p2.txt"
    assert len(errors(rows)) == 1


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("length", [1024 * 2, 1024 * 2 + 100, 1024 * 2 + 530])
def test_a_tar_that_is_cut_off_is_told(ending: str, length: int, tmp_path: Path) -> None:
    """Between members, in a header, in what a member holds."""
    rows = read_bytes(PACKERS[ending](bytes(tar(*NAMES)[:length])), tmp_path / f"a{ending}")
    assert pages(rows) == ["p0.txt", "p1.txt"]
    assert errors(rows)


@pytest.mark.parametrize("garbage", [b"\xff" * 5000, b"x" * 512])
def test_bytes_behind_the_end_are_told(garbage: bytes, tmp_path: Path) -> None:
    rows = read_bytes(bytes(tar(*NAMES)) + garbage, tmp_path / "a.tar")
    assert pages(rows) == NAMES
    assert len(errors(rows)) == 1


def test_tars_that_were_joined_are_read_to_their_end(tmp_path: Path) -> None:
    rows = read_bytes(tar("a.txt") + tar("b.txt"), tmp_path / "a.tar")
    assert pages(rows) == ["a.txt", "b.txt"]
    assert not errors(rows)


def test_a_size_beyond_all_bounds_ends_the_archive_at_once(tmp_path: Path) -> None:
    info = tarfile.TarInfo("huge.txt")
    info.size = 1 << 60
    rows = read_bytes(tar("a.txt")[:1024] + info.tobuf() + PAGE, tmp_path / "a.tar")
    assert pages(rows) == ["a.txt"]
    assert errors(rows)


def test_a_header_beyond_all_bounds_is_not_read(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    rows = read_bytes(tar("a.txt")[:1024] + info.tobuf() + PAGE, tmp_path / "a.tar")
    assert pages(rows) == ["a.txt"]
    assert len(errors(rows)) == 1


def folder_of(names: dict[str, bytes], folder: Path) -> Path:
    for name, content in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def as_tar(names: dict[str, bytes], folder: Path) -> Path:
    with tarfile.open(folder / "s.tar", "w") as archive:
        archive.add(folder_of(names, folder / "s"), "s")
    return folder / "s.tar"


def as_zip(names: dict[str, bytes], folder: Path) -> Path:
    with zipfile.ZipFile(folder / "s.zip", "w") as archive:
        for name, content in names.items():
            archive.writestr(f"s/{name}", content)
    return folder / "s.zip"


@pytest.mark.parametrize("pack", [as_tar, as_zip])
def test_members_are_left_out_as_files_of_a_folder_are(
    pack: Callable[[dict[str, bytes], Path], Path], tmp_path: Path
) -> None:
    names = {
        "a.txt": PAGE,
        "app.js": b"function go() {}",
        "b": PAGE,
        "deep/style.css": b"p { color: red }",
        "doc.pdf": b"%PDF-1.7",
        "logo.png": b"\x89PNG\r\n\x1a\n",
        ".hidden.txt": PAGE,
    }

    def ends(path: Path) -> list[tuple[str, str, str]]:
        found = [(r.source.removeprefix(f"{path.name}/s/"), r.kind, r.error) for r in read(path)]
        return sorted(found)

    in_folder = ends(folder_of(names, tmp_path / "in"))
    assert ends(pack(names, tmp_path)) == in_folder
    assert [kind for _, kind, _ in in_folder].count("skip") == 4


def test_members_that_are_no_files_are_counted(tmp_path: Path) -> None:
    kinds = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for i, kind in enumerate((*kinds, b"V")):
            info = tarfile.TarInfo(f"{i}.txt")
            info.type, info.linkname = kind, "p.txt"
            archive.addfile(info)
    rows = read(tmp_path / "a.tar")
    assert [row.kind for row in rows] == ["skip"] * 6
    assert all(row.error for row in rows)


def test_links_in_a_zip_are_no_pages(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("l.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "a.txt")
        archive.writestr("a.txt", PAGE)
    assert [row.kind for row in read(tmp_path / "a.zip")] == ["skip", "page"]


@pytest.mark.parametrize("ending", [".tar", ".zip"])
@pytest.mark.parametrize("every", range(40))
def test_whatever_byte_is_damaged_reading_ends_and_says_so(
    ending: str, every: int, tmp_path: Path
) -> None:
    if ending == ".tar":
        content = tar("a.txt", "b" * 120 + ".txt", "c.txt", format_=tarfile.PAX_FORMAT)
    else:
        as_zip(dict.fromkeys(NAMES, PAGE), tmp_path)
        content = bytearray((tmp_path / "s.zip").read_bytes())
    for place in range(every, len(content), 40 * (5 if ending == ".tar" else 1)):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        rows = read_bytes(damaged, tmp_path / f"a{ending}")
        places = [(row.source, row.offset) for row in rows]
        assert len(set(places)) == len(places)


def test_each_record_has_a_place_of_its_own_where_a_member_breaks_off(tmp_path: Path) -> None:
    """The failure of a member once had the place of one of its records."""
    lines = b'{"text": "one"}\n' * 5
    packed = gzip.compress(lines)[:-4]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(4):
            archive.writestr(f"{i}.jsonl.gz", packed)
    rows = read(tmp_path / "a.zip")
    assert len(errors(rows)) == 4
    assert len({(row.source, row.offset) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", ["d.jsonl.gz", "d.csv.gz", "d.warc.gz", "d.txt.gz", "d.jsonl.zst"])
@pytest.mark.parametrize("is_member", [False, True])
def test_packed_files_without_a_byte_are_cut_off(
    name: str, is_member: bool, tmp_path: Path
) -> None:
    path = as_zip({name: b""}, tmp_path) if is_member else tmp_path / name
    path.touch()
    assert errors(read(path)) == ["ends too soon: the file is cut off"]


def warc(pack: Callable[[bytes], bytes], n: int = 6, whole: bool = True) -> bytes:
    records = list(map(article_bytes, range(n)))
    return pack(b"".join(records)) if whole else b"".join(map(pack, records))


@pytest.mark.parametrize("in_tar", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_each_record_of_a_warc_has_a_place_of_its_own(
    whole: bool, in_tar: bool, tmp_path: Path
) -> None:
    content = warc(partial(gzip.compress, mtime=0), whole=whole)
    if in_tar:
        content = bytes(tar("d.warc.gz", content=content))
    rows = read_bytes(content, tmp_path / ("d.tar" if in_tar else "d.warc.gz"))
    offsets = [row.offset for row in rows]
    assert len(set(offsets)) == len(rows) == 6
    starts = [len(warc(same if whole else gzip.compress, n, whole)) for n in range(6)]
    if not (whole and in_tar):  # a member cannot be looked at twice
        assert offsets == starts


def test_two_sources_of_one_split_begin_anew(tmp_path: Path) -> None:
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    sources = tuple(Source(str(path), path.name, 1, "") for path in paths)
    for path in paths:
        path.write_bytes(PAGE)
    batch = next(read_split(Split(0, sources), 1000))
    assert isinstance(batch, RawBatch)
    assert [row.offset for row in batch.rows if isinstance(row, Raw)] == [0, 0]
