"""Bytes to text: who is believed, who is not, and what is no text at all."""

from __future__ import annotations

import codecs
import gzip
import io
import random
import zipfile
import zlib

import pytest

from cleaner.errors import DecodeError
from cleaner.segment.encoding import decode, read_bytes, sanitize

POLISH = "Mieszkańcy wsi długo żegnali starą kładkę, która spłonęła w nocy z soboty na niedzielę."
RUSSIAN = "Вчера в посёлке открыли новый мост, которого жители ждали почти десять лет."
UKRAINIAN = "Діти з усієї округи з'їхалися на ярмарок, щоб побачити справжнього їжака."
FRENCH = "L’été dernier, le café où nous mangions a brûlé ; « quelle misère », a soupiré le maire."
GREEK = "Οι ψαράδες του χωριού γύρισαν νωρίς, γιατί ο καιρός άλλαξε ξαφνικά το μεσημέρι."
TURKISH = "Yağmur dinince çocuklar ağaçların altındaki göle koştu, ördekler şaşırıp uçtu."
HEBREW = "הגשר הישן ליד הטחנה נסגר אתמול בגלל שיטפון, והתושבים עוברים בדרך ארוכה."
ARABIC = "أغلقت البلدية الجسر القديم بعد الفيضان، ويسلك السكان الآن طريقا أطول."
JAPANESE = "昨日の大雨で古い橋が通れなくなり、村の人たちは遠回りをしている。"
CHINESE = "昨天的大雨冲坏了旧桥，村里的人只好绕很远的路去上班。"
TAIWANESE = "昨天的大雨沖壞了舊橋，村裡的人只好繞很遠的路去上班。"
KOREAN = "어제 내린 큰비로 오래된 다리가 막혀 마을 사람들이 먼 길로 돌아가고 있다."

LEGACY = [
    ("windows-1250", "cp1250", POLISH),
    ("iso-8859-2", "iso8859_2", POLISH),
    ("windows-1251", "cp1251", RUSSIAN),
    ("koi8-r", "koi8_r", RUSSIAN),
    ("koi8-u", "koi8_u", UKRAINIAN),
    ("windows-1252", "cp1252", FRENCH),
    ("iso-8859-1", "cp1252", FRENCH),  # browsers read Latin-1 as the Windows code page
    ("us-ascii", "cp1252", FRENCH),
    ("x-user-defined", "cp1252", FRENCH),
    ("windows-1253", "cp1253", GREEK),
    ("windows-1254", "cp1254", TURKISH),
    ("iso-8859-9", "cp1254", TURKISH),
    ("windows-1255", "cp1255", HEBREW),
    ("windows-1256", "cp1256", ARABIC),
    ("shift_jis", "cp932", JAPANESE + "①"),  # beyond the standard, in Microsoft's extension
    ("x-sjis", "cp932", JAPANESE),
    ("euc-jp", "euc_jp", JAPANESE),
    ("iso-2022-jp", "iso2022_jp", JAPANESE),
    ("gb2312", "gb18030", CHINESE + "镕"),
    ("gbk", "gb18030", CHINESE),
    ("gb18030", "gb18030", CHINESE + "𠀀"),
    ("big5", "big5hkscs", TAIWANESE + "咗"),
    ("euc-kr", "cp949", KOREAN),
    ("ks_c_5601-1987", "cp949", KOREAN + "똠"),
]
UNDECLARED = [
    ("cp1250", POLISH),
    ("cp1251", RUSSIAN),
    ("koi8_r", RUSSIAN),
    ("koi8_u", UKRAINIAN),
    ("cp1252", FRENCH),
    ("cp1253", GREEK),
    ("cp1254", TURKISH),
    ("cp1255", HEBREW),
    ("cp1256", ARABIC),
    ("cp932", JAPANESE),
    ("euc_jp", JAPANESE),
    ("iso2022_jp", JAPANESE),
    ("gb18030", CHINESE),
    ("big5hkscs", TAIWANESE),
    ("cp949", KOREAN),
]


def html(text: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>{text}</p></body></html>"


# -- Declarations ------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "codec", "text"), LEGACY)
def test_meta_charset(label: str, codec: str, text: str) -> None:
    page = html(text, f'<meta charset="{label}">')
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize(("label", "codec", "text"), LEGACY)
def test_http_header(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), f"text/html; charset={label}") == text


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        "<META CHARSET=KOI8-R>",
        "<meta charset='koi8-r' />",
        '<meta content="text/html;charset=koi8-r" http-equiv="content-type">',
        "<script>" + "var a = 1;\n" * 2000 + "</script><meta charset='koi8-r'>",
    ],
)
def test_forms_of_declaration(declaration: str) -> None:
    page = html("Кот", declaration)
    assert decode(page.encode("koi8_r")) == page


def test_xml_declaration() -> None:
    page = '<?xml version="1.0" encoding="koi8-r"?>\n<html><body><p>Кот</p></body></html>'
    assert decode(page.encode("koi8_r")) == page


