"""A few bytes that unpack to many cost no more memory than a record may have."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import brotli
import pytest

from cleaner.dumps.read.decode import PageRow, decode_raw
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import Raw
from tests.dumps.build import (
    MAX_RECORD,
    failures,
    page,
    read_lines,
    run_here,
    same,
    warc_record,
    zstd,
)

HTML = page("a", 5).text.encode()
MEGABYTE = 1_000_000
ALLOWED = 60 * MEGABYTE
"""Bytes that memory may grow by: a body within the limit is held at most three times."""
BOMB = 150
"""Megabytes that a bomb unpacks to."""

PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": brotli.compress,
    "chunked": lambda body: b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
    "deflate": zlib.compress,
    "gzip": gzip.compress,
    "identity": same,
    "zstd": zstd.compress,
}
STACKS = [
    ["br"],
    ["deflate"],
    ["gzip"],
    ["zstd"],
    ["gzip", "gzip"],
    ["br", "br"],
    ["zstd", "br"],
    ["gzip", "identity", "chunked"],
    ["zstd", "zstd", "gzip"],
]


def pack(body: bytes, encodings: Sequence[str]) -> bytes:
    for encoding in encodings:
        body = PACKERS[encoding](body)
    return body


def response(encodings: Sequence[str], body: bytes) -> bytes:
    """A response whose last encoding is the transfer's if it is `chunked`."""
    transfer = [name for name in encodings if name == "chunked"]
    content = [name for name in encodings if name != "chunked"]
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html"]
    lines += [f"Content-Encoding: {', '.join(content)}"] if content else []
    lines += [f"Transfer-Encoding: {', '.join(transfer)}"] if transfer else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def decode(data: bytes, max_bytes: int) -> PageRow:
    return decode_raw(Raw("d.warc", 0, "response", data), Keys(), None, max_bytes)


@pytest.mark.parametrize("encodings", [*STACKS, ["chunked"], ["identity"], []], ids=",".join)
def test_what_fits_is_unpacked_and_what_does_not_is_a_failure(encodings: list[str]) -> None:
    data = response(encodings, pack(HTML, encodings))
    found = decode(data, len(HTML) + 100)
    assert found.page is not None
    assert found.page.content == HTML
    packed = [name for name in encodings if name != "identity"]
    assert decode(data, len(HTML) - 1).error_type == ("LimitError" if packed else "")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Encoding: gzip", HTML),
        ("Content-Encoding: br", HTML),
        ("Content-Encoding: zstd", HTML),
        ("Content-Encoding: unheard-of", HTML),
        ("Content-Encoding: utf-8, ", HTML),
        ("Transfer-Encoding: chunked", HTML),
        ("Content-Encoding: br\r\nTransfer-Encoding: chunked", PACKERS["chunked"](HTML)),
        ("Content-Encoding: GZIP ,identity", gzip.compress(HTML)),
    ],
)
def test_the_body_counts_where_its_header_is_wrong(header: str, body: bytes) -> None:
    found = decode(f"HTTP/1.1 200 OK\r\n{header}\r\n\r\n".encode() + body, MEGABYTE)
    assert found.page is not None
    assert found.page.content == HTML


MEMORY = """
import resource, sys
from cleaner.dumps.read.decode import decode_raw
from cleaner.dumps.read.keys import Keys
from cleaner.dumps.read.raw import Raw
from tests.dumps.read.test_bombs import HTML, decode, pack, response
decode(response(["br"], pack(HTML, ["br"])), 10_000)
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
row = decode(data, 10_000_000)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(row.error_type, 1024 * grown)
"""


def bomb(encodings: Sequence[str]) -> bytes:
    """Megabytes of spaces, made without holding them where the encoding allows it."""
    parts = {
        "br": lambda: brotli.Compressor(quality=1),
        "deflate": lambda: zlib.compressobj(1),
        "gzip": lambda: zlib.compressobj(1, wbits=31),
        "zstd": zstd.ZstdCompressor,
    }
    first, *rest = encodings
    packer = parts[first]()
    step = getattr(packer, "process", None) or packer.compress
    body = b"".join(step(b" " * MEGABYTE) for _ in range(BOMB))
    body += packer.finish() if first == "br" else packer.flush()
    return pack(body, rest)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kB on Linux alone")
@pytest.mark.parametrize("encodings", STACKS, ids=",".join)
def test_a_bomb_in_a_response_is_not_unpacked(encodings: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", MEMORY],
        input=response(encodings, bomb(encodings)),
        capture_output=True,
        check=True,
        timeout=300,
    )
    error_type, grown = run.stdout.decode().split()
    assert error_type == "LimitError"
    assert int(grown) < ALLOWED


def test_a_run_accounts_for_a_bomb(tmp_path: Path) -> None:
    records = [
        warc_record("response", "a", gzip.compress(HTML), "Content-Encoding: gzip\r\n"),
        warc_record("response", "b", brotli.compress(bytes(MEGABYTE)), "Content-Encoding: br\r\n"),
        warc_record("response", "c", gzip.compress(HTML), "Content-Encoding: gzip\r\n"),
    ]
    (tmp_path / "d.warc").write_bytes(b"".join(records))
    summary = run_here([tmp_path / "d.warc"], tmp_path / "out")
    assert dict(summary.failed) == {"LimitError": 1}
    assert len(read_lines(tmp_path / "out")) == 2
    (failure,) = failures(tmp_path / "out")
    assert failure["error_type"] == "LimitError"
    assert f"{MAX_RECORD:,}" in failure["error"]
    assert failure["url"] == "https://bugle.example/b"


@pytest.mark.parametrize(
    ("ending", "pack_file"),
    [
        (".gz", gzip.compress),
        (".bz2", bz2.compress),
        (".xz", lzma.compress),
        (".zst", zstd.compress),
    ],
)
def test_a_packed_page_stops_at_the_limit(
    ending: str, pack_file: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    for name in ("page.html", "page.mhtml", "lines.jsonl"):
        (tmp_path / f"{name}{ending}").write_bytes(pack_file(b" " * 3 * MEGABYTE))
    run_here([tmp_path], tmp_path / "out")
    found = failures(tmp_path / "out")
    assert [failure["error_type"] for failure in found] == ["LimitError"] * 3
