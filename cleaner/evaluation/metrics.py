"""How near an output comes to the gold: by words, by shingles, by snippets, by labelled lines.

Conventions. Gold and output both empty: a full score; only one of them empty: 0. Words are
lower-cased runs of `\\w`, CJK characters count one by one. Shingles follow the article
extraction benchmark (https://github.com/scrapinghub/article-extraction-benchmark): an empty
output has no precision and an empty gold no recall, so neither enters the mean of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from cleaner.corpora.rows import CHROME, CONTENT, UNKNOWN
from cleaner.letters.invisible import remove_invisible
from cleaner.letters.scripts import COMPATIBLE_HAN, HAN, MORE_HAN, character_class

SHINGLE_WORDS = 4

_KANA = "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
"""Letters alone, of both widths: the block that `scripts.KANA` is has marks among them."""
_CJK = _KANA + character_class(HAN, COMPATIBLE_HAN, MORE_HAN)
_TOKEN = re.compile(f"[{_CJK}]|[^\\W{_CJK}]+")

Shingle = tuple[str, ...]
CountedT = TypeVar("CountedT", str, Shingle)


class WordScore(NamedTuple):
    """Shares of words, 0..1."""

    precision: float
    recall: float
    f1: float


class ShingleScore(NamedTuple):
    """Shares of 4-grams, 0..1; None where there is nothing to take a share of."""

    precision: float | None
    recall: float | None


class SnippetScore(NamedTuple):
    """Counts of snippets found, and of all there are."""

    n_must_found: int
    n_must: int
    n_must_not_found: int
    n_must_not: int


class CommentScore(NamedTuple):
    """Counts of 4-grams of readers' comments, and of those that the output leaves out."""

    n_comments: int
    n_comments_left_out: int
    n_gold_left_out: int


class PageScore(NamedTuple):
    """All metrics of one page's output; `comments` only where the gold has any."""

    words: WordScore
    shingles: ShingleScore
    snippets: SnippetScore
    comments: CommentScore | None = None

    @property
    def f1(self) -> float:
        """Word F1: what pages are ranked by."""
        return self.words.f1


class DumpScore(NamedTuple):
    """Shares of a dump's scored characters, 0..1; `is_exact`: every line as labelled."""

    f1: float
    lost: float
    residue: float
    is_exact: bool


class Difference(NamedTuple):
    """Passages of the gold that the output lacks, and the other way round, longest first."""

    lost: tuple[str, ...]
    stayed: tuple[str, ...]


def tokenize(text: str) -> list[str]:
    """Lower-cased words in order; every CJK character is one.

    >>> tokenize("It's 3 km, 北京!")
    ['it', 's', '3', 'km', '北', '京']
    """
    return _TOKEN.findall(text.lower())


def fold_space(text: str) -> str:
    """The text with each run of white space as one space, none at the ends."""
    return " ".join(text.split())


def is_same_title(title: str, other: str) -> bool:
    """Whether two titles have the same words, whatever their case and punctuation."""
    return tokenize(title) == tokenize(other)


def harmonic_mean(precision: float, recall: float) -> float:
    """F1; 0 where both are 0."""
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def count_shingles(tokens: Sequence[str]) -> Counter[Shingle]:
    """The multiset of 4-grams; fewer than four tokens are one shingle, none are none."""
    if len(tokens) < SHINGLE_WORDS:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(*(tokens[i:] for i in range(SHINGLE_WORDS)), strict=False))


@dataclass(frozen=True, slots=True)
class PageGold:
    """A page's gold, prepared once for all outputs that are compared with it."""

    tokens: tuple[str, ...]
    words: Counter[str]
    shingles: Counter[Shingle]
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    comments: Counter[Shingle]
    """4-grams of the comments that the gold does not have."""
    unsure_words: Counter[str]
    unsure_shingles: Counter[Shingle]
    """Of lines that are not scored: what an output has of them beyond the gold is passed over."""

    @classmethod
    def prepare(
        cls,
        gold: str,
        must: Iterable[str] = (),
        must_not: Iterable[str] = (),
        comments: str = "",
        unsure: Iterable[str] = (),
    ) -> PageGold:
        """The gold text, the snippets that an output has to hold, and what it must not hold; the
        lines of which nobody knows.
        """
        tokens = tokenize(gold)
        doubtful = [tokenize(line) for line in unsure]
        return cls(
            tuple(tokens),
            Counter(tokens),
            shingles := count_shingles(tokens),
            tuple(_fold_snippet(snippet) for snippet in must),
            tuple(_fold_snippet(snippet) for snippet in must_not),
            count_shingles(tokenize(comments)) - shingles,
            Counter(word for line in doubtful for word in line),
            sum(map(count_shingles, doubtful), Counter()),
        )

    def score(self, output: str) -> PageScore:
        """All metrics of `output`."""
        tokens = tokenize(output)
        words = _pass_over(Counter(tokens), self.words, self.unsure_words)
        shingles = _pass_over(count_shingles(tokens), self.shingles, self.unsure_shingles)
        return PageScore(
            _score_words(self.words, words),
            _score_shingles(self.shingles, shingles),
            self._score_snippets(_fold_snippet(output)),
            self._score_comments(shingles) if self.comments else None,
        )

    def _score_comments(self, shingles: Counter[Shingle]) -> CommentScore:
        return CommentScore(
            self.comments.total(),
            (self.comments - shingles).total(),
            (self.shingles - shingles).total(),
        )

    def _score_snippets(self, folded: str) -> SnippetScore:
        return SnippetScore(
            sum(snippet in folded for snippet in self.must),
            len(self.must),
            sum(snippet in folded for snippet in self.must_not),
            len(self.must_not),
        )

    def compare(self, output: str) -> Difference:
        """Runs of words that no shared 4-gram covers."""
        tokens = tokenize(output)
        known = self.shingles.keys() | self.unsure_shingles.keys()
        shared = known & count_shingles(tokens).keys()
        return Difference(
            _uncovered_passages(self.tokens, shared), _uncovered_passages(tokens, shared)
        )


