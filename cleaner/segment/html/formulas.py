"""Formulas as inline text: each once, as TeX between dollar signs, in the sentence around it.

Pages write a formula two or three times: as markup for the eye, as MathML for the ear, as TeX in
between. `Formulas` stands between the parser and the segmenter: what belongs to one formula is
held back until it ends, and goes on as one text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

import re2

from cleaner.segment.html.markup import PHRASING
from cleaner.segment.html.mathml import FormulaReader
from cleaner.segment.html.parser import Target
from cleaner.segment.html.tex import delimit, read_picture, split_text

_SIGNS = (
    "<math", "<MATH", "<Math", ":math", "mjx-", "athJax", "mathjax", "katex", "KaTeX", "math/tex",
    "mwe-math", "latex", "LaTeX", "mathtex", "mimetex", "render-math", "data-tex=",
    "math-container", "eeimg", 'alt="$', "alt='$", 'ALT="$', 'alt="\\', 'class="math',
    'class="tex"',
)  # fmt: skip
FORMULA_SIGNS = "|".join(map(re2.escape, _SIGNS)).encode()
_HAS_FORMULAS = re2.compile(FORMULA_SIGNS)
"""What a page with formulas has in its source."""
TYPESETTERS = rb"athJax|mathjax|katex|KaTeX"
"""Programs that read TeX between delimiters in the text of a page."""
_IS_TYPESET = re2.compile(TYPESETTERS)
_SINGLE = re.compile(rb"""["']\$["']\s*,\s*(?:right\s*:\s*)?["']\$["']""")
"""How they are told that `$` is one of these, in a page's source."""
_TAGS = frozenset({"math", "mjx-container"})
_CLASSES = frozenset(
    {"katex", "katex-display", "mwe-math-element", "MathJax", "MathJax_Display", "MathJax_SVG",
     "MathJax_SVG_Display", "MathJax_CHTML", "MathJax_MathML", "MathJax_Preview", "mjx-chtml",
     "MJXc-display", "js-render-math", "ztext-math"}
)  # fmt: skip
_SOURCE_CLASSES = frozenset({"math-container", "math-tex", "arithmatex"})
"""Elements with TeX between delimiters, of which `$` is one."""
FORMULA_CLASSES = _CLASSES | _SOURCE_CLASSES
_VERBATIM = frozenset(
    {"pre", "code", "kbd", "samp", "script", "style", "textarea", "title", "xmp", "listing",
     "template"}
)  # fmt: skip
"""Elements in which delimiters are what they look like."""
_NO_FORMULA = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "section",
     "article", "main", "nav", "header", "footer", "aside", "form", "figure", "body"}
)  # fmt: skip
"""Elements that never lie in a formula: the one that was open is none, or was never closed."""


_MIN_LOOSE = 30
"""Characters beside the formula's own, from which an element is held for more than a formula."""

_Form = Literal["formula", "mathjax", "preview"]
"""What an element shows: a formula; what MathJax 2 drew or will draw, with its source behind."""


class FormulaTarget(Target, Protocol):
    """A target that is told of formulas, too."""

    def formula(self, text: str) -> None:
        """A formula, with its delimiters."""


class _Event(NamedTuple):
    """What the parser told: an element begins (with attributes) or ends, or text (no tag)."""

    tag: str = ""
    attributes: Mapping[str, str] | None = None
    text: str = ""


class _Region:
    """An element that shows a formula, and what is inside it."""

    def __init__(self, form: _Form, *, is_display: bool) -> None:
        self.form = form
        self.reader = FormulaReader()
        self.reader.is_display = is_display
        self.events: list[_Event] = []
        self.depth = 0
        self.ends_paragraph = False
        """Whether its paragraph ended behind it."""

    def add(self, event: _Event) -> None:
        self.events.append(event)
        if not event.tag:
            self.reader.data(event.text)
        elif event.attributes is None:
            self.depth -= 1
            self.reader.end(event.tag)
        else:
            self.depth += 1
            self.reader.start(event.tag, event.attributes)

    def text(self) -> str:
        """The formula with its delimiters; "" if there is none, or more than one."""
        tex = self.reader.tex()
        is_all = self.reader.n_loose <= _MIN_LOOSE + 2 * len(tex)
        return delimit(tex, is_display=self.reader.is_display) if is_all else ""


