"""What a page is: what a rule on pages tells, else its type as the model sees it."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.judge.findings import Findings
from cleaner.page_kinds import PageKind, PageVerdict
from cleaner.rules.pages.match import PageRules
from cleaner.types import PAGE_TYPES, By, Verdict


def judge_page(findings: Findings, verdicts: Sequence[Verdict], rules: PageRules) -> PageVerdict:
    """What the page is, of whose blocks the verdicts keep some."""
    rule = rules.match(findings.document, [verdict.keep for verdict in verdicts])
    if rule is not None:
        return PageVerdict(rule.kind, rule.probability, By("rule", rule.id), rule.why)
    by, types = By("model", findings.model), findings.scores.page_types
    if types is None:
        return PageVerdict(PageKind.UNKNOWN, 0.0, by, "no markup says its type")
    likeliest = int(types.argmax())
    probability = float(types[likeliest])
    return PageVerdict(PageKind(PAGE_TYPES[likeliest]), probability, by, "likeliest of its types")
