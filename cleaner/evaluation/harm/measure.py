"""What is lost of texts, by what was done to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from cleaner.corpora.rows import DumpCorpus, DumpRow, PageCorpus
from cleaner.evaluation.gate import flatten
from cleaner.evaluation.harm.invariance import Changed, draw_rows, measure_changes
from cleaner.evaluation.harm.read import Texts
from cleaner.evaluation.harm.rows import ALONE, Row, rows_of_dumps, rows_of_texts
from cleaner.evaluation.metrics import Difference, DumpGold, count_chars, sort_lines
from cleaner.evaluation.run import Extractor
from cleaner.types import Page

Watch = Callable[[int], AbstractContextManager[Callable[[], object]]]
"""Is told how many inputs will be cleaned, and gives what to call after each."""


def _watch_nothing(n_inputs: int) -> AbstractContextManager[Callable[[], object]]:
    return nullcontext(lambda: None)


@dataclass(frozen=True, slots=True)
class Harm:
    """What was lost of some texts, and what stayed of the chrome around and in them."""

    n_texts: int
    intact: float
    """Share of the texts that lose nothing."""
    halved: int
    """Texts that lose more than half of their characters."""
    n_lines: int
    """Lines of content."""
    lines_lost: int
    lines_lost_alone: int
    """How many of these lines are lost where each text stands alone."""
    chars_lost: float
    """Share of the characters of content."""
    chars_lost_alone: float
    chrome_stays: float | None
    """Share of the characters of chrome; None where there is none."""
    damaged_confidence: float | None
    """Mean confidence of what loses a line or more; None where nothing does."""


class WorstText(NamedTuple):
    """A text of which much was lost."""

    id: str
    group: str
    style: str
    lost: float
    """Share of its characters."""
    confidence: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class HarmReport:
    """All that was measured on a folder or a corpus."""

    corpus: Texts | DumpCorpus | PageCorpus
    styles: Mapping[str, Harm]
    groups: Mapping[str, Mapping[str, Harm]]
    """Language of the text, or style of the dump -> style of the rows."""
    changes: Mapping[str, Changed]
    """What is kept of inputs that are set otherwise."""
    worst: tuple[WorstText, ...]
    errors: tuple[str, ...]
    """A line for each row on which an exception was raised; it is an empty output."""

    @property
    def path(self) -> Path:
        """Of the folder or the corpus."""
        return self.corpus.path

    @property
    def numbers(self) -> Mapping[str, float | None]:
        """All totals, by names such as `joined.intact` and `nfd.changed`."""
        styles = {style: asdict(harm) for style, harm in self.styles.items()}
        changes = {name: changed._asdict() for name, changed in self.changes.items()}
        return flatten(styles | changes)


class _Loss(NamedTuple):
    """What became of one piece of a row."""

    piece: DumpRow
    style: str
    gold: DumpGold
    difference: Difference
    lost_alone: list[str]
    """Those of its lines that are lost where the text is alone."""
    confidence: float

    @property
    def share(self) -> float:
        """Of its characters."""
        return count_chars(self.difference.lost) / (count_chars(self.gold.content) or 1)


def make_rows(corpus: Texts | DumpCorpus | PageCorpus) -> list[Row]:
    """What a folder's texts or a corpus' dumps are measured in; pages are only set otherwise."""
    if isinstance(corpus, Texts):
        return rows_of_texts(corpus)
    return rows_of_dumps(corpus.rows) if isinstance(corpus, DumpCorpus) else []


def measure_harm(
    corpus: Texts | DumpCorpus | PageCorpus,
    cleaner: Extractor,
    n_worst: int = 0,
    watch: Watch = _watch_nothing,
) -> HarmReport:
    """What the cleaner takes from the texts, dumps or pages."""
    rows, drawn = make_rows(corpus), draw_rows(corpus.rows)
    with watch(len(rows) + len(drawn)) as advance:
        losses, errors = _measure_rows(rows, cleaner, advance)
        changes = measure_changes(drawn, cleaner, advance)
    by_group = _group(losses, lambda loss: _group_of(corpus, loss.piece))
    return HarmReport(
        corpus,
        _sum_styles(losses),
        {group: _sum_styles(of_group) for group, of_group in sorted(by_group.items())},
        changes,
        tuple(_find_worst(corpus, losses))[:n_worst],
        tuple(errors),
    )


def _measure_rows(
    rows: Iterable[Row], cleaner: Extractor, advance: Callable[[], object]
) -> tuple[list[_Loss], list[str]]:
    """What became of each piece of the rows, and what failed."""
    losses, errors = [], []
    alone: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:  # those that are alone come first of their group
        output, confidence, error = _clean(cleaner, row)
        for loss in _find_losses(row, output, confidence, alone):
            losses.append(loss)
            if row.style == ALONE:
                alone[loss.piece.id, loss.piece.style] = Counter(loss.difference.lost)
        errors += [error] if error else []
        advance()
    return losses, errors


def _clean(cleaner: Extractor, row: Row) -> tuple[str, float, str]:
    """The output, its confidence, and the exception if one was raised."""
    try:
        result = cleaner.extract(Page(row.text))
        return result.text, result.confidence, ""
    except Exception as error:  # noqa: BLE001 - it is counted, shown, and the measuring goes on
        names = ", ".join(piece.id for piece in row.pieces)
        return "", 0.0, f"cleaner failed on {row.style} {names}: {type(error).__name__}: {error}"


def _find_losses(
    row: Row, output: str, confidence: float, alone: Mapping[tuple[str, str], Counter[str]]
) -> Iterable[_Loss]:
    golds = [DumpGold.prepare(piece.text, piece.labels) for piece in row.pieces]
    differences = sort_lines(golds, output)
    for piece, gold, difference in zip(row.pieces, golds, differences, strict=True):
        known = Counter(difference.lost) if row.style == ALONE else alone[piece.id, piece.style]
        lost_alone = list((known & Counter(gold.content)).elements())
        yield _Loss(piece, row.style, gold, difference, lost_alone, confidence)


def _group_of(corpus: Texts | DumpCorpus | PageCorpus, piece: DumpRow) -> str:
    return piece.language if isinstance(corpus, Texts) else piece.style


def _group(losses: Sequence[_Loss], key: Callable[[_Loss], str]) -> dict[str, list[_Loss]]:
    groups: dict[str, list[_Loss]] = defaultdict(list)
    for loss in losses:
        groups[key(loss)].append(loss)
    return groups


def _sum_styles(losses: Sequence[_Loss]) -> dict[str, Harm]:
    by_style = _group(losses, lambda loss: loss.style)
    return {style: _sum(of_style) for style, of_style in by_style.items()}


def _sum(losses: Sequence[_Loss]) -> Harm:
    damaged = [loss for loss in losses if loss.difference.lost]
    n_chars = _count(loss.gold.content for loss in losses)
    n_chrome = _count(loss.gold.chrome for loss in losses)
    n_stayed = _count(loss.difference.stayed for loss in losses)
    return Harm(
        n_texts=len(losses),
        intact=1 - len(damaged) / len(losses),
        halved=sum(loss.share > 1 / 2 for loss in losses),
        n_lines=sum(len(loss.gold.content) for loss in losses),
        lines_lost=sum(len(loss.difference.lost) for loss in losses),
        lines_lost_alone=sum(len(loss.lost_alone) for loss in losses),
        chars_lost=_count(loss.difference.lost for loss in losses) / (n_chars or 1),
        chars_lost_alone=_count(loss.lost_alone for loss in losses) / (n_chars or 1),
        chrome_stays=n_stayed / n_chrome if n_chrome else None,
        damaged_confidence=fmean(loss.confidence for loss in damaged) if damaged else None,
    )


def _count(texts: Iterable[Sequence[str]]) -> int:
    return sum(map(count_chars, texts))


def _find_worst(
    corpus: Texts | DumpCorpus | PageCorpus, losses: Iterable[_Loss]
) -> list[WorstText]:
    """The texts of which most characters are lost, once in each style, the worst first."""
    ranked = sorted(losses, key=lambda loss: count_chars(loss.difference.lost), reverse=True)
    worst: dict[tuple[str, str, str], WorstText] = {}
    for loss in ranked:
        if loss.difference.lost:
            group = _group_of(corpus, loss.piece)
            worst.setdefault((loss.style, loss.piece.id, group), _describe(loss, group))
    return list(worst.values())


def _describe(loss: _Loss, group: str) -> WorstText:
    return WorstText(loss.piece.id, group, loss.style, loss.share, loss.confidence, loss.difference)