def read_formulas(content: bytes, target: FormulaTarget) -> Target:
    """The target itself where the page has no formula; else one that makes text of them."""
    return Formulas(content, target) if has_formulas(content) else target


def has_formulas(content: bytes) -> bool:
    """Whether the page has what formulas are written with."""
    return _HAS_FORMULAS.search(content) is not None


def is_typeset(content: bytes) -> bool:
    """Whether a program reads TeX between delimiters in the text of the page."""
    return _IS_TYPESET.search(content) is not None


def shows_formula(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the element is a formula, or has TeX in its text."""
    return (
        _form(tag, attributes) is not None
        or (tag == "img" and _picture(tag, attributes) != "")
        or not FORMULA_CLASSES.isdisjoint(attributes.get("class", "").split())
    )


class Formulas:
    """A parser target: tells another of the page, each formula as one text."""

    def __init__(self, content: bytes, target: FormulaTarget) -> None:
        self._target = target
        self._is_typeset = is_typeset(content)
        self._has_single = self._is_typeset and _SINGLE.search(content) is not None
        self._region: _Region | None = None
        self._drawn: _Region | None = None
        """What MathJax 2 has drawn, until it is seen whether its source stands behind it."""
        self._text: list[str] = []
        """Text since the last tag."""
        self._verbatim = 0
        self._sources: list[int] = []
        """Depths of the open elements with TeX in their text."""
        self._depth = 0
        self._late_end: Literal["", "ended", "goes on"] = ""
        """Of a <p> that has ended, of which the target was not told yet: the parser ends it at a
        <div>, though it be that of a formula in its sentence."""
        self._is_behind_formula = False

    # -- What the parser tells -------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._region:
            if tag in _NO_FORMULA:
                self._give_up()
            else:
                self._region.add(_Event(tag, attributes))
                return
        form = None if self._verbatim and tag != "script" else _form(tag, attributes)
        if form:
            self._begin(form, _Event(tag, attributes))
            return
        self._let_go()
        picture = _picture(tag, attributes) if tag == "img" else ""
        self._depth += 1
        self._end_late("" if picture and self._late_end == "ended" else tag)
        if picture:
            self._emit(picture)
            return
        self._verbatim += tag in _VERBATIM
        if "class" in attributes and not _SOURCE_CLASSES.isdisjoint(attributes["class"].split()):
            self._sources.append(self._depth)
        self._target.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._region:
            self._region.add(_Event(tag))
            if not self._region.depth:
                self._finish(self._region)
            return
        if tag == "p" and self._drawn and not self._has_words():
            self._drawn.ends_paragraph = True
        else:
            self._let_go()
            self._end_late(tag)
        if self._sources and self._sources[-1] == self._depth:
            self._sources.pop()
        self._depth -= 1
        self._verbatim -= tag in _VERBATIM
        if tag == "p":
            self._late_end = "ended"
        else:
            self._target.end(tag)

    def data(self, text: str) -> None:
        """A run of text."""
        if self._region:
            self._region.add(_Event(text=text))
        else:
            self._text.append(text)

    def close(self) -> None:
        """The page ends."""
        if self._region:
            self._give_up()
        self._let_go()
        self._end_late("")
        self._target.close()

    # -- Regions ---------------------------------------------------------------------------------

    def _begin(self, form: _Form, event: _Event) -> None:
        is_display = False
        goes_on = event.tag == "script" or form == "mathjax"
        if self._drawn and goes_on and not self._has_words():
            is_display = self._drawn.reader.is_display
            if event.tag == "script" or self._drawn.form == "preview":
                self._drawn = None  # the same formula
        self._let_go()
        if event.tag not in ("div", "script") and self._late_end == "ended":
            self._end_late("")
        self._region = _Region(form, is_display=is_display)
        self._region.add(event)

    def _finish(self, region: _Region) -> None:
        """The formula's element has ended."""
        self._region = None
        if region.form == "formula":
            self._show(region)
        else:
            self._drawn = region

    def _show(self, region: _Region) -> None:
        text = region.text()
        if text:
            self._emit(text)
        else:
            self._replay(region.events)

    def _give_up(self) -> None:
        region, self._region = self._region, None
        if region is not None:
            self._replay(region.events)

    def _replay(self, events: list[_Event]) -> None:
        """What was held back goes on as it came."""
        for event in events:
            if not event.tag:
                self._is_behind_formula = False
                self._target.data(event.text)
                continue
            self._end_late(event.tag)
            self._depth += 1 if event.attributes is not None else -1
            if event.attributes is not None:
                self._verbatim += event.tag in _VERBATIM
                self._target.start(event.tag, event.attributes)
            else:
                self._verbatim -= event.tag in _VERBATIM
                self._target.end(event.tag)

    def _emit(self, text: str) -> None:
        if self._is_behind_formula:
            self._target.data(" ")
        self._target.formula(text)
        self._is_behind_formula = True
        if self._late_end:
            self._late_end = "goes on"

    # -- What was held back ----------------------------------------------------------------------

    def _let_go(self) -> None:
        """Tell the target of the formula, and of the text behind it, that are complete now."""
        region, self._drawn = self._drawn, None
        if region:
            late_end = self._late_end
            self._show(region)
            if region.ends_paragraph:
                self._late_end = late_end
        text, self._text = self._text, []
        if not text:
            return
        if self._late_end == "ended":
            self._end_late("")
        if not self._verbatim and (self._is_typeset or self._sources):
            joined = "".join(text)
            if "$" in joined or "\\" in joined:
                self._split(joined)
                return
        self._is_behind_formula = False
        for run in text:
            self._target.data(run)

    def _has_words(self) -> bool:
        """Whether there is text since the last tag."""
        return any(not run.isspace() for run in self._text)

    def _split(self, text: str) -> None:
        has_single = self._has_single or bool(self._sources)
        for part, is_display in split_text(text, has_single=has_single):
            if is_display is None:
                if part:
                    self._is_behind_formula = False
                    self._target.data(part)
            elif tex := delimit(part, is_display=is_display):
                self._emit(tex)

    def _end_late(self, tag: str) -> None:
        """Tell the target that the paragraph has ended, unless an element begins or ends in it."""
        if self._late_end and (self._late_end == "ended" or tag not in PHRASING):
            self._late_end = ""
            self._is_behind_formula = False
            self._target.end("p")


def _form(tag: str, attributes: Mapping[str, str]) -> _Form | None:
    """How the element shows a formula, if it does."""
    if tag == "script":
        return "formula" if attributes.get("type", "").startswith("math/") else None
    if tag in _TAGS or tag.endswith(":math"):
        return "formula"
    if "class" not in attributes or tag in ("body", "html"):
        return None
    words = _CLASSES.intersection(attributes["class"].split())
    if "MathJax_Preview" in words:
        return "preview"
    if any(word.startswith(("MathJax", "MJXc", "mjx")) for word in words):
        return "mathjax"
    return "formula" if words else None


def _picture(tag: str, attributes: Mapping[str, str]) -> str:
    """The formula that the picture shows, with its delimiters, else ""."""
    source = attributes.get("data-src") or attributes.get("src") or ""
    classes = attributes.get("class", "") + (" eeimg" if "eeimg" in attributes else "")
    tex = read_picture(source, attributes.get("alt", ""), classes)
    words = classes.split()
    return delimit(tex, is_display=any(word.endswith("display") for word in words)) if tex else ""
