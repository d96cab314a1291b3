"""The straight line: page -> segment -> judge -> decide -> Result."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from copy import copy
from dataclasses import replace
from functools import cache, partial
from operator import index
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

from cleaner.addresses import site_of
from cleaner.deadline import Deadline
from cleaner.errors import (
    CleanerError,
    EngineError,
    InputError,
    MissingExtra,
    OptionsError,
    as_cleaner_error,
)
from cleaner.judge.decide import Decider
from cleaner.judge.documents import find_documents
from cleaner.judge.findings import Findings
from cleaner.judge.page import judge_page
from cleaner.model.classifier import ask_convention, load_classifiers
from cleaner.model.classifier import fingerprint as weights_fingerprint
from cleaner.model.features import featurize
from cleaner.options import Options
from cleaner.result import Result, Versions
from cleaner.rules import fingerprint as rules_fingerprint
from cleaner.rules.match import load_rule_set
from cleaner.rules.pages.match import load_page_rule_set
from cleaner.segment import segment
from cleaner.sites import ProfileFolder, Profiles
from cleaner.sites.match import SiteMatch, match_site
from cleaner.types import FORMATS, Document, Page
from cleaner.workers import TRIES, StoppedError, Worker, open_workers

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml.etree import _Element, _ElementTree

    from cleaner.model.classifier import Classifiers, Scores

    _Worker = Worker[list[Page | CleanerError], list[Result | CleanerError]]
    Source = Page | str | bytes | _Element | _ElementTree | BeautifulSoup

_CHUNK = 16
"""Pages that a worker gets at once."""
_FATAL = (EngineError, MissingExtra, StoppedError)
"""What is no fault of a page."""
_CHUNKS_AHEAD = 4
"""Chunks a worker that wait or are done, so that memory does not grow with the input."""


class Cleaner:
    """Cleans pages by one set of options: loads rules and weights once, keeps nothing of a page.

    May be shared by threads, and pickles. `weights` is a folder of `cleaner train`, whose weights
    take the place of those that ship, or a classifier for each format; they travel with the
    cleaner, and the folder is read once. `sites` are profiles of sites, as `cleaner sites learn`
    writes them into a folder: what is known of a page's site helps to judge it. `versions` are
    hashes of the rules and the weights.
    """

    def __init__(
        self,
        options: Options | None = None,
        weights: Classifiers | Path | str | None = None,
        sites: Profiles | Path | str | None = None,
    ) -> None:
        _check_given("options", options, (Options,), "an Options")
        _check_given("weights", weights, (Path, str, Mapping), "their folder")
        _check_given("sites", sites, (Path, str, Profiles), "profiles, or their folder")
        self.options = options or Options()
        self._sites = ProfileFolder(sites) if isinstance(sites, (Path, str)) else sites
        self._rules = load_rule_set()
        self._page_rules = load_page_rule_set()
        self._classifiers = weights if isinstance(weights, Mapping) else load_classifiers(weights)
        self._given = None if weights is None else self._classifiers
        self._decider = Decider(self.options)
        self.versions = Versions(rules_fingerprint(), weights_fingerprint(self._classifiers))

    def __reduce__(self) -> tuple[type[Cleaner], tuple[Any, ...]]:
        return type(self), (self.options, self._given, self._sites)

    def __repr__(self) -> str:
        """By which options it cleans, and whether by more than what ships."""
        with_weights = "" if self._given is None else f", weights {self.versions.weights}"
        with_sites = "" if self._sites is None else ", with sites"
        return f"<{type(self).__name__} {self.options!r}{with_weights}{with_sites}>"

    def with_sites(self, sites: Profiles) -> Cleaner:
        """The same cleaner with other profiles; shares rules and weights with this one."""
        other = copy(self)
        other._sites = sites
        return other

    def with_options(self, options: Options) -> Cleaner:
        """The same cleaner with other options; shares rules, weights and sites with this one."""
        _check_given("options", options, (Options,), "an Options")
        other = copy(self)
        other.options, other._decider = options, Decider(options)
        return other

    def with_convention(self, name: str) -> Cleaner:
        """The same cleaner, taking for content what this corpus of its weights' training does.

        ModelError where none of the weights learned from one of this name; those that did not stay.
        """
        other = copy(self)
        other._classifiers = other._given = ask_convention(self._classifiers, name)
        other.versions = Versions(rules_fingerprint(), weights_fingerprint(other._classifiers))
        return other

    def clean(self, page: Source, url: str | None = None) -> str:
        """The article's text: headline and body."""
        return self.extract(page, url).text

    def extract(self, page: Source, url: str | None = None) -> Result:
        """The article, and for every block what became of it and why.

        `url` is the address of a page that has none; a Page that has one keeps its own. Raises
        DecodeError for input that is no text, LimitError for more than Options allows.
        """
        deadline = Deadline(self.options.max_seconds)
        page = as_page(page, url)
        document = segment(page, self.options, deadline)
        deadline.check()
        rules = self._rules.match(document)
        deadline.check()
        classifier = self._classifiers[document.format]
        scores = classifier.score(featurize(document, rules))
        deadline.check()
        match = self._match_site(page, document, scores)
        hits, fits = (None, None) if match is None else (match.hits, match.fits)
        findings = Findings(document, rules, scores, classifier.name, hits)
        starts = find_documents(findings)
        verdicts = self._decider.decide(findings, starts)
        page_verdict = judge_page(findings, verdicts, self._page_rules)
        return Result(document, verdicts, fits, self.versions, tuple(starts), page_verdict)

    def _match_site(self, page: Page, document: Document, scores: Scores) -> SiteMatch | None:
        """What the profile of the page's site says; None without one."""
        site = None if self._sites is None else site_of(page)
        profile = None if self._sites is None or site is None else self._sites.get(site)
        return None if profile is None else match_site(document, profile, scores.content.tolist())

    def extract_many(
        self, pages: Iterable[Source], workers: int = 1
    ) -> Iterator[Result | CleanerError]:
        """A Result for each page, in order; for a page that cannot be cleaned, the error.

        With several workers these are processes that are spawned: in a script, what calls this
        stands below `if __name__ == "__main__":`, and this cleaner must pickle. A page over which
        a worker dies gives a WorkerDiedError, and the worker is replaced. EngineError when no
        process can be started.
        """
        n_workers = _check_number(workers)
        if n_workers == 1:
            return (self._extract_or_error(page) for page in pages)
        return self._extract_in_workers(pages, n_workers)

    def _extract_in_workers(
        self, pages: Iterable[Source], n_workers: int
    ) -> Iterator[Result | CleanerError]:
        waiting: deque[Future[list[Result | CleanerError]]] = deque()
        broken: list[Exception] = []
        workers = [Worker(partial(_load_extractor, self)) for _ in range(n_workers)]
        with open_workers(workers) as submit:
            for chunk in _read_chunks(pages, broken):
                waiting.append(submit(_extract_chunk, chunk))
                if len(waiting) >= _CHUNKS_AHEAD * n_workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        if broken:
            raise broken[0]

    def _extract_or_error(self, page: Source | CleanerError) -> Result | CleanerError:
        try:
            return page if isinstance(page, CleanerError) else self.extract(page)
        except Exception as error:  # noqa: BLE001 - goes to the caller, in its page's place
            return as_cleaner_error(error)


