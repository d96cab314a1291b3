"""The extractors that cleaner is measured beside, as functions of one shape.

Settings are those of the public benchmarks' runners; only resiliparse leaves out the texts of
images, which their gold has not (WCXB: 0.787 without, 0.776 with). jusText has its English stop
words on every page, so it is no measure of jusText on other languages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import NamedTuple

from cleaner.errors import OptionsError, require
from cleaner.types import Page


class Output(NamedTuple):
    """What a system makes of a page; peers do not tell the two apart."""

    body: str
    """Without the headline."""
    text: str
    """With the headline."""
    find_title: Callable[[], str | None] | None = None
    """The title, found after the time is taken; None of a system that is not asked for it."""
    find_confidence: Callable[[], float] | None = None
    """The F1 that it says it has, found then, too; None of a system that says none."""


System = Callable[[Page], Output]
"""Takes a Page whose content is str."""


@dataclass(frozen=True, slots=True)
class Peer:
    """How to load a system, and what it can be compared on."""

    load: Callable[[], System]
    package: str
    """Distribution that it comes in; empty for those that are written here."""
    for_dumps: bool = False


def load_peer(name: str) -> System:
    """The peer of that name, ready to run; OptionsError names the known ones.

    Raises MissingExtra where its package is not installed.
    """
    if name not in PEERS:
        raise OptionsError(f"no peer is called {name!r}; known are {', '.join(PEERS)}")
    return PEERS[name].load()


def leave_alone(text: str) -> str:
    """The text as it is: what every cleaner of dumps has to beat."""
    return text


C4_END_MARKS = (".", "?", "!", '"', "'")
C4_MIN_WORDS = 3
C4_MAX_WORD_CHARS = 1000
C4_PHRASES = (
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)


def keep_c4_lines(text: str) -> str:
    """The lines that C4's line rules keep (Raffel et al. 2020, section 2.2).

    Only the rules on lines: those that drop a whole page or edit a line are left out.
    """
    return "\n".join(line for line in text.split("\n") if _is_c4_line(line.strip()))


def _is_c4_line(line: str) -> bool:
    if not line.endswith(C4_END_MARKS) or line.endswith("..."):
        return False
    words = line.split()
    if len(words) < C4_MIN_WORDS or max(map(len, words)) > C4_MAX_WORD_CHARS:
        return False
    lowered = line.lower()
    return not any(phrase in lowered for phrase in C4_PHRASES)


def _wrap(run: Callable[[str], str | None]) -> System:
    def system(page: Page) -> Output:
        if not isinstance(page.content, str):
            raise TypeError("peers take decoded pages: Page.content is bytes, expected str")
        text = run(page.content) or ""
        return Output(text, text)

    return system


def import_readability(extra: str) -> ModuleType:
    """readability-lxml without the tracebacks in its log: it raises what it writes there."""
    logging.getLogger("readability").addHandler(logging.NullHandler())
    return require("readability", extra=extra, package="readability-lxml")


def _load_trafilatura() -> System:
    extract = require("trafilatura", extra="evaluate").extract
    return _wrap(lambda html: extract(html, include_comments=False))


def _load_resiliparse() -> System:
    extract = require("resiliparse.extract.html2text", extra="evaluate").extract_plain_text
    return _wrap(lambda html: extract(html, main_content=True, alt_texts=False))


def _load_readability() -> System:
    document = import_readability("evaluate").Document
    to_tree = require("lxml.html", extra="evaluate").fromstring

    def run(html: str) -> str:
        summary = document(html).summary(html_partial=True)
        return "\n".join(to_tree(summary).itertext())

    return _wrap(run)


def _load_justext() -> System:
    module = require("justext", extra="evaluate")
    stop_words = module.get_stoplist("English")

    def run(html: str) -> str:
        paragraphs = module.justext(
            html,
            stop_words,
            length_low=50,
            stopwords_low=0.1,
            stopwords_high=0.2,
            no_headings=True,
        )
        return "\n".join(part.text for part in paragraphs if not part.is_boilerplate)

    return _wrap(run)


PEERS: Mapping[str, Peer] = MappingProxyType(
    {
        "trafilatura": Peer(_load_trafilatura, "trafilatura"),
        "resiliparse": Peer(_load_resiliparse, "resiliparse"),
        "readability": Peer(_load_readability, "readability-lxml"),
        "justext": Peer(_load_justext, "justext"),
        "leave-alone": Peer(lambda: _wrap(leave_alone), "", for_dumps=True),
        "c4": Peer(lambda: _wrap(keep_c4_lines), "", for_dumps=True),
    }
)
