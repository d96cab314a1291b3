"""Pages made up of tags and texts that fit together now and then."""

from __future__ import annotations

import random

TAGS = [
    "p",
    "div",
    "span",
    "a",
    "a",
    "b",
    "i",
    "em",
    "code",
    "q",
    "ruby",
    "rt",
    "rp",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "h1",
    "h3",
    "pre",
    "xmp",
    "textarea",
    "blockquote",
    "figcaption",
    "select",
    "option",
    "button",
    "my-tag",
    "x-dialog",
    "section",
    "details",
    "summary",
    "dialog",
    "noscript",
    "title",
    "html",
    "body",
    "svg",
    "style",
    "script",
    "template",
    "iframe",
    "label",
    "small",
    "sup",
    "sub",
    "mark",
    "br",
    "br",
    "hr",
    "img",
    "wbr",
    "base",
    "meta",
    "source",
    "input",
    "listing",
    "math",
    "div",
]
ATTRIBUTES = (
    *["", "", "", "", " hidden", " hidden=until-found", " open", " class='a b'", " id=x1", " id=é"],
    *[" class=tab", " href='/a b '", " href", " href=''", " src=x.png alt=' pic '", " reversed"],
    *[
        " alt=😀 src=e.png",
        " srcset='a.png 2x, b.png'",
        " value=7",
        " value",
        " start=3",
        " lang=de",
    ],
    *[" colspan=3", " rowspan=2", " style='display:none'", " style='display:block'", " role=main"],
    *[" style='display:inline;color:red'", " style='opacity:0'", " aria-hidden=true"],
    *[" style='position:absolute;left:-9999px'", " data-x=1", " class='lineno gutter'"],
    *[" class=katex", " class='a math-tex'", " class=path", " type=math/tex", " alt='$y$' src=y"],
    *[" alt=a_b class=LaTeX src=z", " src=/latex?x^2", " class=react-code-lines"],
    *[" property=og:title content='T'", " type='application/ld+json'", " shadowrootmode=open"],
)
TEXTS = (
    *["word", " ", "\n", "Two words, then. ", "\u00a0", "a\u2003b", "&amp;", "&nbsp;x", "&#x2028;"],
    *["é中文。", "😀", ";", "1", "12", "x = 1;", "<!-- c -->", "<?pi?>", ".a{display:none}", "–"],
    *["#x1{visibility:hidden}", '{"@type":"Article","headline":"h"}', "A" * 90, "\u3000", "\x85"],
    *[
        "</p>",
        "</div>",
        "</a>",
        "</table>",
        "</ul>",
        "<![CDATA[x]]>",
        "&lt;",
        "\u200b",
        "&#0;",
        "$x$",
        "\\(y\\)",
    ],
)
BEGINNINGS = (
    "",
    "<html lang=fr><body>",
    "<style>.a,p.b{display:none}</style>",
    "<script>MathJax = {inlineMath: ['$', '$']}</script>",
    "<!-- katex -->",
)


def make_soup(seed: int) -> str:
    """A page of them; each seed gives its own."""
    chance = random.Random(seed)
    tags = chance.sample(TAGS, k=chance.randint(2, len(TAGS)))
    opened: list[str] = []
    parts = [chance.choice(BEGINNINGS)]
    for _ in range(chance.randint(1, 90)):
        kind = chance.random()
        if kind < 0.4:
            tag = chance.choice(tags)
            attributes = "".join(chance.choices(ATTRIBUTES, k=chance.randint(0, 3)))
            parts.append(f"<{tag}{attributes}>")
            opened.append(tag)
        elif kind < 0.6 and opened:
            parts.append(f"</{opened.pop()}>")
        else:
            parts.append(chance.choice(TEXTS))
    return "".join(parts)
