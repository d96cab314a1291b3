"""Rules, model and the caller's wishes -> one verdict a block. The only place with precedence.

1. The caller's keep patterns, then drop patterns.
2. The lines that a person keeps or drops in the profile of the page's site.
3. Rules that are sure.
4. What was learned of the site, but for a headline of which the model is sure.
5. The headline.
6. A passage that stays a second time; what a dump's readers see nothing of.
7. The model: content at or above the threshold, else the chrome role it takes the block for.
What a role means for keeping is the caller's choice (`Options.kept_roles`), not the judges'.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.judge.copies import find_copies
from cleaner.judge.headline import find_headline
from cleaner.model.arrays import Floats
from cleaner.model.features import ROLES
from cleaner.options import MODES, Options, compile_patterns
from cleaner.types import (
    AROUND_ROLES,
    CHROME_ROLES,
    CONTENT_ROLES,
    IN_LINE,
    PAGE_TYPES,
    ROLE_OF_KIND,
    Document,
    Kind,
    Role,
    Verdict,
)

if TYPE_CHECKING:
    from cleaner.model.classifier import Scores
    from cleaner.rules import Rule
    from cleaner.sites.match import Hit

_AROUND = np.array([role in AROUND_ROLES for role in ROLES])
_NOT_CONTENT = np.array([role not in CONTENT_ROLES for role in ROLES])
_COMMENT = ROLES.index(Role.COMMENT)
_ARTICLE, _FORUM = PAGE_TYPES.index("article"), PAGE_TYPES.index("forum")
_ARTICLE_SHIFT, _OTHER_SHIFT = 0.2, -0.05
"""What is added to the threshold of a page that is surely an article, and of one that is not."""
_LOWEST_HTML = 0.25
"""Threshold of a page whose best blocks are unlikely to be an article: it may have none."""
_AROUND_SURE, _AROUND_AGREED, _AROUND_OUTSIDE = 0.6, 0.2, 0.5
"""Probability from which a short block is a byline, date or caption, however it scores, alone and
where a rule suspects the same; and from which a block that is no content is one of them."""
_MAX_AROUND_CHARS = 300
"""A longer block is no byline, date or caption."""
_COMMENT_SURE, _MAX_COMMENT_CHARS = 0.8, 700
"""Probability from which a block of a dump is a comment, however it scores, and how long it may be:
a dump does not say whether it is a forum's."""
_CLEAN, _MESSY = 0.95, 0.6
"""Share of a dump expected to be content from which it is clean, and up to which it is messy."""
_CLEAN_THRESHOLD = 0.1
_MESSY_SHARE = 0.85
"""Share of the threshold of the best F1 that holds for a messy dump: to lose is worse."""
_RUN_ON_SHARE, _RUN_ON_MESSY = 0.6, 0.7
"""The same for a dump whose lines were run together, where losing a piece cuts into a paragraph,
and the share of content below which it is messy though no rule says so: it cuts phrases, too."""
_CLEAN_RULES, _HINT_RULES, _MESSY_RULES = 1, 2, 2
"""Lines of a dump in which a rule sees chrome, from which the model may speak against a line at
all, hints count in full, and a dump can be messy."""
_HINT_THRESHOLD = 0.6
"""Probability of being content from which a block stays in which a hint sees chrome."""
_SURE_HEADLINE = 0.5
"""Probability of being content from which a headline stays though it stands on all pages of its
site, as the title of a column does."""
_NOTHING_SEEN = "an image, the address of a link or front matter"
"""Why a block of a dump goes of which a reader sees nothing."""
_MAX_DATES = 3
"""Dates and bylines in the text from which they are its headings, as in a chronology."""


