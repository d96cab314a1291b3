"""Documents, scores, rules and findings by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cleaner.judge.decide import Decider
from cleaner.judge.findings import Findings
from cleaner.model.classifier import Scores
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.segment.html.blocks import segment_html
from cleaner.segment.text.lines import segment_text
from cleaner.types import PAGE_TYPES, ROLES, Document, Role, Verdict

SURE = Rule("test.sure", Role.SHARE, "a share button", phrases=("x",))
HINT = Rule("test.hint", Role.SHARE, "perhaps a share button", phrases=("x",), sure=False)
COMMENTS = Rule("test.comments", Role.COMMENT, "comments", phrases=("y",), sure=False)
HALF = Options(html_threshold=0.5, text_threshold=0.5)
LONG = "The ferry did not sail on Tuesday, because the wind had turned during the night. " * 2


def score(
    *content: float, roles: Sequence[Role | None] = (), is_article: float | None = None
) -> Scores:
    """Scores of blocks; a role that is named has a probability of 0.9."""
    n_blocks = len(content)
    spread = np.full((n_blocks, len(ROLES)), 0.1 / len(ROLES), np.float32)
    for i, role in enumerate(roles):
        if role is not None:
            spread[i, ROLES.index(role)] = 0.9
    types = None
    if is_article is not None:
        types = np.full(len(PAGE_TYPES), (1 - is_article) / (len(PAGE_TYPES) - 1), np.float32)
        types[PAGE_TYPES.index("article")] = is_article
    return Scores(np.array(content, np.float32), spread, types)


def make_dump(n_blocks: int) -> Document:
    """Lines, each longer than the one above."""
    return segment_text("\n".join("line" * (i + 1) for i in range(n_blocks)), None, Options())


def make_page(n_blocks: int) -> Document:
    """Paragraphs, each longer than the one above."""
    blocks = "".join(f"<p>{'line' * (i + 1)}" for i in range(n_blocks))
    return segment_html(blocks, None, Options())


def find(document: Document, scores: Scores, rules: Sequence[Rule | None] = ()) -> Findings:
    """What a model called `test` and the rules say; without rules, none fires."""
    return Findings(document, rules or [None] * len(document), scores, "test")


def decide(
    document: Document,
    scores: Scores,
    options: Options = HALF,
    rules: Sequence[Rule | None] = (),
) -> tuple[Verdict, ...]:
    """The verdicts on what `find` finds."""
    return Decider(options).decide(find(document, scores, rules))