def test_declaration_in_a_comment_or_script_is_none() -> None:
    head = "<!-- <meta charset='koi8-r'> --><script>'<meta charset=\"koi8-r\">'</script>"
    page = html(RUSSIAN, head)
    assert decode(page.encode("cp1251")) == page


def test_header_outranks_meta() -> None:
    page = html("Кот", '<meta charset="windows-1251">')
    assert decode(page.encode("koi8_r"), "text/html; charset=KOI8-R") == page


@pytest.mark.parametrize(
    "header",
    [
        'text/html; charset="koi8-r"',
        "text/html;Charset=koi8-r; boundary=x",
        "charset = koi8-r",
    ],
)
def test_forms_of_header(header: str) -> None:
    assert decode("Кот".encode("koi8_r"), header) == "Кот"


@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=", "charset=no-such-one"])
def test_header_without_a_known_charset(header: str) -> None:
    assert decode(RUSSIAN.encode("cp1251"), header) == RUSSIAN


@pytest.mark.parametrize("label", ["rot13", "idna", "unicode_escape", "utf-7", "punycode", "zip"])
def test_python_only_codecs_are_not_believed(label: str) -> None:
    page = html(RUSSIAN, f'<meta charset="{label}">')
    assert decode(page.encode("cp1251"), f"text/html; charset={label}") == page


# -- Marks and wide encodings ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bom", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_outranks_all(bom: bytes, codec: str) -> None:
    page = html(JAPANESE, '<meta charset="koi8-r">')
    assert decode(bom + page.encode(codec), "text/html; charset=windows-1251") == page


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, JAPANESE, ARABIC])
def test_wide_page_without_mark(codec: str, text: str) -> None:
    page = html(text)
    assert decode(page.encode(codec)) == page


def test_wide_text_by_header() -> None:
    assert decode(JAPANESE.encode("utf-16-le"), "text/plain; charset=utf-16") == JAPANESE


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32", "unicode"])
def test_wide_encoding_declared_in_narrow_bytes(label: str) -> None:
    page = html(FRENCH, f'<meta charset="{label}">')
    assert decode(page.encode()) == page
    assert decode(page.encode("cp1252"), f"text/html; charset={label}") == page


# -- Wrong declarations ------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "koi8-r", "windows-1256"])
@pytest.mark.parametrize("text", ["é", FRENCH, RUSSIAN, JAPANESE])
def test_utf8_beats_a_declared_code_page(label: str, text: str) -> None:
    page = html(text, f'<meta charset="{label}">')
    assert decode(page.encode()) == page
    assert decode(page.encode(), f"text/html; charset={label}") == page


@pytest.mark.parametrize("label", ["shift_jis", "gb2312", "big5", "euc-kr", "euc-jp"])
@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, CHINESE, KOREAN])
def test_utf8_beats_a_declared_east_asian_encoding(label: str, text: str) -> None:
    page = html(text, f'<meta charset="{label}">')
    assert decode(page.encode()) == page


def test_few_characters_that_fit_utf8_by_accident_are_read_as_declared() -> None:
    """A cat whose GBK bytes are an accented Latin letter in UTF-8."""
    page = html("猫", '<meta charset="gb2312">')
    assert page.encode("gb18030").decode()
    assert decode(page.encode("gb18030")) == page


@pytest.mark.parametrize(("codec", "text"), UNDECLARED)
def test_wrongly_declared_as_utf8(codec: str, text: str) -> None:
    page = html(text, '<meta charset="utf-8">')
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize("label", ["shift_jis", "gb2312", "big5", "euc-jp"])
def test_declaration_that_the_bytes_contradict(label: str) -> None:
    page = html(FRENCH * 3, f'<meta charset="{label}">')
    assert decode(page.encode("cp1252")) == page


# -- No declaration ----------------------------------------------------------------------------


@pytest.mark.parametrize(("codec", "text"), UNDECLARED)
@pytest.mark.parametrize("as_html", [False, True])
def test_undeclared(codec: str, text: str, as_html: bool) -> None:
    page = html(text) if as_html else text
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize(("codec", "text"), UNDECLARED)
def test_undeclared_after_a_long_script(codec: str, text: str) -> None:
    page = html(text, "<script>" + "var a = 1;\n" * 40_000 + "</script>")
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize("text", ["", "Plain.", FRENCH, RUSSIAN, "😀", "a\x1b[31mred\x1b[0m"])
def test_utf8_without_declaration(text: str) -> None:
    assert decode(text.encode()) == text


# -- Damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE])
@pytest.mark.parametrize("head", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
def test_damaged_utf8_stays_utf8(text: str, head: str) -> None:
    good = html(text, head)
    bad = good.encode().replace(b"</p>", b"\xff</p>")
    assert decode(bad) == good.replace("</p>", "\ufffd</p>")


def test_cut_within_a_character() -> None:
    assert decode(RUSSIAN.encode()[:-2]) == RUSSIAN[:-2] + "\ufffd"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [(label, codec, text * 2) for label, codec, text in LEGACY if codec in ("cp949", "euc_jp")],
)
def test_damaged_legacy_stays_as_declared(label: str, codec: str, text: str) -> None:
    good = html(text, f'<meta charset="{label}">')
    bad = good.encode(codec).replace(b"</p>", b"\xff</p>")
    assert decode(bad) == good.replace("</p>", "\ufffd</p>")


