"""Labels -> rules that say the same of any page, with examples, held against what stays."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cleaner.dumps.escape import to_json
from cleaner.labels.entries import Label
from cleaner.labels.taken import NO_WORD, PLACEHOLDER, Taken, has_placeholder
from cleaner.letters.fold import fold, fold_spaces
from cleaner.options import Options
from cleaner.rules import Rule
from cleaner.rules.match import RuleSet, load_rule_set
from cleaner.segment import segment
from cleaner.sites.line import MAX_LINE_CHARS, to_line, weigh_line
from cleaner.types import CONTENT_ROLES, Document, Page, Role

STAYS = "content: the suggestions are held against them"
HIDDEN = "hidden: that is the markup's word"
KNOWN = "a rule says so already"
SILENT = "no rule can speak of it: too long, or it reads as code or as speech"
HARMFUL = "a rule on it would drop text that stays"
_MANY_SITES = 2
"""Sites on which a phrase was labelled from which its rule settles the matter."""
_DROP, _KEEP = 12, 4
"""Examples of a rule at most."""
_MAX_EXAMPLE = 200
"""Characters of an example of text that stays."""
_CHUNK = 2_000
"""Texts that are looked at as one document."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule, and where it comes from."""

    rule: Rule
    n_labels: int
    n_sites: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A whole block, and the labels on it."""

    text: str
    labels: tuple[Label, ...]

    @property
    def sites(self) -> set[str]:
        return {label.site or label.source for label in self.labels}


def suggest_rules(
    labels: Sequence[Label], kept: Iterable[str]
) -> tuple[Sequence[Suggestion], Taken]:
    """Rules that fire on what was labelled and on nothing of what is `kept`, one a role and
    sureness, and what was not taken.
    """
    found, left = _find_phrases(labels)
    documents = [_document(chunk) for chunk in _chunks(kept)]
    suggestions = []
    for role, phrases in found.items():
        harmful = _find_harmful(role, phrases, documents)
        left[HARMFUL] += sum(len(phrase.labels) for phrase in harmful)
        sound = [phrase for phrase in phrases if phrase not in harmful]
        for is_sure in (True, False):
            own = [p for p in sound if (len(p.sites) >= _MANY_SITES) is is_sure]
            if own:
                suggestions.append(_suggest(role, own, is_sure, documents))
    return suggestions, Taken(len(labels), +left)


def format_rule(suggestion: Suggestion) -> str:
    """The rule as a table of `ROLE.toml`."""
    rule = suggestion.rule
    file, _, id_ = rule.id.partition(".")
    lines = [
        f"# {file}.toml; labels: {suggestion.n_labels:,}, sites: {suggestion.n_sites:,}",
        "[[rule]]",
        f"id = {to_json(id_)}",
        f"role = {to_json(rule.role)}",
        f"phrases = {to_json(rule.phrases)}",
        *([] if rule.sure else ["sure = false"]),
        f"why = {to_json(rule.why)}",
        f"drop = [\n{_listed(rule.drop)}]",
        f"keep = [\n{_listed(rule.keep)}]",
    ]
    return "\n".join(lines)


def _listed(texts: Sequence[str]) -> str:
    return "".join(f"  {to_json(text)},\n" for text in texts)


def _find_phrases(labels: Sequence[Label]) -> tuple[Mapping[Role, list[_Phrase]], Counter[str]]:
    """What rules may be made of, by role, and why the other labels are left."""
    groups: defaultdict[tuple[Role, str], list[Label]] = defaultdict(list)
    for label in labels:
        groups[label.role, _to_phrase(label.text)].append(label)
    found: defaultdict[Role, list[_Phrase]] = defaultdict(list)
    left = Counter[str]()
    for (role, text), own in groups.items():
        phrase = _Phrase(text, tuple(own))
        if reason := _refuse(role, phrase):
            left[reason] += len(own)
        else:
            found[role].append(phrase)
    return found, left


def _to_phrase(text: str) -> str:
    """The whole block as rules see it, with `{n}` and `{date}` in it."""
    line = to_line(text)
    return line if len(line) <= MAX_LINE_CHARS else fold(text)


def _refuse(role: Role, phrase: _Phrase) -> str:
    """Why no rule is made of it; "" where one is."""
    if role in CONTENT_ROLES:
        return STAYS
    if role is Role.HIDDEN:
        return HIDDEN
    example = phrase.labels[0].text
    if not weigh_line(phrase.text):
        return NO_WORD
    if has_placeholder(example):
        return PLACEHOLDER
    (known,) = _match(load_rule_set(), [example])
    if known is not None and known.sure:
        return KNOWN
    (fired,) = _match(RuleSet([_make_rule(role, [phrase], True)]), [example])
    return "" if fired else SILENT


def _match(rules: RuleSet, texts: Sequence[str]) -> list[Rule | None]:
    """For each text the first rule that fires on it, as if it stood alone."""
    found = (rules.match(_document([text])) for text in texts)
    return [next(filter(None, fired), None) for fired in found]


def _document(texts: Iterable[str]) -> Document:
    content = "\n\n".join(map(fold_spaces, texts))
    return segment(Page(content, format="text"), Options())


def _chunks(texts: Iterable[str]) -> Iterator[Sequence[str]]:
    listed = list(dict.fromkeys(texts))
    for first in range(0, len(listed), _CHUNK):
        yield listed[first : first + _CHUNK]


def _find_harmful(
    role: Role, phrases: Sequence[_Phrase], documents: Sequence[Document]
) -> list[_Phrase]:
    """The phrases that fire on something of the documents, all of which stays."""
    rules = RuleSet([_make_rule(role, phrases, True)])
    hit = {
        text
        for document in documents
        for text, fired in zip(document.visible, rules.match(document), strict=True)
        if fired
    }
    if not hit:
        return []
    alone = [(phrase, RuleSet([_make_rule(role, [phrase], True)])) for phrase in phrases]
    return [phrase for phrase, rule in alone if any(_match(rule, sorted(hit)))]


def _make_rule(role: Role, phrases: Sequence[_Phrase], is_sure: bool) -> Rule:
    n_sites = len(set().union(*(phrase.sites for phrase in phrases)))
    where = f"{n_sites:,} sites" if n_sites > 1 else "one site"
    name = "labelled" if is_sure else "labelled-hints"
    texts = [fold_spaces(label.text) for phrase in phrases for label in phrase.labels[:1]]
    return Rule(
        id=f"{role}.{name}",
        role=role,
        why=f"{str(role).replace('_', ' ')}, as people labelled it on {where}",
        phrases=tuple(phrase.text for phrase in phrases),
        sure=is_sure,
        drop=tuple(texts[:_DROP]),
    )


def _suggest(
    role: Role, phrases: Sequence[_Phrase], is_sure: bool, documents: Sequence[Document]
) -> Suggestion:
    rule = _make_rule(role, phrases, is_sure)
    rule = replace(rule, keep=tuple(_find_near(rule, documents)))
    n_labels = sum(len(phrase.labels) for phrase in phrases)
    return Suggestion(rule, n_labels, len(set().union(*(phrase.sites for phrase in phrases))))


def _find_near(rule: Rule, documents: Sequence[Document]) -> list[str]:
    """Of the texts that stay those that are most like the examples that the rule drops."""
    words = [set(phrase.split()) for phrase in rule.phrases[:_DROP]]

    def likeness(text: str) -> float:
        own = set(fold(text).split())
        return max(len(own & one) / len(own | one) for one in words) if own else 0.0

    texts = (text for document in documents for text in document.visible)
    near = heapq.nlargest(_KEEP * 4, (t for t in texts if len(t) <= _MAX_EXAMPLE), key=likeness)
    others = load_rule_set()
    unmatched = (text for text in dict.fromkeys(near) if _is_safe(others, text))
    return [fold_spaces(text) for text, _ in zip(unmatched, range(_KEEP), strict=False)]


def _is_safe(rules: RuleSet, text: str) -> bool:
    """Whether no sure rule that there is fires on it."""
    (fired,) = _match(rules, [text])
    return bool(text.strip()) and (fired is None or not fired.sure)
