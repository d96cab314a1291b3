"""What scores are worth: said and true shares of content on pages that were not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaner.corpora.rows import CONTENT, UNKNOWN
from cleaner.model.classifier import Classifier
from cleaner.training.examples import Example

_N_BINS = 10


def measure_reliability(classifier: Classifier, examples: Sequence[Example]) -> dict[str, Any]:
    """The reliability table of the classifier's content scores, for its card; each example is
    judged by its own convention, where there is one.

    Each row has the blocks whose score lies between `from` and `to`, the mean score (`said`) and
    the share of content (`was`), each page weighing the same and a block as much as its text.
    `error` is the mean distance of the two (expected calibration error). Empty without labels.
    """
    scores, is_content, weights = [], [], []
    judges = {name: classifier.with_convention(name) for name in classifier.conventions}
    for example in examples:
        known = example.labels != UNKNOWN
        total = float(example.weights[known].sum())
        if total:
            judge = judges.get(example.convention, classifier)
            scores.append(judge.score(example.features).content[known])
            is_content.append(example.labels[known] == CONTENT)
            weights.append(example.weights[known] / total)
    if not scores:
        return {}
    score, weight = np.concatenate(scores), np.concatenate(weights)
    true = np.concatenate(is_content)
    bins = np.minimum(_N_BINS - 1, (score * _N_BINS).astype(np.int64))
    table, error = [], 0.0
    for i in range(_N_BINS):
        here = bins == i
        share = float(weight[here].sum())
        if not share:
            continue
        said = float((weight * score)[here].sum()) / share
        was = float(weight[here & true].sum()) / share
        error += abs(said - was) * share / float(weight.sum())
        table.append(
            {
                "from": i / _N_BINS,
                "to": (i + 1) / _N_BINS,
                "n_blocks": int(here.sum()),
                "said": round(said, 3),
                "was": round(was, 3),
            }
        )
    return {"n_pages": len(scores), "error": round(error, 4), "table": table}