@dataclass(frozen=True, slots=True)
class DumpGold:
    """A dump's lines by label, white space folded, empty ones left out."""

    content: tuple[str, ...]
    chrome: tuple[str, ...]
    unscored: tuple[str, ...]

    @classmethod
    def prepare(cls, text: str, labels: Sequence[int]) -> DumpGold:
        """The lines of `text.split("\\n")` as a reader sees them, sorted by their labels."""
        lines: dict[int, list[str]] = {CONTENT: [], CHROME: [], UNKNOWN: []}
        for line, label in zip(text.split("\n"), labels, strict=True):
            if folded := fold_space(remove_invisible(line)[0]):
                lines[label].append(folded)
        return cls(tuple(lines[CONTENT]), tuple(lines[CHROME]), tuple(lines[UNKNOWN]))

    def score(self, output: str) -> DumpScore:
        """F1 of purity and recall, by characters of folded lines.

        Nothing kept has no residue, no content is not lost.
        """
        [(lost, stayed)] = sort_lines([self], output)
        n_content, n_lost, n_stayed = map(count_chars, (self.content, lost, stayed))
        n_kept = n_content - n_lost + n_stayed
        recall = 1 - n_lost / n_content if n_content else 1.0
        purity = 1 - n_stayed / n_kept if n_kept else 1.0
        is_exact = not lost and not stayed
        return DumpScore(harmonic_mean(purity, recall), 1 - recall, 1 - purity, is_exact)

    def compare(self, output: str) -> Difference:
        """Content lines that are gone, chrome lines that are not."""
        [difference] = sort_lines([self], output)
        return difference


def sort_lines(dumps: Sequence[DumpGold], output: str) -> list[Difference]:
    """Of each dump in one output: content lines that are lost, and chrome lines that stayed.

    Of equal lines as many count as kept as the output holds: content first, then the copies
    that are not scored, so that a lone headline is not taken for its breadcrumb.
    """
    copies = Counter(fold_space(line) for line in output.split("\n"))
    lost = [[line for line in dump.content if not _take(copies, line)] for dump in dumps]
    for dump in dumps:
        for line in dump.unscored:
            _take(copies, line)
    stayed = [[line for line in dump.chrome if _take(copies, line)] for dump in dumps]
    return [
        Difference(*(tuple(sorted(lines, key=len, reverse=True)) for lines in own))
        for own in zip(lost, stayed, strict=True)
    ]


def _fold_snippet(text: str) -> str:
    return fold_space(text).lower()


def _pass_over(
    output: Counter[CountedT], gold: Counter[CountedT], unsure: Counter[CountedT]
) -> Counter[CountedT]:
    """The output without what it has beyond the gold of what is not scored."""
    return output - ((output - gold) & unsure) if unsure else output


def _score_words(gold: Counter[str], output: Counter[str]) -> WordScore:
    if not gold or not output:
        share = float(not gold and not output)
        return WordScore(share, share, share)
    n_common = (gold & output).total()
    precision, recall = n_common / output.total(), n_common / gold.total()
    return WordScore(precision, recall, harmonic_mean(precision, recall))


def _score_shingles(gold: Counter[Shingle], output: Counter[Shingle]) -> ShingleScore:
    n_common = (gold & output).total()
    return ShingleScore(
        n_common / output.total() if output else None, n_common / gold.total() if gold else None
    )


def _uncovered_passages(tokens: Sequence[str], shared: Iterable[Shingle]) -> tuple[str, ...]:
    shingles = frozenset(shared)
    covered = [False] * len(tokens)
    for start in range(max(1, len(tokens) - SHINGLE_WORDS + 1)):
        end = min(start + SHINGLE_WORDS, len(tokens))
        if tuple(tokens[start:end]) in shingles:
            covered[start:end] = [True] * (end - start)
    passages: list[list[str]] = [[]]
    for token, is_covered in zip(tokens, covered, strict=True):
        if is_covered:
            passages.append([])
        else:
            passages[-1].append(token)
    ranked = sorted(passages, key=len, reverse=True)
    return tuple(" ".join(passage) for passage in ranked if passage)


def _take(copies: Counter[str], line: str) -> bool:
    if copies[line] <= 0:
        return False
    copies[line] -= 1
    return True


def count_chars(lines: Iterable[str]) -> int:
    """Characters of all lines."""
    return sum(map(len, lines))
