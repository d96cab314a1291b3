"""A page's title: the heading that the page shows as such, told by the titles that it declares.

What a page declares (og:title, <title>) is meant for others: with the name of the site or of a
section beside it, or in words for search engines. What it shows may be the name of a blog. So each
is checked against the other, and the page's own words win where both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Set
from itertools import pairwise

from cleaner.addresses import host_of
from cleaner.types import Document, Kind

_NOT_LETTERS = re.compile(r"[\W_]+")
_WWW = re.compile(r"^(?:www\d*|m|mobile|amp)\.")
_MIN_NAME_LETTERS = 4
"""Letters that a part of a site's name needs to count for the whole of it."""
_NAME_SHARE = 0.6
_MAX_TITLE = 200
"""Characters of a title; what is longer is a paragraph, whatever its markup says."""
_SEPARATOR = re.compile(
    rf"\s{{0,{_MAX_TITLE}}}[|\uff5c_]\s*"
    rf"|\s{{1,{_MAX_TITLE}}}[-\u2013\u2014\u00b7\u2022:\u00ab\u00bb\u2039\u203a~/\u2044]+\s+"
)
_MIN_SHARE = 0.4
"""Share of a declared title's letters that a block needs to be its main part, not the section."""
_MIN_LIKENESS = 0.2
"""Likeness to the declared title from which a heading is the same title in other words."""
_MIN_SHOWN = 0.3
"""Likeness that some block has to a <title> which is the page's, and not one for the whole site."""
_MIN_HEADLINE_LETTERS = 8
"""Letters of a headline that is taken against the page's <title>."""


def choose_title(document: Document, headline: str | None) -> str | None:
    """The title as the page shows it, else as it declares it.

    Of the headline and the main headings the one most like the declared title. Where none is like
    it the declared one stands, unless it is the same for the whole site: then the headline.
    """
    if document.format == "text":
        declared = document.title
        is_same = not declared or _likeness(headline or "", _pairs(declared)) >= _MIN_LIKENESS
        return headline if is_same else declared
    names = _site_names(document)
    title = find_declared(document, names)
    if title is None:
        return headline
    shown = [headline or "", *_main_headings(document, title)]
    pairs = _pairs(title)
    best = max(filter(_may_be_title, shown), key=lambda text: _likeness(text, pairs), default="")
    if _likeness(best, pairs) >= _MIN_LIKENESS:
        return leave_title(cut_site_name(best, names), title)
    if headline and not document.open_graph.title and _is_of_site(pairs, headline, document):
        return headline
    return title


def find_declared(document: Document, names: Collection[str]) -> str | None:
    """The title that the page declares, without its site's name and its section.

    Of og:title and <title> the one that is also a heading of the page, else the first there is.
    """
    headings = [document.text[i] for i, kind in enumerate(document.kind) if kind is Kind.HEADING]
    known = _fold_all(headings) - _fold_all(names)
    declared = (document.open_graph.title, document.title)
    cut = [cut_site_name(title, names) for title in declared if title]
    titles = [cut_to_shown(title, known, document.text, names) for title in cut]
    first = titles[0] if titles else None
    return next((title for title in titles if fold_letters(title) in known), first)


def cut_site_name(title: str, names: Iterable[str]) -> str:
    """`title` without the site's name at either end.

    >>> cut_site_name("Rain - again | The Daily Bugle", ["Daily Bugle"])
    'Rain - again'
    """
    if len(title) > _MAX_TITLE:
        return title
    folded = _fold_all(names)
    borders = list(_SEPARATOR.finditer(title))
    start, end = 0, len(title)
    while borders:
        if _is_name(title[borders[-1].end() : end], folded):
            end = borders.pop().start()
        elif fold_letters(title[start : borders[0].start()]) in folded:
            start = borders.pop(0).end()
        else:
            break
    return title[start:end]


def cut_to_shown(
    title: str, headings: Collection[str], blocks: Iterable[str], names: Iterable[str]
) -> str:
    """The part of `title` that the page shows, else all of it. `headings` are letters alone.

    "Headline | Section | Site" begins with a heading; else its main part stands in a block.
    """
    runs = _list_runs(title)
    if len(runs) < 2 or fold_letters(title) in headings:
        return title
    for run in runs:
        if title.startswith(run) and fold_letters(run) in headings:
            return run
    main = main_parts(title)
    firsts = {letters[0] for letters in main}
    likely = (text for text in blocks if _may_be_title(text) and _may_begin(text, firsts))
    shown = _fold_all(likely) - _fold_all(names)
    # In the title's order: a set's is another in each process.
    return max((main[letters] for letters in main if letters in shown), key=len, default=title)