def clean(page: Source, url: str | None = None, options: Options | None = None) -> str:
    """The article's text: headline and body; arguments as of `extract`.

    >>> clean("Connect with us\\n\\nThe mayor opened the bridge on Monday, a year late.")
    'The mayor opened the bridge on Monday, a year late.'
    """
    return extract(page, url, options).text


def extract(page: Source, url: str | None = None, options: Options | None = None) -> Result:
    """The article with verdicts and metadata; to clean many pages, keep a Cleaner.

    `url` is the address of a page that has none; a Page that has one keeps its own.
    """
    is_default = options is None or options == Options()
    return (_default_cleaner() if is_default else Cleaner(options)).extract(page, url)


def as_page(source: Source, url: str | None = None) -> Page:
    """A Page of whatever callers hold; trees are serialised, so that they stay as they are.

    `url` is for what has no address of its own.
    """
    if isinstance(source, Page):
        page = source if source.url is not None or url is None else replace(source, url=url)
    elif isinstance(source, (str, bytes)):
        page = Page(source, url)
    else:
        page = Page(_serialise(source), url, format="html")
    _check_page(page)
    return page


def _serialise(tree: Any) -> str:
    """The HTML of an lxml tree or a soup, or of a part of either; InputError for anything else."""
    library = type(tree).__module__.partition(".")[0]
    if library == "bs4":
        from bs4 import Tag

        if isinstance(tree, Tag):
            return str(tree)
    if library == "lxml":
        from lxml import etree

        root = tree.getroot() if isinstance(tree, etree._ElementTree) else tree
        if root is None:
            return ""
        if etree.iselement(root):
            return str(etree.tostring(tree, encoding="unicode", method="html", with_tail=False))
    raise InputError(
        f"cannot clean a {type(tree).__name__}: "
        "give str, bytes, a Page, an lxml tree or a BeautifulSoup, one at a time"
    )


