"""Bytes to text: byte order mark, HTTP header, declaration, and a detector where those fail.

A declaration is a claim, the bytes are the evidence: it counts only as far as they bear it out.
Everything but the decoding itself looks at a bounded part of the input.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from cleaner.errors import DecodeError

_HEAD_BYTES = 4096
"""Where binary formats and text of 16 or 32 bits a unit give themselves away."""
_DECLARATION_BYTES = 32_768
"""Declarations belong into the first 1024 bytes; long scripts are common before them."""
_WINDOW_BYTES = 131_072
_DETECTOR_BYTES = 32_768

_UNKNOWN_BINARY = "application/octet-stream"
# UTF-32's mark begins with that of UTF-16, so it stands first.
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# chardet knows many more, but takes the smallest of these for UTF-16.
_MAGIC = {
    b"%PDF-": "PDF",
    b"GIF8": "GIF image",
    b"\x89PNG": "PNG image",
    b"\xff\xd8\xff": "JPEG image",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
}
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
# All alternatives end at the end of the bytes at the latest: an unclosed one is scanned once.
_UNSEEN = re.compile(rb"(?is)<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)")
_TAG = re.compile(rb"<[^<>]*>")
_META = re.compile(rb"(?i)<meta\b[^<>]{0,1000}>")
_XML = re.compile(rb"(?i)\s*<\?xml[^<>]{0,200}\?>")
_HEADER_CHARSET = re.compile(r"(?i)charset\s{0,9}=\s{0,9}[\"']?([\w.:+-]{1,40})")

_SUPERSETS = {"gbk": "gb18030", "x-user-defined": "cp1252"}
"""What browsers read in a page of that label, where `webencodings` names another codec."""
_STRAY_CONTROLS_UTF8 = 0.1
"""Share of control bytes up to which bytes are a text with dirt in it, if they are UTF-8."""
_STRAY_CONTROLS = 0.02
"""The same if they are not; compressed data has 0.1."""
_UTF8_BROKEN = 0.25
"""Share of broken characters among the non-ASCII ones up to which bytes are damaged UTF-8.

Legacy text read as UTF-8 breaks nearly everywhere; short clauses in Big5 come down to 0.33."""
_UNITS_ALIKE = 0.4
"""Share of the commonest among every other byte from which they are the upper halves of UTF-16.

Alphabets have 0.5 and more, with markup, too; of UTF-8 a third at most is a script's first byte.
"""
_UNITS_HIGH = 0.15
"""Share of non-ASCII bytes that Chinese and Korean have at least in UTF-16; they have 0.3."""
_LEGACY_BROKEN = 0.05
"""The same for a declared or guessed legacy encoding."""
_MIN_UTF8_TAIL = 12
"""Continuation bytes that no legacy text of several bytes a character produces by accident."""


def decode(content: bytes, content_type: str | None = None) -> str:
    """The text of `content`; bytes that fit no encoding become U+FFFD.

    `content_type` is the HTTP header's value, whose charset outranks what the page declares.
    NUL bytes stay in (`sanitize` drops them). Raises DecodeError for what is not text.
    """
    return read_bytes(content, content_type)[0]


def read_bytes(content: bytes, content_type: str | None = None) -> tuple[str, bytes | None]:
    """The text of `content`, as `decode` has it, and `content` where that is the text's UTF-8."""
    for bom, codec in _BOMS.items():
        if content.startswith(bom):
            return content[len(bom) :].decode(codec, "replace"), None
    head = content[:_HEAD_BYTES]
    if head.startswith(b"%PDF-") or _CONTROL.search(head):
        wide = _detect_wide(head, content_type)
        if wide:
            return content.decode(wide, "replace"), None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return _decode_legacy(content, content_type), None
    other = None
    if text.isascii():
        other = _decode_escapes(content)
    elif len(content) - len(text) < _MIN_UTF8_TAIL:
        other = _decode_multibyte(content, content_type)
    return (other, None) if other else (text, content)


def sanitize(text: str) -> str:
    """`text` that can be encoded: without NULs and a leading byte order mark.

    Surrogate pairs become their character, lone surrogates U+FFFD.
    """
    text = text.removeprefix("\ufeff")
    try:
        has_nul = b"\0" in text.encode()  # ten times faster than in a str beyond Latin-1
    except UnicodeEncodeError:
        units = text.replace("\0", "").encode("utf-16-le", "surrogatepass")
        return units.decode("utf-16-le", "replace")
    return text.replace("\0", "") if has_nul else text


def _detect_wide(head: bytes, content_type: str | None) -> str | None:
    """The codec if `head` is of 16 or 32 bits a unit, None for other text.

    Raises DecodeError if it is not text.
    """
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            raise DecodeError(name)
    found, kind = _detect(head)
    if found:
        is_wide = found.startswith("utf-32") or (found.startswith("utf-16") and _has_units(head))
        return found if is_wide else None
    if kind == _UNKNOWN_BINARY and _is_dirty_text(head):
        return None
    declared = _codec_of_header(content_type)
    if declared and declared.startswith("utf-16"):
        return declared
    raise DecodeError(_describe(kind))


