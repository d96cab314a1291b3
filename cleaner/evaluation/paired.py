"""Whether two runs on the same rows differ by more than noise: a paired bootstrap over sites.

What is drawn again is the sites, with all their rows, and each run's seeds: other pages and other
fits would have given other means. The interval holds 95 % of the differences of the draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.evaluation.rows import RowScores

ALL = "all"
"""The group of all rows."""
_N_DRAWS = 2_000
_BETWEEN = (2.5, 97.5)
"""Percentiles of the draws."""
_MIN_SITES = 5
"""Fewer tell nothing of the sites that there are besides."""
_OF_GROUPS = ("word_f1", "f1", "lost")
"""Scores that are compared within groups, too."""
_Array = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """Where the difference lies, by 95 % of the draws."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one score, on the rows that both runs have."""

    group: str
    """ALL, or a type, style or language."""
    score: str
    n_rows: int
    n_sites: int
    before: float
    after: float
    difference: float
    interval: Interval | None
    """None where there are too few sites."""

    @property
    def is_more_than_noise(self) -> bool:
        """Whether no difference at all lies outside of the interval."""
        return self.interval is not None and not self.interval.low <= 0 <= self.interval.high


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two runs on one corpus, side by side."""

    n_rows: int
    """Those that both have."""
    n_sites: int
    n_seeds_before: int
    n_seeds_after: int
    steps: tuple[Step, ...]


def pair_rows(before: RowScores, after: RowScores) -> Pairing:
    """The steps from one run to the other, of all rows and of each group that both have."""
    places = {key: at for at, key in enumerate(before.keys)}
    shared = [(places[key], at) for at, key in enumerate(after.keys) if key in places]
    before, after = before.take([i for i, _ in shared]), after.take([i for _, i in shared])
    steps = tuple(_find_steps(before, after)) if shared else ()
    return Pairing(len(shared), len(set(after.sites)), before.n_seeds, after.n_seeds, steps)


def record_pairing(pairing: Pairing) -> dict[str, Any]:
    """The pairing, ready for JSON."""
    steps = [
        {**asdict(step), "is_more_than_noise": step.is_more_than_noise} for step in pairing.steps
    ]
    return {**asdict(pairing), "steps": steps}


def _find_steps(before: RowScores, after: RowScores) -> Iterator[Step]:
    yield from _compare(ALL, before, after)
    for names in after.groups.values():
        groups = sorted(set(names), key=lambda name: (-names.count(name), name))
        for group in groups if len(groups) > 1 else ():
            at = [i for i, name in enumerate(names) if name == group]
            for step in _compare(group, before.take(at), after.take(at)):
                if step.score in _OF_GROUPS:
                    yield step


def _compare(group: str, before: RowScores, after: RowScores) -> Iterator[Step]:
    """A step for each score of the rows of a group."""
    names, sites = np.unique(after.sites, return_inverse=True)
    n_sites = len(names)
    was, now = (_Run.read(rows, sites) for rows in (before, after))
    generator = np.random.default_rng(0)
    drawn = generator.multinomial(n_sites, np.full(n_sites, 1 / n_sites), _N_DRAWS)
    low, high = (run.draw(drawn.astype(np.float64), generator) for run in (was, now))
    old, new = was.mean(n_sites), now.mean(n_sites)
    for score in [name for name in new if name in old]:
        difference = new[score] - old[score]
        between = np.nanpercentile(high[score] - low[score], _BETWEEN).tolist()
        interval = Interval(*between) if n_sites >= _MIN_SITES else None
        yield Step(group, score, len(sites), n_sites, old[score], new[score], difference, interval)


@dataclass(frozen=True, slots=True)
class _Run:
    """What the rows of each style and site add up to: (n_seeds, n_styles, n_sites, n_scores)."""

    names: tuple[str, ...]
    totals: _Array
    counts: _Array
    """Of the rows that have the score."""

    @classmethod
    def read(cls, rows: RowScores, sites: npt.NDArray[np.intp]) -> _Run:
        """The sums of rows whose sites have these numbers."""
        values = np.stack(list(rows.scores.values()), axis=-1)
        names, styles = np.unique(rows.groups.get("style", [ALL] * len(sites)), return_inverse=True)
        shape = (len(values), len(names), int(sites.max()) + 1, values.shape[-1])
        totals, counts = np.zeros(shape), np.zeros(shape)
        for seed, of_seed in enumerate(values):
            np.add.at(totals[seed], (styles, sites), np.nan_to_num(of_seed))
            np.add.at(counts[seed], (styles, sites), ~np.isnan(of_seed))
        return cls(tuple(rows.scores), totals, counts)

    def mean(self, n_sites: int) -> dict[str, float]:
        """Each score that the rows have; the mean of the seeds'."""
        means = self._name(self._weigh(np.ones((1, n_sites))).mean(axis=0))
        return {name: float(of[0]) for name, of in means.items() if not np.isnan(of[0])}

    def draw(self, times: _Array, generator: np.random.Generator) -> dict[str, _Array]:
        """The scores, (n_draws,), with each site so many times, (n_draws, n_sites), and some seeds.

        One fewer than there are, with replacement: as many would vary too little (Rao and Wu 1988).
        """
        means = self._weigh(times)
        n_seeds, n_draws, _ = means.shape
        drawn = generator.integers(n_seeds, size=(max(1, n_seeds - 1), n_draws))
        return self._name(means[drawn, np.arange(n_draws)].mean(axis=0))

    def _weigh(self, times: _Array) -> _Array:
        """(n_seeds, n_draws, n_scores): means of the rows, then of the styles."""
        totals, counts = (
            np.einsum("di,stiv->sdtv", times, part, optimize=True)
            for part in (self.totals, self.counts)
        )
        of_styles = np.divide(totals, counts, out=np.zeros_like(totals), where=counts > 0)
        n_styles = (counts > 0).sum(axis=2)
        none = np.full(n_styles.shape, np.nan)
        means: _Array = np.divide(of_styles.sum(axis=2), n_styles, out=none, where=n_styles > 0)
        return means

    def _name(self, means: _Array) -> dict[str, _Array]:
        """The columns of (n_draws, n_scores), with the F1 of mean precision and recall."""
        named = {name: means[:, i] for i, name in enumerate(self.names)}
        if "shingle_precision" in named:
            precision, recall = named["shingle_precision"], named["shingle_recall"]
            total, product = precision + recall, 2 * precision * recall
            f1 = np.divide(product, total, out=np.zeros_like(total), where=total > 0)
            named["shingle_f1"] = f1
        return named
