"""HTML or text, by the content."""

from __future__ import annotations

import pytest

from cleaner.segment.format import detect_format

PROSE = "The ferry did not sail on Tuesday, because the wind had turned during the night. "
PARAGRAPH = PROSE * 4

HTML = {
    "doctype": "<!DOCTYPE html><title>x</title>",
    "doctype in small letters after space": "\n\n  <!doctype HTML>\n<p>One",
    "old doctype": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd"><html>',
    "html element": "<html><body>One</body></html>",
    "html element with attributes": '<HTML lang="de">\n<body>',
    "xml declaration": '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="x"><p>One</p></html>',
    "byte order mark": "\ufeff<!DOCTYPE html>",
    "comment first": "<!-- saved -->\n<!-- twice -->\n<html><p>One</p></html>",
    "fragment": "<p>One</p><p>Two</p>",
    "single paragraph": "<p>" + PARAGRAPH + "</p>",
    "fragment of long paragraphs": f"<p>{PARAGRAPH}</p>\n\n<p>{PARAGRAPH}</p>\n",
    "fragment that wraps": "<div>\n" + PROSE.replace(". ", ".\n") * 20 + "</div>\n",
    "empty lines inside a div": f"<div class='entry'>\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n</div>",
    "unclosed paragraphs": f"<p>{PARAGRAPH}\n<p>{PARAGRAPH}\n<p>{PARAGRAPH}",
    "unclosed everything": "<div><section><p>One<div><p>Two<b>three<ul><li>four",
    "closed by nothing but a void": f'<img src="a.jpg"><br>{PROSE}<br>{PROSE}<br>',
    "custom elements": "<my-app><my-page><p>One</p></my-page></my-app>",
    "body only": f'<body class="x"><div>{PARAGRAPH}</div></body>',
    "script first": f"<script>\n\nvar a = 1;\n\nvar b = 2;\n\n</script><p>{PARAGRAPH}</p>",
    "inside of an element": f'{PROSE}<br><br>{PROSE}<a href="/x">More</a>',
    "warning of a server first": "Warning: include() failed in line 3\n<!DOCTYPE html><html><body>"
    + f"<p>{PARAGRAPH}</p>" * 3
    + "</body></html>\n",
    "other script": "<p>村の橋が流された。</p><p>人々は遠回りをしている。</p>",
    "markdown inside of elements": f"<div># Ferry [a](/a) [b](/b) [c](/c)</div><p>{PARAGRAPH}</p>",
    "cut": f"<!DOCTYPE html><html><head><title>{PROSE}",
    "cut fragment": f"<div><h1>{PROSE}</h1><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}",
    "long white space first": "\r\n\t" * 40_000 + "<html><body><p>One</p></body></html>",
}
TEXT = {
    "empty": "",
    "blank": " \n\t\n",
    "prose": PARAGRAPH,
    "comparison": "If a < b and c > d, then a<b>c is nonsense, as x <p and q> y is.",
    "e-mail addresses": "Write to Ana <ana@example.org> or Ben <ben@example.org>.",
    "links": "See <https://example.org/a> and <https://example.org/b>.",
    "generic types": "It takes a List<a> and gives a Map<b>. " + PARAGRAPH,
    "placeholder": "<name> has invited <guest> to the party.\n\nPlease answer by Monday.",
    "sentence about a tag": "<div> is the most general element there is. " + PARAGRAPH,
    "sentence about two tags": "<b> and <i> are about looks alone, and <em> is about meaning.",
    "mention": f"The <div> element groups others. {PARAGRAPH}\n\nA <span> does so within a line.",
    "tutorial": f"{PARAGRAPH}\n\n<div>\n  <p>Hello</p>\n</div>\n\n{PARAGRAPH}\n\n{PARAGRAPH}",
    "tutorial line by line": f'{PARAGRAPH}\n<div class="a">\n<p>Hello</p>\n</div>\n{PARAGRAPH}',
    "tutorial with a whole page": f"{PARAGRAPH}\n\n<!DOCTYPE html>\n<html>\n<body>\n<p>Hello</p>\n"
    f"</body>\n</html>\n\n{PARAGRAPH}",
    "tutorial that ends with a page": f"{PARAGRAPH * 3}\n<html>\n<p>Hello</p>\n</html>",
    "fenced code": f"{PROSE}\n\n```html\n" + "<p>Hello</p>\n" * 20 + f"```\n\n{PROSE}",
    "indented code": f"{PROSE}\n\n" + "    <li>Hello</li>\n" * 20 + f"\n{PROSE}",
    "markdown with tags": f'<div id="a">\n\n# Ferry\n\n[A](/a) [b](/b)\n\n{PARAGRAPH}\n\n</div>',
    "markdown below a doctype": "<!DOCTYPE html>\n\n# Ferry\n\n- [A](/a)\n- [B](/b)\n\nIt sails.",
    "code in backticks": "Write `<p>` and `</p>` around it, `<br>` between, and `<hr>` below it.",
    "markdown with some markup": f"# Ferry\n\n{PARAGRAPH}\n\n<br>\n\n- {PROSE}\n- {PROSE}",
    "markup of an advert first": f"<a href='/x'><img src='/y.gif'></a>\nNews\n{PARAGRAPH * 3}",
    "arrows": "<- back\n\nforward ->\n\n<3 <3 <3",
    "xml by name alone": "<?xml is how such files begin, and " + PROSE,
}


@pytest.mark.parametrize("text", HTML.values(), ids=HTML)
def test_html(text: str) -> None:
    assert detect_format(text) == "html"


@pytest.mark.parametrize("text", TEXT.values(), ids=TEXT)
def test_text(text: str) -> None:
    assert detect_format(text) == "text"


@pytest.mark.parametrize(
    "unit",
    ["<", "<p ", "<!--", "<?", "<script>", "<!doctype", "</", "\n \n", "`", "```\n", "    <p\n"],
)
@pytest.mark.parametrize("start", ["", "x ", "<p>", "<?xml ", "<!-- "])
def test_hostile_text_has_a_format(unit: str, start: str) -> None:
    """Ends at all: a pattern that backtracks would need hours here."""
    assert detect_format(start + unit * (3_000_000 // len(unit))) in ("html", "text")


def test_only_the_beginning_and_the_end_count() -> None:
    assert detect_format(PARAGRAPH * 300 + "<p>One</p>" * 10_000 + PARAGRAPH * 300) == "text"
