"""A record judged in two ways: where they differ, and what lies between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.options import MODES
from cleaner.review.viewing import BlockView, Variant


class Difference(NamedTuple):
    """A block on which the two differ, or so many on which they agree."""

    ours: BlockView | None
    theirs: BlockView | None
    n_same: int = 0


def compare(ours: Sequence[BlockView], theirs: Sequence[BlockView]) -> Iterator[Difference]:
    """The blocks of a page, which both cut alike, in order; runs of the same as one."""
    n_same = 0
    for one, other in zip(ours, theirs, strict=True):
        if (one.keep, one.role) == (other.keep, other.role):
            n_same += 1
            continue
        if n_same:
            yield Difference(None, None, n_same)
        n_same = 0
        yield Difference(one, other)
    if n_same:
        yield Difference(None, None, n_same)


def name_variants(usual: Variant, variants: Sequence[Variant]) -> Mapping[str, tuple[str, Variant]]:
    """What each variant is called in an address and on the page."""
    named = {}
    for variant in variants:
        if variant.mode != usual.mode:
            assert variant.mode in MODES
            named[f"mode-{variant.mode}"] = f"mode {variant.mode}", variant
        elif variant.other_weights:
            named["weights"] = "the other weights", variant
        else:
            named["no-site"] = "no site's profile", variant
    return named
