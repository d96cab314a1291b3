"""Raw records -> pages: JSON by its keys, responses by their HTTP headers, MHTML by its parts."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple, cast

from cleaner.dumps.read.keys import Keys, distinct_names, find_date, find_string, look_up
from cleaner.dumps.read.raw import Raw, RawKind
from cleaner.dumps.read.streams import PAGE_MEDIA_TYPES, kind_of, read_whole
from cleaner.errors import requiring
from cleaner.types import Format, Page

if TYPE_CHECKING:
    from fastwarc import WarcRecord
    from fastwarc.warc import HeaderMap

_OK = range(200, 300)
_ISO_DATE = re.compile(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?!\d{3}$)")
_DAY_0 = date(1970, 1, 1).toordinal()
_LAST_SECOND = 10_000_000_000
"""Seconds from 1970 that a time may have; more are milliseconds."""


class PageRow(NamedTuple):
    """A page with what is known of its record, or why there is none."""

    source: str
    offset: int
    id: str
    url: str | None
    page: Page | None
    status: Literal["", "failed", "skipped"] = ""
    error_type: str = ""
    error: str = ""
    extra: Mapping[str, Any] = MappingProxyType({})
    """What else stood in a record of JSON."""
    date: str | None = None
    """When it was fetched, as the dump says it."""

    def failed(self, error: str, error_type: str = "RecordError") -> PageRow:
        """The row as a failure."""
        return self._replace(page=None, status="failed", error_type=error_type, error=error)

    def skipped(self, reason: str) -> PageRow:
        """The row as one that is left out."""
        return self._replace(status="skipped", error=reason)


def decode_raw(raw: Raw, keys: Keys, page_format: Format | None, max_bytes: int) -> PageRow:
    """The page of a raw record, or why there is none; `max_bytes` are what it may unpack to."""
    id_ = raw.id or place_id(raw.source, raw.offset)
    row = PageRow(raw.source, raw.offset, id_, raw.url, None, date=raw.date)
    if raw.kind == "broken":
        return row.failed(raw.error, raw.error_type)
    if raw.kind == "skip":
        return row.skipped(raw.error)
    row = _DECODERS[raw.kind](row, raw.data, keys, page_format, max_bytes)
    is_file = raw.kind in ("page", "mhtml")
    folder = (_folder(raw.source) or keys.folder) if is_file else ""
    return name_site(row, keys.site_name or folder or None)


def name_site(row: PageRow, name: str | None) -> PageRow:
    """The row with a name for its page's site, where neither a key nor the address has one."""
    if row.page is None or row.page.url or row.page.site:
        return row
    return row._replace(page=replace(row.page, site=name))