def _has_units(head: bytes) -> bool:
    """Whether bytes that a detector takes for UTF-16 can be: NULs and byte order marks within a
    short text mislead it.

    Of alphabets every other byte is mostly the same; Chinese and Korean are no UTF-8.
    """
    commonest = max(
        Counter(lane).most_common(1)[0][1] / len(lane) for lane in (head[::2], head[1::2])
    )
    if commonest >= _UNITS_ALIKE:
        return True
    is_high = len(_HIGH.findall(head)) >= _UNITS_HIGH * len(head)
    return is_high and _share_broken(head, "utf-8") > _UTF8_BROKEN


def _is_dirty_text(head: bytes) -> bool:
    is_utf8 = _share_broken(head, "utf-8") <= _UTF8_BROKEN
    allowed = _STRAY_CONTROLS_UTF8 if is_utf8 else _STRAY_CONTROLS
    return len(_CONTROL.findall(head)) <= allowed * len(head)


def _describe(kind: str) -> str:
    """`PNG image`, `PDF`, `gzip`, `binary`... for a MIME type."""
    if kind == _UNKNOWN_BINARY:
        return "binary"
    family, _, name = kind.partition("/")
    name = name.removeprefix("x-").rsplit(".", 1)[-1]
    short = name.upper() if len(name) <= 4 and name not in ("gzip", "zstd") else name
    return short if family == "application" else f"{short} {family}"


def _detect(content: bytes) -> tuple[str | None, str]:
    """Python's name of the encoding (None: not text) and the MIME type, by chardet."""
    import chardet

    found = chardet.detect(
        content,
        encoding_era=chardet.EncodingEra.MODERN_WEB,
        max_bytes=_DETECTOR_BYTES,
        compat_names=False,
    )
    return found["encoding"], found["mime_type"] or _UNKNOWN_BINARY


def _decode_escapes(content: bytes) -> str | None:
    """ISO-2022-JP, which is ASCII throughout, by its escape sequences."""
    if b"\x1b$" not in content:
        return None
    if _share_broken(content[:_WINDOW_BYTES], "iso2022_jp_ext") > _LEGACY_BROKEN:
        return None
    return content.decode("iso2022_jp_ext", "replace")


def _decode_multibyte(content: bytes, content_type: str | None) -> str | None:
    """Text of a few characters that fit UTF-8 and a declared East Asian encoding as well.

    A declared code page of one byte a character fits anything, so it proves nothing.
    """
    for codec in _declared_codecs(content, content_type):
        if codec in ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp"):
            return _decode_strict(content, codec)
    return None


def _decode_legacy(content: bytes, content_type: str | None) -> str:
    """The text of bytes that are not valid UTF-8."""
    high = _HIGH.search(content)
    start = high.start() if high else 0
    window = content[start : start + _WINDOW_BYTES]
    if _share_broken(window, "utf-8") <= _UTF8_BROKEN:
        return content.decode("utf-8", "replace")
    declared = _declared_codecs(content, content_type)
    for codec in declared:
        text = _decode_strict(content, codec)
        if text is not None:
            return text
    for codec in declared:
        if _share_broken(window, codec) <= _LEGACY_BROKEN:
            return content.decode(codec, "replace")
    candidates = [*_guess_codecs(window), *declared, "cp1252"]
    fitting = [codec for codec in candidates if _share_broken(window, codec) <= _LEGACY_BROKEN]
    return content.decode((fitting or candidates)[0], "replace")


def _declared_codecs(content: bytes, content_type: str | None) -> list[str]:
    """Codecs that the header and the head of the page claim, without the UTFs."""
    from bs4.dammit import EncodingDetector

    head = _UNSEEN.sub(b" ", content[:_DECLARATION_BYTES])
    xml = _XML.match(head)
    tags = b"".join([xml[0] if xml else b"", *_META.findall(head)])
    label = EncodingDetector.find_declared_encoding(tags, is_html=True, search_entire_document=True)
    claims = (_codec_of_header(content_type), _normalize(label or ""))
    return [codec for codec in claims if codec and not codec.startswith("utf")]


def _codec_of_header(content_type: str | None) -> str | None:
    match = _HEADER_CHARSET.search(content_type or "")
    return _normalize(match.group(1)) if match else None


def _normalize(label: str) -> str | None:
    """Python's codec for a label as browsers understand it, None for one that they do not."""
    import webencodings

    known = webencodings.lookup(label)
    if known is None or known.name == "replacement":
        return None
    return _SUPERSETS.get(known.name) or known.codec_info.name


def _guess_codecs(window: bytes) -> list[str]:
    """The codec that chardet guesses, if any, without the UTFs: a byte order mark within a text,
    where somebody has joined files, says nothing of it.
    """
    found = _detect(_sample(window))[0]
    return [_normalize(found) or found] if found and not found.startswith("utf") else []


def _decode_strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _share_broken(window: bytes, codec: str) -> float:
    """Share of characters that `codec` cannot read among the non-ASCII ones, 0..1."""
    text = window.decode(codec, "replace")
    n_beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / n_beyond_ascii if n_beyond_ascii else 0.0


def _sample(window: bytes) -> bytes:
    """The lines of `window` that tell one legacy encoding from another, outside of markup.

    The trailing bytes of no legacy encoding are `<`, `>` or a line end.
    """
    whole = window[: max(window.rfind(b"\n"), window.rfind(b"<")) + 1 or None]
    text = _TAG.sub(b" ", _UNSEEN.sub(b" ", whole)).replace(b"\0", b"")
    lines = b"\n".join(line for line in text.splitlines() if not line.isascii())
    return lines or window