class Decider:
    """Decides by one set of options; compiles the caller's patterns once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._kept_roles = options.kept_roles
        self._keep = compile_patterns("keep_patterns", options.keep_patterns)
        self._drop = compile_patterns("drop_patterns", options.drop_patterns)

    def decide(
        self,
        document: Document,
        rules: Sequence[Rule | None],
        scores: Scores,
        model: str,
        hits: Sequence[Hit | None] | None = None,
    ) -> tuple[Verdict, ...]:
        """One verdict a block.

        `model` is the name of what gave the scores, `hits` are what the profile of the page's site
        says, if it has one.
        """
        if not len(document):
            return ()
        content = scores.content
        is_article = article_probability(scores)
        threshold = keep_threshold(document, rules, content, is_article, self.options)
        roles = scores.roles.copy()
        if is_article <= 0.5:  # posts of a forum, reviews of a product
            roles[:, _COMMENT] = 0
        thresholds = self._thresholds(document, rules, threshold)
        settled = [rule if rule is not None and rule.sure else None for rule in rules]
        headline = find_headline(document, rules, content, scores.roles, thresholds)
        guessed = _guess_roles(document, rules, content, roles, thresholds)
        if headline is not None:
            guessed[headline] = Role.HEADLINE
        by = f"model:{model}"
        shown = document.shown
        reasons: dict[str, str] = {}  # few differ, and each is as large as the rest of a verdict
        verdicts = []
        for i, (role, score) in enumerate(zip(guessed, content.tolist(), strict=True)):
            verdict = self._decide_by_patterns(document, i, role, score)
            if verdict is None and (hits is not None or settled[i] is not None):
                hit = hits[i] if hits is not None else None
                verdict = self._decide_by_hit(hit, settled[i], document.kind[i], role, score)
            if verdict is None and not shown[i].strip():
                verdict = self._verdict(Role.OTHER, score, "markup", _NOTHING_SEEN)
            if verdict is None:
                relation = "at least" if score >= thresholds[i] else "below"
                reason = f"content {score:.2f}, {relation} {thresholds[i]:.2f}: " + role
                if (hint := rules[i]) is not None:
                    reason += f" (hint: {hint.id})"
                verdict = self._verdict(role, score, by, reasons.setdefault(reason, reason))
            verdicts.append(verdict)
        if document.format == "html":
            self._drop_copies(document, verdicts, by, headline, is_forum(scores))
        return tuple(verdicts)

    def _drop_copies(
        self,
        document: Document,
        verdicts: list[Verdict],
        by: str,
        headline: int | None,
        is_forum: bool,
    ) -> None:
        """Takes back what the model keeps a second time: passages, the headline in a menu above."""
        text = document.text
        is_body = [v.keep and v.role is not Role.HEADLINE for v in verdicts]
        copies = dict.fromkeys(find_copies(text, is_body, is_forum), "a copy of a passage above")
        if headline is not None:
            titles = (i for i in range(headline) if text[i].strip() == text[headline].strip())
            copies |= dict.fromkeys(titles, "a copy of the headline below")
        for i, reason in copies.items():
            if is_body[i] and verdicts[i].by == by:
                verdicts[i] = self._verdict(Role.OTHER, verdicts[i].score, "copy", reason)

    def _decide_by_hit(
        self, hit: Hit | None, rule: Rule | None, kind: Kind, role: Role, score: float
    ) -> Verdict | None:
        """What the profile and the rules say: a person's lines, sure rules, what was learned."""
        if hit is not None and hit.by_hand:
            kept = role if role in CONTENT_ROLES else ROLE_OF_KIND[kind]
            return Verdict(kept if hit.keep else hit.role, hit.keep, score, hit.by, hit.reason)
        if rule is not None:
            return self._verdict(rule.role, score, f"rule:{rule.id}", rule.why)
        if hit is not None and not (role is Role.HEADLINE and score >= _SURE_HEADLINE):
            return self._verdict(hit.role, score, hit.by, hit.reason)
        return None

    def _thresholds(
        self, document: Document, rules: Sequence[Rule | None], threshold: float
    ) -> list[float]:
        """The threshold of each block: where a rule suspects chrome, the model has to be for it.

        One that the caller gives holds for all blocks.
        """
        if _given_threshold(document, self.options) is not None:
            return [threshold] * len(document)
        n_chrome = _count_chrome(rules)
        is_page = document.format == "html"
        weight = 1.0 if is_page else min(1.0, n_chrome / _HINT_RULES)
        raised = max(threshold, _HINT_THRESHOLD * weight)
        return [raised if _is_chrome(rule) else threshold for rule in rules]

    def _verdict(self, role: Role, score: float, by: str, reason: str) -> Verdict:
        return Verdict(role, role in self._kept_roles, score, by, reason)

    def _decide_by_patterns(
        self, document: Document, index: int, role: Role, score: float
    ) -> Verdict | None:
        """What the caller's own patterns say of the text, or of what is seen of it; keep wins."""
        texts = (document.text[index], document.shown[index])
        for pattern in self._keep:
            if any(map(pattern.search, texts)):
                kept = role if role in CONTENT_ROLES else ROLE_OF_KIND[document.kind[index]]
                return Verdict(kept, True, score, "option:keep", f"matches {pattern.pattern!r}")
        for pattern in self._drop:
            if any(map(pattern.search, texts)):
                reason = f"matches {pattern.pattern!r}"
                return Verdict(Role.OTHER, False, score, "option:drop", reason)
        return None


