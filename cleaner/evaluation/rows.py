"""What each row of a corpus scored, with each seed: what later runs are compared with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.corpora.rows import DumpRow, PageRow, Row
from cleaner.errors import OptionsError
from cleaner.evaluation.metrics import DumpScore, PageScore
from cleaner.evaluation.run import SUBJECT, Comparison, ScoreT

PAGE_SCORES = ("word_f1", "word_precision", "word_recall", "shingle_precision", "shingle_recall")
DUMP_SCORES = ("f1", "lost", "residue", "exact")
"""Names in reports, as in summaries, of what each row scores."""
KEY = "pages"
"""Of a report's JSON: a table a corpus, by the name of its file."""
_DIGITS = 5
"""Of a score in a report."""


@dataclass(frozen=True, slots=True)
class RowScores:
    """The scores of a corpus' rows."""

    ids: tuple[str, ...]
    sites: tuple[str, ...]
    """The site of each row, or its id where the corpus has none."""
    groups: Mapping[str, tuple[str, ...]]
    """page_type or style, and language: that of each row."""
    scores: Mapping[str, npt.NDArray[np.float64]]
    """Name -> (n_seeds, n_rows), shares in 0..1; NaN where a row has no such score."""

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What tells each row from all others: its id and, of a dump, its style."""
        return list(zip(self.ids, self.groups.get("style", ("",) * len(self.ids)), strict=True))

    @property
    def n_seeds(self) -> int:
        """How often each row was scored."""
        return len(next(iter(self.scores.values())))

    def take(self, at: Sequence[int]) -> RowScores:
        """The rows of these indices, in this order."""
        return RowScores(
            tuple(self.ids[i] for i in at),
            tuple(self.sites[i] for i in at),
            {axis: tuple(names[i] for i in at) for axis, names in self.groups.items()},
            {name: values[:, list(at)] for name, values in self.scores.items()},
        )


def score_rows(seeds: Sequence[Comparison[Row, ScoreT]]) -> RowScores:
    """The scores of the outcomes, one Comparison of the same rows a seed."""
    rows: Sequence[PageRow | DumpRow] = seeds[0].rows
    is_page = isinstance(rows[0], PageRow)
    kind, names = ("page_type", PAGE_SCORES) if is_page else ("style", DUMP_SCORES)
    listed = [[list_scores(one.score) for one in seed.outcomes[SUBJECT]] for seed in seeds]
    values = np.array(listed, np.float64)
    return RowScores(
        tuple(row.id for row in rows),
        tuple(row.site or row.id for row in rows),
        {
            kind: tuple(getattr(row, kind) for row in rows),
            "language": tuple(row.language for row in rows),
        },
        {name: values[:, :, i] for i, name in enumerate(names)},
    )


def list_scores(score: PageScore | DumpScore) -> list[float | None]:
    """The scores by the names of PAGE_SCORES or DUMP_SCORES."""
    if isinstance(score, DumpScore):
        return [score.f1, score.lost, score.residue, float(score.is_exact)]
    words, shingles = score.words, score.shingles
    return [words.f1, words.precision, words.recall, shingles.precision, shingles.recall]


def pack_rows(rows: RowScores) -> dict[str, Any]:
    """The table of the rows, ready for JSON."""
    return {
        "id": rows.ids,
        "site": rows.sites,
        **rows.groups,
        "scores": {
            name: [
                [None if np.isnan(v) else round(v, _DIGITS) for v in seed]
                for seed in values.tolist()
            ]
            for name, values in rows.scores.items()
        },
    }


def read_rows(path: Path) -> dict[str, RowScores]:
    """The scores of a report's rows, by the name of their corpus' file.

    OptionsError where the file is no report, or one without them.
    """
    try:
        tables = json.loads(path.read_text(encoding="utf-8")).get(KEY)
        if not tables:
            raise OptionsError(
                f"{path} has no scores of single pages: expected what `cleaner evaluate --json` "
                "wrote with --folds or --weights"
            )
        return {name: _unpack(table) for name, table in tables.items()}
    except OSError as error:
        raise OptionsError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OptionsError(f"{path} is no report of `cleaner evaluate --json` ({error})") from error


def _unpack(table: Mapping[str, Any]) -> RowScores:
    axes = ("page_type", "style", "language")
    return RowScores(
        tuple(table["id"]),
        tuple(table["site"]),
        {axis: tuple(table[axis]) for axis in axes if axis in table},
        {name: np.array(values, np.float64) for name, values in table["scores"].items()},
    )
