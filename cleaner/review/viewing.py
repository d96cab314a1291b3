"""What a worker makes of one record that somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from cleaner.cleaning import Cleaner
from cleaner.options import MODES, Mode, Options
from cleaner.result import Result
from cleaner.review.doubt import find_doubts
from cleaner.review.frame import Sign, render_frame
from cleaner.review.listing import line_number
from cleaner.types import By, Document, Page, Role, Verdict
from cleaner.workers import WARM_UP

Form = Literal["text", "markdown"]
FORMS: tuple[Form, ...] = ("markdown", "text")
_SAID = By("option", "label")
"""Who decided where somebody said what a block is."""


class Variant(NamedTuple):
    """By what a record is judged."""

    mode: Mode
    with_sites: bool = True
    other_weights: bool = False


class Look(NamedTuple):
    """A page, and by what it is to be judged."""

    page: Page
    variant: Variant
    said: Mapping[int, Role] = {}
    """What people say of its blocks, by their places."""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block as it is shown."""

    place: int
    text: str
    role: Role
    keep: bool
    score: float
    by: str
    reason: str
    doubt: float
    line: int
    """Its number as a line of a site (`line_number`)."""
    is_heading: bool


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as it is shown."""

    title: str
    language: str
    kind: str
    kind_probability: float
    confidence: float
    fits_profile: bool | None
    """None without a profile of its site."""
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class Judging:
    """What a viewer loads: the options of the review, weights and profiles of sites."""

    options: Options
    weights: Path | None = None
    sites: Path | None = None
    other_weights: Path | None = None

    @property
    def usual(self) -> Variant:
        """By what the list was judged."""
        return Variant(self.options.mode)

    def variants(self) -> list[Variant]:
        """What a record can be compared with."""
        others = [self.usual._replace(mode=mode) for mode in MODES if mode != self.options.mode]
        if self.sites is not None:
            others.append(self.usual._replace(with_sites=False))
        if self.other_weights is not None:
            others.append(self.usual._replace(other_weights=True))
        return others


def load_viewer(judging: Judging) -> Callable[[tuple[str, Look]], object]:
    """What a worker calls, with rules, weights and profiles loaded."""
    cleaners = _Cleaners(judging)
    cleaners.extract(Look(Page(WARM_UP), judging.usual))
    return partial(_answer, cleaners)


class _Cleaners:
    """The cleaner of each variant, loaded when it is needed."""

    def __init__(self, judging: Judging) -> None:
        self._judging = judging
        self._of_weights: dict[tuple[bool, bool], Cleaner] = {}

    @property
    def options(self) -> Options:
        return self._judging.options

    def extract(self, look: Look) -> Result:
        variant, judging = look.variant, self._judging
        key = variant.with_sites, variant.other_weights
        if key not in self._of_weights:
            weights = judging.other_weights if variant.other_weights else judging.weights
            sites = judging.sites if variant.with_sites else None
            self._of_weights[key] = Cleaner(judging.options, weights, sites)
        options = replace(judging.options, mode=variant.mode)
        return self._of_weights[key].with_options(options).extract(look.page)


def _answer(cleaners: _Cleaners, asked: tuple[str, Look]) -> object:
    form, look = asked
    result = cleaners.extract(look)
    if form == "record":
        return _view(result)
    result = _correct(result, look.said, cleaners.options)
    if form == "frame":
        signs = [Sign(verdict.keep, str(verdict.role)) for verdict in result.verdicts]
        return render_frame(result.document, signs)
    return result.to_markdown() if form == "markdown" else result.text


def _correct(result: Result, said: Mapping[int, Role], options: Options) -> Result:
    """The result as it is where people are right."""
    if not said:
        return result
    verdicts = list(result.verdicts)
    for place, role in said.items():
        verdicts[place] = Verdict(
            role, role in options.kept_roles, verdicts[place].score, _SAID, ""
        )
    return replace(result, verdicts=tuple(verdicts))


def _view(result: Result) -> RecordView:
    document, page = result.document, result.page
    doubts = find_doubts(result.verdicts)
    return RecordView(
        result.title or "",
        result.language or "",
        str(page.kind),
        page.probability,
        result.confidence,
        result.fits_profile,
        tuple(_view_block(document, i, v, doubts[i]) for i, v in enumerate(result.verdicts)),
    )


def _view_block(document: Document, place: int, verdict: Verdict, doubt: float) -> BlockView:
    text = document.visible[place] or document.text[place]
    return BlockView(
        place,
        text,
        verdict.role,
        verdict.keep,
        verdict.score,
        str(verdict.by),
        verdict.reason,
        doubt,
        line_number(document.visible[place]),
        document.level[place] > 0 and document.kind[place] == "heading",
    )
