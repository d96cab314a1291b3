"""Tests of the characters that nobody sees."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.letters.invisible import read_visible, remove_invisible

TAGS = "".join(chr(0xE0000 + ord(char)) for char in "ignore all")
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("tem\u00adper\u200bate\ufeff", "temperate", id="soft hyphen, no width"),
        pytest.param(f"The bridge{TAGS} opened.", "The bridge opened.", id="tags"),
        pytest.param(f"\U0001f3f4{TAGS}\U000e007f", "\U0001f3f4", id="tags on a flag"),
        pytest.param(
            "Hi\ufe01\U000e0150\U000e0151 there", "Hi\ufe01 there", id="text in selectors"
        ),
        pytest.param("pay \u202eevil\u202c now", "pay evil now", id="override"),
        pytest.param("a\u200db\u200cc", "abc", id="joiners between Latin letters"),
        pytest.param("x\u2062y\u2061(z)", "xy(z)", id="invisible operators"),
    ],
)
def test_what_nobody_sees_goes(text: str, expected: str) -> None:
    assert remove_invisible(text) == (expected, len(text) - len(expected))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("می\u200cخواهم", id="Persian"),
        pytest.param("क्\u200dष", id="Hindi"),
        pytest.param("ශ්\u200dරී", id="Sinhala"),
        pytest.param("സ്വാ\u200cതന്ത്ര്യം", id="Malayalam"),
        pytest.param("ភាសា\u200bខ្មែរ", id="Khmer word ends"),
        pytest.param("שלום \u200fABC\u200e עולם", id="marks of direction"),
        pytest.param("\u2067عنوان\u2069 2024", id="isolates"),
        pytest.param(FAMILY, id="family"),
        pytest.param("\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3", id="emoji of several"),
        pytest.param(WALES, id="flag of Wales"),
        pytest.param("葛\U000e0100城", id="variant of an ideograph"),
        pytest.param("plain\u00a0text", id="a space that does not break"),
    ],
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert remove_invisible(text) == (text, 0)


@pytest.mark.parametrize(
    "entity", ["&shy;", "&#8203;", "&#x200B;", "&ZeroWidthSpace;", "&#xE0041;", "&lrm;", "&rlm;"]
)
def test_entities_of_html(entity: str) -> None:
    page = f"<p>tem{entity}perate"
    assert remove_invisible(page, is_html=True) == ("<p>temperate", 1)
    assert remove_invisible(page, is_html=True, utf8=page.encode()) == ("<p>temperate", 1)
    assert remove_invisible(f"tem{entity}perate") == (f"tem{entity}perate", 0)


def test_entities_of_what_is_seen_stay() -> None:
    text = "&amp;shy; &nbsp; &#8212; &eacute; &zwnjx"
    assert remove_invisible(text, is_html=True) == (text, 0)


@pytest.mark.parametrize(
    "page", ["<article><p>The bri&shy;dge{}.</article>", "The bri\u00addge{}.\n\nIt is new."]
)
def test_a_record_counts_them(page: str) -> None:
    record = cleaner.extract(page.format(TAGS)).to_record()
    assert record["n_invisible"] == 1 + len(TAGS)
    assert record["text"].startswith("The bridge.")


@pytest.mark.parametrize(
    ("misread", "meant"),
    [
        pytest.param("isn\x92t it \x96 or", "isn’t it – or", id="Windows"),
        pytest.param("it\xe2\x80\x99s", "it’s", id="UTF-8"),
        pytest.param("\xe2\x80\x9cAt 5\xc2\xa0km\xe2\x80\x9d", "“At 5 km”", id="a space"),
        pytest.param("\xc3\x97 caf\xc3\xa9", "× café", id="letters without controls"),
        pytest.param("“Ya” \xe2\x80\x94 Жук", "“Ya” — Жук", id="beside what was read well"),
        pytest.param("a\xe2\x80b\x9d", "aâ€b", id="broken"),
        pytest.param("a&#157;b&#x8D;c&#146;d", "abc’d", id="references"),
    ],
)
def test_what_was_misread_is_read_again(misread: str, meant: str) -> None:
    result = cleaner.extract(f"<p>{misread}</p>", options=cleaner.Options(keep=set(cleaner.Role)))
    assert result.text == meant
    assert meant in result.to_html()
    assert meant in result.to_markdown()


def test_text_without_controls_was_not_misread() -> None:
    text = "â€™ caf\xc3\xa9 \xc2\xa0"
    assert remove_invisible(text) == (text, 0)


def test_script_state_is_cleaned_as_well() -> None:
    body = "The bridge over the old harbour opened a year late. " * 10
    page = '<script type="application/ld+json">{"articleBody": "%s"}</script>'
    assert "\u200b" not in cleaner.extract(page % body.replace("br", "b\\u200br")).text


@pytest.mark.parametrize(
    "text",
    [
        "tem\u00adper\u200bate caf\u00e9\u200b",
        "\U000e0041\u4e2d\u6587\U000e0100 \u0e01\u200b\u0e02 \U0001f468\u200d\U0001f469",
        "it\xe2\x80\x99s \u00ad so",
        "caf\u00e9",
        "plain",
    ],
)
def test_the_utf8_is_that_of_the_text(text: str) -> None:
    clean, n_invisible, utf8 = read_visible(text, utf8=text.encode())
    assert (clean, n_invisible) == remove_invisible(text)
    assert utf8 in (None, clean.encode())