def main_parts(title: str) -> dict[str, str]:
    """The runs of a title's parts that may be all of what is meant, by their letters.

    >>> list(main_parts("Bridge opens at last | City | Bugle").values())
    ['Bridge opens at last | City | Bugle', 'Bridge opens at last | City', 'Bridge opens at last']
    """
    runs = {fold_letters(run): run for run in _list_runs(title)}
    least = max(1, _MIN_SHARE * len(fold_letters(title)))
    return {letters: run for letters, run in runs.items() if len(letters) >= least}


def leave_title(heading: str, title: str) -> str:
    """`title` where the heading is no more than it with something beside it, else the heading.

    >>> leave_title("6 May Bridge opens", "Bridge opens")
    'Bridge opens'
    >>> leave_title("Bridge opens / City", "Bridge opens")
    'Bridge opens'
    """
    has_part = fold_letters(title) in map(fold_letters, _list_runs(heading))
    return title if has_part or heading.casefold().endswith(title.casefold()) else heading


def _list_runs(title: str) -> list[str]:
    """All runs of a title's parts between separators, the longest first."""
    if len(title) > _MAX_TITLE:
        return [title]
    borders = list(_SEPARATOR.finditer(title))
    starts = [0, *(border.end() for border in borders)]
    ends = [*(border.start() for border in borders), len(title)]
    runs = [title[start:end] for i, start in enumerate(starts) for end in ends[i:]]
    return sorted(runs, key=len, reverse=True)


def _main_headings(document: Document, title: str) -> list[str]:
    """The <h1>s, and the headings of any level that are the declared title."""
    letters = fold_letters(title)
    blocks = zip(document.text, document.kind, document.level, strict=True)
    return [
        text
        for text, kind, level in blocks
        if kind is Kind.HEADING and (level == 1 or fold_letters(text) == letters)
    ]


def _may_be_title(text: str) -> bool:
    return 0 < len(text) <= _MAX_TITLE


def _may_begin(text: str, letters: Collection[str]) -> bool:
    """Whether one of the letters may be the first of the text's: none of most blocks is."""
    return not text[0].isalnum() or text[0].casefold()[0] in letters


def _is_of_site(title: Set[str], headline: str, document: Document) -> bool:
    """Whether a <title>, by its pairs, says nothing of its page: nothing shown there is like it."""
    if len(fold_letters(headline)) < _MIN_HEADLINE_LETTERS:
        return False
    short = filter(_may_be_title, document.text)
    return all(_likeness(text, title) < _MIN_SHOWN for text in short)


def _likeness(text: str, others: Set[str]) -> float:
    """Share of the pairs of letters of either that both have: words of any script.

    `others` are those of the declared title, which is as long as whoever wrote it likes.
    """
    pairs = _pairs(text)
    n_both = len(pairs & others)
    return n_both / max(1, len(pairs) + len(others) - n_both)


def _pairs(text: str) -> Set[str]:
    """The pairs of letters that follow each other."""
    return {*map("".join, pairwise(fold_letters(text)))}


def _is_name(part: str, names: Iterable[str]) -> bool:
    """Whether a title's last part is the site's name, or one is most of the other.

    A name counts inside a longer part as whole words only: "Postage" is not the site "Post".
    """
    letters = fold_letters(part)
    words = [fold_letters(word) for word in part.split()]
    runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
    for name in names:
        shorter, longer = sorted((letters, name), key=len)
        is_most = len(shorter) >= max(_MIN_NAME_LETTERS, _NAME_SHARE * len(longer))
        if letters == name or (is_most and (name in runs or letters in name)):
            return True
    return False


def fold_letters(text: str) -> str:
    """The letters and digits of a text alone, in one case: by them titles are compared."""
    return _NOT_LETTERS.sub("", text.casefold())


def _fold_all(texts: Iterable[str]) -> set[str]:
    """The letters of each text that has any."""
    return {letters for text in texts if (letters := fold_letters(text))}


def _site_names(document: Document) -> list[str]:
    """og:site_name, the host, what it ends with from each of its labels on, and the labels but the
    last: of learning.bbc.co.uk bbc.co.uk is among them, without a list of suffixes.
    """
    host = _WWW.sub("", host_of(document.url or document.open_graph.url) or "")
    labels = host.split(".")
    endings = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return [document.open_graph.site_name, host, *endings, *labels[:-1]]