def parse_day(text: str | None) -> int | None:
    """Days from 1970 to a date: ISO 8601, with or without marks, or seconds or ms from 1970."""
    if text is None:
        return None
    try:
        if found := _ISO_DATE.match(text.strip()):
            return date(*map(int, found.groups())).toordinal() - _DAY_0
        seconds = float(text)
    except ValueError:
        return None
    seconds = seconds / 1000 if seconds > _LAST_SECOND else seconds
    return int(seconds // 86_400) if 0 < seconds <= _LAST_SECOND else None


def _folder(source: str) -> str:
    """The first folder of a page's place below the input, "" without any."""
    folders = [part for part in source.split("/")[:-1] if kind_of(part) != "archive"]
    return folders[0] if folders else ""


def place_id(source: str, offset: int) -> str:
    """The id of a record that has none of its own."""
    return f"{source}:{offset}" if offset else source


def find_page(
    row: PageRow,
    record: Mapping[str, Any],
    contents: Sequence[tuple[str, Format | None]],
    keys: Keys,
    page_format: Format | None,
) -> tuple[PageRow, set[str | None]]:
    """The row with the page, the id, the address and the day that a record has by its keys, and
    the keys that page, id and address came from; without a page where it has no text.
    """
    id_key, id_ = find_string(record, keys.ids()) or (None, row.id)
    url_key, url = find_string(record, keys.urls()) or (None, None)
    _, site = find_string(record, keys.sites()) or ("", None)
    row = row._replace(id=id_, url=url, date=find_date(record, keys.dates()))
    for key, format_ in contents:
        content = look_up(record, key)
        if isinstance(content, (str, bytes)):
            page = Page(content, url, format=page_format or format_, site=site)
            return row._replace(page=page), {key, id_key, url_key}
    return row, set()


def _decode_page(
    row: PageRow, data: bytes, keys: Keys, page_format: Format | None, max_bytes: int
) -> PageRow:
    return row._replace(page=Page(data, row.url, format=page_format))


def _decode_conversion(
    row: PageRow, data: bytes, keys: Keys, page_format: Format | None, max_bytes: int
) -> PageRow:
    return row._replace(page=Page(data, row.url, "text/plain; charset=utf-8", "text"))


def _decode_json(
    row: PageRow, data: bytes, keys: Keys, page_format: Format | None, max_bytes: int
) -> PageRow:
    try:
        record = json.loads(data, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        return row.failed(f"not JSON: {error}")
    if isinstance(record, str):
        return row._replace(page=Page(record, format=page_format))
    if not isinstance(record, dict):
        return row.failed(f"JSON {type(record).__name__} where an object is expected")
    row, taken = find_page(row, record, keys.content(record), keys, page_format)
    if row.page is None:
        return row.failed(f"no text in it; its keys are {', '.join(record) or 'none'}")
    return row._replace(extra={k: value for k, value in record.items() if k not in taken})


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, whose keys may be there twice."""
    record = dict(pairs)
    if len(record) == len(pairs):
        return record
    names = distinct_names([name for name, _ in pairs])
    return {name: value for name, (_, value) in zip(names, pairs, strict=True)}


def _decode_response(
    row: PageRow, data: bytes, keys: Keys, page_format: Format | None, max_bytes: int
) -> PageRow:
    record = _parse_http(data)
    if record is None:
        return row.failed("response without an HTTP header")
    headers = record.http_headers
    if headers.status_code not in _OK:
        return row.skipped(f"HTTP status {headers.status_code}")
    content_type = headers.get("Content-Type") or ""
    media_type = content_type.split(";")[0].strip().lower()
    if media_type and media_type not in PAGE_MEDIA_TYPES:
        return row.skipped(f"content type {media_type}")
    body = _undo_encodings(record.reader.read(), headers, max_bytes)
    if body is None:
        error = f"has more bytes, unpacked, than --max-record allows ({max_bytes:,})"
        return row.failed(error, "LimitError")
    return row._replace(page=Page(body, row.url, content_type or None))


def _parse_http(data: bytes) -> WarcRecord | None:
    """The response with its header read, or None where it has none."""
    with requiring("dumps"):
        from fastwarc import WarcRecord, WarcRecordType
    record: WarcRecord = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.is_http = True
    record.set_bytes_content(data)
    try:
        record.parse_http()  # which could undo the encodings, too, but unpacks without a limit
    except OSError:
        return None
    return record


def _undo_encodings(body: bytes, headers: HeaderMap, max_bytes: int) -> bytes | None:
    """The body without its encodings; None where it is more than `max_bytes` without one of them.

    Archives that undo an encoding leave its header behind at times, so the body counts.
    """
    content, transfer = (
        [name.strip().lower() for name in (headers.get(header) or "").split(",")]
        for header in ("Content-Encoding", "Transfer-Encoding")
    )
    for encodings in ([*content, *transfer], transfer):
        with suppress(OSError, KeyError):
            return _unpack(body, reversed(encodings), max_bytes)
    return body


def _unpack(body: bytes, encodings: Iterable[str], max_bytes: int) -> bytes | None:
    """The body with one encoding after the other undone; OSError where it has none of them."""
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

    readers: Mapping[str, Callable[[BinaryIO], Any]] = {
        "br": BrotliReader,
        "chunked": ChunkedReader,
        "deflate": partial(GzipReader, zlib=True),
        "gzip": GzipReader,
        "zstd": ZstdReader,
    }
    unpacked: bytes | None = body
    for name in encodings:
        if name not in ("", "identity") and unpacked is not None:
            unpacked = read_whole(readers[name](io.BytesIO(unpacked)), max_bytes)
    return unpacked


def _decode_mhtml(
    row: PageRow, data: bytes, keys: Keys, page_format: Format | None, max_bytes: int
) -> PageRow:
    message = message_from_bytes(data, policy=email_policy)
    for part in _text_parts(message):
        try:
            content = cast(bytes, part.get_payload(decode=True))
        except (LookupError, ValueError) as error:
            return row.failed(f"damaged MHTML: {error}")
        url = part.get("Content-Location") or message.get("Snapshot-Content-Location")
        url = str(url) if url and "://" in str(url) else None
        return row._replace(url=url, page=Page(content, url, part.get("Content-Type"), "html"))
    return row.failed("no page in it: MHTML without a part of text/html")


def _text_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            yield part


_Decode = Callable[[PageRow, bytes, Keys, "Format | None", int], PageRow]
_DECODERS: MappingProxyType[RawKind, _Decode] = MappingProxyType(
    {
        "conversion": _decode_conversion,
        "json": _decode_json,
        "mhtml": _decode_mhtml,
        "page": _decode_page,
        "response": _decode_response,
    }
)
