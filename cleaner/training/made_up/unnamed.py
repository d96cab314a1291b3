"""Pages whose names of class and id say nothing: those of build tools, or of a language never seen.

What stands where, what is alike and the tags have to be enough then.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleaner.model.features import Features


def hide_names(features: Features) -> Features:
    """The same features with the tag alone of what is seen of each element, and nothing of what the
    page says of itself.
    """
    sizes = np.diff(features.markup_offsets)
    exists = sizes > 0  # the last stands for none
    return replace(
        features,
        markup_ids=features.markup_ids[features.markup_offsets[:-1][exists]],
        markup_offsets=np.concatenate([[0], np.cumsum(exists)]),
        page_ids=features.page_ids[:0],
    )