def _guess_roles(
    document: Document,
    rules: Sequence[Rule | None],
    content: Floats,
    roles: Floats,
    thresholds: Sequence[float],
) -> list[Role]:
    """What each block is taken for: by its form if it is content, else by its purpose."""
    around = np.where(_AROUND, roles, 0)
    is_text = document.format == "text"
    if is_text:
        around[roles[:, _COMMENT] < _COMMENT_SURE, _COMMENT] = 0
    doubtful = _AROUND & (roles < _AROUND_OUTSIDE)
    other_role = np.where(_NOT_CONTENT & ~doubtful, roles, -1).argmax(axis=1).tolist()
    around_role, likely = around.argmax(axis=1).tolist(), around.max(axis=1).tolist()
    is_content = content >= thresholds
    guessed = [ROLE_OF_KIND[kind] for kind in document.kind]
    for i, is_kept in enumerate(is_content.tolist()):
        rule = rules[i]
        if not is_kept:
            guessed[i] = ROLES[other_role[i]] if rule is None else rule.role
        elif likely[i] >= _AROUND_AGREED:
            role = ROLES[around_role[i]]
            agreed = rule is not None and rule.role is role
            longest = _MAX_COMMENT_CHARS if is_text and role is Role.COMMENT else _MAX_AROUND_CHARS
            is_short = len(document.shown[i]) <= longest
            is_heading = document.kind[i] is Kind.HEADING
            if (agreed or likely[i] >= _AROUND_SURE) and is_short and not is_heading:
                guessed[i] = role
    return _spare_repeated(document, guessed, is_content)


def _spare_repeated(
    document: Document, guessed: list[Role], is_content: npt.NDArray[np.bool_]
) -> list[Role]:
    """The roles, where dates and bylines that run through the whole text are part of it."""
    for role in (Role.DATE, Role.BYLINE):
        found = [i for i, guess in enumerate(guessed) if guess is role and is_content[i]]
        if len(found) > _MAX_DATES:
            for i in found:
                guessed[i] = ROLE_OF_KIND[document.kind[i]]
    return guessed


def article_probability(scores: Scores) -> float:
    """Probability that the page is an article rather than a shop's, a forum's...; 1 of a dump."""
    return 1.0 if scores.page_types is None else float(scores.page_types[_ARTICLE])


def is_forum(scores: Scores) -> bool:
    """Whether the page is likelier a forum's than any other."""
    return scores.page_types is not None and int(scores.page_types.argmax()) == _FORUM


def keep_threshold(
    document: Document,
    rules: Sequence[Rule | None],
    content: Floats,
    is_article: float,
    options: Options,
) -> float:
    """Probability of being content from which a block of this page stays."""
    threshold = _given_threshold(document, options)
    if threshold is None:
        sizes = np.fromiter(map(len, document.shown), np.float64, len(document))
        threshold = _half_of_best_f1(sizes, content)
        if document.format == "text":
            # Whoever asks for precision takes the model's word without a rule's.
            n_chrome = math.inf if options.mode == "precision" else _count_chrome(rules)
            is_run_on = 2 * document.blank_before.count(IN_LINE) > len(document)
            threshold = _choose_text_threshold(sizes, content, n_chrome, threshold, is_run_on)
        else:
            shift = _OTHER_SHIFT + (_ARTICLE_SHIFT - _OTHER_SHIFT) * is_article
            threshold = max(_LOWEST_HTML, threshold + shift)
    if MODES[options.mode] and 0 < threshold < 1:
        threshold = 1 / (1 + math.exp(-math.log(threshold / (1 - threshold)) - MODES[options.mode]))
    return threshold


def _given_threshold(document: Document, options: Options) -> float | None:
    return options.text_threshold if document.format == "text" else options.html_threshold


def _half_of_best_f1(sizes: npt.NDArray[np.float64], content: Floats) -> float:
    """Half of the highest F1 that keeping the best blocks can be expected to have.

    Keeping what scores above it is what reaches that F1 (Lipton, Elkan, Narayanaswamy 2014).
    """
    order = np.argsort(-content, kind="stable")
    expected = sizes * content
    f1 = 2 * np.cumsum(expected[order]) / (np.cumsum(sizes[order]) + expected.sum() + 1e-9)
    return float(f1.max()) / 2


def _choose_text_threshold(
    sizes: npt.NDArray[np.float64],
    content: Floats,
    n_chrome: float,
    highest: float,
    is_run_on: bool,
) -> float:
    """Low where nearly all of the dump is expected to be content, up to a share of `highest` where
    not.

    A dump in which no rule sees chrome, however odd its lines, loses nothing: lists of results or
    of songs look like menus to the model.
    """
    clean = float((sizes * content).sum() / max(1, sizes.sum()))
    share = _RUN_ON_SHARE if is_run_on else _MESSY_SHARE
    if is_run_on and clean < _RUN_ON_MESSY:
        n_chrome = math.inf
    messy = min(1.0, max(0.0, (_CLEAN - clean) / (_CLEAN - _MESSY)))
    messy *= min(1.0, n_chrome / _MESSY_RULES)
    lowest = _CLEAN_THRESHOLD * min(1.0, n_chrome / _CLEAN_RULES)
    return lowest + (share * highest - lowest) * messy


def _count_chrome(rules: Sequence[Rule | None]) -> float:
    """Blocks in which rules see chrome, hints for half; a lone hint is no evidence."""
    seen = [1.0 if rule.sure else 0.5 for rule in rules if rule is not None and _is_chrome(rule)]
    return max(0.0, sum(seen) - 0.5)


def _is_chrome(rule: Rule | None) -> bool:
    return rule is not None and rule.role in CHROME_ROLES