def test_bytes_of_no_encoding_become_replacement_characters() -> None:
    text = decode(b"One \x81 two", "text/plain; charset=windows-1252")
    assert text.startswith("One ")
    assert text.endswith(" two")


def test_stray_nul_bytes_are_no_binary() -> None:
    assert sanitize(decode(b"Hello\0 world")) == "Hello world"
    stray = RUSSIAN.encode("cp1251").replace(b" ", b"\0 ", 1)
    assert sanitize(decode(stray)) == RUSSIAN


@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, JAPANESE, ARABIC])
def test_stray_nul_bytes_and_marks_are_no_wide_text(text: str) -> None:
    words = text.split(" ")
    for i in range(1, len(words)):
        dirty = " ".join([*words[:i], "\0\0\ufeff", *words[i:], "\0\0"])
        assert decode(dirty.encode()).replace("\ufeff", "") == dirty.replace("\ufeff", "")
    torn = text.encode()[:9] + b"\0\0" + text.encode()[9:] + b"\0 "
    assert decode(torn) == torn.decode(errors="replace")


# -- What is no text ---------------------------------------------------------------------------


def make_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "text")
    return buffer.getvalue()


NOISE = random.Random(1).randbytes(5000)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE, "PNG image"),
        (b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0;", "GIF image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + NOISE, "JPEG image"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "PDF"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + NOISE, "PDF"),
        (gzip.compress(NOISE, mtime=0), "gzip"),
        (make_zip(), "ZIP"),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + NOISE, "ELF"),
        (zlib.compress(FRENCH.encode()), "binary"),
        (b"RIFF\x24\x08\0\0WAVEfmt " + NOISE, "WAV audio"),
        (b"wOF2" + NOISE, "woff2 font"),
        (b"7z\xbc\xaf\x27\x1c" + NOISE, "7z-compressed"),
        (NOISE, "binary"),
        (bytes(64), "binary"),
    ],
)
def test_binary_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(content)
    assert caught.value.reason == reason


@pytest.mark.parametrize("text", ["BMW kündigte an", "MZ – à suivre", "ID3 é", "GIF89a: é", "PKé"])
def test_text_that_begins_like_a_binary(text: str) -> None:
    assert decode(text.encode("cp1252"), "text/plain; charset=windows-1252") == text
    assert decode(text.encode()) == text


# -- Cost --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        b"<meta charset=charset=",
        b"<meta " + b" " * 50,
        b"<script>\xe9",
        b"<!--\xe9",
        b"<\xe9",
        b"\xe9\n",
        b"\xff\xfe\xfd",
        b"charset" + b" " * 50,
    ],
)
def test_hostile_bytes_are_decoded(unit: bytes) -> None:
    """Ends at all: a pattern that backtracks would need hours here."""
    assert decode(unit * (2_000_000 // len(unit)) + b"\xe9")


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_within_a_text_says_nothing_of_it(mark: bytes) -> None:
    """As where files were joined."""
    first, second = b"The mayor opened the bridge on Monday.", b"It was a year late."
    text = decode(first + mark + b"\n\n" + second, None)
    assert first.decode() in text
    assert second.decode() in text


def test_detector_sees_a_bounded_part(monkeypatch: pytest.MonkeyPatch) -> None:
    import chardet

    seen: list[int] = []
    detect = chardet.detect

    def spy(content: bytes, **options: object) -> object:
        seen.append(len(content))
        return detect(content, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(chardet, "detect", spy)
    content = (html(RUSSIAN) * 30_000).encode("cp1251")
    assert decode(content).count(RUSSIAN) == 30_000
    assert len(seen) == 1
    assert seen[0] < 200_000


# -- Text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("", ""),
        ("plain é 😀\r\n\x01\u200b", "plain é 😀\r\n\x01\u200b"),
        ("a\0b\0", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("\udfff", "\ufffd"),
        ("x\ud83d", "x\ufffd"),
        ("\ud83d\ude00!", "😀!"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ufeffmark\ufeff", "mark\ufeff"),
    ],
)
def test_sanitize(dirty: str, clean: str) -> None:
    assert sanitize(dirty) == clean
    assert sanitize(clean) == clean
    assert clean.encode().decode() == clean


@pytest.mark.parametrize(
    ("content", "is_own"),
    [
        (b"plain", True),
        ("Fähre, čtení, 漢字 und Ähnliches".encode(), True),
        ("\ufeffFähre".encode(), False),
        ("Fähre".encode("latin-1"), False),
        ("漢字".encode("utf-16"), False),
        (b"\x1b$B4A;z\x1b(B", False),
    ],
)
def test_bytes_come_back_that_are_the_texts_utf_8(content: bytes, is_own: bool) -> None:
    text, utf8 = read_bytes(content)
    assert utf8 == (content if is_own else None)
    assert not is_own or text.encode() == content