def _check_page(page: Page) -> None:
    """Raise InputError where a page holds what it cannot hold."""
    if not isinstance(page.content, (str, bytes)):
        raise InputError(f"a page's content is a {type(page.content).__name__}: give str or bytes")
    for name in ("url", "content_type", "site"):
        value = getattr(page, name)
        if not (value is None or isinstance(value, str)):
            raise InputError(f"a page's {name} is a {type(value).__name__}: give a str, or None")
    if page.format not in (None, *FORMATS):
        raise InputError(f"a page's format is {page.format!r}: give {', '.join(FORMATS)}, or None")


def _check_given(name: str, value: object, types: tuple[type, ...], expected: str) -> None:
    if not isinstance(value, (*types, NoneType)):
        raise OptionsError(f"{name} is a {type(value).__name__}; it has to be {expected}")


@cache
def _default_cleaner() -> Cleaner:
    return Cleaner()


def _check_number(workers: int) -> int:
    """How many workers there are to be."""
    try:
        n_workers = index(workers)
    except TypeError:
        n_workers = 0
    if n_workers < 1:
        raise OptionsError(f"workers is {workers!r}: give a whole number from 1 on")
    return n_workers


def _read_chunks(
    pages: Iterable[Source], broken: list[Exception]
) -> Iterator[list[Page | CleanerError]]:
    """The pages in groups; what reading them ended in, if not well, is put into `broken`."""
    chunk: list[Page | CleanerError] = []
    try:
        for page in pages:
            chunk.append(_page_or_error(page))
            if len(chunk) == _CHUNK:
                yield chunk
                chunk = []
    except Exception as error:  # noqa: BLE001 - told when what came before is done
        broken.append(error)
    if chunk:
        yield chunk


def _page_or_error(source: Source) -> Page | CleanerError:
    try:
        return as_page(source)
    except Exception as error:  # noqa: BLE001 - goes to the caller, in its page's place
        return as_cleaner_error(error)


def _load_extractor(
    cleaner: Cleaner,
) -> Callable[[list[Page | CleanerError]], list[Result | CleanerError]]:
    """What a worker calls."""
    return lambda chunk: list(map(cleaner._extract_or_error, chunk))


def _extract_chunk(
    worker: _Worker, chunk: list[Page | CleanerError]
) -> list[Result | CleanerError]:
    """What the worker makes of the pages; one over which it dies costs no other."""
    try:
        return worker.call(chunk)
    except _FATAL:
        raise
    except Exception:  # noqa: BLE001 - whoever caused it gets it, alone
        return [_extract_alone(worker, page) for page in chunk]


def _extract_alone(worker: _Worker, page: Page | CleanerError) -> Result | CleanerError:
    ended: Exception
    for _ in range(TRIES):
        try:
            return worker.call([page])[0]
        except _FATAL:
            raise
        except Exception as error:  # noqa: BLE001 - goes to the caller, in its page's place
            ended = error
    return as_cleaner_error(ended)
